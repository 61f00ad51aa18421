// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task asks about itself and its children, or tells the kernel about itself: waitid(), a
 * futex value, pending signals, the robust list, a limit.
 */
#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

#define CHILD_STATUS	7
/* Value of the futex, and the value that the waiter believes it has. */
#define FUTEX_VALUE	1
#define FUTEX_BELIEVED	2

/* Make a child in the victim, which can wait only for its own children. */
static int waitid_arm(struct fault_cell *c)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(CHILD_STATUS);
	*cell_priv(c) = (void *)(long)pid;
	return waitid(P_PID, pid, &info, WEXITED | WNOWAIT) ? -errno : 0;
}

static long waitid_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_waitid, P_PID, (long)*cell_priv(c), cell_buf(c), WEXITED, NULL));
}

/* The kernel stores these six fields; no byte between or behind them may change. */
static const char *check_unwritten(struct fault_cell *c)
{
	const uint8_t *bytes = cell_buf(c);
	size_t i;

	for (i = 0; i < sizeof(siginfo_t); i++) {
		bool head = i < offsetof(siginfo_t, si_code) + sizeof(int);
		bool fields = i >= offsetof(siginfo_t, si_pid) &&
			      i < offsetof(siginfo_t, si_status) + sizeof(int);

		if (!head && !fields && bytes[i] != cell_byte(c, i))
			return complain("byte %zu of siginfo_t was written: %#x", i, bytes[i]);
	}
	return NULL;
}

static const char *waitid_check(struct fault_cell *c, long ret)
{
	const siginfo_t *info = cell_buf(c);

	(void)ret;
	if (info->si_signo != SIGCHLD || info->si_code != CLD_EXITED ||
	    info->si_status != CHILD_STATUS || info->si_pid != (long)*cell_priv(c))
		return complain("child %d, code %d, status %d", info->si_pid, info->si_code,
				info->si_status);
	if (info->si_errno || info->si_uid != getuid())
		return complain("si_errno %d, si_uid %u", info->si_errno, info->si_uid);
	return check_unwritten(c) ?: check_page_around(c, sizeof(*info));
}

const struct fault_path path_waitid = {
	.name = "waitid", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/exit.c: waitid(): unsafe_put_user()",
	.len = sizeof(siginfo_t),
	.arm = waitid_arm, .run = waitid_run, .check = waitid_check,
};

static void futex_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t value = FUTEX_VALUE;

	memcpy(cell_buf_in(c, page), &value, sizeof(value));
}

static long futex_wait_private_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_futex, cell_buf(c), FUTEX_WAIT_PRIVATE, FUTEX_BELIEVED, NULL,
			      NULL, 0));
}

static const struct fault_path path_futex_wait_private = {
	.name = "futex_wait_private", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/waitwake.c:futex_wait_setup(): get_user()",
	.len = sizeof(uint32_t), .ok = -EAGAIN,
	.fill = futex_fill, .run = futex_wait_private_run, .check = unchanged_check,
};

static long rt_sigpending_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_rt_sigpending, cell_buf(c), cell_len(c)));
}

/* The kernel takes the set before it copies it, and so before the stimulus. */
static const char *rt_sigpending_check(struct fault_cell *c, long ret)
{
	uint64_t set;

	(void)ret;
	memcpy(&set, cell_buf(c), sizeof(set));
	if (set)
		return complain("signals %#llx are pending", (unsigned long long)set);
	return check_page_around(c, sizeof(set));
}

static const struct fault_path path_rt_sigpending = {
	.name = "rt_sigpending", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/signal.c: rt_sigpending(): copy_to_user()",
	.len = sizeof(uint64_t),
	.run = rt_sigpending_run, .check = rt_sigpending_check,
};

struct robust_list_answer {
	void *head;
	size_t len;
};

static long get_robust_list(struct robust_list_answer *answer)
{
	return sysret(syscall(SYS_get_robust_list, 0, &answer->head, &answer->len));
}

static long get_robust_list_run(struct fault_cell *c)
{
	return get_robust_list(cell_buf(c));
}

static const char *get_robust_list_check(struct fault_cell *c, long ret)
{
	struct robust_list_answer again;

	(void)ret;
	memset(&again, 0xff, sizeof(again));
	if (get_robust_list(&again) || memcmp(cell_buf(c), &again, sizeof(again)))
		return complain("the robust list is another the second time");
	return check_page_around(c, sizeof(again));
}

static const struct fault_path path_get_robust_list = {
	.name = "get_robust_list", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/futex/syscalls.c: get_robust_list(): put_user()",
	.len = sizeof(struct robust_list_answer),
	.run = get_robust_list_run, .check = get_robust_list_check,
};

/* Bytes of POSIX message queues, of which the victim has none; below any hard limit. */
static const struct rlimit limit_before = { .rlim_cur = 201, .rlim_max = 302 };
static const struct rlimit limit_after = { .rlim_cur = 103, .rlim_max = 204 };

static int prlimit_arm(struct fault_cell *c)
{
	(void)c;
	return setrlimit(RLIMIT_MSGQUEUE, &limit_before) ? -errno : 0;
}

static long prlimit_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_prlimit64, 0, RLIMIT_MSGQUEUE, &limit_after, cell_buf(c)));
}

/* The kernel changes the limit ahead of the copy: a repeated call reports the new as the old. */
static const char *prlimit_check(struct fault_cell *c, long ret)
{
	const struct rlimit *old = cell_buf(c);
	struct rlimit now;

	(void)ret;
	if (memcmp(old, &limit_before, sizeof(*old)))
		return complain("the old limit is told as %lu, hard %lu",
				(unsigned long)old->rlim_cur, (unsigned long)old->rlim_max);
	if (getrlimit(RLIMIT_MSGQUEUE, &now) || memcmp(&now, &limit_after, sizeof(now)))
		return complain("the limit is now %lu, hard %lu", (unsigned long)now.rlim_cur,
				(unsigned long)now.rlim_max);
	return check_page_around(c, sizeof(*old));
}

static const struct fault_path path_prlimit = {
	.name = "prlimit", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/sys.c: prlimit64(): copy_to_user()",
	.len = sizeof(struct rlimit),
	.arm = prlimit_arm, .run = prlimit_run, .check = prlimit_check,
};

const struct matrix_row rows_task[] = {
	{ .path = &path_waitid, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_futex_wait_private, .sources = sources_thp_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_rt_sigpending, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_get_robust_list, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_prlimit, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ }
};
