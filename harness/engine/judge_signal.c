// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judge what a signal carried: the siginfo and the frame of a bad user access, the
 * order and the values of a queue.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_sigbus(), bad_area(),
 * kernel/signal.c:__send_signal_locked(), next_signal(), collect_signal().
 */
#include <errno.h>
#include <unistd.h>

#include "complaints.h"
#include "engine.h"

/* Bound for the length of a function that does an access: 56 bytes with gcc 12 on x86-64. */
#define ACCESS_LEN	512

static enum fault_error reason_of(const struct fault_cell *c)
{
	if (c->variant->release && c->variant->release->error)
		return c->variant->release->error;
	if (c->variant->schedule && c->variant->schedule->error)
		return c->variant->schedule->error;
	return c->source->error;
}

/**
 * due_signal() - the signal that a bad access in user mode has to cause.
 * @c: the cell.
 * Return: SIGSEGV or SIGBUS.
 */
int due_signal(const struct fault_cell *c)
{
	switch (reason_of(c)) {
	case FAULT_NONCANONICAL:
		/* The compiler chooses the register of the address; %rbp has a trap of its own. */
		return c->victim.shared->frame.stack ? SIGBUS : SIGSEGV;
	case FAULT_PROT_NONE:
	case FAULT_READ_ONLY:
	case FAULT_NO_EXEC:
	case FAULT_SIGSEGV:
	case FAULT_UNMAPPED:
	case FAULT_KERNEL_ADDRESS:
	case FAULT_PKEY:
		return SIGSEGV;
	default:
		return SIGBUS;
	}
}

static bool right_code(const struct fault_cell *c, int code)
{
	switch (reason_of(c)) {
	case FAULT_PROT_NONE:
	case FAULT_READ_ONLY:
	case FAULT_NO_EXEC:
		return code == SEGV_ACCERR;
	case FAULT_NONCANONICAL:
		return code == SI_KERNEL;
	case FAULT_SIGSEGV:
	case FAULT_UNMAPPED:
	case FAULT_KERNEL_ADDRESS:
		return code == SEGV_MAPERR;
	case FAULT_PKEY:
		return code == SEGV_PKUERR;
	case FAULT_POISON:
	case FAULT_HWPOISON:
		/* CONFIG_MEMORY_FAILURE decides, arch/x86/mm/fault.c:do_sigbus(). */
		return code == BUS_MCEERR_AR || (code == BUS_ADRERR && !c->source->lost);
	default:
		return code == BUS_ADRERR;
	}
}

/* The size of the lost page as a power of two, arch/x86/mm/fault.c:do_sigbus(). */
static int due_lsb(const struct fault_cell *c)
{
	const struct victim_shared *s = c->victim.shared;
	bool lost = s->fault_signo == SIGBUS && s->fault_code == BUS_MCEERR_AR;

	return lost ? __builtin_ctzl(c->region.page_size) : 0;
}

static unsigned int due_pkey(const struct fault_cell *c)
{
	const struct victim_shared *s = c->victim.shared;

	return s->fault_signo == SIGSEGV && s->fault_code == SEGV_PKUERR ? s->pkey : 0;
}

/* An address that is none to the processor is in no register that the kernel could read. */
static bool has_address(const struct fault_cell *c)
{
	return c->source->error != FAULT_NONCANONICAL;
}

static void judge_bad_access(const struct fault_cell *c, struct complaints *all)
{
	uintptr_t first_bad = has_address(c) ? (uintptr_t)c->buf + cell_good_len(c) : 0;
	const struct victim_shared *s = c->victim.shared;

	if (s->fault_signo != due_signal(c) || !right_code(c, s->fault_code))
		add(all, "signal %d with si_code %d", s->fault_signo, s->fault_code);
	if (s->fault_addr != first_bad)
		add(all, "si_addr is off by %ld", (long)(s->fault_addr - first_bad));
	/* Both are in the same part of siginfo, which the kernel clears where it has neither. */
	if (s->fault_lsb != due_lsb(c))
		add(all, "si_addr_lsb is %d, expected %d", s->fault_lsb, due_lsb(c));
	if (s->fault_pkey != due_pkey(c))
		add(all, "si_pkey is %u, expected %u", s->fault_pkey, due_pkey(c));
}

/* Is @pc in the function that does the access, or at the page that is executed? */
static bool is_access(const struct fault_cell *c, uintptr_t pc)
{
	if (c->path->access == FAULT_EXEC && pc == (uintptr_t)c->buf + cell_good_len(c))
		return true;
	/* The branch to an address that is none fails itself, on some processors. */
	if (c->path->access == FAULT_EXEC && has_address(c))
		return false;
	return pc - c->victim.shared->access < ACCESS_LEN;
}

/* Was a page there that forbade the access? The kernel's own pages are nobody's business. */
static bool due_present(const struct fault_cell *c)
{
	if (c->source->error == FAULT_KERNEL_ADDRESS)
		return kernel_looks_present;
	/* The error code is that of the access, however often the kernel tried its fault. */
	return c->source->mapped || (c->source->error && c->source->backed);
}

/* Judge what the processor said of the access, and the kernel wrote into the frame. */
static void judge_error_code(const struct fault_cell *c, struct complaints *all)
{
	bool exec = c->path->access == FAULT_EXEC, store = c->path->access == FAULT_STORE;
	const struct fault_frame *f = &c->victim.shared->frame;
	bool key = c->source->error == FAULT_PKEY && due_present(c);

	if (!f->page_fault || !f->user)
		add(all, "the frame tells of no page fault of user mode");
	if (f->exec != exec)
		add(all, "the frame tells of %s instruction fetch", f->exec ? "an" : "no");
	/* Arm (ESR_ELx.WnR) and an emulated x86 with one CPU call the fault of an atomic a read. */
	if (f->write != store && (f->write || !(c->path->flags & PATH_READS_TOO)))
		add(all, "the frame tells of a %s", f->write ? "write" : "read");
	if (f->present != due_present(c))
		add(all, "the frame tells of a page that is %s", f->present ? "there" : "missing");
	if (f->has_key && f->key != key)
		add(all, "the frame tells of %s protection key", f->key ? "a" : "no");
}

static void judge_frame(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	const struct fault_frame *f = &s->frame;

	if (f->pc && !is_access(c, f->pc))
		add(all, "the frame's instruction is none of the access");
	if (!f->has_trap)
		return;
	if (!has_address(c)) {
		if (!(f->protection || f->stack) || f->error)
			add(all, "the frame tells of no protection fault with error code 0");
		return;
	}
	judge_error_code(c, all);
	if (f->addr != s->fault_addr)
		add(all, "the frame's address is off by %ld", (long)(f->addr - s->fault_addr));
}

/* The handlers that ran while the fault was held interrupted the access itself. */
static void judge_interrupted(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	unsigned int i;

	/* If the call is back, the handlers interrupted whatever comes after the access. */
	for (i = 0; !c->obs.returned_held && i < c->obs.handlers_held && i < SIGNAL_LOG_LEN; i++)
		if (s->log[i].pc && !is_access(c, s->log[i].pc)) {
			add(all, "signal %u interrupted another instruction than the access",
			    i + 1);
			return;
		}
}

/* Does the kernel's own code alone decide how this fault is counted? */
static bool is_counted(const struct fault_cell *c)
{
	if (!c->victim.shared->counted)
		return false;
	switch (c->source->error) {
	case FAULT_RESOLVED:
		/* A driver's handler may say "done" several times, and each one counts. */
		return c->source->ends == ENDS_AS_FLAGS;
	case FAULT_POISON:
	case FAULT_SIGBUS:
	case FAULT_PROT_NONE:
	case FAULT_BEYOND_EOF:
	case FAULT_UNMAPPED:
	case FAULT_READ_ONLY:
	case FAULT_NO_EXEC:
	case FAULT_KERNEL_ADDRESS:
	case FAULT_NONCANONICAL:
		return !c->source->fails_once;
	default:
		return false;
	}
}

/*
 * Was one fault tried at least three times? A signal handler, or a stop, ends a fault: the
 * next one is tried for the first time again.
 */
static bool was_tried_thrice(const struct fault_cell *c)
{
	const struct fault_release *release = c->variant->release;

	if (release && release->spurious)
		return true;
	return c->variant->schedule && c->variant->schedule->wakes && !c->obs.refaults;
}

/*
 * Judge how the faults were counted, as mm/memory.c:mm_account_fault() does it: a fault that
 * fails or is to be tried again does not count, a fault that succeeds counts once.  It is
 * major if FAULT_FLAG_TRIED was set.  Since 6.4 a first try under the VMA's own lock does not
 * set it, so that most faults are minor there.  After a signal handler the access may find the
 * page and not fault again; and handlers fault on pages of their own.
 */
static void judge_counts(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	long n = s->minflt + s->majflt, due = s->ret != -EFAULT;

	if (!is_counted(c) || c->stim->flags & (STIM_TIMER | STIM_TAKES_PAGE) ||
	    is_race(c->variant))
		return;
	if (c->obs.handlers_held ? n < due : n != due)
		add(all, "ru_minflt grew by %ld, ru_majflt by %ld, expected %ld together",
		    s->minflt, s->majflt, due);
	if (due ? s->majflt > 1 : s->majflt > 0)
		add(all, "ru_majflt grew by %ld", s->majflt);
	if (due && was_tried_thrice(c) && !s->majflt)
		add(all, "ru_majflt did not grow, although the fault was tried three times");
}

/*
 * Only VM_FAULT_RETRY or VM_FAULT_MAJOR makes a fault major, and a fault handler that keeps
 * mmap_lock says neither. Cells with a signal are left out: its handler faults on pages of
 * its own.
 */
static void judge_minor(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;
	bool driver = c->source->ends != ENDS_AS_FLAGS && !c->source->major;

	if (driver && c->source->keeps_lock && !c->source->tries_twice && s->counted &&
	    !c->stim->send && s->majflt)
		add(all, "ru_majflt grew by %ld, although the fault was never to be tried again",
		    s->majflt);
}

/*
 * A page that had to be read makes a fault major. The handler says VM_FAULT_MAJOR in the first
 * try only, which may have been under the lock of the mapping: arch/x86/mm/fault.c keeps it in
 * mind as FAULT_FLAG_TRIED.
 */
static void judge_major(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;

	if (c->source->major && s->counted && c->obs.stalled && !c->stim->send &&
	    s->ret != -EFAULT && !s->majflt)
		add(all, "ru_majflt did not grow, although the page was read");
}

/**
 * judge_siginfo() - judge what the kernel told user mode about a fault in user mode.
 * @c: the cell, over.
 * @all: the complaints.
 *
 * Looks at siginfo and signal frame of a fault that failed, at the frames of signals that
 * interrupted the access, and at the counts of faults.
 */
void judge_siginfo(const struct fault_cell *c, struct complaints *all)
{
	const struct victim_shared *s = c->victim.shared;

	if (c->path->class != PATH_USER)
		return;
	if (s->ret == -EFAULT) {
		judge_bad_access(c, all);
		if (s->access)
			judge_frame(c, all);
	}
	if (s->access) {
		judge_interrupted(c, all);
		judge_counts(c, all);
		judge_minor(c, all);
		judge_major(c, all);
	}
}

/* Was a signal with a handler, not blocked, pending when the fault was over? */
static bool pending_then(const struct fault_cell *c)
{
	if (c->stim->flags & STIM_BLOCKED && !(c->path->flags & PATH_UNBLOCKS))
		return false;
	return c->obs.stalled && c->obs.handlers && !c->obs.handlers_held;
}

/**
 * eintr_documented() - find out whether the call may, or must, have returned EINTR.
 * @c: the cell, over.
 * Return: EINTR_ALLOWED where a race within the call decides.
 */
enum eintr eintr_documented(const struct fault_cell *c)
{
	unsigned int flags = c->path->flags;

	if (flags & PATH_EINTR_DUE && pending_then(c))
		return EINTR_DUE;
	if (flags & PATH_EINTR_STOP && c->stim->flags & STIM_STOP)
		return EINTR_ALLOWED;
	if (flags & PATH_EINTR_AFTER && c->obs.handlers &&
	    (flags & PATH_UNBLOCKS || !(c->stim->flags & STIM_BLOCKED)))
		return EINTR_ALLOWED;
	return EINTR_NEVER;
}

/* The si_code that belongs to the call by which the stimulus was sent. */
static int sent_code(const struct stimulus *stim)
{
	if (stim->flags & STIM_TIMER)
		return SI_TIMER;
	if (stim->flags & STIM_QUEUED)
		return SI_QUEUE;
	return stim->flags & STIM_PROCESS ? SI_USER : SI_TKILL;
}

/* Judge the sender: a signal whose siginfo the kernel lost comes as SI_USER from process 0. */
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

/* Were all signals of the queue pending when the first one was taken? */
static bool queue_was_whole(const struct fault_cell *c)
{
	return !c->obs.handlers_held && !c->obs.returned_held && !is_race(c->variant);
}

/*
 * Judge the order, signal(7): signals of one number come in the order in which they were sent,
 * each with its value. If two numbers are pending, the lower one comes first.
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
 * judge_order() - judge the sender, the order and the values of the signals taken.
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
