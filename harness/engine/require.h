/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The requirements of a cell on the kernel and the machine, and the three answers of a probe
 * that looks for one: it is not there (the cell skips), it is there and wrong (the cell
 * fails), or nobody can look (an error of the run).  All requirements are rows of one table
 * in require.c.
 */
#ifndef FAULTSIG_REQUIRE_H
#define FAULTSIG_REQUIRE_H

#include <stdbool.h>

/**
 * struct requirement - one thing that a cell needs.
 * @reason: why the cell skips without it; the same text for every machine.
 * @cure: NULL, or the thing that supplies it: a privilege, a sysctl, a device, a program.
 * @config: NULL, or CONFIG_ symbols of the kernel. The skip is explained if one of them is
 *	    missing; a symbol with a "?" behind it explains it only if it is known and off.
 * @since: NULL, or the first kernel that has it.
 * @hardware: the machine or the build of the suite decides, and not the kernel.
 */
struct requirement {
	const char *reason;
	const char *cure;
	const char *config;
	const char *since;
	bool hardware;
};

/* enum need - rows of the table; the words for each are in require.c. */
enum need {
	NEED_NOTHING,
	NEED_USERFAULTFD,
	NEED_UFFD_KERNEL_FAULTS,
	NEED_UFFD_USER_MODE_ONLY,
	NEED_UFFD_POISON,
	NEED_UFFD_MINOR_HUGETLBFS,
	NEED_UFFD_MINOR_SHMEM,
	NEED_UFFD_WP_HUGETLBFS_SHMEM,
	NEED_UFFD_WP,
	NEED_UFFD_SIGBUS,
	NEED_UFFD_MISSING_HUGETLBFS,
	NEED_UFFD_MISSING_SHMEM,
	NEED_UFFD_THREAD_ID,
	NEED_PROC_SYSCALL,
	NEED_UFFD_MOVE,
	NEED_UFFD_RWP,
	NEED_UFFD_EVENTS,
	NEED_UFFD_EVENT_FORK,
	NEED_THP,
	NEED_THP_SIZE,
	NEED_THP_FREE,
	NEED_GIGANTIC_PAGES,
	NEED_HUGETLB_MREMAP,
	NEED_HUGETLB_DONTNEED,
	NEED_HUGE_PAGE_SIZE,
	NEED_HUGE_PAGES_FREE,
	NEED_PKEYS,
	NEED_NONCANONICAL,
	NEED_NO_LASS,
	NEED_GUARD_PAGES,
	NEED_CGROUP_FREEZER,
	NEED_CGROUP_FREEZE,
	NEED_PM_TEST,
	NEED_LOOP_PRIVILEGE,
	NEED_LOOP,
	NEED_LOOP_CONFIGURE,
	NEED_MOUNT_PRIVILEGE,
	NEED_EXT4,
	NEED_FSOPEN,
	NEED_MKFS,
	NEED_SLOWFAULT,
	NEED_SLOWFAULT_PRIVILEGE,
	NEED_SLOWFAULT_SAME,
	NEED_OOM_RETRIED,
	NEED_DRM_HEADERS,
	NEED_DRM_DRIVER,
	NEED_DRM_EXPORT,
	NEED_DRM_SPECIAL,
	NEED_SCHED_INFO,
	NEED_LAYOUT,
	NEED_X86_KVM,
	NEED_KVM,
	NEED_KVM_GUESTS,
	NEED_KVM_MMU,
	NEED_KVM_PREFAULT,
	NEED_KVM_IRQCHIP,
	NEED_KVM_GUEST_MEMFD,
	NEED_AIO,
	NEED_NUMA,
	NEED_MIGRATION,
	NEED_TWO_NODES,
	NEED_WEIGHTED_INTERLEAVE,
	NEED_VSYSCALL,
	NEED_LIBNUMA,
	NEED_LIBFUSE,
	NEED_MEMLOCK_PAGES,
	NEED_MEMLOCK_ALL,
	NEED_MLOCK2,
	NEED_MADV_POPULATE,
	NEED_MEMCG_V1,
	NEED_MEMCG_V2,
	NEED_SWAP,
	NEED_SWAP_SPACE,
	NEED_ALONE,
	NEED_INOTIFY,
	NEED_MEMORY_FAILURE,
	NEED_KSM,
	NEED_MADV_COLD,
	NEED_FOLL_INTERRUPTIBLE,
	NEED_FOLL_NOFAULT,
	NEED_FAULT_IN_SAFE_WRITEABLE,
	NEED_RWF_NOWAIT,
	NEED_RSEQ,
	NEED_RSEQ_HEADER,
	NEED_LOOPBACK,
	NEED_SIGNAL_FRAME,
	NEED_EXEC_MEMFD,
	NEED_RETURN_INSTRUCTION,
	NEED_PROC_MEM,
	NEED_CROSS_MEMORY_ATTACH,
	NEED_PEER,
	NEED_PTRACE,
	NEED_LIBURING,
	NEED_IO_URING,
	NEED_URING_NATIVE_WORKERS,
	NEED_URING_COOP_TASKRUN,
	NEED_URING_DEFER_TASKRUN,
	NEED_URING_SQPOLL,
	NEED_URING_RSRC_TAGS,
	NEED_URING_EXT_ARG,
	NEED_URING_READ,
	NEED_URING_SEND,
	NEED_URING_SENDMSG,
	NEED_URING_SEND_ZC,
	NEED_URING_OPENAT2,
	NEED_URING_TIMEOUT,
	NEED_URING_EPOLL_CTL,
	NEED_FUTEX2_NUMA,
	NEED_URING_FUTEX_WAIT,
	NEED_URING_STATX,
	NEED_URING_BUFFER_RING,
	NEED_URING_NO_MMAP,
	NEED_URING_RECVSEND_BUNDLE,
	NEED_URING_MIN_TIMEOUT,
	NEED_URING_WRITEV_FIXED,
	NEED_STAT_REFRESH,
	NEED_KMSG,
	NEED_DEVKMSG,
	NEED_FUSE,
	NEED_FUSE_WRITEBACK,
	NEED_CORE_PATTERN,
	NEED_CORE_DIRECTORY,
	NEED_CORE_LIMIT,
	NEED_PERF,
	NEED_CONTENTION_BEGIN,
	NEED_BIO_QUEUE,
	NEED_DM,
	NEED_DM_PRIVILEGE,
	NEED_XFS,
	NEED_BTRFS,
	NEED_MKFS_XFS,
	NEED_MKFS_BTRFS,
	NEED_SET_MM,
	NEED_ALT_STACK,
	NEED_AVX,
	NEED_NOBODY_HAS,
	NEED_UNFILTERED,
	NEED_NR,
};

/**
 * struct answer - the answer of a probe that did not find a requirement as it should be.
 * @kind: which of the three answers.
 * @need: the thing that is absent; meaningful for ANSWER_ABSENT.
 * @words: a sentence for the other two answers.
 *
 * A probe that found all in order returns NULL, so that probes can be joined by "?:".
 */
struct answer {
	enum answer_kind {
		ANSWER_THERE,
		ANSWER_ABSENT,
		ANSWER_WRONG,
		ANSWER_UNKNOWN,
	} kind;
	enum need need;
	char words[160];
};

bool under_seccomp(void);
const struct requirement *requirement(enum need need);
const struct answer *lacks(enum need need);
const struct answer *wrong_answer(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const struct answer *no_answer(const char *asked, long err);
const struct answer *answer_to(enum need need, const char *asked, long result);
const struct answer *answer_to_flag(enum need need, const char *asked, long result);
void keep_answer(struct answer *kept, const struct answer *answer);
const struct answer *kept_answer(const struct answer *kept);

#endif /* FAULTSIG_REQUIRE_H */
