/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that hand out descriptors by writing their numbers, or something beside them, to
 * user memory.  When that store fails, the descriptor table must be what it was: a number
 * that nobody was told is lost until the process ends.
 *
 *	pipe2, socketpair	both numbers; for a short layout only the second one is
 *				on the failing page
 *	accept4			the peer's address: the connection itself is taken, and
 *				closed again if the address can't be stored
 *	recvmsg_rights		the number of a descriptor that was passed; a failure is no
 *				error, but MSG_CTRUNC
 *	recvmsg_rights_header	the control message's header, the number being stored and
 *				the descriptor installed by then: it stays, and no control
 *				message tells of it, as it has always been
 *
 * Deciding kernel code: fs/pipe.c:do_pipe2(), net/socket.c:__sys_socketpair(),
 * do_accept(), net/core/scm.c:scm_detach_fds(), fs/file.c:receive_fd().
 */
#ifndef UACCESS_DESCRIPTOR_H
#define UACCESS_DESCRIPTOR_H

/* The lowest free number is given out: a victim's are all below. */
#define TABLE_SIZE	256
/* Numbers for which the kernel need not enlarge the table, and wait for RCU. */
#define TABLE_SIZE_FIRST	(8 * (int)sizeof(long))
#define MESSAGE		0x4d

/**
 * struct table - state of a cell, shared by the controller and the victim.
 * @before: which descriptors there were, or numbers that were taken.
 * @after: which there are.
 * @returned: the call came back.
 * @ret: its result.
 * @flags: msg_flags of recvmsg().
 * @control: msg_controllen of recvmsg().
 */
struct table {
	bool before[TABLE_SIZE];
	bool after[TABLE_SIZE];
	bool returned;
	long ret;
	int flags;
	size_t control;
};

static struct table *table_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int table_setup(struct fault_cell *c)
{
	void *table = mmap(NULL, sizeof(struct table), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (table == MAP_FAILED)
		return -errno;
	*cell_priv(c) = table;
	return 0;
}

static void table_teardown(struct fault_cell *c)
{
	if (table_of(c))
		munmap(table_of(c), sizeof(struct table));
}

/* Given out, but nothing is open there: only dup3() tells, which must not take it. */
static bool is_reserved(int from, int fd)
{
	if (dup3(from, fd, O_CLOEXEC) < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}

static void note_table(bool *taken)
{
	int fd, any = -1;

	for (fd = 0; fd < TABLE_SIZE; fd++) {
		taken[fd] = fcntl(fd, F_GETFD) >= 0;
		if (taken[fd])
			any = fd;
	}
	for (fd = 0; fd < TABLE_SIZE_FIRST; fd++)
		taken[fd] = taken[fd] || is_reserved(any, fd);
}

/* What a call does to the table: conserve() looks at it, whatever the call returned. */
static long keep_table(struct fault_cell *c, long (*call)(struct fault_cell *c))
{
	struct table *t = table_of(c);

	note_table(t->before);
	t->ret = call(c);
	note_table(t->after);
	t->returned = true;
	return t->ret;
}

/* Exactly @given descriptors are new, and none is gone. */
static const char *check_table(const struct table *t, int given)
{
	int fd, more = 0;

	if (!t->returned)
		return NULL;	/* the table died with the victim */
	for (fd = 0; fd < TABLE_SIZE; fd++) {
		if (t->before[fd] && !t->after[fd])
			return complain("descriptor %d was closed", fd);
		more += t->after[fd] && !t->before[fd];
	}
	if (more != given)
		return complain("%d descriptors more than before, %d were handed out", more,
				given);
	return NULL;
}

static const char *pair_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return check_table(table_of(c), table_of(c)->ret ? 0 : 2);
}

/* The second number is the one on a page behind a good one. */
static int *pair_at(struct fault_cell *c)
{
	size_t good = cell_good_len(c);

	return (int *)((uint8_t *)cell_buf(c) + (good ? good - sizeof(int) : 0));
}

static bool is_new(const struct table *t, int fd)
{
	return fd >= 0 && fd < TABLE_SIZE && t->after[fd] && !t->before[fd] &&
	       fcntl(fd, F_GETFD) == FD_CLOEXEC;
}

/* Both are what is new in the table, and a byte comes from one to the other. */
static const char *pair_check(struct fault_cell *c, long ret)
{
	const int *fds = pair_at(c);
	char byte = MESSAGE, copy = 0;

	(void)ret;
	if (!is_new(table_of(c), fds[0]) || !is_new(table_of(c), fds[1]) || fds[0] == fds[1])
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
	return keep_table(c, pipe2_call);
}

FAULT_PATH(pipe2, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "pipe2", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:do_pipe2(): copy_to_user()",
	.len = 2 * sizeof(int),
	.setup = table_setup, .run = pipe2_run, .check = pair_check,
	.conserve = pair_conserve, .teardown = table_teardown,
};

FAULT_PATH_SHORT(pipe2, SOURCES_FAILING_KERNEL)

static long socketpair_call(struct fault_cell *c)
{
	return sysret(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair_at(c)));
}

static long socketpair_run(struct fault_cell *c)
{
	return keep_table(c, socketpair_call);
}

FAULT_PATH(socketpair, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "socketpair", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/socket.c:__sys_socketpair(): put_user()",
	.len = 2 * sizeof(int),
	.setup = table_setup, .run = socketpair_run, .check = pair_check,
	.conserve = pair_conserve, .teardown = table_teardown,
};

FAULT_PATH_SHORT(socketpair, SOURCES_FAILING_KERNEL)

/* ---- accept4 ---------------------------------------------------------------- */

enum accept_fd { LISTENER, CLIENT };

/* Of the kernel's choice, in the abstract namespace: "\0" and five digits. */
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
	int err = table_setup(c);

	if (err)
		return err;
	fds[LISTENER] = autobound_socket(&listener);
	fds[CLIENT] = autobound_socket(&client);
	if (fds[LISTENER] < 0 || fds[CLIENT] < 0 || listen(fds[LISTENER], 1) ||
	    connect(fds[CLIENT], (struct sockaddr *)&listener, AUTOBIND_LEN))
		return -errno;
	return 0;
}

/* The descriptor's number is of no interest: 0 for any, check() finds it. */
static long accept4_call(struct fault_cell *c)
{
	socklen_t len = cell_len(c);
	long fd = sysret(accept4(cell_fds(c)[LISTENER], cell_buf(c), &len, SOCK_CLOEXEC));

	if (fd >= 0)
		table_of(c)->control = len;
	return fd < 0 ? fd : 0;
}

static long accept4_run(struct fault_cell *c)
{
	return keep_table(c, accept4_call);
}

static int new_descriptor(const struct table *t)
{
	int fd;

	for (fd = 0; fd < TABLE_SIZE; fd++)
		if (is_new(t, fd))
			return fd;
	return -1;
}

static const char *accept4_check(struct fault_cell *c, long ret)
{
	int *fds = cell_fds(c), fd = new_descriptor(table_of(c));
	char byte = MESSAGE, copy = 0;
	struct sockaddr_un addr;
	socklen_t len = sizeof(addr);

	(void)ret;
	if (getsockname(fds[CLIENT], (struct sockaddr *)&addr, &len) ||
	    table_of(c)->control != len || memcmp(cell_buf(c), &addr, len))
		return complain("the address is not that of who connected");
	if (write(fds[CLIENT], &byte, 1) != 1 || read(fd, &copy, 1) != 1 || copy != byte)
		return complain("nothing comes through the connection, descriptor %d", fd);
	return check_page_around(c, len);
}

/* Whatever became of it, the connection was taken off the queue. */
static const char *accept4_conserve(struct fault_cell *c, long moved)
{
	const struct table *t = table_of(c);
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
	return check_table(t, t->ret ? 0 : 1);
}

FAULT_PATH(accept4, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "accept4", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/socket.c:do_accept(): move_addr_to_user(): copy_to_user()",
	.len = AUTOBIND_LEN,
	.setup = connection_setup, .run = accept4_run, .check = accept4_check,
	.conserve = accept4_conserve, .teardown = table_teardown,
};

FAULT_PATH_FAILS(accept4, SOURCES_FAILING_KERNEL)

/* ---- A descriptor that is passed ------------------------------------------- */

/* The write end of a pipe, passed with one byte; its read end stays with us. */
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
	int err = table_setup(c);

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) ||
	    pipe2(fds + PASSED_READ, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	err = pass_descriptor(fds);
	/* In the message there is the only reference then. */
	close(fds[PASSED]);
	fds[PASSED] = -1;
	return err;
}

static long receive_rights(struct fault_cell *c, void *control, size_t len)
{
	struct table *t = table_of(c);
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
	return keep_table(c, rights_call);
}

/* The message is in, and one that is new in the table is the pipe's write end. */
static const char *check_rights(struct fault_cell *c, const struct cmsghdr *cmsg)
{
	const struct table *t = table_of(c);
	char byte = MESSAGE, copy = 0;
	int fd;

	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS ||
	    cmsg->cmsg_len != CMSG_LEN(sizeof(int)) || t->control != CMSG_SPACE(sizeof(int)))
		return complain("control message of level %d, type %d, %zu of %zu bytes",
				cmsg->cmsg_level, cmsg->cmsg_type, (size_t)cmsg->cmsg_len,
				t->control);
	if (t->flags & MSG_CTRUNC || !is_new(t, fd))
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

/* With the victim dead no reference to the pipe's write end is left. */
static const char *check_message_taken(struct fault_cell *c)
{
	char byte;

	if (recv(cell_fds(c)[RECEIVER], &byte, 1, MSG_DONTWAIT) == 1)
		return complain("the message is still there");
	if (read(cell_fds(c)[PASSED_READ], &byte, 1))
		return complain("somebody still has the descriptor that was passed");
	return NULL;
}

/* The message is taken, and told as truncated if the number could not be stored. */
static const char *rights_conserve(struct fault_cell *c, long moved)
{
	bool fails = cell_layout(c) != LAYOUT_HELD;
	const struct table *t = table_of(c);

	(void)moved;
	if (t->returned && !fails != !(t->flags & MSG_CTRUNC))
		return complain("msg_flags %#x", t->flags);
	return check_message_taken(c) ?: check_table(t, fails ? 0 : 1);
}

FAULT_PATH(recvmsg_rights, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "recvmsg_rights", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/core/scm.c:scm_detach_fds(), fs/file.c:receive_fd(): put_user()",
	.len = CMSG_SPACE(sizeof(int)), .ok = 1, .fails = { FAILS_UNTOLD },
	.setup = rights_setup, .run = rights_run, .check = rights_check,
	.conserve = rights_conserve, .teardown = table_teardown,
};

FAULT_PATH_FAILS(recvmsg_rights, SOURCES_FAILING_KERNEL)

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
	return keep_table(c, rights_header_call);
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
	const struct table *t = table_of(c);
	size_t want = cell_layout(c) == LAYOUT_HELD ? CMSG_SPACE(sizeof(int)) : 0;

	(void)moved;
	if (t->returned && (t->flags & MSG_CTRUNC || t->control != want))
		return complain("msg_flags %#x, %zu bytes of control messages, expected %zu",
				t->flags, t->control, want);
	return check_message_taken(c) ?: check_table(t, 1);
}

FAULT_PATH(recvmsg_rights_header, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "recvmsg_rights_header", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/core/scm.c:scm_detach_fds(): put_user()",
	.len = 2048, .offset = PATH_AT_START, .ok = 1, .fails = { FAILS_UNTOLD },
	.setup = rights_setup, .arm = split_header_arm, .run = rights_header_run,
	.check = rights_header_check, .conserve = rights_header_conserve,
	.teardown = table_teardown,
};

FAULT_PATH_FAILS(recvmsg_rights_header, SOURCES_FAILING_KERNEL)

#endif /* UACCESS_DESCRIPTOR_H */
