// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a signal carried: the siginfo of a bad user access, the order and the
 * values of a queue.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_sigbus(), bad_area(),
 * kernel/signal.c:__send_signal_locked(), next_signal(), collect_signal().
 */
#include <errno.h>

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

/**
 * judge_order() - queued signals arrive in order, each with its value.
 * @c: the cell, over.
 * @all: the complaints.
 */
void judge_order(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	unsigned int i;

	if (!(c->stim->flags & STIM_QUEUED))
		return;
	for (i = 0; i < c->stim->count && i < c->obs.handlers; i++)
		if (s->log[i].signo != SIGRTMIN + (int)i ||
		    s->log[i].value != QUEUE_BASE + (int)i) {
			add(all, "signal %d of the queue was number %d with value %d", i + 1,
			    s->log[i].signo, s->log[i].value);
			return;
		}
}
