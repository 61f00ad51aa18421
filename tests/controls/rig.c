// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts for the controls: a victim in get_user_pages(), one in user mode and one that
 * reads a pipe, all of them well-behaved; the memory they share with the controller;
 * and the userfaultfd source, for sources that differ in one step.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "rig.h"

/* The longest wait of a victim for its cell: longer than any deadline of the engine. */
#define RIG_WAIT_S	20
#define PIPE_BYTES	200

/**
 * rig_of() - find the memory that a cell shares with its victim and peers.
 * @c: the cell.
 * Return: the memory that rig_setup() mapped.
 */
struct rig *rig_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * rig_setup() - map the shared memory; fault_path.setup, in the controller.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int rig_setup(struct fault_cell *c)
{
	void *rig = mmap(NULL, sizeof(struct rig), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (rig == MAP_FAILED)
		return -errno;
	*cell_priv(c) = rig;
	return 0;
}

/**
 * rig_teardown() - unmap the shared memory; fault_path.teardown.
 * @c: the cell.
 */
void rig_teardown(struct fault_cell *c)
{
	munmap(rig_of(c), sizeof(struct rig));
}

/**
 * rig_await() - sleep until a flag is raised.
 * @flag: raised by victim_raise_flag(); after RIG_WAIT_S the wait gives up.
 */
void rig_await(_Atomic uint32_t *flag)
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

/**
 * rig_burn_cpu() - use the CPU.
 * @ns: time on the CPU; beside other tasks it takes longer than that.
 */
void rig_burn_cpu(uint64_t ns)
{
	uint64_t end = cpu_used() + ns;

	while (cpu_used() < end)
		;
}

/**
 * rig_fork_peer() - fork a peer, a child of the controller.
 * @c: the cell; its rig has the pid, and the eventfd that lets the peer go.
 * Return: the pid, 0 in the peer itself, or -errno.
 */
int rig_fork_peer(struct fault_cell *c)
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

/**
 * rig_let_peer_go() - tell the peer to end.
 * @c: the cell.
 */
void rig_let_peer_go(struct fault_cell *c)
{
	eventfd_write(rig_of(c)->let_go, 1);
}

/**
 * rig_reap_peer() - let the peer go, and wait for its end.
 * @c: the cell; it need not have a peer.
 */
void rig_reap_peer(struct fault_cell *c)
{
	struct rig *rig = rig_of(c);

	if (!rig || rig->peer <= 0)
		return;
	rig_let_peer_go(c);
	waitpid(rig->peer, NULL, 0);
	close(rig->let_go);
}

/**
 * rig_start_sibling() - start another thread of the victim.
 * @function: function of the thread.
 * @c: the cell, the function's argument.
 * Return: 0 or -errno.
 */
int rig_start_sibling(void *(*function)(void *arg), struct fault_cell *c)
{
	pthread_t thread;

	return -pthread_create(&thread, NULL, function, c);
}

static void (*undo_after_judgement)(void);

/**
 * rig_after_judgement() - have the controller undo something after the judgement of its cell.
 * @undo: function that undoes it.
 */
void rig_after_judgement(void (*undo)(void))
{
	undo_after_judgement = undo;
}

/**
 * rig_undo() - matrix_program.after: call the function of rig_after_judgement().
 */
void rig_undo(void)
{
	if (undo_after_judgement)
		undo_after_judgement();
}

/* ---- get_user_pages(): process_vm_readv() of the victim's own page ---- */

/**
 * rig_vm_read() - fault in get_user_pages(), by process_vm_readv() of the victim's own page.
 * @c: the cell; the bytes go to the copy in its rig.
 * @len: bytes.
 * Return: bytes read, or -errno.
 */
long rig_vm_read(struct fault_cell *c, size_t len)
{
	struct iovec local = { .iov_base = rig_of(c)->copy, .iov_len = len };
	struct iovec remote = { .iov_base = cell_buf(c), .iov_len = len };

	return sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
}

/**
 * rig_gup_run() - fault_path.run of the victim in get_user_pages().
 * @c: the cell.
 * Return: FAULT_LEN, or -errno.
 */
long rig_gup_run(struct fault_cell *c)
{
	return rig_vm_read(c, FAULT_LEN);
}

/**
 * rig_gup_check() - fault_path.check of rig_gup_run().
 * @c: the cell.
 * @ret: its result.
 * Return: NULL, or a complaint.
 */
const char *rig_gup_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, rig_of(c)->copy, FAULT_LEN) ?: check_page_around(c, 0);
}

static const struct stimulus *const stimuli_gup[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_ignored,
	&stimulus_sigusr1_free_thread, &stimulus_sigrt_queue, &stimulus_sigquit,
	&stimulus_sigkill, &stimulus_sigstop, NULL
};

static const struct release_case releases_gup[] = {
	{ &source_uffd_missing_anon, &release_zeropage },
	{ &source_uffd_missing_anon, &release_poison },
	{ &source_uffd_missing_anon, &release_wake },
	{ &source_uffd_missing_anon, &release_munmap },
	{ &source_uffd_missing_anon, &release_mremap },
	{ 0 }
};

const struct fault_path path_good_gup = {
	.name = "good_gup", GUP_VICTIM, .setup = rig_setup, .run = rig_gup_run,
	.check = rig_gup_check, .teardown = rig_teardown,
};

/* ---- user mode: a load ---- */

/**
 * rig_load_byte() - do the load itself.
 * @c: the cell; the byte goes to the copy in its rig.
 */
void rig_load_byte(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *(volatile uint8_t *)cell_buf(c);
}

/**
 * rig_load_run() - fault_path.run of the victim in user mode.
 * @c: the cell.
 * Return: 0, or -EFAULT.
 */
long rig_load_run(struct fault_cell *c)
{
	rig_of(c)->copy[0] = 0;		/* its page must not fault beside the access */
	return guard_access(rig_load_byte, c);
}

/**
 * rig_load_check() - fault_path.check of rig_load_run().
 * @c: the cell.
 * @ret: its result.
 * Return: NULL, or a complaint.
 */
const char *rig_load_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, rig_of(c)->copy, 1) ?: check_page_around(c, 0);
}

static const struct stimulus *const stimuli_user[] = {
	&stimulus_sigusr1, &stimulus_sigusr1_ignored, &stimulus_sigterm, &stimulus_sigstop,
	&stimulus_timer_fast, NULL
};

const struct fault_path path_good_load = {
	.name = "good_load", USER_VICTIM, .setup = rig_setup, .run = rig_load_run,
	.check = rig_load_check, .teardown = rig_teardown,
};

/* ---- kernel uaccess: read() of a pipe that holds more than is read ---- */

static int pipe_setup(struct fault_cell *c)
{
	uint8_t payload[PIPE_BYTES];

	if (pipe2(cell_fds(c), O_CLOEXEC | O_NONBLOCK))
		return -errno;
	payload_fill(payload, sizeof(payload));
	return write(cell_fds(c)[1], payload, sizeof(payload)) == sizeof(payload) ? 0 : -errno;
}

/**
 * rig_pipe_run() - fault_path.run of the victim in a copy to user memory.
 * @c: the cell.
 * Return: bytes read, or -errno.
 */
long rig_pipe_run(struct fault_cell *c)
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

static const struct stimulus *const stimuli_pipe[] = { &stimulus_none, &stimulus_sigkill, NULL };

const struct fault_path path_good_pipe = {
	.name = "good_pipe", .class = PATH_UACCESS, .access = FAULT_STORE, .ok = FAULT_LEN,
	.decides = "lib/iov_iter.c:copy_page_to_iter()", .setup = pipe_setup,
	.run = rig_pipe_run, .check = pipe_check, .conserve = pipe_conserve,
};

/* ---- operations of the source that holds, for sources that differ in one of them ---- */

static const struct source_ops *held_ops(void)
{
	return source_uffd_missing_anon.ops;
}

/**
 * held_probe() - source_ops.probe of uffd_missing_anon.
 * @source: the source.
 * @user_mode: argument of source_ops.probe.
 * Return: NULL, or the answer.
 */
const struct answer *held_probe(const struct fault_source *source, bool user_mode)
{
	return held_ops()->probe(source, user_mode);
}

/**
 * held_prepare() - source_ops.prepare of uffd_missing_anon.
 * @r: the region.
 * Return: 0 or -errno.
 */
int held_prepare(struct fault_region *r)
{
	return held_ops()->prepare(r);
}

/**
 * held_arm() - source_ops.arm of uffd_missing_anon.
 * @r: the region.
 * Return: 0 or -errno.
 */
int held_arm(struct fault_region *r)
{
	return held_ops()->arm(r);
}

/**
 * held_next() - source_ops.next of uffd_missing_anon.
 * @r: the region.
 * @event: the fault message.
 * Return: 1, 0 if there is none, or -errno.
 */
int held_next(struct fault_region *r, struct fault_event *event)
{
	return held_ops()->next(r, event);
}

/**
 * held_release() - source_ops.release of uffd_missing_anon.
 * @r: the region.
 * Return: 0 or -errno.
 */
int held_release(struct fault_region *r)
{
	return held_ops()->release(r);
}

/**
 * held_wake() - source_ops.wake of uffd_missing_anon.
 * @r: the region.
 * Return: 0 or -errno.
 */
int held_wake(struct fault_region *r)
{
	return held_ops()->wake(r);
}

/**
 * held_hold_more() - source_ops.hold_more of uffd_missing_anon.
 * @r: the region.
 * @page: the other page.
 * Return: 0 or -errno.
 */
int held_hold_more(struct fault_region *r, const void *page)
{
	return held_ops()->hold_more(r, page);
}

/**
 * release_nobody() - source_ops.release that does nothing.
 * @r: the region.
 * Return: 0.
 */
int release_nobody(struct fault_region *r)
{
	(void)r;
	return 0;
}

/**
 * wake_nobody() - source_ops.wake that does nothing.
 * @r: the region.
 * Return: 0.
 */
int wake_nobody(struct fault_region *r)
{
	(void)r;
	return 0;
}

const struct control controls_rig[] = {
	{ .good = { .path = &path_good_gup, .sources = sources_anon, .stimuli = stimuli_gup,
		    .own = STIMULI(&stimulus_ptrace_interrupt), .fails = sources_failing,
		    .releases = releases_gup } },
	{ .good = { .path = &path_good_load, .sources = sources_anon, .stimuli = stimuli_user,
		    .own = STIMULI(&stimulus_ptrace_interrupt), .fails = sources_failing } },
	{ .good = { .path = &path_good_pipe, .sources = sources_anon,
		    .stimuli = stimuli_pipe } },
	{ }
};
