/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * /dev/slowfault, as user space sees it: a region whose page faults are handled the way
 * some driver does it, on command. An open file is one region: choose a persona, map it,
 * read one event for each time a handler is entered and left, let it go.
 *
 * A region stalls for at most the time of the module's parameter patience_ms, which is no more
 * than 30 s, counted from the first fault that stalls in it. After that each fault in it gets
 * SIGBUS until a persona is chosen anew. A call in a kernel thread ends when its caller is
 * killed.
 */
#ifndef SLOWFAULT_UAPI_H
#define SLOWFAULT_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SLOWFAULT_ABI	4

#define SLOWFAULT_PAGES_MAX	1024	/* two huge pages: room to align one */

/* Where the handler stalls; the other hooks resolve at once. */
enum slowfault_hook {
	SLOWFAULT_FAULT,
	SLOWFAULT_PAGE_MKWRITE,
	SLOWFAULT_PFN_MKWRITE,
	SLOWFAULT_ACCESS,	/* ptrace and /proc/PID/mem of what GUP refuses */
	SLOWFAULT_HOOKS
};

/* How it waits to be let go. */
enum slowfault_wait {
	SLOWFAULT_WAIT_NONE,
	SLOWFAULT_WAIT_KILLABLE,
	SLOWFAULT_WAIT_INTERRUPTIBLE,
	SLOWFAULT_WAIT_UNINTERRUPTIBLE,
	SLOWFAULT_WAIT_AS_FLAGS,	/* killable where FAULT_FLAG_KILLABLE is, else not */
	SLOWFAULT_WAITS
};

/* enum slowfault_lock - the use of mmap_lock while the handler waits. */
enum slowfault_lock {
	SLOWFAULT_LOCK_KEPT,
	SLOWFAULT_LOCK_DROPPED,		/* whenever retry is allowed: VM_FAULT_RETRY */
	SLOWFAULT_LOCK_DROPPED_FIRST,	/* on the first attempt only */
	SLOWFAULT_LOCK_RETAKEN,		/* behind mm's back, as in 2006 */
	SLOWFAULT_LOCKS
};

/* enum slowfault_on_signal - the result when a signal ended an interruptible or killable wait. */
enum slowfault_on_signal {
	SLOWFAULT_SIGNAL_NOPAGE,
	SLOWFAULT_SIGNAL_RETRY,		/* where it is allowed, else as NOPAGE */
	SLOWFAULT_SIGNAL_SIGBUS,
	SLOWFAULT_SIGNAL_WAIT,		/* waits on, for a fatal signal or the release */
	SLOWFAULT_SIGNALS
};

/*
 * enum slowfault_resolve - the result after the release. All but the first two are returned
 * @times times, and then the page.
 */
enum slowfault_resolve {
	SLOWFAULT_PAGE,
	SLOWFAULT_PFN,		/* installed by the handler, which returns VM_FAULT_NOPAGE */
	SLOWFAULT_SIGBUS,
	SLOWFAULT_SIGSEGV,
	SLOWFAULT_HWPOISON,
	SLOWFAULT_OOM,
	SLOWFAULT_RETRY,
	SLOWFAULT_NOPAGE,	/* VM_FAULT_NOPAGE with nothing installed */
	SLOWFAULT_RESOLVES
};

/* enum slowfault_map - the kind of mapping, which decides whether GUP can have its pages. */
enum slowfault_map {
	SLOWFAULT_MAP_PAGES,
	SLOWFAULT_MAP_MIXED,	/* VM_MIXEDMAP: inserted pages, GUP works */
	SLOWFAULT_MAP_PFN,	/* VM_PFNMAP: GUP is refused, ->access is asked */
	SLOWFAULT_MAPS
};

/* Deliberate defects, for the controls of the tests. */
#define SLOWFAULT_LEAK_PAGE	0x1	/* takes one reference too many, once a region */
#define SLOWFAULT_STALE_PAGE	0x2	/* the page that was here before */
#define SLOWFAULT_SPIN		0x4	/* looks again and again instead of sleeping */
#define SLOWFAULT_DEAF		0x8	/* a fatal signal does not end the wait */
#define SLOWFAULT_DROP_PAGE	0x10	/* drops one reference too many, once a region */
#define SLOWFAULT_NO_RESCHED	0x20	/* entered again and again, it never calls cond_resched() */
#define SLOWFAULT_DEFECTS	0x3f

#define SLOWFAULT_FOR_EVER	0xffffffff

/* The number of calls whose pages a region keeps until SLOWFAULT_IOC_PUT; then ENOSPC. */
#define SLOWFAULT_HELD_MAX	64

/**
 * struct slowfault_persona - how the handler behaves.
 * @pages: size of the region, at most SLOWFAULT_PAGES_MAX.
 * @map: enum slowfault_map.
 * @hook: enum slowfault_hook.
 * @wait: enum slowfault_wait.
 * @lock: enum slowfault_lock.
 * @on_signal: enum slowfault_on_signal.
 * @resolve: enum slowfault_resolve.
 * @times: how often a handler fails, at most 1000000, or SLOWFAULT_FOR_EVER.
 * @defects: SLOWFAULT_LEAK_PAGE and its kin.
 * @first: index of the first page that stalls; those before it are there at once.
 */
struct slowfault_persona {
	__u32 pages;
	__u32 map;
	__u32 hook;
	__u32 wait;
	__u32 lock;
	__u32 on_signal;
	__u32 resolve;
	__u32 times;
	__u32 defects;
	__u32 first;
};

/* FAULT_FLAG_*, whatever their values are in this kernel. */
#define SLOWFAULT_FLAG_WRITE		0x1
#define SLOWFAULT_FLAG_MKWRITE		0x2
#define SLOWFAULT_FLAG_ALLOW_RETRY	0x4
#define SLOWFAULT_FLAG_RETRY_NOWAIT	0x8
#define SLOWFAULT_FLAG_KILLABLE		0x10
#define SLOWFAULT_FLAG_TRIED		0x20
#define SLOWFAULT_FLAG_USER		0x40
#define SLOWFAULT_FLAG_REMOTE		0x80
#define SLOWFAULT_FLAG_INSTRUCTION	0x100
#define SLOWFAULT_FLAG_INTERRUPTIBLE	0x200
#define SLOWFAULT_FLAG_VMA_LOCK		0x400
#define SLOWFAULT_FLAG_UNSHARE		0x800

/* VM_FAULT_* that a handler returned, whatever their values are; 0 is a page. */
#define SLOWFAULT_RET_NOPAGE		0x1
#define SLOWFAULT_RET_RETRY		0x2
#define SLOWFAULT_RET_SIGBUS		0x4
#define SLOWFAULT_RET_SIGSEGV		0x8
#define SLOWFAULT_RET_HWPOISON		0x10
#define SLOWFAULT_RET_OOM		0x20
#define SLOWFAULT_RET_LOCKED		0x40

enum slowfault_event_kind {
	SLOWFAULT_ENTERED,
	SLOWFAULT_LEFT,
};

/**
 * struct slowfault_event - what read() delivers, whole ones only.
 * @kind: enum slowfault_event_kind.
 * @hook: enum slowfault_hook.
 * @tid: the thread that faults, in its own pid namespace.
 * @flags: SLOWFAULT_FLAG_*; 0 for SLOWFAULT_ACCESS.
 * @attempt: handler entries for this page so far, this one included.
 * @returned: SLOWFAULT_RET_*, of SLOWFAULT_LEFT.
 * @address: the faulting address, to the byte where the kernel tells.
 */
struct slowfault_event {
	__u32 kind;
	__u32 hook;
	__s32 tid;
	__u32 flags;
	__u32 attempt;
	__u32 returned;
	__u64 address;
};

/**
 * struct slowfault_state - counts that must be balanced in the end.
 * @entered: handler entries since the persona was chosen.
 * @left: of these, those that are over.
 * @waiting: handlers that wait now.
 * @calls: calls that have not returned, one whose caller was killed included.
 * @held: pages that callers got and did not give back (SLOWFAULT_PUT).
 * @mapped: VMAs that map the region; until there is none, the next two are 0.
 * @leaked: references to the pages beyond the region's own.
 * @dropped: references of the region's own that somebody else dropped.
 * @lost: events that nobody read in time.
 */
struct slowfault_state {
	__u32 entered;
	__u32 left;
	__u32 waiting;
	__u32 calls;
	__u32 held;
	__u32 mapped;
	__u32 leaked;
	__u32 dropped;
	__u32 lost;
};

/* enum slowfault_op - the kernel function to call on the caller's memory. */
enum slowfault_op {
	SLOWFAULT_GUP,
	SLOWFAULT_GUP_UNLOCKED,
	SLOWFAULT_GUP_FAST,
	SLOWFAULT_GUP_REMOTE,
	SLOWFAULT_PUP,
	SLOWFAULT_PUP_UNLOCKED,
	SLOWFAULT_PUP_FAST,
	SLOWFAULT_PUP_REMOTE,
	SLOWFAULT_FIXUP,		/* fixup_user_fault() */
	SLOWFAULT_FAULT_IN_READABLE,
	SLOWFAULT_FAULT_IN_WRITEABLE,
	SLOWFAULT_FAULT_IN_SAFE_WRITEABLE,
	SLOWFAULT_COPY_FROM_USER,
	SLOWFAULT_COPY_TO_USER,
	SLOWFAULT_GET_USER,
	SLOWFAULT_PUT_USER,
	SLOWFAULT_COPY_FROM_USER_NOFAULT,
	SLOWFAULT_COPY_TO_USER_NOFAULT,
	SLOWFAULT_ACCESS_PROCESS_VM,
	SLOWFAULT_OPS
};

/* FOLL_* flags that a module may pass; a flag that the kernel does not have is EOPNOTSUPP. */
#define SLOWFAULT_FOLL_WRITE		0x1
#define SLOWFAULT_FOLL_FORCE		0x2
#define SLOWFAULT_FOLL_INTERRUPTIBLE	0x4
#define SLOWFAULT_FOLL_NOWAIT		0x8
#define SLOWFAULT_FOLL_NOFAULT		0x10
#define SLOWFAULT_FOLL_LONGTERM		0x20
#define SLOWFAULT_FOLL_HWPOISON		0x40
#define SLOWFAULT_FOLL_ALL		0x7f

#define SLOWFAULT_CALL_KTHREAD	0x1	/* from a kernel thread, on the caller's mm */
#define SLOWFAULT_CALL_LOCKED	0x2	/* pass &locked, or &unlocked */
#define SLOWFAULT_CALL_ALL	0x3

#define SLOWFAULT_CALL_BYTES	8192

/**
 * struct slowfault_call - one call of a kernel function.
 * @op: enum slowfault_op.
 * @foll: SLOWFAULT_FOLL_*, for the first nine operations.
 * @flags: SLOWFAULT_CALL_*.
 * @len: bytes, at most SLOWFAULT_CALL_BYTES; calls for pages get all that the bytes touch.
 * @addr: address in the caller's own memory.
 * @ret: out: exactly what the kernel's function returned.
 * @locked: out: with SLOWFAULT_CALL_LOCKED: mmap_lock was still held (fixup_user_fault():
 *          had never been dropped).
 * @fill: the byte that is written.
 * @sum: out: sum of the bytes read.
 */
struct slowfault_call {
	__u32 op;
	__u32 foll;
	__u32 flags;
	__u32 len;
	__u64 addr;
	__s64 ret;
	__u32 locked;
	__u32 fill;
	__u64 sum;
};

/**
 * struct slowfault_byte - one byte of a page that a call got, read without a mapping of it.
 * @page: index of the page, in the order in which the last call returned them.
 * @offset: offset in the page.
 * @value: out: the byte.
 * @reserved: 0.
 */
struct slowfault_byte {
	__u32 page;
	__u32 offset;
	__u32 value;
	__u32 reserved;
};

#define SLOWFAULT_IOC_ABI	_IOR('s', 0x60, __u32)
#define SLOWFAULT_IOC_PERSONA	_IOW('s', 0x61, struct slowfault_persona)
#define SLOWFAULT_IOC_RELEASE	_IO('s', 0x62)	/* all handlers that wait, and all to come */
#define SLOWFAULT_IOC_STATE	_IOR('s', 0x63, struct slowfault_state)
#define SLOWFAULT_IOC_CALL	_IOWR('s', 0x64, struct slowfault_call)
#define SLOWFAULT_IOC_PUT	_IO('s', 0x65)	/* give back the pages that calls got */
#define SLOWFAULT_IOC_RESV_LOCK	_IOW('s', 0x66, __s32)	/* of the dma-buf with this fd */
#define SLOWFAULT_IOC_RESV_UNLOCK	_IO('s', 0x67)
#define SLOWFAULT_IOC_WATCH	_IOW('s', 0x68, __u64)	/* faults in the VMA at this address */
#define SLOWFAULT_IOC_BYTE	_IOWR('s', 0x69, struct slowfault_byte)	/* of what a call got */

#endif /* SLOWFAULT_UAPI_H */
