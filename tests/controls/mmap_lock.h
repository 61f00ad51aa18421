/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sibling that holds mmap_lock while the fault is held, as a kernel that kept the
 * lock across the wait would: it reads its own memory through /proc/self/mem, where
 * a FUSE file is mapped whose server does not answer.  That get_user_pages() may not
 * drop the lock (mm/memory.c:__access_remote_vm(), no FOLL_UNLOCKABLE), so it sleeps
 * in mm/filemap.c:filemap_fault() with mmap_lock held for reading.
 *
 * The file system is that one file, mounted nowhere; it is gone with its descriptor.
 */
#ifndef FAULTSIG_CONTROLS_MMAP_LOCK_H
#define FAULTSIG_CONTROLS_MMAP_LOCK_H

#include <linux/fuse.h>
#include <linux/mount.h>
#include <sys/stat.h>

#define FILE_SIZE	4000
/* The server answers after that in any case: the reader can't be killed. */
#define UNANSWERED_MS	(STALL_DEADLINE_MS + 2 * REPLY_DEADLINE_MS)

/* fds of the cell: the mapped file, and /proc/self/mem in the victim */
enum { FILE_FD, MEM_FD };

static int fuse_context(void)
{
	return syscall(SYS_fsopen, "fuse", FSOPEN_CLOEXEC);
}

static const struct answer *fuse_probe(void)
{
	int fd = fuse_context();

	if (fd < 0)
		return answer_to(NEED_FUSE, "fsopen(fuse)", -errno);
	close(fd);
	return answer_to(NEED_FUSE, "/dev/fuse", sysret(access("/dev/fuse", R_OK | W_OK)));
}

/* ---- the server ---- */

union fuse_answer {
	struct fuse_init_out init;
	struct fuse_attr_out attr;
	struct fuse_open_out open;
	uint8_t page[FILE_SIZE];
};

static void answer(int dev, uint64_t unique, int error, union fuse_answer *data, size_t len)
{
	struct fuse_out_header head = {
		.len = sizeof(head) + (error ? 0 : len), .error = error, .unique = unique,
	};
	struct iovec iov[] = {
		{ .iov_base = &head, .iov_len = sizeof(head) },
		{ .iov_base = data, .iov_len = error ? 0 : len },
	};

	if (writev(dev, iov, ARRAY_LEN(iov)) < 0 && errno != ENOENT)
		_exit(EXIT_FAILURE);
}

static void keep_waiting(struct rig *rig)
{
	struct pollfd pfd = { .fd = rig->let_go, .events = POLLIN };

	victim_raise_flag(&rig->held);
	poll(&pfd, 1, UNANSWERED_MS);
}

static void serve_request(int dev, const struct fuse_in_header *in, struct rig *rig, bool hold)
{
	union fuse_answer data = { 0 };

	switch (in->opcode) {
	case FUSE_INIT:
		data.init.major = FUSE_KERNEL_VERSION;
		data.init.minor = 31;
		data.init.flags = FUSE_ASYNC_READ;
		data.init.max_write = FILE_SIZE;
		answer(dev, in->unique, 0, &data, sizeof(data.init));
		break;
	case FUSE_GETATTR:
		data.attr.attr_valid = 3600;
		data.attr.attr.ino = FUSE_ROOT_ID;
		data.attr.attr.mode = S_IFREG | 0600;
		data.attr.attr.nlink = 1;
		data.attr.attr.size = FILE_SIZE;
		answer(dev, in->unique, 0, &data, sizeof(data.attr));
		break;
	case FUSE_OPEN:
		answer(dev, in->unique, 0, &data, sizeof(data.open));
		break;
	case FUSE_READ:
		if (hold)
			keep_waiting(rig);
		answer(dev, in->unique, 0, &data, FILE_SIZE);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;	/* no answer is due */
	default:
		answer(dev, in->unique, -ENOSYS, NULL, 0);
	}
}

static void __attribute__((noreturn)) serve(int dev, struct rig *rig, bool hold)
{
	static uint8_t request[FUSE_MIN_READ_BUFFER + FILE_SIZE];

	while (read(dev, request, sizeof(request)) >= (ssize_t)sizeof(struct fuse_in_header))
		serve_request(dev, (struct fuse_in_header *)request, rig, hold);
	_exit(EXIT_SUCCESS);
}

/* ---- the file ---- */

static int set_option(int context, const char *key, const char *value)
{
	return syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, key, value, 0);
}

/* Returns the file system's root, which is the file. */
static int mount_file(int dev)
{
	int context = fuse_context(), root = -1;
	char number[16];

	if (context < 0)
		return -errno;
	snprintf(number, sizeof(number), "%d", dev);
	if (!set_option(context, "source", "faultsig") &&
	    !set_option(context, "fd", number) && !set_option(context, "rootmode", "100600") &&
	    !set_option(context, "user_id", "0") && !set_option(context, "group_id", "0") &&
	    !syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		root = syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	root = sysret(root);
	close(context);
	return root;
}

/* By then the server runs.  The size is not known before it is asked for. */
static int open_file(int root)
{
	struct stat st;
	char name[32];
	int fd;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", root);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return -errno;
	return st.st_size == FILE_SIZE ? fd : -EIO;
}

static int file_setup(struct fault_cell *c, bool hold)
{
	int dev, root, err = rig_setup(c);

	if (err)
		return err;
	dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (dev < 0)
		return -errno;
	root = mount_file(dev);
	err = root < 0 ? root : fork_peer(c);
	if (!err)
		serve(dev, rig_of(c), hold);
	/* Only the server keeps it: its death ends every wait. */
	close(dev);
	if (err < 0)
		return err;
	cell_fds(c)[FILE_FD] = open_file(root);
	close(root);
	return cell_fds(c)[FILE_FD] < 0 ? cell_fds(c)[FILE_FD] : 0;
}

static int silent_setup(struct fault_cell *c)
{
	return file_setup(c, true);
}

static int answering_setup(struct fault_cell *c)
{
	return file_setup(c, false);
}

static void server_teardown(struct fault_cell *c)
{
	struct rig *rig = rig_of(c);

	if (rig && rig->peer > 0)
		kill(rig->peer, SIGKILL);
	reap_peer(c);
	rig_teardown(c);
}

/* ---- the victim ---- */

static void *read_own_memory(void *arg)
{
	struct fault_cell *c = arg;
	void *map;
	char byte;

	map = mmap(NULL, FILE_SIZE, PROT_READ, MAP_PRIVATE, cell_fds(c)[FILE_FD], 0);
	await_flag(&rig_of(c)->go);
	if (pread(cell_fds(c)[MEM_FD], &byte, 1, (off_t)(uintptr_t)map) != 1)
		_exit(EXIT_FAILURE);
	victim_raise_flag(&rig_of(c)->held);
	return NULL;
}

static int arm_reader(struct fault_cell *c)
{
	cell_fds(c)[MEM_FD] = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	if (cell_fds(c)[MEM_FD] < 0)
		return -errno;
	return start_sibling(read_own_memory, c);
}

static long read_with_lock_held(struct fault_cell *c)
{
	victim_raise_flag(&rig_of(c)->go);
	await_flag(&rig_of(c)->held);
	return gup_run(c);
}

static int release_lock(struct fault_cell *c, enum release_how how)
{
	let_peer_go(c);
	return held_release(c, how);
}

/* The leader is in munmap(), behind the reader: let it do that, then wake. */
static int wake_unmapped(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.ctl, .events = POLLIN };
	char reply = 0;

	let_peer_go(c);
	while (reply != 'u' && poll(&pfd, 1, REPLY_DEADLINE_MS) == 1)
		if (read(pfd.fd, &reply, 1) != 1)
			return -errno;
	return held_wake(c);
}

HELD_SOURCE(frees_lock, .arm = held_arm, .next = held_next, .release = release_lock,
	    .wake = wake_unmapped);

static const struct fault_path path_holds_mmap_lock = {
	GUP_VICTIM(holds_mmap_lock), .probe = fuse_probe, .setup = silent_setup,
	.arm = arm_reader, .run = read_with_lock_held, .check = gup_check,
	.teardown = server_teardown,
};

CONTROL(holds_mmap_lock, holds_mmap_lock, frees_lock, none, OUTCOME_WRONG,
	HELD "; a sibling's mmap\\(\\) and munmap\\(\\) did not return in 5000 ms: mmap_lock is held$",
	.pace = BESIDE)
CONTROL(munmap_blocked, holds_mmap_lock, frees_lock, none, OUTCOME_WRONG,
	HELD "; a sibling's munmap\\(\\) did not return; a sibling's mmap\\(\\)",
	.cell.release = RELEASE_MUNMAP, .pace = BESIDE)

FAULT_PATH(good_mmap_lock, SOURCES_ANON, STIMULI_NONE) = {
	GUP_VICTIM(good_mmap_lock), .probe = fuse_probe, .setup = answering_setup,
	.arm = arm_reader, .run = read_with_lock_held, .check = gup_check,
	.teardown = server_teardown,
};

#endif /* FAULTSIG_CONTROLS_MMAP_LOCK_H */
