/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge() on observations made up here: a clean one, and the same with one thing
 * wrong, for what no victim can do without harm, and for each part of the kernel
 * state that a machine may not let us read.
 */
#ifndef FAULTSIG_CONTROLS_JUDGEMENT_H
#define FAULTSIG_CONTROLS_JUDGEMENT_H

/**
 * struct made_up - a cell that was never run.
 * @variant: its row.
 * @shared: what its victim is said to have left.
 * @cell: the cell.
 */
struct made_up {
	struct cell_variant variant;
	struct victim_shared shared;
	struct fault_cell cell;
};

/* A cell that went as its rule says. */
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

/* The verdict's outcome and words, printed when they are others. */
static bool is_wrong(struct made_up *m, const char *words)
{
	struct cell_verdict verdict;

	if (judged(m, &verdict) == CELL_FAIL && verdict.observed == OUTCOME_WRONG &&
	    strstr(verdict.reason, words))
		return true;
	printf("# observed %s (%s), expected WRONG (%s)\n", outcome_name(verdict.observed),
	       verdict.reason, words);
	return false;
}

static bool is_right(struct made_up *m)
{
	struct cell_verdict verdict;

	if (judged(m, &verdict) == CELL_PASS)
		return true;
	printf("# observed %s (%s)\n", outcome_name(verdict.observed), verdict.reason);
	return false;
}

TEST(clean)
{
	struct made_up m;

	make_up_completed(&m);
	EXPECT_TRUE(is_right(&m));
	make_up_killed(&m);
	EXPECT_TRUE(is_right(&m));
	make_up_failed(&m);
	EXPECT_TRUE(is_right(&m));
}

TEST(tainted)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.tainted = 0x200;
	/* By whom can't be told: the run is not as expected, but not this cell. */
	EXPECT_TRUE(runs_alone() || is_right(&m));
	snprintf(m.cell.obs.klog, sizeof(m.cell.obs.klog), "WARNING: ours");
	EXPECT_TRUE(is_wrong(&m, "; the kernel is newly tainted: 0x200"));
}

TEST(kernel_log)
{
	struct made_up m;

	make_up_completed(&m);
	snprintf(m.cell.obs.klog, sizeof(m.cell.obs.klog), "BUG: sleeping function");
	EXPECT_TRUE(is_wrong(&m, "; kernel log: BUG: sleeping function"));
}

TEST(pins)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.pins = 3;
	EXPECT_TRUE(is_wrong(&m, "; 3 page pins left behind"));
	m.cell.obs.pins = -1;
	EXPECT_TRUE(is_wrong(&m, "; 1 page pins released too often"));
}

TEST(kept)
{
	struct made_up m;

	make_up_completed(&m);
	snprintf(m.cell.obs.kept, sizeof(m.cell.obs.kept), "2 huge pages not given back");
	EXPECT_TRUE(is_wrong(&m, "; 2 huge pages not given back"));
}

TEST(ran_before_release)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.runs_late = 2;
	EXPECT_TRUE(is_wrong(&m, "; asleep, but the task in the fault ran 2 times"));
}

TEST(continued)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.continued = true;
	EXPECT_TRUE(is_wrong(&m, "; SIGCONT was not reported: no CLD_CONTINUED"));
	m.cell.obs.continue_reported = true;
	EXPECT_TRUE(is_right(&m));
}

static const struct fault_path path_eintr_due = {
	GUP_VICTIM(eintr_due), .flags = PATH_EINTR_DUE,
};

/* Its handler ran, and not while held: the signal was pending when the page came. */
TEST(eintr_due)
{
	struct made_up m;

	make_up(&m, &path_eintr_due, &source_uffd_missing_anon, &stimulus_sigusr1, OUTCOME_DEFERRED);
	m.cell.obs.handlers = 1;
	m.shared.log[0].signo = SIGUSR1;
	m.shared.log[0].code = SI_TKILL;
	m.shared.log[0].pid = getpid();
	EXPECT_TRUE(is_wrong(&m, "returned 100, expected -EINTR"));
	m.shared.ret = -EINTR;
	EXPECT_TRUE(is_right(&m));
}

TEST(many_complaints)
{
	struct complaints all = { 0 };
	int i;

	for (i = 0; i < 100; i++)
		add(&all, "complaint number %d of a hundred", i);
	EXPECT_NE(NULL, strstr(all.text, "complaint number 9 "));
	EXPECT_NE(NULL, strstr(all.text, "more complaints than fit"));
}

TEST(mmap_lock)
{
	struct made_up m;

	make_up_completed(&m);
	m.cell.obs.lock_checked = true;
	EXPECT_TRUE(is_wrong(&m, "mmap_lock is held"));
	m.cell.obs.lock_free = true;
	EXPECT_TRUE(is_right(&m));
}

TEST(death_by_another_signal)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.death.si_status = SIGSEGV;
	EXPECT_TRUE(is_wrong(&m, "; died with code 2, status 11"));
}

TEST(death_by_exit)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.death.si_code = CLD_EXITED;
	m.cell.victim.death.si_status = 0;
	EXPECT_TRUE(is_wrong(&m, "; died with code 1, status 0"));
}

TEST(death_of_exec)
{
	struct made_up m;

	make_up(&m, &path_good_gup, &source_uffd_missing_anon, &stimulus_execve, OUTCOME_KILLED);
	m.shared.returned = 0;
	m.cell.obs.dead = true;
	m.cell.victim.death.si_code = CLD_EXITED;
	m.cell.victim.death.si_status = 42;
	EXPECT_TRUE(is_right(&m));
	m.cell.victim.death.si_status = 0;
	EXPECT_TRUE(is_wrong(&m, "; died with code 1, status 0"));
}

TEST(no_death)
{
	struct made_up m;

	make_up_killed(&m);
	m.cell.victim.reaped = false;
	EXPECT_TRUE(is_wrong(&m, "; still alive after the release"));
}

TEST(siginfo_code)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_code = SEGV_MAPERR;
	EXPECT_TRUE(is_wrong(&m, "signal 11 with si_code 1"));
}

TEST(siginfo_signal)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_signo = SIGBUS;
	EXPECT_TRUE(is_wrong(&m, "signal 7 with si_code 2"));
}

TEST(siginfo_address)
{
	struct made_up m;

	make_up_failed(&m);
	m.shared.fault_addr = 1;
	EXPECT_TRUE(is_wrong(&m, "si_addr is off by 1"));
}

TEST(log_alarms)
{
	EXPECT_TRUE(klog_alarming("BUG: kernel NULL pointer dereference, address: 0"));
	EXPECT_TRUE(klog_alarming("WARNING: CPU: 0 PID: 1 at mm/gup.c:1 f+0x0/0x0"));
	EXPECT_TRUE(klog_alarming("INFO: task victim:1 blocked for more than 120 seconds."));
	EXPECT_TRUE(klog_alarming("watchdog: BUG: soft lockup - CPU#0 stuck for 22s!"));
	EXPECT_TRUE(klog_alarming("WARNING: possible circular locking dependency detected"));
	EXPECT_TRUE(klog_alarming("UBSAN: array-index-out-of-bounds in mm/gup.c:1:2"));
	EXPECT_TRUE(klog_alarming("refcount_t: underflow; use-after-free."));
	EXPECT_TRUE(klog_alarming("list_del corruption. prev->next should be a, but was b"));
	EXPECT_TRUE(klog_alarming("kmemleak: 3 new suspected memory leaks (see ...)"));
	EXPECT_TRUE(klog_alarming("vmstat_refresh: nr_hugetlb -512"));
	EXPECT_TRUE(klog_alarming("BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0"));
	EXPECT_TRUE(klog_alarming("FAULT_FLAG_ALLOW_RETRY missing 70"));
	EXPECT_TRUE(klog_alarming("uaccess[7]: segfault at 0 ip 1 sp 2 error 4 in uaccess[3,4+5]"));
	EXPECT_TRUE(klog_alarming("BUG: Bad rss-counter state mm:1 type:MM_ANONPAGES val:1"));
	EXPECT_TRUE(klog_alarming("BUG: KCSAN: data-race in a / b"));
	EXPECT_TRUE(klog_alarming("BUG: sleeping function called from invalid context"));
	EXPECT_TRUE(klog_alarming("BUG kmalloc-64 (Not tainted): Poison overwritten"));
	EXPECT_TRUE(klog_alarming("rcu: INFO: rcu_sched detected stalls on CPUs/tasks:"));
	EXPECT_FALSE(klog_alarming("EXT4-fs (loop0): mounted filesystem"));
	EXPECT_FALSE(klog_alarming("hugetlbfs: PID 1 in the information task"));
}

#endif /* FAULTSIG_CONTROLS_JUDGEMENT_H */
