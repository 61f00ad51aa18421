// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ends of a process that need the page: a family of real_stalls.c. The kernel writes to user
 * memory while a task exits: to the word of clear_child_tid, and to each lock of the robust
 * list. From then on the task takes no signal any more, SIGKILL included.
 *
 * Deciding kernel code: kernel/fork.c:mm_release(), kernel/futex/core.c:exit_robust_list(),
 * kernel/signal.c:prepare_signal() of a group that exits, wants_signal() with PF_EXITING.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "user_access/core.h"

/* An exit status that nothing else has. */
#define STATUS	77

static struct robust_list_head *head_in(struct fault_cell *c)
{
	return cell_buf(c);
}

/* The content of the page: a list without a lock. */
static void robust_fill(struct fault_cell *c, uint8_t *page)
{
	struct robust_list_head head = { .list.next = &head_in(c)->list };

	memcpy(cell_buf_in(c, page), &head, sizeof(head));
}

static long robust_list_run(struct fault_cell *c)
{
	syscall(SYS_set_robust_list, head_in(c), sizeof(struct robust_list_head));
	return sysret(syscall(SYS_exit_group, STATUS));
}

const struct fault_path path_exit_robust_list = {
	.name = "exit_robust_list", .class = PATH_EXIT, .access = FAULT_LOAD,
	.end = { CLD_EXITED, STATUS },
	.decides = "kernel/futex/core.c:exit_robust_list(), kernel/signal.c:prepare_signal()",
	.len = sizeof(struct robust_list_head), .fill = robust_fill, .run = robust_list_run,
};

/* A process that shares the memory, and ends with the thread that started it. */
static int __attribute__((noreturn)) hold_memory(void *arg)
{
	const pid_t *parent = arg;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != *parent)
		_exit(0);	/* it ended before it could be asked for the signal */
	for (;;)
		pause();
}

static pid_t start_holder(void)
{
	static uint8_t stack[16384] __attribute__((aligned(16)));	/* not a page */
	static pid_t self;

	self = getpid();
	return sysret(clone(hold_memory, stack + sizeof(stack), CLONE_VM | SIGCHLD, &self));
}

/* The kernel clears the word only if another task, too, has the memory. */
static long clear_tid_run(struct fault_cell *c)
{
	pid_t holder = start_holder();

	if (holder < 0)
		return holder;
	syscall(SYS_set_tid_address, cell_buf(c));
	return sysret(syscall(SYS_exit_group, STATUS));
}

const struct fault_path path_exit_clear_tid = {
	.name = "exit_clear_tid", .class = PATH_EXIT, .access = FAULT_STORE,
	.end = { CLD_EXITED, STATUS },
	.decides = "kernel/fork.c:mm_release(): put_user(0, tsk->clear_child_tid)",
	.len = sizeof(pid_t), .run = clear_tid_run,
};

/**
 * core_arm() - fault_path.arm: all memory is to be in the core, mappings of files included.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int core_arm(struct fault_cell *c)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
	int err = fd < 0 || write(fd, "0x7f", 4) != 4 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return err ?: dump_arm(c);
}

/**
 * core_run() - fault_path.run: end the process by a signal that dumps core.
 * @c: the cell, in the faulting thread.
 * Return: an error, if it returns.
 */
long core_run(struct fault_cell *c)
{
	(void)c;
	kill(getpid(), SIGQUIT);
	return -ECANCELED;
}

static const struct fault_path path_core = {
	.name = "core", .class = PATH_EXIT, .access = FAULT_LOAD,
	.end = { CLD_DUMPED, SIGQUIT },
	.decides = "mm/gup.c:get_dump_page(), fs/coredump.c:dump_user_range()",
	.probe = core_probe, .setup = dump_setup, .arm = core_arm, .run = core_run,
	.teardown = dump_teardown,
};

#define STIMULI_EXIT	STIMULI(&stimulus_none, &stimulus_sigkill)

/* SIGKILL, which ends nothing here and costs a deadline, with one source of each path. */
const struct matrix_row rows_exit[] = {
	{ .path = &path_exit_robust_list, .sources = SOURCES(&source_fuse_private),
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill, &stimulus_sigkill_process) },
	{ .path = &path_exit_robust_list, .sources = SOURCES(&source_fuse_shared),
	  .stimuli = stimuli_none },
	{ .path = &path_exit_robust_list, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ .path = &path_exit_clear_tid, .sources = SOURCES(&source_fuse_private),
	  .stimuli = STIMULI_EXIT },
	{ .path = &path_exit_clear_tid, .apart = "userfault", .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ .path = &path_core, .sources = SOURCES(&source_fuse_private),
	  .stimuli = STIMULI_EXIT },
	{ .path = &path_core, .sources = SOURCES(&source_fuse_shared), .stimuli = stimuli_none },
	{ .path = &path_core, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ }
};
