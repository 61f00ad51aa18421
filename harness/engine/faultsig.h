/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface for test authors: the three axes (fault path, fault source, stimulus),
 * the cell that joins them, and the outcomes.
 *
 * Adding a fault path needs this file and matrix.h, nothing else.  The engine's
 * own parts are in engine.h.
 */
#ifndef FAULTSIG_H
#define FAULTSIG_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bystander.h"
#include "require.h"
#include "schedule.h"
#include "source.h"
#include "stimuli.h"

/* enum outcome - what happened to the stalled thread: the value that a cell judges. */
enum outcome {
	OUTCOME_COMPLETED,	/* nothing was due: slept on, completed after the release */
	OUTCOME_RESTARTED,	/* user mode: handler ran while held, faulted again */
	OUTCOME_INTERRUPTED,	/* the call returned early with its documented result */
	OUTCOME_DEFERRED,	/* slept on, acted on the signal after release */
	OUTCOME_KILLED,		/* the whole process was gone while held */
	OUTCOME_STOPPED,	/* reached the stop while held, refaulted on resume */
	OUTCOME_FAILED,		/* the documented error of an unresolvable fault */
	OUTCOME_NO_FAULT,	/* the call never took the fault */
	OUTCOME_SPINNING,	/* burned CPU while held: never right */
	OUTCOME_UNKILLABLE,	/* a fatal signal did not kill: never right */
	OUTCOME_UNWOKEN,	/* the release did not wake the thread: never right */
	OUTCOME_WRONG,		/* anything else; the complaints spell it out */
	OUTCOME_ERROR,		/* the set-up broke: an error of the run */
	OUTCOME_SKIP,		/* not available here */
	OUTCOME_NOT_RUN,	/* the runner has seen enough cells of this kind: stop.c */
};

/* enum fault_access - what the faulting instruction does to the page. */
enum fault_access {
	FAULT_LOAD,
	FAULT_STORE,
	FAULT_EXEC,
};

/*
 * enum path_class - how a path takes its fault: the task and the kernel function.
 * With the source and the stimulus it selects the contract rule.
 */
enum path_class {
	PATH_USER,		/* a user-mode instruction */
	PATH_UACCESS,		/* kernel mode: copy_to_user(), get_user() ... */
	PATH_GUP,		/* get_user_pages() that may drop mmap_lock */
	PATH_GUP_LOCKED,	/* get_user_pages() without FOLL_UNLOCKABLE */
	PATH_KEEPS_LOCK,	/* the same in a system call, which has to be killable */
	PATH_GUP_INTERRUPTIBLE,	/* get_user_pages() with FOLL_INTERRUPTIBLE */
	PATH_GUP_NOWAIT,	/* get_user_pages() with FOLL_NOWAIT */
	PATH_GUP_LONGTERM,	/* get_user_pages() with FOLL_LONGTERM: stalls since 6.3 */
	PATH_FIXUP,		/* fixup_user_fault() that may drop mmap_lock */
	PATH_REGISTER,		/* io_uring buffer registration: stalls since 6.12 */
	PATH_WORKER_UACCESS,	/* io-wq or SQPOLL thread, submitter waits */
	PATH_WORKER_GUP,	/* io-wq or SQPOLL thread in get_user_pages(), submitter waits */
	PATH_NOFAULT,		/* the call asks about the page and must not fault it in */
	PATH_KVM,		/* KVM_RUN: a guest's access, in the host's GUP */
	PATH_KVM_AGAIN,		/* KVM_RUN, run again after EINTR */
	PATH_KVM_UNMASKED,	/* KVM_RUN, KVM_SET_SIGNAL_MASK lets all signals in */
	PATH_KVM_ASYNC,		/* KVM_RUN halts, a kernel worker is in the fault */
	PATH_KTHREAD,		/* uaccess of a kernel thread on the caller's mm; caller waits */
	PATH_EXIT,		/* the call ends the process, and that takes the fault */
	PATH_KTHREAD_GUP,	/* kernel thread in get_user_pages() on it; caller waits */
	PATH_EVENT,		/* a system call whose userfaultfd event nobody has read */
	PATH_MESSAGE_WAIT,	/* read() and poll() that wait for a message, interruptibly */
	PATH_CLASS_NR,
};

/* Bytes a path moves by default: well inside a page, no power of two. */
#define FAULT_LEN	100

struct fault_cell;

/* fault_path.flags */
#define PATH_PINS	BIT_OF(0)	/* takes page pins: balance is checked */
#define PATH_EINTR_AFTER BIT_OF(1)	/* documented: EINTR after a deferred signal */
#define PATH_ASYNC	BIT_OF(2)	/* another task of the process takes the fault */
#define PATH_NEEDS_EXEC	BIT_OF(4)	/* the region is mapped executable */
#define PATH_CHECK_SHORT BIT_OF(5)	/* check() is for short counts, too */
#define PATH_EINTR_STOP	BIT_OF(6)	/* documented: EINTR after a stop, signal(7) */
#define PATH_RESUMES	BIT_OF(7)	/* check() is for EINTR, too: it resumes the call */
#define PATH_KWORKER	BIT_OF(8)	/* a kernel worker takes the fault */
#define PATH_GUEST_WAKES BIT_OF(19)	/* the vCPU that waits for the worker may wake by itself */
#define PATH_EINTR_DUE	BIT_OF(20)	/* documented: EINTR if a signal is pending by then */
#define PATH_READS_TOO	BIT_OF(22)	/* a store that reads first: a read to some CPUs */
#define PATH_DUMPS	BIT_OF(23)	/* SIGQUIT really dumps a core */
#define PATH_UNBLOCKS	BIT_OF(21)	/* PATH_EINTR_*: the call unblocks signals meanwhile */
#define PATH_REMOTE	BIT_OF(9)	/* FOLL_REMOTE: meant for the memory of another process */
#define PATH_WORD_BY_WORD BIT_OF(10)	/* a copy of words that goes on after one that failed */
#define PATH_MESSAGE	BIT_OF(24)	/* a socket message: can't hold pages of 64 KiB */

/* Special results in fault_path.fails. */
#define FAILS_SKIP	(-4095L)	/* the layout has no defined result for this path */
#define FAILS_PAGE	(-4093L)	/* a short count: the bytes of one page, the good one */
#define FAILS_UNTOLD	(-4094L)	/* the failure is not reported: returns @ok */

/**
 * struct fault_path - one way a thread takes a page fault.
 * @name: the fixture's name.
 * @decides: kernel function through which the fault is reached, for reports.
 * @class: selects the contract rule.
 * @access: kind of access to the page; a write-protect source holds only FAULT_STORE.
 * @flags: PATH_*.
 * @end: for PATH_EXIT, how the process ends when nothing hinders it: CLD_* and status.
 * @len: bytes handed to the kernel; 0 means FAULT_LEN, PATH_WHOLE_PAGE small_page().
 * @offset: position in the page at which they start; 0 means 64, PATH_AT_START means 0.
 * @ok: result of @run when nothing went wrong (a negative errno is allowed).
 * @interrupted: result of @run when a signal ends it; 0 means -EINTR, FAILS_UNTOLD
 *		 means @ok: the caller is not told.
 * @fails: results of @run for LAYOUT_FIRST_BYTE, LAYOUT_SECOND_PAGE and
 *	   LAYOUT_MID_BUFFER on a source that fails instead of stalling; the last
 *	   one also holds for LAYOUT_HELD_FIRST. 0 means -EFAULT.
 * @fails_on: NULL, or result of @run by the defect of the page; not 0, it overrides @fails.
 * @needs: NULL, or the devices a guest needs for it: words that kernels/boot --needs takes.
 * @args: NULL, or constants of this path, for functions that many paths share: cell_args().
 * @probe: NULL, or a probe for this path; returns NULL, or the answer.
 * @setup: controller, before the victim exists: descriptors, payload.  Returns 0
 *	   or a negative errno (an error of the run).
 * @fill: controller: content of the page where the kernel is to read it
 *	  (a pathname, a pollfd ...); @page is the page's first byte.
 * @arm: victim, before the faulting thread runs: rings, contexts.  0 or -errno.
 * @run: the faulting thread: the call itself; its result or -errno.
 * @check: the faulting thread, after @run and after the release: checks data and
 *	   state; returns NULL, or a complaint.
 * @conserve: controller, when the victim is done or dead: checks that no bytes were
 *	      lost; returns NULL, or a complaint.  @moved: the result of @run, or 0 when
 *	      it did not return, or the bytes that it must have moved when a signal that
 *	      dumps core hid its result.
 * @teardown: controller, at the end of the cell.
 */
struct fault_path {
	const char *name;
	const char *decides;
	enum path_class class;
	enum fault_access access;
	unsigned int flags;
	struct {
		int code;
		int status;
	} end;
	size_t len;
	size_t offset;
	long ok;
	long interrupted;
	long fails[3];
	long (*fails_on)(enum fault_error error, enum layout layout);
	const char *needs;
	const void *args;
	const struct answer *(*probe)(void);
	int (*setup)(struct fault_cell *c);
	void (*fill)(struct fault_cell *c, uint8_t *page);
	int (*arm)(struct fault_cell *c);
	long (*run)(struct fault_cell *c);
	const char *(*check)(struct fault_cell *c, long ret);
	const char *(*conserve)(struct fault_cell *c, long moved);
	void (*teardown)(struct fault_cell *c);
};

#define PATH_AT_START	((size_t)-1)
#define PATH_WHOLE_PAGE	((size_t)-1)

/* struct cell_variant - a row of a fixture: path, source, layout, release and schedule. */
struct cell_variant {
	const struct fault_path *path;
	const struct fault_source *source;
	enum layout layout;
	const struct fault_release *release;	/* NULL: the usual one of its source */
	const struct schedule *schedule;	/* NULL: the usual moments */
	const struct bystander *bystander;	/* NULL: nobody */
	/* Only for negative controls: watch for long; judge by @expected, not the contract. */
	bool watched;
	bool override;
	enum outcome expected;
};

/* Do stimulus and release come together? */
static inline bool is_race(const struct cell_variant *v)
{
	return v->schedule && v->schedule->acts[0].act;
}

/*
 * enum cell_status - the result of a cell that the program reports.
 * @CELL_ERROR: the set-up broke, which says nothing about the kernel.
 */
enum cell_status {
	CELL_PASS,
	CELL_FAIL,
	CELL_SKIP,
	CELL_ERROR,
};

#define COMPLAINTS_BYTES	1024

/**
 * struct cell_verdict - the judgement of a cell.
 * @status: pass, fail, skip or error.
 * @expected: outcome by the contract.
 * @observed: outcome that was observed.
 * @complaints: the broken invariants, each a sentence of its own, one a line.
 * @reason: the complaints in one line, with the numbers in front.
 * @missing: the requirement that a skip lacks, or NULL.
 */
struct cell_verdict {
	enum cell_status status;
	enum outcome expected;
	enum outcome observed;
	char complaints[COMPLAINTS_BYTES];
	char reason[COMPLAINTS_BYTES + 256];
	const struct requirement *missing;
};

void cell_choose_watch(const struct cell_variant *variant, const struct stimulus *stim);
void cell_run(const struct cell_variant *variant, const struct stimulus *stim,
	      const char *cell_name, struct cell_verdict *verdict);

/* Accessors for the memory a path works on and for its own state. */
void *cell_buf(const struct fault_cell *c);
void *cell_buf_in(const struct fault_cell *c, uint8_t *page);
size_t cell_len(const struct fault_cell *c);
size_t cell_good_len(const struct fault_cell *c);
int *cell_fds(struct fault_cell *c);
pid_t cell_victim(const struct fault_cell *c);
void **cell_priv(struct fault_cell *c);
const void *cell_args(const struct fault_cell *c);
bool cell_submitter_exits(const struct fault_cell *c);
enum layout cell_layout(const struct fault_cell *c);
uint8_t *cell_page(const struct fault_cell *c);
struct fault_region *cell_region(struct fault_cell *c);

/* The payload that a path's peer sends, and the checks of data. */
uint8_t payload_byte(size_t i);
void payload_fill(void *buf, size_t len);
const char *check_payload(const void *buf, size_t len);
const char *check_content(const struct fault_cell *c, const void *copy, size_t len);
const char *check_page_around(const struct fault_cell *c, size_t len);
uint8_t cell_byte(const struct fault_cell *c, size_t i);

int guard_access(void (*access)(struct fault_cell *c), struct fault_cell *c);

#endif /* FAULTSIG_H */
