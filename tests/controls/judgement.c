// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge() on made-up observations: a clean one, and the same with one thing wrong. They stand
 * for defects that no victim can show without harm, and for each part of the kernel state
 * that a machine may not let us read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "complaints.h"
#include "engine.h"
#include "families.h"
#include "rig.h"

/**
 * struct made_up - a cell that was never run.
 * @variant: its row.
 * @shared: the shared memory that its victim is said to have left.
 * @cell: the cell.
 */
struct made_up {
	struct cell_variant variant;
	struct victim_shared shared;
	struct fault_cell cell;
};

/* Make up a cell that went as its rule says. */
static void make_up(struct made_up *m, const struct fault_path *path,
		    const struct fault_source *source, const struct stimulus *stim,
		    enum outcome outcome)
{
	memset(m, 0, sizeof(*m));
	m->variant.path = path;
	m->variant.source = source;
	m->cell.variant = &m->variant;
	m->cell.path = path;
	m->cell.source = source;
	m->cell.stim = stim;
	m->cell.victim.shared = &m->shared;
	m->cell.victim.reaped = true;
	m->cell.obs.outcome = outcome;
	m->cell.obs.stalled = true;
	m->cell.obs.woken = true;
	m->shared.ret = path->ok;
	m->shared.returned = 1;
	m->shared.finished = 1;
}

static void make_up_completed(struct made_up *m)
{
	make_up(m, &path_good_gup, &source_uffd_missing_anon, &stimulus_none, OUTCOME_COMPLETED);
}

static void make_up_killed(struct made_up *m)
{
	make_up(m, &path_good_gup, &source_uffd_missing_anon, &stimulus_sigkill, OUTCOME_KILLED);
	m->shared.returned = 0;
	m->shared.finished = 0;
	m->cell.obs.dead = true;
	m->cell.victim.death.si_code = CLD_KILLED;
	m->cell.victim.death.si_status = SIGKILL;
}

static void make_up_failed(struct made_up *m)
{
	make_up(m, &path_good_load, &source_prot_none, &stimulus_none, OUTCOME_FAILED);
	m->cell.obs.stalled = false;
	m->shared.ret = -EFAULT;
	m->shared.fault_signo = SIGSEGV;
	m->shared.fault_code = SEGV_ACCERR;
}

static enum cell_status judged(struct made_up *m, struct cell_verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->expected = contract_outcome(&m->variant, m->cell.stim);
	judge(&m->cell, verdict);
	return verdict->status;
}

/* Check that the verdict is WRONG with @words. Returns NULL, or the verdict that came instead. */
static const char *is_wrong(struct made_up *m, const char *words)
{
	struct cell_verdict verdict;

	if (judged(m, &verdict) == CELL_FAIL && verdict.observed == OUTCOME_WRONG &&
	    strstr(verdict.reason, words))
		return NULL;
	return complain("expected WRONG (%s), observed %s (%s)", words,
			outcome_name(verdict.observed), verdict.reason);
}

/* Check that the verdict is a pass. Returns NULL, or the verdict that came instead. */
static const char *is_right(struct made_up *m)
{
	struct cell_verdict verdict;

	if (judged(m, &verdict) == CELL_PASS)
		return NULL;
	return complain("observed %s (%s)", outcome_name(verdict.observed), verdict.reason);
}

static const char *judges_clean(void)
{
	const char *wrong;
	struct made_up m;

	make_up_completed(&m);
	wrong = is_right(&m);
	make_up_killed(&m);
	wrong = wrong ?: is_right(&m);
	make_up_failed(&m);
	return wrong ?: is_right(&m);
}

static const char *judges_tainted(void)
{
	const char *wrong;
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.tainted = 0x200;
	/* Nothing tells whose doing the taint is: the run fails, but not this cell. */
	wrong = runs_alone() ? NULL : is_right(&m);
	snprintf(m.cell.obs.klog, sizeof(m.cell.obs.klog), "WARNING: ours");
	return wrong ?: is_wrong(&m, "; the kernel is newly tainted: 0x200");
}

static const char *judges_kernel_log(void)
{
	struct made_up m;

	make_up_completed(&m);
	snprintf(m.cell.obs.klog, sizeof(m.cell.obs.klog), "BUG: sleeping function");
	return is_wrong(&m, "; kernel log: BUG: sleeping function");
}

static const char *judges_pins(void)
{
	const char *wrong;
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.pins = 3;
	wrong = is_wrong(&m, "; 3 page pins left behind");
	m.cell.obs.pins = -1;
	return wrong ?: is_wrong(&m, "; 1 page pins released too often");
}

static const char *judges_kept(void)
{
	struct made_up m;

	make_up_completed(&m);
	snprintf(m.cell.obs.kept, sizeof(m.cell.obs.kept), "2 huge pages not given back");
	return is_wrong(&m, "; 2 huge pages not given back");
}

static const char *judges_ran_before_release(void)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.runs_late = 2;
	return is_wrong(&m, "; asleep, but the task in the fault ran 2 times");
}

static const char *judges_continued(void)
{
	const char *wrong;
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.continued = true;
	wrong = is_wrong(&m, "; SIGCONT was not reported: no CLD_CONTINUED");
	m.cell.obs.continue_reported = true;
	return wrong ?: is_right(&m);
}

static const struct fault_path path_eintr_due = {
	.name = "eintr_due", GUP_VICTIM, .flags = PATH_EINTR_DUE,
};

/* The handler ran, but not while held: so the signal was pending when the page came. */
static const char *judges_eintr_due(void)
{
	const char *wrong;
	struct made_up m;

	make_up(&m, &path_eintr_due, &source_uffd_missing_anon, &stimulus_sigusr1,
		OUTCOME_DEFERRED);
	m.cell.obs.handlers = 1;
	m.shared.log[0].signo = SIGUSR1;
	m.shared.log[0].code = SI_TKILL;
	m.shared.log[0].pid = getpid();
	wrong = is_wrong(&m, "returned 100, expected -EINTR");
	m.shared.ret = -EINTR;
	return wrong ?: is_right(&m);
}

static const char *judges_many_complaints(void)
{
	struct complaints all = { 0 };
	int i;

	for (i = 0; i < 100; i++)
		add(&all, "complaint number %d of a hundred", i);
	if (!strstr(all.text, "complaint number 9 "))
		return "the tenth complaint is lost";
	if (!strstr(all.text, "more complaints than fit"))
		return "nothing tells that complaints were dropped";
	return NULL;
}

static const char *judges_mmap_lock(void)
{
	const char *wrong;
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.lock_checked = true;
	wrong = is_wrong(&m, "mmap_lock is held");
	m.cell.obs.lock_free = true;
	return wrong ?: is_right(&m);
}

static const char *judges_death_by_another_signal(void)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.death.si_status = SIGSEGV;
	return is_wrong(&m, "; died with code 2, status 11");
}

static const char *judges_death_by_exit(void)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.death.si_code = CLD_EXITED;
	m.cell.victim.death.si_status = 0;
	return is_wrong(&m, "; died with code 1, status 0");
}

static const char *judges_death_of_exec(void)
{
	const char *wrong;
	struct made_up m;

	make_up(&m, &path_good_gup, &source_uffd_missing_anon, &stimulus_execve, OUTCOME_KILLED);
	m.shared.returned = 0;
	m.cell.obs.dead = true;
	m.cell.victim.death.si_code = CLD_EXITED;
	m.cell.victim.death.si_status = 42;
	wrong = is_right(&m);
	m.cell.victim.death.si_status = 0;
	return wrong ?: is_wrong(&m, "; died with code 1, status 0");
}

static const char *judges_no_death(void)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.reaped = false;
	return is_wrong(&m, "; still alive after the release");
}

static const char *judges_siginfo_code(void)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_code = SEGV_MAPERR;
	return is_wrong(&m, "signal 11 with si_code 1");
}

static const char *judges_siginfo_signal(void)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_signo = SIGBUS;
	return is_wrong(&m, "signal 7 with si_code 2");
}

static const char *judges_siginfo_address(void)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_addr = 1;
	return is_wrong(&m, "si_addr is off by 1");
}

static const char *judges_log_alarms(void)
{
	static const char *const alarms[] = {
		"BUG: kernel NULL pointer dereference, address: 0",
		"WARNING: CPU: 0 PID: 1 at mm/gup.c:1 f+0x0/0x0",
		"INFO: task victim:1 blocked for more than 120 seconds.",
		"watchdog: BUG: soft lockup - CPU#0 stuck for 22s!",
		"WARNING: possible circular locking dependency detected",
		"UBSAN: array-index-out-of-bounds in mm/gup.c:1:2",
		"refcount_t: underflow; use-after-free.",
		"list_del corruption. prev->next should be a, but was b",
		"kmemleak: 3 new suspected memory leaks (see ...)",
		"vmstat_refresh: nr_hugetlb -512",
		"BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0",
		"FAULT_FLAG_ALLOW_RETRY missing 70",
		"uaccess[7]: segfault at 0 ip 1 sp 2 error 4 in uaccess[3,4+5]",
		"BUG: Bad rss-counter state mm:1 type:MM_ANONPAGES val:1",
		"BUG: KCSAN: data-race in a / b",
		"BUG: sleeping function called from invalid context",
		"BUG kmalloc-64 (Not tainted): Poison overwritten",
		"rcu: INFO: rcu_sched detected stalls on CPUs/tasks:",
	};
	static const char *const others[] = {
		"EXT4-fs (loop0): mounted filesystem",
		"hugetlbfs: PID 1 in the information task",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(alarms); i++)
		if (!klog_alarming(alarms[i]))
			return complain("no alarm: %s", alarms[i]);
	for (i = 0; i < ARRAY_LEN(others); i++)
		if (klog_alarming(others[i]))
			return complain("an alarm: %s", others[i]);
	return NULL;
}

/* A counter that was below zero before is no alarm, whatever its number is now; others are. */
static const char *judges_negative_counters(void)
{
	klog_note_negative("4,1,2,-;vmstat_refresh: nr_before -512");
	klog_note_negative("12,1,2,-;vmstat_refresh: nr_daemon -512");
	if (!klog_was_negative("vmstat_refresh: nr_before -1024"))
		return "a counter that was below zero is not known";
	if (klog_was_negative("vmstat_refresh: nr_daemon -512"))
		return "a daemon's line is taken for the kernel's";
	if (klog_was_negative("vmstat_refresh: nr_after -512") ||
	    klog_was_negative("BUG: nr_before"))
		return "another line is taken for that of the counter";
	if (!fork()) {
		klog_note_negative("4,1,2,-;vmstat_refresh: nr_of_child -512");
		_exit(0);
	}
	wait(NULL);
	if (!klog_was_negative("vmstat_refresh: nr_of_child -512"))
		return "what one cell has told the next one does not know";
	return NULL;
}

const struct matrix_check checks_judgement[] = {
	{ "clean", judges_clean },
	{ "tainted", judges_tainted },
	{ "kernel_log", judges_kernel_log },
	{ "pins", judges_pins },
	{ "kept", judges_kept },
	{ "ran_before_release", judges_ran_before_release },
	{ "continued", judges_continued },
	{ "eintr_due", judges_eintr_due },
	{ "many_complaints", judges_many_complaints },
	{ "mmap_lock", judges_mmap_lock },
	{ "death_by_another_signal", judges_death_by_another_signal },
	{ "death_by_exit", judges_death_by_exit },
	{ "death_of_exec", judges_death_of_exec },
	{ "no_death", judges_no_death },
	{ "siginfo_code", judges_siginfo_code },
	{ "siginfo_signal", judges_siginfo_signal },
	{ "siginfo_address", judges_siginfo_address },
	{ "log_alarms", judges_log_alarms },
	{ "negative_counters", judges_negative_counters },
	{ }
};
