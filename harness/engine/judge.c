// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare what was seen with what is right.  This is the one place that turns an
 * observation into a verdict and its sentence; it does not look at the kernel or
 * the victim again.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "complaints.h"
#include "contract.h"
#include "libc.h"

/*
 * Words that arm64's restore_sigframe() copies: 31 registers, sp, pc, pstate and the mask. Each
 * of its __get_user_error() takes a fault of its own when a fatal signal has ended the first
 * one.
 */
#define WORDS_MAX	35

static const char *result_text(long ret, char *buf, size_t size)
{
	if (ret < 0)
		snprintf(buf, size, "-%s", strerrorname_np(-ret) ?: "?");
	else
		snprintf(buf, size, "%ld", ret);
	return buf;
}

static bool resolvable(const struct fault_cell *c)
{
	return layout_is_whole(c->variant->layout) &&
	       (!c->variant->release || !c->variant->release->error);
}

/* May a signal that comes together with the release end the call with this result? */
static bool interrupted_in_race(const struct fault_cell *c, long got)
{
	struct contract_case k = contract_case_of(c->path->class, c->source, c->stim->effect,
						  running_version());
	const struct contract_rule *rule = contract_rule_for(&k, NULL);

	return is_race(c->variant) && rule && rule->outcome == OUTCOME_INTERRUPTED &&
	       got == contract_interruption(c->path);
}

/* May the call have failed, because its memory was taken away together with the release? */
static bool failed_in_race(const struct fault_cell *c, long got)
{
	return is_race(c->variant) && c->variant->schedule->error &&
	       got == contract_failure(c->path, c->variant->schedule->error, c->variant->layout);
}

/* The result that the call must have returned. */
static long expected_result(const struct fault_cell *c, enum outcome expected)
{
	enum fault_error error = c->source->error;

	if (expected == OUTCOME_INTERRUPTED)
		return contract_interruption(c->path);
	if (c->source->fails_once)
		return cell_ok(c);
	if (!resolvable(c) && layout_is_whole(c->variant->layout))
		error = c->variant->release->error;
	if (!resolvable(c) || expected == OUTCOME_FAILED)
		return contract_failure(c->path, error, c->variant->layout);
	return cell_ok(c);
}

static void judge_result(const struct fault_cell *c, enum outcome expected,
			 struct complaints *all)
{
	long want = expected_result(c, expected), got = c->victim.shared->ret;
	enum eintr eintr = eintr_documented(c);
	char a[32], b[32];

	if (eintr == EINTR_DUE)
		want = contract_interruption(c->path);
	if (got == want || (eintr && got == contract_interruption(c->path)) ||
	    interrupted_in_race(c, got) || failed_in_race(c, got))
		return;
	add(all, "returned %s, expected %s", result_text(got, a, sizeof(a)),
	    result_text(want, b, sizeof(b)));
}

static void judge_handlers(const struct fault_cell *c, struct complaints *all)
{
	unsigned int want = c->stim->count, got = c->obs.handlers;

	/*
	 * Without a stall no signal was sent, and a thread that is never woken is killed
	 * before it can take one.
	 */
	if (!c->obs.stalled || c->obs.dead || c->obs.outcome == OUTCOME_UNWOKEN ||
	    c->stim->ahead)
		return;
	if (c->stim->flags & STIM_TIMER ? got < want : got != want)
		add(all, got < want ? "signal lost: %u of %u handler runs" :
				      "handler ran %u times, expected %u", got, want);
	if (c->stim->flags & STIM_FREE_THREAD && c->obs.leader_handlers != 1)
		add(all, "the free thread's handler ran %u times, expected 1",
		    c->obs.leader_handlers);
	judge_order(c, all);
}

/*
 * A copy that failed by a fatal signal may try its last word again by the byte
 * (lib/strncpy_from_user.c, arch/x86/lib/copy_user_64.S). If it had copied something by then,
 * lib/iov_iter.c:copy_page_to_iter() tries the rest, by the word and then by the byte. The
 * faults of these tries do not wait, but their messages can be caught.
 */
static unsigned int second_tries(const struct fault_cell *c)
{
	if (c->path->flags & PATH_WORD_BY_WORD)
		return WORDS_MAX;
	if (c->path->class != PATH_UACCESS && c->path->class != PATH_WORKER_UACCESS &&
	    c->path->class != PATH_KTHREAD)
		return 0;
	return c->region.layout == LAYOUT_HELD_LAST ? 3 : 1;
}

/*
 * A kernel thread is killed with its caller. If the handler then says "fault again", it is
 * entered once more, and gives up (kernel-module/handler.c:is_over()).
 */
static unsigned int asked_again(const struct fault_cell *c)
{
	return c->path->class == PATH_KTHREAD && c->source->refaults && !c->source->tries_twice;
}

/* On the first signal a driver may say "fault again", which spins until the fatal one comes. */
static bool spins_ahead(const struct fault_cell *c)
{
	return c->stim->ahead && c->source->refaults && c->path->class != PATH_USER &&
	       c->path->class != PATH_KTHREAD;
}

/* The first try may have returned VM_FAULT_RETRY, so that the signal came in the second. */
static unsigned int tries_twice(const struct fault_cell *c)
{
	return c->source->tries_twice;
}

/* cgroup_freeze_task() thaws by wake_up_process(), whatever the task waits for. */
static bool is_thawed(const struct fault_cell *c)
{
	return c->stim->effect == EFFECT_FREEZE_THAW;
}

/* How many fault messages a stimulus may cause beyond the first. */
static unsigned int refault_limit(const struct fault_cell *c, enum outcome expected)
{
	switch (expected) {
	case OUTCOME_RESTARTED:
		return c->obs.handlers_held + 1;
	case OUTCOME_STOPPED:
		return 2;	/* the stop and the resumption */
	case OUTCOME_KILLED:
		if (spins_ahead(c))
			return UINT_MAX;
		/* A handler may run before the end. */
		return c->obs.handlers_held + second_tries(c) + tries_twice(c) + asked_again(c);
	case OUTCOME_INTERRUPTED:
		return tries_twice(c) + (c->path->flags & PATH_ASYNC && is_thawed(c));
	case OUTCOME_DEFERRED:
		/*
		 * Each of these wakes a worker, whatever it waits for:
		 * io_wq_set_exit_on_idle() and io_wq_exit_workers(); in 5.10 task work wakes
		 * the task.
		 */
		if (c->stim->flags & STIM_SUBMITTER_EXIT)
			return 2;
		if (is_thawed(c))
			return 1;
		return !!(c->stim->flags & STIM_POKE);
	default:
		return 0;
	}
}

static void judge_refaults(const struct fault_cell *c, enum outcome expected,
			   struct complaints *all)
{
	unsigned int limit = refault_limit(c, expected);

	if (c->obs.refaults > limit)
		add(all, "%u fault messages after the first, at most %u are due",
		    c->obs.refaults, limit);
	if (expected == OUTCOME_RESTARTED && !c->obs.refaults)
		add(all, "the access did not fault again after the handler");
}

/* Each message may have one signal that the source is told of, and none without a stimulus. */
static void judge_interrupts(const struct fault_cell *c, struct complaints *all)
{
	bool none = c->stim->effect == EFFECT_NOTHING || c->stim->effect == EFFECT_BLOCKED;
	unsigned int most = none ? 0 : 1 + c->obs.refaults;

	if (!c->source->told || !c->obs.stalled)
		return;
	if (c->obs.interrupts > most)
		add(all, "the source was told of a signal %u times, at most %u are due",
		    c->obs.interrupts, most);
	if (!c->obs.interrupts && tells_source(c))
		add(all, "the source was not told of the signal");
}

/* A process that exits keeps its status, whatever comes; one that dumps core can be killed. */
static bool ended_as_told(const struct fault_cell *c)
{
	const siginfo_t *death = &c->victim.death;

	if (c->path->end.code == CLD_DUMPED && c->stim->flags & STIM_DEFAULT &&
	    death->si_code == CLD_KILLED && death->si_status == c->stim->signo)
		return true;
	return death->si_code == c->path->end.code && death->si_status == c->path->end.status;
}

static bool died_as_told(const struct fault_cell *c)
{
	const siginfo_t *death = &c->victim.death;

	if (c->path->class == PATH_EXIT)
		return ended_as_told(c);
	if (c->stim->flags & STIM_LEADER)
		return death->si_code == CLD_EXITED &&
		       death->si_status == c->stim->exit_status;
	if (c->stim->flags & STIM_FORCED)
		return death->si_code == CLD_KILLED && death->si_status == due_signal(c);
	if (c->path->flags & PATH_DUMPS)
		return death->si_code == CLD_DUMPED && death->si_status == c->stim->signo;
	return death->si_code == CLD_KILLED && death->si_status == c->stim->signo;
}

/* The victim died while held, or after the release before it had finished. */
static bool died_unasked(const struct fault_cell *c)
{
	return c->obs.dead || (c->obs.woken && !atomic_load(&c->victim.shared->finished));
}

static void judge_death(const struct fault_cell *c, struct complaints *all)
{
	const siginfo_t *death = &c->victim.death;
	bool fatal = c->path->class == PATH_EXIT ||
		     (c->obs.stalled && c->stim->flags & (STIM_DEFAULT | STIM_LEADER));

	if (c->stim->flags & STIM_FORCED && c->victim.shared->fault_signo)
		add(all, "the handler ran, although its signal could not be handled");
	/* Only a fault of user mode has a signal. */
	fatal |= c->stim->flags & STIM_FORCED && c->path->class == PATH_USER;
	if (fatal && (c->obs.survived || !c->victim.reaped))
		add(all, "still alive after the release");
	else if (fatal ? !died_as_told(c) : died_unasked(c))
		add(all, "died with code %d, status %d", death->si_code, death->si_status);
}

/* A thread found asleep has to sleep until the release, and the release has to wake it. */
static void judge_sleep(const struct fault_cell *c, struct complaints *all)
{
	if (c->obs.runs_watched)
		add(all, "asleep, but a task ran %u times in %u ms: the wait polls",
		    c->obs.runs_watched, c->obs.watched_ms);
	if (c->obs.runs_late)
		add(all, "asleep, but the task in the fault ran %u times before the release",
		    c->obs.runs_late);
	if (c->obs.late_ms)
		add(all, "still asleep in the fault %u ms after the release: woken late",
		    c->obs.late_ms);
	/*
	 * Races are for guests of several CPUs, whose CPU time has the time that a busy host gave
	 * to others. There RELEASE_DEADLINE_MS alone tells who does not come to an end.
	 */
	if (c->obs.cpu_after_known && c->obs.cpu_after_ns > RELEASED_CPU_NS &&
	    !is_race(c->variant))
		add(all, "%llu ms of CPU after the release, at most %llu are due",
		    (unsigned long long)(c->obs.cpu_after_ns / 1000000),
		    (unsigned long long)(RELEASED_CPU_NS / 1000000));
}

static void judge_stop(const struct fault_cell *c, struct complaints *all)
{
	if (c->obs.continued && !c->obs.continue_reported && !c->obs.dead)
		add(all, "SIGCONT was not reported: no CLD_CONTINUED in %d ms", STOP_DEADLINE_MS);
}

/* Judge the fault messages: the page they are for, and the flags that the path passed. */
static void judge_events(const struct fault_cell *c, struct complaints *all)
{
	const struct observation *obs = &c->obs;
	const char *wrong_flags = NULL;
	unsigned int i;

	for (i = 0; i < obs->nr_events && i < SEEN_EVENTS; i++) {
		const struct seen_event *seen = &obs->events[i];

		if (seen->offset < 0 || seen->offset >= (long)c->region.page_size)
			add(all, "fault message for offset %ld of the page", seen->offset);
		if (!wrong_flags && seen->event.has_flags)
			wrong_flags = flags_complaint(c, &seen->event);
	}
	/* A fault behind the release may have said the same. */
	if (wrong_flags && strcmp(wrong_flags, obs->wrong))
		add(all, "%s", wrong_flags);
	if (obs->nr_events > SEEN_EVENTS)
		add(all, "fault messages of more than %d kinds", SEEN_EVENTS);
}

static void judge_kernel(const struct fault_cell *c, struct complaints *all)
{
	if (c->obs.lock_checked && !c->obs.lock_free)
		add(all, "a sibling's mmap() and munmap() did not return in %d ms: mmap_lock is held",
		    REPLY_DEADLINE_MS);
	if (c->obs.pins > 0)
		add(all, "%ld page pins left behind", c->obs.pins);
	if (c->obs.pins < 0)
		add(all, "%ld page pins released too often", -c->obs.pins);
	if (c->obs.kept[0])
		add(all, "%s", c->obs.kept);
	/* A taint that nothing ties to this cell is another's doing: it fails the run instead. */
	if (c->obs.tainted && (runs_alone() || c->obs.klog[0]))
		add(all, "the kernel is newly tainted: %#llx", (unsigned long long)c->obs.tainted);
	if (c->obs.klog[0])
		add(all, "kernel log: %s", c->obs.klog);
}

static bool call_came_back(const struct fault_cell *c)
{
	return atomic_load(&c->victim.shared->returned);
}

static void judge_invariants(const struct fault_cell *c, enum outcome expected,
			     struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;

	if (call_came_back(c)) {
		judge_result(c, expected, all);
		judge_siginfo(c, all);
	}
	if (c->obs.outcome != OUTCOME_SPINNING)
		judge_refaults(c, expected, all);
	judge_interrupts(c, all);
	judge_sleep(c, all);
	judge_stop(c, all);
	judge_death(c, all);
	judge_handlers(c, all);
	judge_events(c, all);
	judge_held_in(c, all);
	if (s->wrong[0])
		add(all, "%s", s->wrong);
	if (c->obs.wrong[0])
		add(all, "%s", c->obs.wrong);
	judge_acts(c, all);
	judge_bystander(c, all);
	if (c->obs.crowd[0])
		add(all, "%s", c->obs.crowd);
	judge_kernel(c, all);
}

static void numbers(const struct fault_cell *c, char *buf, size_t size)
{
	int n;

	if (is_race(c->variant)) {
		race_describe(c, buf, size);
		return;
	}
	n = snprintf(buf, size, "cpu %.1f ms while held, %u handler runs, %u refaults",
		     c->obs.cpu_ns / 1e6, c->obs.handlers_held, c->obs.refaults);
	if (c->obs.outcome == OUTCOME_SPINNING && c->stim->signo && n < (int)size)
		snprintf(buf + n, size - n, ", signal %spending", c->obs.pending ? "" : "not ");
}

/* A fatal signal ends the wait, or nothing does: no signal handler runs while held. */
static bool only_dies(const struct fault_source *source)
{
	return source->ends == ENDS_BY_FATAL || source->ends == ENDS_BY_FATAL_FLAG ||
	       source->ends == ENDS_BY_NOTHING;
}

/* The call was done in full: a fault was reported as pending, but it held up nobody. */
static bool never_waited(const struct fault_cell *c)
{
	if (c->victim.shared->ret != cell_ok(c))
		return false;
	return contract_interruption(c->path) != cell_ok(c) || only_dies(c->source);
}

/* Name the outcome: the observer sees when a call returned, not whether that was right. */
static enum outcome name_outcome(const struct fault_cell *c)
{
	enum outcome seen = c->obs.outcome;

	if (!c->obs.returned_held)
		return seen;
	if (!c->obs.stalled && seen == OUTCOME_FAILED)
		return c->victim.shared->ret == cell_ok(c) && source_stalls(c->source) ?
		       OUTCOME_NO_FAULT : OUTCOME_FAILED;
	return seen == OUTCOME_INTERRUPTED && never_waited(c) ? OUTCOME_NO_FAULT : seen;
}

static void tell_reason(const struct complaints *all, const char *seen,
			struct cell_verdict *verdict)
{
	size_t used = snprintf(verdict->reason, sizeof(verdict->reason), "%s%s", seen,
			       seen[0] && all->used ? "; " : "");
	const char *from;

	snprintf(verdict->complaints, sizeof(verdict->complaints), "%s", all->text);
	for (from = all->text; *from && used < sizeof(verdict->reason) - 2; from++) {
		if (*from == '\n')
			verdict->reason[used++] = ';';
		verdict->reason[used++] = *from == '\n' ? ' ' : *from;
	}
	verdict->reason[used] = '\0';
}

/**
 * judge() - judge a cell that ran.
 * @c: the cell, over.
 * @verdict: filled.
 */
void judge(struct fault_cell *c, struct cell_verdict *verdict)
{
	enum outcome expected = verdict->expected;
	struct complaints all = { 0 };
	char seen[256] = "";

	verdict->observed = name_outcome(c);
	if (c->obs.broken[0]) {
		verdict->status = CELL_ERROR;
		verdict->observed = OUTCOME_ERROR;
		snprintf(verdict->reason, sizeof(verdict->reason), "%s", c->obs.broken);
		return;
	}
	judge_invariants(c, expected, &all);
	if (verdict->observed == expected && all.used)
		verdict->observed = OUTCOME_WRONG;
	verdict->status = verdict->observed == expected ? CELL_PASS : CELL_FAIL;
	if (verdict->status == CELL_PASS)
		return;
	if (c->obs.stalled)
		numbers(c, seen, sizeof(seen));
	else if (!all.used)
		add(&all, "the call returned, and no fault had been pending");
	tell_reason(&all, seen, verdict);
}
