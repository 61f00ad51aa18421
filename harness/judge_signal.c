// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a signal carried: the siginfo of a bad user access, the order and the
 * values of a queue.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_sigbus(), bad_area(),
 * kernel/signal.c:__send_signal_locked(), next_signal(), collect_signal().
 */
#include <errno.h>
#include <unistd.h>

#include "complaints.h"
#include "engine.h"

static bool right_siginfo(const struct fault_cell *c, int signo, int code)
{
	if (c->variant->release == RELEASE_MUNMAP || c->variant->release == RELEASE_MREMAP)
		return signo == SIGSEGV && code == SEGV_MAPERR;
	if (c->variant->release == RELEASE_POISON)
		return signo == SIGBUS && (code == BUS_ADRERR || code == BUS_MCEERR_AR);
	switch (c->source->class) {
	case SOURCE_PROT_NONE:
		return signo == SIGSEGV && code == SEGV_ACCERR;
	case SOURCE_SIGSEGV:
		return signo == SIGSEGV && code == SEGV_MAPERR;
	case SOURCE_PKEY:
		return signo == SIGSEGV && code == SEGV_PKUERR;
	case SOURCE_POISON:
	case SOURCE_HWPOISON:
		/* By CONFIG_MEMORY_FAILURE, arch/x86/mm/fault.c:do_sigbus(). */
		return signo == SIGBUS && (code == BUS_ADRERR || code == BUS_MCEERR_AR);
	default:
		return signo == SIGBUS && code == BUS_ADRERR;
	}
}

/**
 * judge_siginfo() - what the handler of a bad user access was told.
 * @c: the cell, over.
 * @all: the complaints.
 */
void judge_siginfo(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	uintptr_t first_bad = (uintptr_t)c->buf + cell_good_len(c);

	if (c->path->class != PATH_USER || s->ret != -EFAULT)
		return;
	if (!right_siginfo(c, s->fault_signo, s->fault_code))
		add(all, "signal %d with si_code %d", s->fault_signo, s->fault_code);
	if (s->fault_addr != first_bad)
		add(all, "si_addr is off by %ld", (long)(s->fault_addr - first_bad));
}

/* SI_USER and the like: by which call the stimulus was sent. */
static int sent_code(const struct stimulus *stim)
{
	if (stim->flags & STIM_TIMER)
		return SI_TIMER;
	if (stim->flags & STIM_QUEUED)
		return SI_QUEUE;
	return stim->flags & STIM_PROCESS ? SI_USER : SI_TKILL;
}

/* A signal whose siginfo the kernel lost comes as SI_USER of process 0. */
static void judge_sender(const struct fault_cell *c, unsigned int n, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	int code = sent_code(c->stim);
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (s->log[i].code != code) {
			add(all, "signal %u came with si_code %d, expected %d", i + 1,
			    s->log[i].code, code);
			return;
		}
		if (code != SI_TIMER && s->log[i].pid != getpid()) {
			add(all, "signal %u came with si_pid %d, expected %d", i + 1,
			    s->log[i].pid, getpid());
			return;
		}
	}
}

/* All of them were pending when the first one was taken. */
static bool queue_was_whole(const struct fault_cell *c)
{
	return !c->obs.handlers_held && !c->obs.returned_held;
}

/*
 * Those of a number come in the order they were sent, signal(7), each with its value;
 * of two numbers the lower one first, if both are pending.
 */
static void judge_queue(const struct fault_cell *c, unsigned int n, struct complaints *all)
{
	int next[2] = { QUEUE_BASE, QUEUE_BASE + QUEUE_HIGH };
	const struct victim_shared *s = c->victim.shared;
	unsigned int i;

	for (i = 0; i < n; i++) {
		bool low = s->log[i].signo == QUEUE_LOWER;
		int due = next[low]++;

		if (low && queue_was_whole(c) && next[0] > QUEUE_BASE) {
			add(all, "signal %u of the queue was number %d, behind a higher one",
			    i + 1, s->log[i].signo);
			return;
		}
		if (s->log[i].value != due) {
			add(all, "signal %u of the queue was number %d with value %d, expected %d",
			    i + 1, s->log[i].signo, s->log[i].value, due);
			return;
		}
	}
}

/**
 * judge_order() - whoever sent them, in which order, with which values.
 * @c: the cell, over.
 * @all: the complaints.
 */
void judge_order(const struct fault_cell *c, struct complaints *all)
{
	unsigned int n = c->stim->count < c->obs.handlers ? c->stim->count : c->obs.handlers;

	judge_sender(c, n, all);
	if (c->stim->flags & STIM_QUEUED)
		judge_queue(c, n, all);
}
