/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The second axis: fault sources, which make a fault stall or fail, and releases, which let
 * it go. A source describes itself by traits, which the contract and the judges ask for, and
 * by its operations. fixtures/ needs this header and require.h, and no other of the engine.
 */
#ifndef FAULTSIG_SOURCE_H
#define FAULTSIG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT_OF(n)	(1ULL << (n))

#define KVER(major, minor)	((major) * 1000 + (minor))

struct answer;
struct fault_region;
struct fault_source;

/* enum layout - where in the caller's buffer the first bad byte is. */
enum layout {
	LAYOUT_HELD,		/* buffer inside the page that stalls */
	LAYOUT_HELD_FIRST,	/* FAULT_LEN bytes in the page that stalls, then no page */
	LAYOUT_FIRST_BYTE,	/* whole buffer in the failing page */
	LAYOUT_SECOND_PAGE,	/* one good page, then the failing one */
	LAYOUT_MID_BUFFER,	/* FAULT_LEN good bytes, then the failing page */
	LAYOUT_HELD_LAST,	/* FAULT_LEN good bytes, then the page that stalls */
};

/* Is all of the buffer there once the page is? */
static inline bool layout_is_whole(enum layout layout)
{
	return layout == LAYOUT_HELD || layout == LAYOUT_HELD_LAST;
}

/* The byte that fills a good page ahead of a failing one. */
#define GOOD_BYTE	0x5a

/* enum ends_wait - what ends the wait in a fault ahead of its release. */
enum ends_wait {
	ENDS_AS_FLAGS,		/* the caller's FAULT_FLAG_* decide; without them it fails */
	ENDS_BY_SIGNAL,		/* any signal */
	ENDS_BY_FATAL,		/* a fatal signal */
	ENDS_BY_FATAL_FLAG,	/* a fatal signal if FAULT_FLAG_KILLABLE is passed */
	ENDS_BY_NOTHING,
	ENDS_AT_ONCE,		/* the fault never waits: it fails */
	ENDS_NOT_YET,		/* before waits_since it fails, or gets the page, at once */
	ENDS_RACED,		/* the release, or the stimulus that comes together with it */
	ENDS_NR,
};

/* enum fault_error - why a fault can't be resolved. */
enum fault_error {
	FAULT_RESOLVED,		/* it can be resolved: the source stalls */
	FAULT_POISON,		/* UFFDIO_POISON marker */
	FAULT_SIGBUS,		/* VM_FAULT_SIGBUS, UFFD_FEATURE_SIGBUS */
	FAULT_SIGSEGV,		/* VM_FAULT_SIGSEGV */
	FAULT_HWPOISON,		/* VM_FAULT_HWPOISON */
	FAULT_OOM,		/* VM_FAULT_OOM */
	FAULT_PROT_NONE,
	FAULT_BEYOND_EOF,
	FAULT_PKEY,		/* a protection key that forbids access */
	FAULT_UNMAPPED,		/* no mapping, or no mapping any more */
	FAULT_READ_ONLY,	/* a store to memory that may only be read */
	FAULT_NO_EXEC,		/* instructions from memory that may not be executed */
	FAULT_KERNEL_ADDRESS,	/* an address of the kernel's half */
	FAULT_NONCANONICAL,	/* no address at all to the processor: no page fault either */
};

/* fault_event.flags: the kernel's FAULT_FLAG_*, in bits of our own */
#define EVENT_WRITE		BIT_OF(0)
#define EVENT_MKWRITE		BIT_OF(1)
#define EVENT_ALLOW_RETRY	BIT_OF(2)
#define EVENT_RETRY_NOWAIT	BIT_OF(3)
#define EVENT_KILLABLE		BIT_OF(4)
#define EVENT_TRIED		BIT_OF(5)
#define EVENT_USER		BIT_OF(6)
#define EVENT_REMOTE		BIT_OF(7)
#define EVENT_INSTRUCTION	BIT_OF(8)
#define EVENT_INTERRUPTIBLE	BIT_OF(9)
#define EVENT_VMA_LOCK		BIT_OF(10)
#define EVENT_UNSHARE		BIT_OF(11)

/* struct fault_event - one fault message, the proof that a fault is pending. */
struct fault_event {
	pid_t tid;		/* 0 if the source can't tell */
	uintptr_t addr;
	bool interrupt;		/* no fault: a signal has come for the task that waits in one */
	bool has_flags;		/* the source saw what the caller passed */
	bool page_mkwrite;	/* from do_page_mkwrite(), which passes flags of its own */
	bool in_order;		/* no event was lost ahead of it */
	bool again;		/* the handler's last return to this task was VM_FAULT_RETRY */
	bool retried;		/* the handler returned VM_FAULT_RETRY to this task before */
	uint32_t flags;		/* EVENT_* */
};

/* enum page_content - content of the page that a release brings. */
enum page_content {
	CONTENT_OF_SOURCE,	/* the source's content for it */
	CONTENT_OF_BACKING,	/* the memory behind the mapping, or zeros without any */
	CONTENT_ZERO,
};

/**
 * struct fault_release - a way to release a held fault other than its source's usual one.
 * @name: part of the variant's name.
 * @content: content of the page after it.
 * @error: why the access then fails, FAULT_RESOLVED if it does not.
 * @spurious: the fault is woken without a page, has to stall again, and is resolved then.
 * @unmap: a sibling of the stalled thread unmaps the region ahead of the wake-up. Without
 *         any of @spurious, @unmap and @apply it moves the region away.
 * @probe: NULL, or a probe for the release; returns NULL, or the answer.
 * @apply: controller: release the fault; NULL if the members above say all. 0 or -errno.
 */
struct fault_release {
	const char *name;
	enum page_content content;
	enum fault_error error;
	bool spurious;
	bool unmap;
	const struct answer *(*probe)(bool user_mode);
	int (*apply)(struct fault_region *r);
};

/* release.c: releases for every source that can be woken */
extern const struct fault_release release_wake;
extern const struct fault_release release_munmap;
extern const struct fault_release release_mremap;

/* struct release_case - one way to let go of the faults of one source. */
struct release_case {
	const struct fault_source *source;
	const struct fault_release *release;
};

/**
 * struct fault_region - the memory whose fault the source holds.
 * @source: the source that serves it.
 * @base: first byte, the same address in controller and victim.
 * @page_size: unit in which the source resolves, bytes.
 * @page: index of the page the cell is about: 0, or 1 behind a good page.
 * @size: bytes of address space reserved at @base.
 * @prot: PROT_* of the victim's mapping.
 * @layout: where the first bad byte is.
 * @content: content of the page once it is resolved: @page_size bytes.
 * @fd: the source's event descriptor in the controller, or -1.
 * @memfd: backing file, or -1.
 * @key: shared by victim and controller: the protection key of the page, if it has one.
 * @user_only: the userfaultfd may only be UFFD_USER_MODE_ONLY here.
 */
struct fault_region {
	const struct fault_source *source;
	uint8_t *base;
	size_t page_size;
	unsigned int page;
	size_t size;
	int prot;
	enum layout layout;
	uint8_t *content;
	int fd;
	int memfd;
	unsigned int *key;
	bool user_only;
};

/**
 * struct source_ops - operations of a kind of source.
 * @start: NULL, or called once in a program, ahead of its cells: sets up what they share.
 * @probe: NULL, or a probe for the source; returns NULL, or the answer.
 * @largest_page: NULL, or bytes of the largest page that one fault may be served with.
 * @prepare: controller, before the victim exists; sets page_size.  0 or -errno. May move
 *	     base away from the reserved space, to where the source wants the page.
 * @arm: victim: map and register; sets @fd to the descriptor that must reach
 *	 the controller, or leaves it -1.  0 or -errno.
 * @ready: NULL, or the faulting thread, last thing ahead of the path: takes the page away.
 *	   0 or -errno.
 * @next: controller: take one event without blocking.  1, 0 if none, -errno.
 * @release: controller: release the held fault with the page.  0 or -errno.
 * @wake: controller: wake all tasks that still wait on the (stale) range.
 * @hold_more: NULL, or controller: hold the faults of another page of the victim as well, which
 *	       @release and @wake are not about. 0 or -errno.
 * @settle: NULL, or controller, when the victim is gone: check that it left nothing behind;
 *	    returns NULL, or a complaint.
 * @end: NULL, or controller, last: ends what @prepare started, even where that failed.
 */
struct source_ops {
	void (*start)(void);
	const struct answer *(*probe)(const struct fault_source *source, bool user_mode);
	size_t (*largest_page)(void);
	int (*prepare)(struct fault_region *r);
	int (*arm)(struct fault_region *r);
	int (*ready)(struct fault_region *r);
	int (*next)(struct fault_region *r, struct fault_event *event);
	int (*release)(struct fault_region *r);
	int (*wake)(struct fault_region *r);
	int (*hold_more)(struct fault_region *r, const void *page);
	const char *(*settle)(struct fault_region *r);
	void (*end)(struct fault_region *r);
};

/* enum backing - the memory behind the region. */
enum backing {
	BACKING_ANON,
	BACKING_SHMEM,
	BACKING_HUGETLB,
	BACKING_THP,
};

/**
 * struct fault_source - memory on which a fault stalls or fails.
 * @name: the variant's name.
 * @needs: NULL, or the devices a guest needs for it: words that kernels/boot --needs takes.
 * @ends: the event that ends the wait ahead of the release.
 * @error: why the fault fails, for ENDS_AT_ONCE.
 * @fails_once: only the first fault fails, the next one gets the page: the victim tries twice.
 * @user_only: only user mode stalls; the kernel's own accesses fail at once.
 * @refaults: when the wait ends early, the handler says "fault again" (VM_FAULT_NOPAGE).
 * @tries_twice: its first try returns VM_FAULT_RETRY without the lock, the second waits.
 * @keeps_lock: it waits with mmap_lock held, by design.
 * @refuses_gup: VM_IO or VM_PFNMAP: no memory for get_user_pages().
 * @waits_since: the first kernel whose handler waits, KVER(); 0: all do.
 * @backed: the page, or the page cache behind it, is there before the fault.
 * @mapped: the page is there for the processor, too, and forbids the access.
 * @zeros: the page comes as the kernel makes it: its content is zeros.
 * @major: the page is read from a file or a disk, and the fault counted so, whatever the
 *	   handler does.
 * @lost: its memory is lost, and the kernel says so where it can: BUS_MCEERR_AR.
 * @told: it is told of the signals that come for the task that waits: fault_event.interrupt.
 * @starves: no task of the victim gets memory while held: its leader can't answer.
 * @backing: kind of the memory.
 * @held_in: kernel functions, one of which has to hold the fault, or NULL.
 * @own: data that only @ops understands.
 * @ops: its operations.
 */
struct fault_source {
	const char *name;
	const char *needs;
	enum ends_wait ends;
	enum fault_error error;
	bool fails_once;
	bool user_only;
	bool refaults;
	bool tries_twice;
	bool keeps_lock;
	bool refuses_gup;
	unsigned int waits_since;
	bool backed;
	bool mapped;
	bool zeros;
	bool major;
	bool lost;
	bool told;
	bool starves;
	enum backing backing;
	const char *held_in;
	const void *own;
	const struct source_ops *ops;
};

/* Does a fault on the source stall the task that takes it? */
static inline bool source_stalls(const struct fault_source *source)
{
	return source->ends != ENDS_AT_ONCE && !source->user_only;
}

/* page.c */
size_t small_page(void);
uint8_t *region_page(const struct fault_region *r);
long sysret(long ret);
const char *complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
unsigned int running_version(void);

#endif /* FAULTSIG_SOURCE_H */
