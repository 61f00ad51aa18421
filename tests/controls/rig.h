/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the controls are made of: a victim in get_user_pages(), one in user mode
 * and one that reads a pipe, all of them well-behaved; the memory they share with
 * the controller; and the userfaultfd source, for sources that differ in one step.
 */
#ifndef FAULTSIG_CONTROLS_RIG_H
#define FAULTSIG_CONTROLS_RIG_H

#include <linux/userfaultfd.h>

/* Longer than any deadline of the engine: a victim waits for its cell no longer. */
#define RIG_WAIT_S	20
#define PIPE_BYTES	200

/**
 * struct rig - memory shared by controller, victim and peers of one cell.
 * @go: futex: the misbehaviour may begin.
 * @held: futex: a peer or sibling is where it has to be.
 * @copy: where the path puts what it took from the page.
 * @wakes: spurious wakes so far.
 * @peer: a process of the controller's, or 0.
 * @let_go: eventfd, inherited by all: what a peer waits for.
 */
struct rig {
	_Atomic uint32_t go;
	_Atomic uint32_t held;
	uint8_t copy[FAULT_LEN];
	unsigned int wakes;
	pid_t peer;
	int let_go;
};

static struct rig *rig_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int rig_setup(struct fault_cell *c)
{
	void *rig = mmap(NULL, sizeof(struct rig), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (rig == MAP_FAILED)
		return -errno;
	*cell_priv(c) = rig;
	return 0;
}

static void rig_teardown(struct fault_cell *c)
{
	munmap(rig_of(c), sizeof(struct rig));
}

static void await_flag(_Atomic uint32_t *flag)
{
	struct timespec slice = { .tv_sec = 1 };
	int left = RIG_WAIT_S;

	while (!atomic_load(flag) && left--)
		syscall(SYS_futex, flag, FUTEX_WAIT, 0, &slice, NULL, 0);
}

static uint64_t cpu_used(void)
{
	struct timespec used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return used.tv_sec * 1000000000ULL + used.tv_nsec;
}

/* However long it takes: beside others it is more than @ns. */
static void burn_cpu(uint64_t ns)
{
	uint64_t end = cpu_used() + ns;

	while (cpu_used() < end)
		;
}

/* A process of the controller's.  Returns its pid, 0 in itself, or -errno. */
static int fork_peer(struct fault_cell *c)
{
	struct rig *rig = rig_of(c);
	pid_t pid;

	rig->let_go = eventfd(0, EFD_CLOEXEC);
	if (rig->let_go < 0)
		return -errno;
	pid = fork();
	if (pid > 0)
		rig->peer = pid;
	return sysret(pid);
}

static void let_peer_go(struct fault_cell *c)
{
	eventfd_write(rig_of(c)->let_go, 1);
}

static void reap_peer(struct fault_cell *c)
{
	struct rig *rig = rig_of(c);

	if (!rig || rig->peer <= 0)
		return;
	let_peer_go(c);
	waitpid(rig->peer, NULL, 0);
	close(rig->let_go);
}

static int start_sibling(void *(*function)(void *arg), struct fault_cell *c)
{
	pthread_t thread;

	return -pthread_create(&thread, NULL, function, c);
}

/* ---- get_user_pages(): process_vm_readv() of the victim's own page ---- */

static long vm_read(struct fault_cell *c, size_t len)
{
	struct iovec local = { .iov_base = rig_of(c)->copy, .iov_len = len };
	struct iovec remote = { .iov_base = cell_buf(c), .iov_len = len };

	return sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
}

static long gup_run(struct fault_cell *c)
{
	return vm_read(c, FAULT_LEN);
}

static const char *gup_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, rig_of(c)->copy, FAULT_LEN) ?: check_page_around(c, 0);
}

#define GUP_VICTIM(path_name) \
	.name = #path_name, .class = PATH_GUP, .access = FAULT_LOAD, .ok = FAULT_LEN, \
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()"

#define STIMULI_GUP(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_ignored) \
	X(path, sigusr1_free_thread) \
	X(path, sigrt_queue) \
	X(path, sigquit) \
	X(path, sigkill) \
	X(path, sigstop)

#define RELEASES_GUP(path_name) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, zeropage, RELEASE_ZEROPAGE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, poison, RELEASE_POISON) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, munmap, RELEASE_MUNMAP) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, mremap, RELEASE_MREMAP)

FAULT_PATH(good_gup, SOURCES_ANON, STIMULI_GUP) = {
	GUP_VICTIM(good_gup), .setup = rig_setup, .run = gup_run, .check = gup_check,
	.teardown = rig_teardown,
};

FAULT_PATH_FAILS(good_gup, SOURCES_FAILING)
FAULT_PATH_RELEASES(good_gup, RELEASES_GUP)

/* ---- user mode: a load ---- */

static void do_load(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *(volatile uint8_t *)cell_buf(c);
}

static long load_run(struct fault_cell *c)
{
	rig_of(c)->copy[0] = 0;		/* its page must not fault beside the access */
	return guard_access(do_load, c);
}

static const char *load_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, rig_of(c)->copy, 1) ?: check_page_around(c, 0);
}

#define USER_VICTIM(path_name) \
	.name = #path_name, .class = PATH_USER, .access = FAULT_LOAD, \
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()"

#define STIMULI_USER(X, path) \
	X(path, sigusr1) \
	X(path, sigusr1_ignored) \
	X(path, sigterm) \
	X(path, sigstop) \
	X(path, timer_fast)

FAULT_PATH(good_load, SOURCES_ANON, STIMULI_USER) = {
	USER_VICTIM(good_load), .setup = rig_setup, .run = load_run, .check = load_check,
	.teardown = rig_teardown,
};

FAULT_PATH_FAILS(good_load, SOURCES_FAILING)

/* ---- kernel uaccess: read() of a pipe that holds more than is read ---- */

static int pipe_setup(struct fault_cell *c)
{
	uint8_t payload[PIPE_BYTES];

	if (pipe2(cell_fds(c), O_CLOEXEC | O_NONBLOCK))
		return -errno;
	payload_fill(payload, sizeof(payload));
	return write(cell_fds(c)[1], payload, sizeof(payload)) == sizeof(payload) ? 0 : -errno;
}

static long pipe_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static const char *pipe_check(struct fault_cell *c, long ret)
{
	return check_payload(cell_buf(c), ret) ?: check_page_around(c, ret);
}

static const char *pipe_conserve(struct fault_cell *c, long moved)
{
	int left = -1;

	ioctl(cell_fds(c)[0], FIONREAD, &left);
	if (left != PIPE_BYTES - moved)
		return complain("%d bytes left in the pipe, expected %ld", left,
				PIPE_BYTES - moved);
	return NULL;
}

#define PIPE_VICTIM(path_name) \
	.name = #path_name, .class = PATH_UACCESS, .access = FAULT_STORE, .ok = FAULT_LEN, \
	.decides = "lib/iov_iter.c:copy_page_to_iter()"

#define STIMULI_PIPE(X, path) \
	X(path, none) \
	X(path, sigkill)

FAULT_PATH(good_pipe, SOURCES_ANON, STIMULI_PIPE) = {
	PIPE_VICTIM(good_pipe), .setup = pipe_setup, .run = pipe_run, .check = pipe_check,
	.conserve = pipe_conserve,
};

/* How the reason of a cell begins whose fault was held. */
#define HELD	"^cpu [0-9.]+ ms while held, [0-9]+ handler runs, [0-9]+ refaults"

/* ---- the source that holds, to differ from in one step ---- */

static const struct source_ops *held_ops(void)
{
	return source_uffd_missing_anon.ops;
}

static const struct answer *held_probe(const struct fault_source *source, bool user_mode)
{
	return held_ops()->probe(source, user_mode);
}

static int held_prepare(struct fault_cell *c)
{
	return held_ops()->prepare(c);
}

static int held_arm(struct fault_cell *c)
{
	return held_ops()->arm(c);
}

static int held_next(struct fault_cell *c, struct fault_event *event)
{
	return held_ops()->next(c, event);
}

static int held_release(struct fault_cell *c, enum release_how how)
{
	return held_ops()->release(c, how);
}

static int held_wake(struct fault_cell *c)
{
	return held_ops()->wake(c);
}

/**
 * HELD_SOURCE() - a source like uffd_missing_anon but for what is given.
 * @source_name: its name.
 *
 * Followed by the initialisers of its .arm, .next, .release and .wake.
 */
#define HELD_SOURCE(source_name, ...) \
	static const struct source_ops source_name##_ops = { \
		.probe = held_probe, .prepare = held_prepare, __VA_ARGS__ \
	}; \
	static const struct fault_source source_##source_name = { \
		.name = #source_name, .class = SOURCE_HELD, .backing = BACKING_ANON, \
		.mode = UFFDIO_REGISTER_MODE_MISSING, .ops = &source_name##_ops, \
	}

#endif /* FAULTSIG_CONTROLS_RIG_H */
