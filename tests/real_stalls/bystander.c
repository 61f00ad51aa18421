// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bystanders: a family of real_stalls.c. A call that stalls in a copy keeps the lock of its
 * pipe, its socket, its file. Another process that shares the object, and has nothing to do
 * with the page, then waits for that lock, uninterruptibly; be it in a call that never waits,
 * as a recv() with MSG_DONTWAIT. The memory of the stalled process stays free for others.
 *
 * Deciding kernel code: fs/pipe.c:pipe_ioctl(), net/unix/af_unix.c:unix_stream_read_generic(),
 * fs/eventpoll.c:ep_send_events(), fs/file.c:fdget_pos(),
 * mm/filemap.c:generic_file_write_iter().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* Indices of cell_fds() of the paths in uaccess/ */
enum { PIPE_FD = 0, SOCKET_FD = 0, FILE_FD = 0, EPOLL_FD = 1 };

static void ask_pipe(struct fault_cell *c)
{
	int bytes;

	ioctl(cell_fds(c)[PIPE_FD], FIONREAD, &bytes);
}

static const struct bystander by_pipe = {
	.call = "ioctl(FIONREAD) of the pipe", .prompt = true, .act = ask_pipe,
};

static void peek_socket(struct fault_cell *c)
{
	char byte;

	recv(cell_fds(c)[SOCKET_FD], &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

static const struct bystander by_socket = {
	.call = "recv(MSG_DONTWAIT) of the socket", .prompt = true, .act = peek_socket,
};

static void look_for_events(struct fault_cell *c)
{
	struct epoll_event event;

	epoll_wait(cell_fds(c)[EPOLL_FD], &event, 1, 0);
}

static const struct bystander by_epoll = {
	.call = "epoll_wait() without time", .prompt = true, .act = look_for_events,
};

static void ask_position(struct fault_cell *c)
{
	lseek(cell_fds(c)[FILE_FD], 0, SEEK_CUR);
}

static const struct bystander by_position = {
	.call = "lseek() of the shared position", .prompt = true, .act = ask_position,
};

static void write_nothing(struct fault_cell *c)
{
	if (pwrite(cell_fds(c)[FILE_FD], "", 0, 0))
		_exit(1);
}

static const struct bystander by_inode = {
	.call = "write() of no byte to the file", .act = write_nothing,
};

/* A memfd has no lock for its position: the file is one of a directory. */
static int shared_file_setup(struct fault_cell *c)
{
	uint8_t payload[FAULT_LEN];
	int fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	cell_fds(c)[FILE_FD] = fd;
	payload_fill(payload, sizeof(payload));
	return fd < 0 || pwrite(fd, payload, sizeof(payload), 0) != sizeof(payload) ? -errno : 0;
}

static long shared_file_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[FILE_FD], cell_buf(c), cell_len(c)));
}

static const char *shared_file_check(struct fault_cell *c, long ret)
{
	return check_payload(cell_buf(c), ret) ?: check_page_around(c, ret);
}

static const struct fault_path path_shared_file_read = {
	.name = "shared_file_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/file.c:fdget_pos(), mm/filemap.c:filemap_read()",
	.ok = FAULT_LEN, .setup = shared_file_setup, .run = shared_file_run,
	.check = shared_file_check,
};

static void read_all(struct fault_cell *c, const char *name)
{
	char path[64], buffer[4096];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", cell_victim(c), name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && read(fd, buffer, sizeof(buffer)) > 0)
		;
	if (fd >= 0)
		close(fd);
}

static void read_maps(struct fault_cell *c)
{
	read_all(c, "maps");
}

const struct bystander by_maps = {
	.call = "read() of /proc/PID/maps", .prompt = true, .act = read_maps,
};

static void read_cmdline(struct fault_cell *c)
{
	read_all(c, "cmdline");
}

const struct bystander by_cmdline = {
	.call = "read() of /proc/PID/cmdline", .prompt = true, .act = read_cmdline,
};

#define BYSTANDER(which)	\
	.apart = "bystander", .bystander = &(which), .stimuli = stimuli_none

/* Stores, and those whose bystander waits for a deadline: FUSE needs the private mapping. */
#define STORE_SOURCES	SOURCES(&source_uffd_missing_anon, &source_fuse_private)
#define LOAD_SOURCES	SOURCES(&source_uffd_missing_anon, &source_fuse_private, \
				&source_fuse_shared)

const struct matrix_row rows_bystander[] = {
	{ .path = &path_pipe_read, BYSTANDER(by_pipe), .sources = STORE_SOURCES },
	{ .path = &path_unix_recv, BYSTANDER(by_socket), .sources = STORE_SOURCES },
	{ .path = &path_epoll_wait, BYSTANDER(by_epoll), .sources = STORE_SOURCES },
	{ .path = &path_shared_file_read, BYSTANDER(by_position), .sources = STORE_SOURCES },
	{ .path = &path_file_write, BYSTANDER(by_inode), .sources = STORE_SOURCES },
	{ .path = &path_load, BYSTANDER(by_maps), .sources = LOAD_SOURCES },
	{ .path = &path_pipe_write, BYSTANDER(by_maps), .sources = LOAD_SOURCES },
	{ .path = &path_vm_readv, BYSTANDER(by_cmdline), .sources = LOAD_SOURCES },
	{ .path = &path_proc_mem_read, BYSTANDER(by_cmdline), .sources = sources_fuse },
	{ }
};
