// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeing what happens to a stalled thread, from outside the victim: that the
 * fault is pending, what the stimulus did while it was held, and what came of
 * the release.  Event-driven where the kernel has an event; "nothing happened" is
 * settled by run time and wchan (engine.h, "Spin or asleep").
 *
 * Deciding kernel code: mm/userfaultfd.c:handle_userfault(),
 * include/linux/sched/signal.h:fault_signal_pending().
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"

/* A spinner queues messages without end: take some, look at the rest later. */
#define DRAIN_AT_ONCE	256

static uint64_t deadline_in(int ms)
{
	return now_ns() + ms * 1000000ULL;
}

static int left_ms(uint64_t deadline)
{
	uint64_t now = now_ns();

	return now >= deadline ? 0 : (deadline - now) / 1000000 + 1;
}

static bool returned(struct fault_cell *c)
{
	return atomic_load(&c->victim.shared->returned);
}

static bool victim_dead(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

static void __attribute__((format(printf, 2, 3)))
wrong(struct fault_cell *c, const char *fmt, ...)
{
	va_list ap;

	c->obs.outcome = OUTCOME_WRONG;
	va_start(ap, fmt);
	vsnprintf(c->obs.wrong, sizeof(c->obs.wrong), fmt, ap);
	va_end(ap);
}

/**
 * drain_events() - take the fault messages that have arrived.
 * @c: the cell.
 * @tid: set to the task of the last one, if not NULL.
 * Return: how many; messages for another page set the observation's "wrong".
 */
unsigned int drain_events(struct fault_cell *c, pid_t *tid)
{
	struct fault_event event = { 0 };
	uintptr_t page = (uintptr_t)cell_page(c);
	unsigned int n = 0;

	if (!c->source->ops->next)
		return 0;
	while (n < DRAIN_AT_ONCE && c->source->ops->next(c, &event) == 1) {
		n++;
		if (event.addr < page || event.addr >= page + c->region.page_size)
			snprintf(c->obs.wrong, sizeof(c->obs.wrong),
				 "fault message for offset %ld of the page",
				 (long)(event.addr - page));
		if (!c->obs.wrong[0] && event.has_flags && flags_complaint(c, &event))
			snprintf(c->obs.wrong, sizeof(c->obs.wrong), "%s",
				 flags_complaint(c, &event));
		if (tid)
			*tid = event.tid;
	}
	return n;
}

/* The message's task must be the faulting thread, one of its workers, or the kernel's. */
static bool stalled_by_victim(struct fault_cell *c)
{
	pid_t tid = c->obs.stalled_tid;

	if (!tid)
		return true;	/* the source can't tell */
	if (c->path->flags & PATH_KWORKER) {
		if (task_state(c->victim.pid, tid))
			return false;
		c->obs.stalled_tid = 0;		/* watch the thread that waits for it */
		return true;
	}
	if (c->path->flags & PATH_ASYNC)
		return task_state(c->victim.pid, tid);
	return tid == atomic_load(&c->victim.shared->tid);
}

static void quiesce(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(QUIESCE_DEADLINE_MS);
	uint64_t blind_until = wchan_is_blind() ? 0 : deadline_in(NO_WCHAN_MS);
	struct timespec pace = { .tv_nsec = QUIESCE_PACE_NS };
	struct task_sample s;
	uint64_t asked;

	for (;;) {
		asked = now_ns();	/* the sample may be older than now */
		sample_tasks(c->victim.pid, 0, &s);
		if (s.tasks && s.asleep == s.tasks)
			break;
		if (asked > blind_until && s.tasks == s.asleep_syscall + s.asleep) {
			c->no_wchan = true;	/* Linux 5.10: "0" for real sleepers too */
			break;
		}
		if (now_ns() > deadline)
			break;
		nanosleep(&pace, NULL);
		if (pace.tv_nsec < QUIESCE_PACE_MAX_NS)
			pace.tv_nsec *= 2;
	}
	c->cpu_base_ns = s.cpu_ns;
}

static void no_stall(struct fault_cell *c)
{
	if (returned(c)) {
		c->obs.outcome = c->victim.shared->ret == c->path->ok &&
				 source_stalls(c->source->class) ?
				 OUTCOME_NO_FAULT : OUTCOME_FAILED;
		c->obs.returned_held = true;
	} else if (victim_dead(c)) {
		wrong(c, "the victim died before any fault was pending");
	} else {
		wrong(c, "no fault message in %d ms", STALL_DEADLINE_MS);
	}
}

/**
 * observe_stall() - wait for the proof that the fault is pending.
 * @c: the cell, its victim running.
 * Return: true if it is; false with the outcome set if the call returned, the
 *	   victim died, or nothing came.
 */
bool observe_stall(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(STALL_DEADLINE_MS);
	struct pollfd pfds[] = {
		{ .fd = c->region.fd, .events = POLLIN },
		{ .fd = c->victim.done, .events = POLLIN },
		{ .fd = c->victim.pidfd, .events = POLLIN },
	};

	for (;;) {
		if (drain_events(c, &c->obs.stalled_tid))
			break;
		if (returned(c) || victim_dead(c) || !left_ms(deadline)) {
			no_stall(c);
			return false;
		}
		poll(pfds, ARRAY_LEN(pfds), left_ms(deadline));
	}
	if (!stalled_by_victim(c)) {
		wrong(c, "fault message from task %d, which is %s", c->obs.stalled_tid,
		      c->path->flags & PATH_KWORKER ? "no kernel worker" :
						      "not the victim's");
		return false;
	}
	c->obs.stalled = true;
	if (!c->obs.stalled_tid)
		c->obs.stalled_tid = atomic_load(&c->victim.shared->tid);
	quiesce(c);
	task_function(c->victim.pid, c->obs.stalled_tid, c->obs.function,
		      sizeof(c->obs.function));
	if (strcmp(c->obs.function, "0"))
		c->no_wchan = false;	/* it was only late to fall asleep */
	task_stack(c->victim.pid, c->obs.stalled_tid, c->obs.stack, sizeof(c->obs.stack));
	return true;
}

static bool stop_reported(struct fault_cell *c)
{
	siginfo_t info = { 0 };

	if (!(c->stim->flags & STIM_STOP) || c->obs.stop_reported)
		return c->obs.stop_reported;
	c->obs.stop_reported = !waitid(P_PID, c->victim.pid, &info, WSTOPPED | WNOHANG) &&
			       info.si_pid;
	return c->obs.stop_reported;
}

static void note_handlers(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;

	c->obs.handlers_held = atomic_load(&shared->handlers);
	c->obs.leader_handlers = atomic_load(&shared->leader_handlers);
}

static bool any_pending(struct fault_cell *c)
{
	pid_t tid = atomic_load(&c->victim.shared->tid);

	if (c->stim->flags & STIM_QUEUED)
		return task_pending(c->victim.pid, tid, SIGRTMIN);
	return c->stim->signo && task_pending(c->victim.pid, tid, c->stim->signo);
}

/* Then only death or the deadline is a verdict; a fatal signal puts SIGKILL in each task. */
static bool dying(struct fault_cell *c)
{
	return c->stim->flags & STIM_LEADER || c->stim->signo == SIGKILL ||
	       task_pending(c->victim.pid, atomic_load(&c->victim.shared->tid), SIGKILL);
}

/* No non-fatal signal ends a fault there. */
static bool only_dies(enum source_class class)
{
	return class == SOURCE_DRIVER_KILLABLE || class == SOURCE_DRIVER_DEAF ||
	       class == SOURCE_DRM_SHMEM;
}

/* Done in full: whoever said that the fault was pending, it held up nobody. */
static bool never_waited(const struct fault_cell *c)
{
	if (c->victim.shared->ret != c->path->ok)
		return false;
	return contract_interruption(c->path) != c->path->ok || only_dies(c->source->class);
}

/* Asleep for good, and not on its way out: what did the stimulus do? */
static bool classify_asleep(struct fault_cell *c)
{
	const struct stimulus *stim = c->stim;
	struct observation *obs = &c->obs;
	bool was_pending = obs->pending;

	obs->pending = any_pending(c);
	if (returned(c)) {
		obs->returned_held = true;
		obs->outcome = never_waited(c) ? OUTCOME_NO_FAULT : OUTCOME_INTERRUPTED;
	} else if (stim->flags & STIM_STOP) {
		obs->outcome = stop_reported(c) ? OUTCOME_STOPPED : OUTCOME_DEFERRED;
	} else if (dying(c)) {
		return false;
	} else if (stim->flags & STIM_TIMER &&
		   (obs->handlers_held || !obs->pending || !was_pending)) {
		return false;	/* a storm has to go on; or it expires just now */
	} else if (obs->handlers_held >= (stim->count ? stim->count : 1)) {
		obs->outcome = OUTCOME_RESTARTED;
	} else if (stim->flags & STIM_FREE_THREAD && obs->leader_handlers) {
		obs->outcome = OUTCOME_COMPLETED;
	} else if (obs->pending) {
		obs->outcome = OUTCOME_DEFERRED;
	} else if (stim->flags & (STIM_POKE | STIM_SUBMITTER_EXIT)) {
		obs->outcome = c->path->class == PATH_USER && obs->refaults ?
			       OUTCOME_RESTARTED : OUTCOME_DEFERRED;
	} else if (!stim->signo || stim->flags & STIM_IGNORED) {
		obs->outcome = stim->flags & STIM_QUEUED ? OUTCOME_WRONG : OUTCOME_COMPLETED;
	} else {
		obs->outcome = OUTCOME_WRONG;
	}
	if (obs->outcome == OUTCOME_WRONG && !obs->wrong[0])
		wrong(c, "signal lost: neither pending nor acted upon");
	return true;
}

static bool spinning(struct fault_cell *c, uint64_t cpu_ns)
{
	uint64_t limit = SPIN_CPU_NS +
		(c->obs.handlers_held + c->obs.leader_handlers) * HANDLER_CPU_NS;

	/* What is to die may be busy with it: io_uring_files_cancel() comes first. */
	if (contract_outcome(c->variant, c->stim_id) == OUTCOME_KILLED)
		limit += EXIT_CPU_NS;
	if (cpu_ns < limit)
		return false;
	return !task_exiting(c->victim.pid, c->obs.stalled_tid);
}

/* Asleep in do_exit() is no verdict: exit may wait for RCU, or for a worker. */
static bool on_its_way_out(struct fault_cell *c)
{
	return !(c->stim->flags & STIM_SUBMITTER_EXIT) &&
	       task_exiting(c->victim.pid, atomic_load(&c->victim.shared->tid));
}

static bool dead_while_held(struct fault_cell *c)
{
	if (!victim_dead(c))
		return false;
	c->obs.dead = true;
	c->obs.outcome = OUTCOME_KILLED;
	victim_reap(c, DEATH_DEADLINE_MS);
	return true;
}

/* Whose doing it is that they live: the thread's in the fault, or the leader's. */
static void note_survivors(struct fault_cell *c)
{
	pid_t pid = c->victim.pid, tid = c->obs.stalled_tid;
	char thread[sizeof(c->obs.stack) / 2], leader[sizeof(c->obs.stack) / 2];

	task_function(pid, tid, c->obs.function, sizeof(c->obs.function));
	task_stack(pid, tid, thread, sizeof(thread));
	task_stack(pid, pid, leader, sizeof(leader));
	snprintf(c->obs.stack, sizeof(c->obs.stack), "%.*s, state %c; leader: %.*s, state %c",
		 (int)sizeof(thread) - 20, thread, task_state(pid, tid),
		 (int)sizeof(leader) - 20, leader, task_state(pid, pid));
}

static void held_too_long(struct fault_cell *c)
{
	pid_t tid = c->obs.stalled_tid;

	if (c->stim->flags & (STIM_LEADER | STIM_DEFAULT)) {
		c->obs.outcome = OUTCOME_UNKILLABLE;
		note_survivors(c);
	} else {
		wrong(c, "undecided after %d ms: %u handler runs, %u refaults, state %c",
		      HELD_DEADLINE_MS, c->obs.handlers_held, c->obs.refaults,
		      task_state(c->victim.pid, tid));
	}
}

/* A starved thread may run many handlers before it gets to its access again. */
static bool storm_proved(struct fault_cell *c)
{
	if (!(c->stim->flags & STIM_TIMER) || !c->obs.refaults ||
	    c->obs.handlers_held < c->stim->storm)
		return false;
	c->obs.outcome = OUTCOME_RESTARTED;
	return true;
}

/* Is the task that took the fault where it was found held? */
static bool is_where_held(struct fault_cell *c)
{
	char function[sizeof(c->obs.function)];

	task_function(c->victim.pid, c->obs.stalled_tid, function, sizeof(function));
	return !strcmp(function, c->obs.function);
}

/*
 * A spinner may sleep now and then, for a folio lock say, on its way round.  Asleep for
 * good is asleep where the fault was found held, or stopped, or gone, or back from it.
 */
static bool sleeps_in_fault(struct fault_cell *c)
{
	char state;

	if (returned(c) || c->no_wchan || !strcmp(c->obs.function, "0") || is_where_held(c))
		return true;
	state = task_state(c->victim.pid, c->obs.stalled_tid);
	return state != 'S' && state != 'D';
}

/* struct look - what the looks at the tasks so far add up to. */
struct look {
	uint64_t cpu_ns;
	unsigned int still;	/* looks in a row: asleep in the fault, no CPU used */
	unsigned int busy;	/* looks in a row: never asleep, CPU used */
};

static void look_again(struct fault_cell *c, struct look *look)
{
	pid_t except = c->stim->flags & STIM_LEADER ? c->victim.pid : 0;
	struct task_sample s;
	bool asleep;

	c->obs.refaults += drain_events(c, NULL);
	note_handlers(c);
	sample_tasks(c->victim.pid, except, &s);
	if (c->no_wchan)
		s.asleep += s.asleep_syscall;
	asleep = s.tasks && s.asleep >= s.tasks && sleeps_in_fault(c);
	look->busy = asleep && !c->no_wchan ? 0 : look->busy + (s.cpu_ns > look->cpu_ns);
	look->still = asleep && s.cpu_ns == look->cpu_ns ? look->still + 1 : 0;
	look->cpu_ns = s.cpu_ns;
	c->obs.cpu_ns = s.cpu_ns > c->cpu_base_ns ? s.cpu_ns - c->cpu_base_ns : 0;
}

static bool decided(struct fault_cell *c, const struct look *look)
{
	if (dead_while_held(c))
		return true;
	if (look->busy >= SPIN_SAMPLES && spinning(c, c->obs.cpu_ns)) {
		c->obs.pending = any_pending(c);
		c->obs.outcome = OUTCOME_SPINNING;
		return true;
	}
	if (storm_proved(c))
		return true;
	return look->still >= ASLEEP_SAMPLES && !on_its_way_out(c) && classify_asleep(c);
}

/* Out of the fault and in do_exit() it is as good as dead, but may have to wait. */
static bool too_long(struct fault_cell *c, uint64_t since)
{
	uint64_t ms = (now_ns() - since) / 1000000;

	if (on_its_way_out(c))
		return ms > EXIT_DEADLINE_MS;
	if (c->stim->flags & STIM_LEADER)
		return ms > LEADER_DEADLINE_MS;
	return ms > (c->stim->signo == SIGKILL ? DEATH_DEADLINE_MS : HELD_DEADLINE_MS);
}

/*
 * Look until the tasks are asleep for good, one burns CPU, the victim is dead, or
 * a deadline is over.  Sets the outcome.
 */
static void watch(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };
	struct timespec period = { .tv_nsec = SAMPLE_PERIOD_NS };
	struct look look = { 0 };
	uint64_t since = now_ns();

	for (;;) {
		look_again(c, &look);
		if (decided(c, &look))
			return;
		if (too_long(c, since)) {
			held_too_long(c);
			return;
		}
		if (now_ns() - since > LONG_WATCH_NS)
			period.tv_nsec = LONG_PERIOD_NS;
		ppoll(&pfd, 1, &period, NULL);
	}
}

static void check_mmap_lock(struct fault_cell *c)
{
	/* A sibling that took a fatal signal is no longer there to be asked. */
	bool killed = c->obs.outcome == OUTCOME_SPINNING && c->stim->flags & STIM_DEFAULT;
	bool kept = c->path->class == PATH_GUP_LOCKED || c->source->flags & SOURCE_KEEPS_LOCK;

	if (c->obs.dead || killed || kept ||
	    c->stim->flags & (STIM_LEADER | STIM_STOP) ||
	    c->obs.outcome == OUTCOME_UNKILLABLE)
		return;
	c->obs.lock_checked = true;
	c->obs.lock_free = victim_command(c, 'm', REPLY_DEADLINE_MS);
}

static void resume_stopped(struct fault_cell *c)
{
	bool spun = c->obs.outcome == OUTCOME_SPINNING;

	kill(c->victim.pid, SIGCONT);
	if (spun)
		return;
	watch(c);
}

/**
 * observe_held() - send the stimulus and see what it does while the fault is held.
 * @c: the cell, its stall proved; the observation gets its outcome.
 */
void observe_held(struct fault_cell *c)
{
	int err = stimulus_prepare(c);

	if (!err)
		err = stimulus_send(c);
	if (err) {
		snprintf(c->obs.broken, sizeof(c->obs.broken), "sending %s: %s",
			 c->stim->name, strerror(-err));
		c->obs.outcome = OUTCOME_ERROR;
		return;
	}
	watch(c);
	if (c->stim->flags & STIM_STOP && !c->obs.dead &&
	    (stop_reported(c) || c->stim->flags & STIM_CONT_HELD))
		resume_stopped(c);
	check_mmap_lock(c);
}

/**
 * wait_victim() - wait for a word of the victim, or its death.
 * @c: the cell.
 * @flag: a flag in the shared memory that is announced on "done".
 * @deadline_ms: how long, milliseconds.
 * Return: true if the flag is set; false if it died or the time is over.
 */
bool wait_victim(struct fault_cell *c, _Atomic uint32_t *flag, int deadline_ms)
{
	uint64_t deadline = deadline_in(deadline_ms), count;
	struct pollfd pfds[] = {
		{ .fd = c->victim.done, .events = POLLIN },
		{ .fd = c->victim.pidfd, .events = POLLIN },
	};

	while (!atomic_load(flag)) {
		if (victim_dead(c))
			return atomic_load(flag);
		if (!left_ms(deadline))
			return false;
		poll(pfds, ARRAY_LEN(pfds), left_ms(deadline));
		if (read(c->victim.done, &count, sizeof(count)) < 0 && errno != EAGAIN)
			return false;
	}
	return true;
}

static bool stop_is_due(struct fault_cell *c)
{
	return c->stim->flags & STIM_STOP && !(c->stim->flags & STIM_CONT_HELD) &&
	       !c->obs.stop_reported && !c->obs.dead;
}

static void await_late_stop(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(RELEASE_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };

	while (!stop_reported(c) && now_ns() < deadline)
		nanosleep(&pace, NULL);
	if (!c->obs.stop_reported)
		wrong(c, "the stop was lost: not stopped %d ms after release",
		      RELEASE_DEADLINE_MS);
	kill(c->victim.pid, SIGCONT);
}

/* Its caller came back, and took the fault along: nobody is left to wake. */
static bool left_fault(struct fault_cell *c)
{
	return c->obs.returned_held && !(c->path->flags & (PATH_ASYNC | PATH_KWORKER));
}

/* UFFDIO_WAKE without a page: one more message, and it stays stalled. */
static void wake_spuriously(struct fault_cell *c)
{
	struct pollfd pfds[] = {
		{ .fd = c->region.fd, .events = POLLIN },
		{ .fd = c->obs.returned_held ? -1 : c->victim.done, .events = POLLIN },
	};
	unsigned int again, due = !left_fault(c);

	c->source->ops->wake(c);
	if (c->obs.outcome == OUTCOME_SPINNING)
		return;		/* it asks again all the time, and never falls asleep */
	if (due)
		poll(pfds, ARRAY_LEN(pfds), RELEASE_DEADLINE_MS);
	quiesce(c);
	again = drain_events(c, NULL);
	if (returned(c) && !c->obs.returned_held)
		wrong(c, "a spurious wake let the call return");
	else if (again != due)
		wrong(c, "%u messages after a spurious wake, expected %u", again, due);
}

static int let_go(struct fault_cell *c)
{
	enum release_how how = c->variant->release;
	int err = 0;

	switch (how) {
	case RELEASE_WAKE:
		wake_spuriously(c);
		return c->source->ops->release(c, RELEASE_RESOLVE);
	case RELEASE_MUNMAP:
	case RELEASE_MREMAP:
		if (!victim_command(c, how == RELEASE_MUNMAP ? 'u' : 'v', REPLY_DEADLINE_MS))
			wrong(c, "a sibling's %s did not return",
			      how == RELEASE_MUNMAP ? "munmap()" : "mremap()");
		return c->source->ops->wake(c);
	default:
		err = c->source->ops->release(c, how);
	}
	return err;
}

/* Woken, and now it waits for the I/O that the fault was in the way of. */
static bool waits_elsewhere(struct fault_cell *c)
{
	if (c->path->flags & PATH_ASYNC)
		return !c->no_wchan && strcmp(c->obs.function, "0") && !is_where_held(c);
	return !sleeps_in_fault(c);
}

/* Finished or dead; false once every task has been asleep for long, or at the deadline. */
static bool await_end(struct fault_cell *c, bool *asleep)
{
	uint64_t deadline = deadline_in(RELEASE_DEADLINE_MS), changed = now_ns(), last = 0;

	while (!wait_victim(c, &c->victim.shared->finished, UNWOKEN_SLICE_MS)) {
		struct task_sample s;

		if (victim_dead(c))
			return true;
		sample_tasks(c->victim.pid, 0, &s);
		if (s.asleep + (c->no_wchan ? s.asleep_syscall : 0) < s.tasks ||
		    s.cpu_ns != last || waits_elsewhere(c))
			changed = now_ns();
		last = s.cpu_ns;
		*asleep = now_ns() - changed > UNWOKEN_MS * 1000000ULL;
		if (*asleep || now_ns() > deadline)
			return false;
	}
	return true;
}

/* What was wrong already while held stays the outcome; the words tell the rest. */
static void not_finished(struct fault_cell *c, bool asleep)
{
	struct observation *obs = &c->obs;

	task_function(c->victim.pid, obs->stalled_tid, obs->function, sizeof(obs->function));
	if (obs->outcome != OUTCOME_SPINNING && obs->outcome != OUTCOME_UNKILLABLE)
		obs->outcome = asleep ? OUTCOME_UNWOKEN : OUTCOME_WRONG;
	if (asleep && !obs->wrong[0])
		snprintf(obs->wrong, sizeof(obs->wrong),
			 "still asleep %d ms after the release, in %s", UNWOKEN_MS,
			 obs->function);
	else if (!obs->wrong[0])
		snprintf(obs->wrong, sizeof(obs->wrong),
			 "busy, and not finished %d ms after the release",
			 RELEASE_DEADLINE_MS);
	obs->woken = false;
	c->source->ops->wake(c);
}

/**
 * observe_released() - let the fault go and wait for the end of the story.
 * @c: the cell, held; the observation gets what the call returned and left.
 */
void observe_released(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	bool asleep = false;
	int err;

	c->obs.woken = true;
	shared->release = c->variant->release;
	err = let_go(c);
	victim_raise_flag(&shared->released);
	if (err && !c->obs.dead) {
		snprintf(c->obs.broken, sizeof(c->obs.broken), "releasing the fault: %s",
			 strerror(-err));
		c->obs.outcome = OUTCOME_ERROR;
	}
	if (c->obs.dead)
		return;
	if (stop_is_due(c))
		await_late_stop(c);
	if (c->stim->flags & STIM_SUBMITTER_EXIT)
		victim_command(c, 'j', 0);
	if (!await_end(c, &asleep))
		not_finished(c, asleep);
	else if (c->stim->flags & (STIM_DEFAULT | STIM_LEADER))
		c->obs.survived = !victim_reap(c, DEATH_DEADLINE_MS);
}
