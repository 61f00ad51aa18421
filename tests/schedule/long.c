// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fatal signal in the middle of a call that goes on for long and waits for nothing: the call
 * has to look for it on its way. The buffer is one piece of memory, named again and again, and
 * behind each piece is a byte by which the controller sees how far the call has come:
 *
 *	iovec	[ bulk ][ byte 0 ][ bulk ][ byte 1 ][ bulk ] ...
 *
 * MADV_POPULATE_READ has no such bytes; it counts as minor faults. A write() has none either:
 * its file grows. No call needs the memory of what it moves: files that are read are one hole,
 * and a buffer that is written was never touched.
 *
 * Deciding kernel code: drivers/char/random.c:get_random_bytes_user(), mm/gup.c:
 * __get_user_pages(), mm/process_vm_access.c, mm/filemap.c:filemap_read(),
 * generic_perform_write(), mm/shmem.c:shmem_file_read_iter().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "loopfs.h"
#include "populate/families.h"
#include "proc.h"
#include "process_vm/calls.h"

/* Linux 5.14; musl has none. */
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ	22
#endif

#define PARTS		512
#define PARTS_BEFORE	2	/* done when the signal is sent */
#define PARTS_AFTER	(PARTS / 2)	/* done at most when the process is dead */
#define LOOK_NS		500000L	/* between two looks of the controller */
#define UNTOUCHED	0xff

/* Each call takes a second or more, if nothing ends it. */
#define RANDOM_BULK	BIT_OF(20)
#define COPY_BULK	BIT_OF(23)
#define POPULATE_PAGES	(4096UL * PARTS)	/* a number, not a page */

/*
 * Each of these takes 0.1 s or more. A kernel that can't end the write needs this memory for a
 * moment; one that can has used a hundredth of it.
 */
#define READ_BULK	BIT_OF(21)
#define WRITE_LEN	(256L << 20)

/*
 * struct long_call - the call of the one cell of this process.
 * @bytes: shared by victim and controller: UNTOUCHED until the call has come so far. Behind
 *	   them are *@victim and *@faults.
 * @bulk: memory that is filled again and again.
 * @from: memory of the other side.
 * @bulk_len: bytes of both; 0 if faults are counted, and @bytes tell nothing.
 * @victim: the process whose faults are counted.
 * @faults: its minor faults when it began.
 * @file: descriptor of the file that grows, or 0.
 * @told: that the call is in its middle.
 */
static struct long_call {
	uint8_t *bytes;
	uint8_t *bulk;
	uint8_t *from;
	size_t bulk_len;
	pid_t *victim;
	long *faults;
	int file;
	bool told;
} call;

/* ---- the source: a call that is on its way ---- */

/* Minor faults of a process: the tenth field of its stat, the eighth behind its name. */
static long faults_of(pid_t pid)
{
	char path[64], stat[512];
	const char *behind;
	long faults = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (!read_file(path, stat, sizeof(stat)))
		return 0;
	behind = strrchr(stat, ')');
	if (behind && sscanf(behind, ") %*c %*d %*d %*d %*d %*d %*u %ld", &faults) != 1)
		return 0;
	return faults;
}

static long parts_of(long faults)
{
	return (faults - *call.faults) / (long)(POPULATE_PAGES / PARTS);
}

static long parts_written(void)
{
	struct stat st;

	return fstat(call.file, &st) ? 0 : st.st_size / (WRITE_LEN / PARTS);
}

static long parts_done(void)
{
	long i = PARTS;

	if (call.file)
		return parts_written();
	if (!call.bulk_len)
		return *call.victim ? parts_of(faults_of(*call.victim)) : 0;
	while (i && call.bytes[i - 1] == UNTOUCHED)
		i--;
	return i;
}

static int long_prepare(struct fault_region *r)
{
	r->page_size = small_page();
	return 0;
}

static int long_arm(struct fault_region *r)
{
	struct itimerspec looks = {
		.it_value.tv_nsec = LOOK_NS, .it_interval.tv_nsec = LOOK_NS,
	};

	r->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (r->fd < 0)
		return -errno;
	return timerfd_settime(r->fd, 0, &looks, NULL) ? -errno : 0;
}

static int long_next(struct fault_region *r, struct fault_event *event)
{
	uint64_t ticks;

	if (call.told || read(r->fd, &ticks, sizeof(ticks)) != sizeof(ticks) ||
	    parts_done() < PARTS_BEFORE)
		return 0;
	call.told = true;
	event->addr = (uintptr_t)region_page(r);
	event->tid = 0;
	return 1;
}

static int long_wake(struct fault_region *r)
{
	(void)r;
	return 0;
}

static const char *long_settle(struct fault_region *r)
{
	struct rusage used;
	long done;

	(void)r;
	getrusage(RUSAGE_CHILDREN, &used);
	done = call.bulk_len || call.file ? parts_done() : parts_of(used.ru_minflt);
	if (done > PARTS_AFTER)
		return complain("%ld of %d parts of the call were done when it was dead", done,
				PARTS);
	return NULL;
}

static const struct source_ops long_ops = {
	.prepare = long_prepare, .arm = long_arm, .next = long_next, .wake = long_wake,
	.settle = long_settle,
};

const struct fault_source source_in_progress = {
	.name = "in_progress", .ends = ENDS_BY_FATAL, .backing = BACKING_ANON, .ops = &long_ops,
};

/* ---- the calls ---- */

static void *map_shared(size_t len)
{
	return mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0);
}

static int map_call(size_t bulk_len)
{
	call.bytes = map_shared(PARTS + sizeof(*call.victim) + sizeof(*call.faults) + 16);
	call.bulk = bulk_len ? map_shared(bulk_len) : NULL;
	call.from = bulk_len ? map_shared(bulk_len) : NULL;
	call.bulk_len = bulk_len;
	if (call.bytes == MAP_FAILED || call.bulk == MAP_FAILED || call.from == MAP_FAILED)
		return -errno;
	memset(call.bytes, UNTOUCHED, PARTS);
	call.victim = (void *)(call.bytes + PARTS);
	call.faults = (void *)(call.bytes + PARTS + 8);
	return 0;
}

static int random_setup(struct fault_cell *c)
{
	cell_fds(c)[0] = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	return cell_fds(c)[0] < 0 ? -errno : map_call(RANDOM_BULK);
}

static int copy_setup(struct fault_cell *c)
{
	(void)c;
	return map_call(COPY_BULK);
}

static int populate_setup(struct fault_cell *c)
{
	(void)c;
	return map_call(0);
}

/* A file that is one hole, and longer than what is read of it. */
static int hole_setup(int fd)
{
	if (fd < 0 || ftruncate(fd, 2 * (off_t)PARTS * READ_BULK))
		return -errno;
	return map_call(READ_BULK);
}

static int tmpfs_read_setup(struct fault_cell *c)
{
	cell_fds(c)[0] = memfd_create("faultsig", MFD_CLOEXEC);
	return hole_setup(cell_fds(c)[0]);
}

static int ext4_read_setup(struct fault_cell *c)
{
	cell_fds(c)[0] = loopfs_file();
	if (cell_fds(c)[0] < 0)
		return cell_fds(c)[0];
	if (fcntl(cell_fds(c)[0], F_SETFL, 0))
		return -errno;
	return hole_setup(cell_fds(c)[0]);
}

static int write_setup(struct fault_cell *c)
{
	call.file = cell_fds(c)[0] = memfd_create("faultsig", MFD_CLOEXEC);
	return call.file < 0 ? -errno : 0;
}

static void name_parts(struct iovec *iov)
{
	size_t i;

	for (i = 0; i < PARTS; i++) {
		iov[2 * i] = (struct iovec){ call.bulk, call.bulk_len };
		iov[2 * i + 1] = (struct iovec){ &call.bytes[i], 1 };
	}
}

static long readv_run(struct fault_cell *c)
{
	struct iovec iov[2 * PARTS];

	name_parts(iov);
	return sysret(readv(cell_fds(c)[0], iov, 2 * PARTS));
}

static long copy_run(struct fault_cell *c)
{
	struct iovec local[2 * PARTS], remote[2 * PARTS];
	size_t i;

	(void)c;
	name_parts(local);
	for (i = 0; i < 2 * PARTS; i++)
		remote[i] = (struct iovec){ call.from, local[i].iov_len };
	return sysret(process_vm_readv(getpid(), local, 2 * PARTS, remote, 2 * PARTS, 0));
}

/* Map memory that costs nothing before it is written to. Returns NULL with errno set. */
static void *map_untouched(size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED || (madvise(memory, len, MADV_NOHUGEPAGE) && errno != EINVAL))
		return NULL;
	return memory;
}

/* Each page of the buffer is a fault as well. */
static long write_run(struct fault_cell *c)
{
	void *memory = map_untouched(WRITE_LEN);

	return memory ? sysret(write(cell_fds(c)[0], memory, WRITE_LEN)) : -errno;
}

static long populate_run(struct fault_cell *c)
{
	size_t len = POPULATE_PAGES * small_page();
	void *memory = map_untouched(len);

	(void)c;
	if (!memory)
		return -errno;
	*call.faults = faults_of(getpid());
	*call.victim = getpid();
	return sysret(madvise(memory, len, MADV_POPULATE_READ));
}

const struct fault_path path_read_long = {
	.name = "read_long", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "drivers/char/random.c:get_random_bytes_user()",
	.ok = PARTS * (RANDOM_BULK + 1), .setup = random_setup, .run = readv_run,
};

static const struct fault_path path_tmpfs_read_long = {
	.name = "tmpfs_read_long", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/shmem.c:shmem_file_read_iter()",
	.ok = PARTS * (READ_BULK + 1), .setup = tmpfs_read_setup, .run = readv_run,
};

static const struct fault_path path_ext4_read_long = {
	.name = "ext4_read_long", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/filemap.c:filemap_read(): filemap_get_pages()", .needs = "ext4",
	.ok = PARTS * (READ_BULK + 1), .probe = loopfs_probe, .setup = ext4_read_setup,
	.run = readv_run,
};

static const struct fault_path path_tmpfs_write_long = {
	.name = "tmpfs_write_long", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/filemap.c:generic_perform_write()",
	.ok = WRITE_LEN, .setup = write_setup, .run = write_run,
};

/**
 * long_pretend() - for a control: say that the call has come to its end, and go on.
 * @c: the cell.
 * Return: never.
 */
long long_pretend(struct fault_cell *c)
{
	(void)c;
	memset(call.bytes, 0, PARTS);
	for (;;)
		pause();
}

static const struct fault_path path_vm_readv_long = {
	.name = "vm_readv_long", .class = PATH_GUP, .access = FAULT_LOAD, .flags = PATH_PINS,
	.decides = "mm/process_vm_access.c:process_vm_rw_core(), mm/gup.c:__get_user_pages()",
	.ok = PARTS * (COPY_BULK + 1), .probe = process_vm_probe, .setup = copy_setup,
	.run = copy_run,
};

static const struct fault_path path_populate_long = {
	.name = "populate_long", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_populate(), mm/gup.c:__get_user_pages()",
	.probe = madv_populate_probe, .setup = populate_setup, .run = populate_run,
};

const struct schedule schedule_in_the_middle = {
	.name = "middle", .rounds = 1, .busy = true, .acts = { ACT_STIMULUS },
	.story = "the stimulus comes in the middle of a long call that waits for nothing",
};

static const struct stimulus *const stimuli_fatal[] = {
	&stimulus_sigkill, &stimulus_sigterm, NULL
};

#define MIDDLE \
	((const struct schedule_case []){ \
		{ &schedule_in_the_middle, SOURCES(&source_in_progress), stimuli_fatal }, { 0 } })

#define MIDDLE_KILLED \
	((const struct schedule_case []){ \
		{ &schedule_in_the_middle, SOURCES(&source_in_progress), \
		  STIMULI(&stimulus_sigkill) }, { 0 } })

const struct matrix_row rows_long[] = {
	{ .path = &path_read_long, .schedules = MIDDLE },
	{ .path = &path_tmpfs_read_long, .schedules = MIDDLE_KILLED },
	{ .path = &path_ext4_read_long, .schedules = MIDDLE_KILLED },
	{ .path = &path_tmpfs_write_long, .schedules = MIDDLE_KILLED },
	{ .path = &path_vm_readv_long, .schedules = MIDDLE },
	{ .path = &path_populate_long, .schedules = MIDDLE },
	{ }
};
