// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that hand out descriptors by writing their numbers, or something beside them, to
 * user memory. When that store fails, the descriptor table must be as before: a descriptor
 * whose number was not reported is lost until the process ends.
 *
 *	pipe2, socketpair	both numbers; for a short layout only the second one is
 *				on the failing page
 *	accept4			the peer's address: the connection itself is taken, and
 *				closed again if the address can't be stored
 *
 * Deciding kernel code: fs/pipe.c:do_pipe2(), net/socket.c:__sys_socketpair(), do_accept().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "table.h"

#define MESSAGE		0x4d

static const char *pair_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return fd_table_check(fd_table_of(c), fd_table_of(c)->ret ? 0 : 2);
}

/* Place the pair so that its second number is on the page behind the good one. */
static int *pair_at(struct fault_cell *c)
{
	size_t good = cell_good_len(c);

	return (int *)((uint8_t *)cell_buf(c) + (good ? good - sizeof(int) : 0));
}

/* Exactly these two must be new in the table, and a byte must get from one to the other. */
static const char *pair_check(struct fault_cell *c, long ret)
{
	const struct fd_table *t = fd_table_of(c);
	const int *fds = pair_at(c);
	char byte = MESSAGE, copy = 0;

	(void)ret;
	if (!fd_table_gained(t, fds[0]) || !fd_table_gained(t, fds[1]) || fds[0] == fds[1])
		return complain("descriptors %d and %d are not those that are new", fds[0],
				fds[1]);
	if (write(fds[1], &byte, 1) != 1 || read(fds[0], &copy, 1) != 1 || copy != byte)
		return complain("nothing comes from descriptor %d to %d", fds[1], fds[0]);
	return check_page_around(c, 2 * sizeof(int));
}

static long pipe2_call(struct fault_cell *c)
{
	return sysret(syscall(SYS_pipe2, pair_at(c), O_CLOEXEC));
}

static long pipe2_run(struct fault_cell *c)
{
	return fd_table_keep(c, pipe2_call);
}

const struct fault_path path_pipe2 = {
	.name = "pipe2", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:do_pipe2(): copy_to_user()",
	.len = 2 * sizeof(int),
	.setup = fd_table_setup, .run = pipe2_run, .check = pair_check,
	.conserve = pair_conserve, .teardown = fd_table_teardown,
};

static long socketpair_call(struct fault_cell *c)
{
	return sysret(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair_at(c)));
}

static long socketpair_run(struct fault_cell *c)
{
	return fd_table_keep(c, socketpair_call);
}

static const struct fault_path path_socketpair = {
	.name = "socketpair", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/socket.c:__sys_socketpair(): put_user()",
	.len = 2 * sizeof(int),
	.setup = fd_table_setup, .run = socketpair_run, .check = pair_check,
	.conserve = pair_conserve, .teardown = fd_table_teardown,
};

enum accept_fd { LISTENER, CLIENT };

/* A name that the kernel chooses, in the abstract namespace: "\0" and five digits. */
#define AUTOBIND_LEN	(sizeof(sa_family_t) + 6)

static int autobound_socket(struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(*addr);

	addr->sun_family = AF_UNIX;
	if (fd < 0 || bind(fd, (struct sockaddr *)addr, sizeof(sa_family_t)) ||
	    getsockname(fd, (struct sockaddr *)addr, &len) || len != AUTOBIND_LEN)
		return -1;
	return fd;
}

static int connection_setup(struct fault_cell *c)
{
	struct sockaddr_un listener, client;
	int *fds = cell_fds(c);
	int err = fd_table_setup(c);

	if (err)
		return err;
	fds[LISTENER] = autobound_socket(&listener);
	fds[CLIENT] = autobound_socket(&client);
	if (fds[LISTENER] < 0 || fds[CLIENT] < 0 || listen(fds[LISTENER], 1) ||
	    connect(fds[CLIENT], (struct sockaddr *)&listener, AUTOBIND_LEN))
		return -errno;
	return 0;
}

/* Returns 0 for any descriptor; check() finds its number. */
static long accept4_call(struct fault_cell *c)
{
	socklen_t len = cell_len(c);
	long fd = sysret(accept4(cell_fds(c)[LISTENER], cell_buf(c), &len, SOCK_CLOEXEC));

	if (fd >= 0)
		fd_table_of(c)->control = len;
	return fd < 0 ? fd : 0;
}

static long accept4_run(struct fault_cell *c)
{
	return fd_table_keep(c, accept4_call);
}

static int new_descriptor(const struct fd_table *t)
{
	int fd;

	for (fd = 0; fd < FD_TABLE_SIZE; fd++)
		if (fd_table_gained(t, fd))
			return fd;
	return -1;
}

static const char *accept4_check(struct fault_cell *c, long ret)
{
	int *fds = cell_fds(c), fd = new_descriptor(fd_table_of(c));
	char byte = MESSAGE, copy = 0;
	struct sockaddr_un addr;
	socklen_t len = sizeof(addr);

	(void)ret;
	if (getsockname(fds[CLIENT], (struct sockaddr *)&addr, &len) ||
	    fd_table_of(c)->control != len || memcmp(cell_buf(c), &addr, len))
		return complain("the address is not that of who connected");
	if (write(fds[CLIENT], &byte, 1) != 1 || read(fd, &copy, 1) != 1 || copy != byte)
		return complain("nothing comes through the connection, descriptor %d", fd);
	return check_page_around(c, len);
}

/* The connection must be off the queue, even if the call failed. */
static const char *accept4_conserve(struct fault_cell *c, long moved)
{
	const struct fd_table *t = fd_table_of(c);
	int *fds = cell_fds(c), fd;
	char byte;

	(void)moved;
	fd = accept4(fds[LISTENER], NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0) {
		close(fd);
		return complain("the connection can be accepted once more");
	}
	if (read(fds[CLIENT], &byte, 1))
		return complain("the connection is still open");
	return fd_table_check(t, t->ret ? 0 : 1);
}

const struct fault_path path_accept4 = {
	.name = "accept4", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/socket.c:do_accept(): move_addr_to_user(): copy_to_user()",
	.len = AUTOBIND_LEN,
	.setup = connection_setup, .run = accept4_run, .check = accept4_check,
	.conserve = accept4_conserve, .teardown = fd_table_teardown,
};

const struct matrix_row rows_descriptor[] = {
	{ .path = &path_pipe2, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_socketpair, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_accept4, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ }
};
