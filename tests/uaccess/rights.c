// SPDX-License-Identifier: GPL-2.0-only
/*
 * A descriptor that is passed, whose number the kernel writes to user memory.
 *
 *	recvmsg_rights		the store of the number; a failure is no error, but
 *				MSG_CTRUNC, and the descriptor table must be as before
 *	recvmsg_rights_header	the store of the control message's header. By then the number
 *				is stored and the descriptor installed: it stays, and no
 *				control message reports it, as it has always been
 *
 * Deciding kernel code: net/core/scm.c:scm_detach_fds(), fs/file.c:receive_fd().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "table.h"

#define MESSAGE		0x4d

/* The write end of a pipe is passed with one byte; its read end stays with the controller. */
enum rights_fd { RECEIVER, SENDER, PASSED_READ, PASSED };

static int pass_descriptor(const int *fds)
{
	char space[CMSG_SPACE(sizeof(int))] = { 0 }, byte = MESSAGE;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fds[PASSED], sizeof(int));
	return sendmsg(fds[SENDER], &msg, 0) == 1 ? 0 : -errno;
}

static int rights_setup(struct fault_cell *c)
{
	int *fds = cell_fds(c);
	int err = fd_table_setup(c);

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) ||
	    pipe2(fds + PASSED_READ, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	err = pass_descriptor(fds);
	/* Now the message has the only reference. */
	close(fds[PASSED]);
	fds[PASSED] = -1;
	return err;
}

static long receive_rights(struct fault_cell *c, void *control, size_t len)
{
	struct fd_table *t = fd_table_of(c);
	char byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = len,
	};
	long ret = sysret(recvmsg(cell_fds(c)[RECEIVER], &msg, MSG_CMSG_CLOEXEC));

	t->flags = msg.msg_flags;
	t->control = msg.msg_controllen;
	return ret == 1 && byte != MESSAGE ? -EBADMSG : ret;
}

static long rights_call(struct fault_cell *c)
{
	return receive_rights(c, cell_buf(c), cell_len(c));
}

static long rights_run(struct fault_cell *c)
{
	return fd_table_keep(c, rights_call);
}

/* Check the message, and that one new descriptor in the table is the pipe's write end. */
static const char *check_rights(struct fault_cell *c, const struct cmsghdr *cmsg)
{
	const struct fd_table *t = fd_table_of(c);
	char byte = MESSAGE, copy = 0;
	int fd;

	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS ||
	    cmsg->cmsg_len != CMSG_LEN(sizeof(int)) || t->control != CMSG_SPACE(sizeof(int)))
		return complain("control message of level %d, type %d, %zu of %zu bytes",
				cmsg->cmsg_level, cmsg->cmsg_type, (size_t)cmsg->cmsg_len,
				t->control);
	if (t->flags & MSG_CTRUNC || !fd_table_gained(t, fd))
		return complain("descriptor %d is not new, flags %#x", fd, t->flags);
	if (write(fd, &byte, 1) != 1 || read(cell_fds(c)[PASSED_READ], &copy, 1) != 1 ||
	    copy != byte)
		return complain("descriptor %d is not the one that was passed", fd);
	return NULL;
}

static const char *rights_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_rights(c, cell_buf(c)) ?: check_page_around(c, CMSG_LEN(sizeof(int)));
}

/* Once the victim is dead, no reference to the pipe's write end may be left. */
static const char *check_message_taken(struct fault_cell *c)
{
	char byte;

	if (recv(cell_fds(c)[RECEIVER], &byte, 1, MSG_DONTWAIT) == 1)
		return complain("the message is still there");
	if (read(cell_fds(c)[PASSED_READ], &byte, 1))
		return complain("somebody still has the descriptor that was passed");
	return NULL;
}

/* The message must be taken, and reported as truncated if the number could not be stored. */
static const char *rights_conserve(struct fault_cell *c, long moved)
{
	bool fails = cell_layout(c) != LAYOUT_HELD;
	const struct fd_table *t = fd_table_of(c);

	(void)moved;
	if (t->returned && !fails != !(t->flags & MSG_CTRUNC))
		return complain("msg_flags %#x", t->flags);
	return check_message_taken(c) ?: fd_table_check(t, fails ? 0 : 1);
}

const struct fault_path path_recvmsg_rights = {
	.name = "recvmsg_rights", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/core/scm.c:scm_detach_fds(), fs/file.c:receive_fd(): put_user()",
	.len = CMSG_SPACE(sizeof(int)), .ok = 1, .fails = { FAILS_UNTOLD },
	.setup = rights_setup, .run = rights_run, .check = rights_check,
	.conserve = rights_conserve, .teardown = fd_table_teardown,
};

/*
 *	held page	[ ...          | cmsghdr ]
 *	good page	[ number | ...           ]
 */
static struct cmsghdr *split_header(struct fault_cell *c)
{
	return (struct cmsghdr *)(cell_page(c) + cell_region(c)->page_size) - 1;
}

static int split_header_arm(struct fault_cell *c)
{
	void *number = mmap(split_header(c) + 1, cell_region(c)->page_size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return number == MAP_FAILED ? -errno : 0;
}

static long rights_header_call(struct fault_cell *c)
{
	return receive_rights(c, split_header(c), CMSG_SPACE(sizeof(int)));
}

static long rights_header_run(struct fault_cell *c)
{
	return fd_table_keep(c, rights_header_call);
}

static const char *rights_header_check(struct fault_cell *c, long ret)
{
	const uint8_t *page = cell_page(c);
	size_t i;

	(void)ret;
	for (i = 0; i < cell_len(c); i++)
		if (&page[i] < (uint8_t *)split_header(c) && page[i] != cell_byte(c, i))
			return complain("byte %zu of the page changed: %#x, expected %#x", i,
					page[i], cell_byte(c, i));
	return check_rights(c, split_header(c));
}

static const char *rights_header_conserve(struct fault_cell *c, long moved)
{
	const struct fd_table *t = fd_table_of(c);
	size_t want = cell_layout(c) == LAYOUT_HELD ? CMSG_SPACE(sizeof(int)) : 0;

	(void)moved;
	if (t->returned && (t->flags & MSG_CTRUNC || t->control != want))
		return complain("msg_flags %#x, %zu bytes of control messages, expected %zu",
				t->flags, t->control, want);
	return check_message_taken(c) ?: fd_table_check(t, 1);
}

static const struct fault_path path_recvmsg_rights_header = {
	.name = "recvmsg_rights_header", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/core/scm.c:scm_detach_fds(): put_user()",
	.len = 2048, .offset = PATH_AT_START, .ok = 1, .fails = { FAILS_UNTOLD },
	.setup = rights_setup, .arm = split_header_arm, .run = rights_header_run,
	.check = rights_header_check, .conserve = rights_header_conserve,
	.teardown = fd_table_teardown,
};

const struct matrix_row rows_rights[] = {
	{ .path = &path_recvmsg_rights, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_recvmsg_rights_header, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
