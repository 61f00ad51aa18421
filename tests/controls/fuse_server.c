// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FUSE file system that is one file, mounted nowhere; it is gone with its descriptor. Its
 * server is the peer of the cell's rig, and keeps a READ waiting until the peer is let go.
 */
#include <errno.h>

#include "engine.h"
#include "fuse_server.h"
#include "rig.h"

#if HAVE_LIBFUSE

#define FUSE_USE_VERSION 31
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <linux/mount.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The server answers after that in any case: the reader can't be killed. */
#define UNANSWERED_MS	(STALL_DEADLINE_MS + 2 * REPLY_DEADLINE_MS)
#define ATTRIBUTES_S	3600

/* ---- the server, in the peer ---- */

static void send_attributes(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *file)
{
	struct stat st = {
		.st_ino = inode, .st_mode = S_IFREG | 0600, .st_nlink = 1,
		.st_size = FUSE_FILE_SIZE,
	};

	(void)file;
	fuse_reply_attr(request, &st, ATTRIBUTES_S);
}

static void accept_open(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *file)
{
	(void)inode;
	fuse_reply_open(request, file);
}

static void send_data(fuse_req_t request, fuse_ino_t inode, size_t size, off_t offset,
		      struct fuse_file_info *file)
{
	static const char data[FUSE_FILE_SIZE];

	(void)inode;
	(void)size;
	(void)offset;
	(void)file;
	fuse_reply_buf(request, data, sizeof(data));
}

static void hold_data(fuse_req_t request, fuse_ino_t inode, size_t size, off_t offset,
		      struct fuse_file_info *file)
{
	struct rig *rig = fuse_req_userdata(request);
	struct pollfd pfd = { .fd = rig->let_go, .events = POLLIN };

	victim_raise_flag(&rig->held);
	poll(&pfd, 1, UNANSWERED_MS);
	send_data(request, inode, size, offset, file);
}

static void __attribute__((noreturn)) serve(int dev, struct rig *rig, bool hold)
{
	struct fuse_lowlevel_ops ops = {
		.getattr = send_attributes, .open = accept_open,
		.read = hold ? hold_data : send_data,
	};
	struct fuse_session *session;
	struct fuse_args args = { 0 };
	char name[32];

	if (fuse_opt_add_arg(&args, "faultsig"))
		_exit(EXIT_FAILURE);
	session = fuse_session_new(&args, &ops, sizeof(ops), rig);
	snprintf(name, sizeof(name), "/dev/fd/%d", dev);
	if (!session || fuse_session_mount(session, name))
		_exit(EXIT_FAILURE);
	_exit(fuse_session_loop(session) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* ---- the file ---- */

static int fuse_context(void)
{
	return syscall(SYS_fsopen, "fuse", FSOPEN_CLOEXEC);
}

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
	return st.st_size == FUSE_FILE_SIZE ? fd : -EIO;
}

/**
 * fuse_server_probe() - can there be such a file system here?
 * Return: NULL, or what is absent.
 */
const struct answer *fuse_server_probe(void)
{
	int fd = fuse_context();

	if (fd < 0)
		return answer_to(NEED_FUSE, "fsopen(fuse)", -errno);
	close(fd);
	return answer_to(NEED_FUSE, "/dev/fuse", sysret(access("/dev/fuse", R_OK | W_OK)));
}

/**
 * fuse_server_start() - open the file, and start its server.
 * @c: the cell; the server becomes its peer, and raises the rig's "held" when it has a READ.
 * @hold: whether a READ waits until the peer is let go.
 * Return: a descriptor of the file, to be closed by the caller; -errno.
 */
int fuse_server_start(struct fault_cell *c, bool hold)
{
	int dev, root, fd;

	dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (dev < 0)
		return -errno;
	root = mount_file(dev);
	fd = root < 0 ? root : rig_fork_peer(c);
	if (!fd)
		serve(dev, rig_of(c), hold);
	/* Only the server keeps it: its death ends every wait. */
	close(dev);
	if (fd > 0)
		fd = open_file(root);
	if (root >= 0)
		close(root);
	return fd;
}

#else

const struct answer *fuse_server_probe(void)
{
	return lacks(NEED_LIBFUSE);
}

int fuse_server_start(struct fault_cell *c, bool hold)
{
	(void)c;
	(void)hold;
	return -ENOSYS;
}

#endif
