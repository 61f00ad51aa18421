// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of requirements: all that a cell may need, how it is told, and how it can be had.
 */
#include <stdio.h>

#include "require.h"

#define UFFD_CURE \
	"sysctl vm.unprivileged_userfaultfd=1, or access to /dev/userfaultfd (Linux 6.1)"
#define UFFD_FEATURE(name, first, symbols) \
	{ "needs UFFD_FEATURE_" #name, .since = first, .config = "CONFIG_USERFAULTFD" symbols }
#define URING_CURE	"sysctl kernel.io_uring_disabled=0"
#define URING(name, first) \
	{ "needs IORING_" #name, .since = first, .config = "CONFIG_IO_URING" }

static const struct requirement requirements[NEED_NR] = {
	[NEED_NOTHING] = { .reason = "needs nothing" },
	[NEED_USERFAULTFD] = {
		"needs userfaultfd", .cure = UFFD_CURE, .config = "CONFIG_USERFAULTFD",
	},
	[NEED_UFFD_KERNEL_FAULTS] = {
		"needs userfaultfd for kernel faults", .cure = UFFD_CURE,
		.config = "CONFIG_USERFAULTFD",
	},
	[NEED_UFFD_USER_MODE_ONLY] = {
		"needs UFFD_USER_MODE_ONLY", .since = "5.11", .config = "CONFIG_USERFAULTFD",
	},
	[NEED_UFFD_POISON] = UFFD_FEATURE(POISON, "6.6", ""),
	[NEED_UFFD_MINOR_HUGETLBFS] = UFFD_FEATURE(MINOR_HUGETLBFS, "5.13",
		" CONFIG_HUGETLBFS CONFIG_HAVE_ARCH_USERFAULTFD_MINOR"),
	[NEED_UFFD_MINOR_SHMEM] = UFFD_FEATURE(MINOR_SHMEM, "5.14",
		" CONFIG_SHMEM CONFIG_HAVE_ARCH_USERFAULTFD_MINOR"),
	[NEED_UFFD_WP_HUGETLBFS_SHMEM] = UFFD_FEATURE(WP_HUGETLBFS_SHMEM, "5.19",
		" CONFIG_PTE_MARKER_UFFD_WP"),
	[NEED_UFFD_WP] = UFFD_FEATURE(PAGEFAULT_FLAG_WP, "5.7",
		" CONFIG_HAVE_ARCH_USERFAULTFD_WP"),
	[NEED_UFFD_SIGBUS] = UFFD_FEATURE(SIGBUS, "4.14", ""),
	[NEED_UFFD_MISSING_HUGETLBFS] = UFFD_FEATURE(MISSING_HUGETLBFS, "4.11",
		" CONFIG_HUGETLBFS"),
	[NEED_UFFD_MISSING_SHMEM] = UFFD_FEATURE(MISSING_SHMEM, "4.11", " CONFIG_SHMEM"),
	[NEED_UFFD_THREAD_ID] = UFFD_FEATURE(THREAD_ID, "4.14", ""),
	[NEED_PROC_SYSCALL] = {
		"needs /proc/PID/syscall", .config = "CONFIG_HAVE_ARCH_TRACEHOOK",
	},
	[NEED_UFFD_MOVE] = UFFD_FEATURE(MOVE, "6.8", ""),
	[NEED_UFFD_RWP] = UFFD_FEATURE(RWP, "7.3", " CONFIG_USERFAULTFD_RWP"),
	[NEED_UFFD_EVENTS] = {
		"needs UFFD_FEATURE_EVENT_*", .since = "4.11", .config = "CONFIG_USERFAULTFD",
	},
	[NEED_UFFD_EVENT_FORK] = {
		"needs CAP_SYS_PTRACE for UFFD_FEATURE_EVENT_FORK", .cure = "root",
	},
	[NEED_THP] = {
		"needs transparent huge pages",
		.cure = "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled",
		.config = "CONFIG_TRANSPARENT_HUGEPAGE",
	},
	[NEED_THP_SIZE] = {
		"needs transparent huge pages of 32 MiB at most",
		.config = "CONFIG_PAGE_SIZE_LESS_THAN_64KB",
	},
	[NEED_THP_FREE] = {
		"needs a transparent huge page that is free", .hardware = true,
		.config = "CONFIG_TRANSPARENT_HUGEPAGE",
	},
	[NEED_HUGETLB_DONTNEED] = {
		"needs MADV_DONTNEED of huge pages", .since = "5.18",
	},
	[NEED_GIGANTIC_PAGES] = {
		"needs two free huge pages of 64 MiB to 1 GiB", .hardware = true,
		.cure = "boot with hugepagesz=1G hugepages=2", .config = "CONFIG_HUGETLBFS",
	},
	[NEED_HUGETLB_MREMAP] = { "needs mremap() of huge pages", .since = "5.16" },
	[NEED_HUGE_PAGE_SIZE] = {
		"needs huge pages of 32 MiB at most", .config = "CONFIG_HUGETLBFS",
	},
	[NEED_HUGE_PAGES_FREE] = {
		"needs two free huge pages", .cure = "root, or sysctl vm.nr_hugepages=8",
		.config = "CONFIG_HUGETLBFS", .hardware = true,
	},
	[NEED_CORE_PATTERN] = {
		"needs a kernel.core_pattern that names a file in the working directory",
		.cure = "sysctl kernel.core_pattern=core",
		.config = "CONFIG_COREDUMP CONFIG_ELF_CORE",
	},
	[NEED_CORE_DIRECTORY] = {
		"needs a " P_tmpdir " to write to", .cure = "a writable " P_tmpdir,
	},
	[NEED_CORE_LIMIT] = {
		"needs a hard RLIMIT_CORE of unlimited", .cure = "ulimit -H -c unlimited",
	},
	[NEED_PKEYS] = {
		"needs protection keys", .since = "4.9", .hardware = true,
		.config = "CONFIG_ARCH_HAS_PKEYS",
	},
	[NEED_NONCANONICAL] = {
		"needs a processor with addresses that are none (x86-64)", .hardware = true,
	},
	[NEED_NO_LASS] = {
		"needs a processor that looks for a page at an address of the kernel (no LASS)",
		.hardware = true,
	},
	[NEED_GUARD_PAGES] = { "needs MADV_GUARD_INSTALL", .since = "6.13" },
	[NEED_CGROUP_FREEZER] = {
		"needs to make a cgroup of the freezer of version 1",
		.cure = "root, and mount -t cgroup -o freezer", .config = "CONFIG_CGROUP_FREEZER",
	},
	[NEED_CGROUP_FREEZE] = {
		"needs to make a cgroup of version 2", .cure = "root, and mount -t cgroup2",
		.since = "5.2", .config = "CONFIG_CGROUPS",
	},
	[NEED_PM_TEST] = {
		"needs the kernel's test of its freezer", .cure = "/sys/power/pm_test",
		.config = "CONFIG_PM_SLEEP_DEBUG CONFIG_SUSPEND",
	},
	[NEED_LOOP_PRIVILEGE] = { "needs root for a loop device", .cure = "root" },
	[NEED_LOOP] = {
		"needs a loop device", .cure = "/dev/loop-control and a free loop device",
		.config = "CONFIG_BLK_DEV_LOOP",
	},
	[NEED_LOOP_CONFIGURE] = {
		"needs LOOP_CONFIGURE", .since = "5.8", .config = "CONFIG_BLK_DEV_LOOP",
	},
	[NEED_MOUNT_PRIVILEGE] = { "needs root to mount", .cure = "root" },
	[NEED_EXT4] = { "needs ext4", .cure = "modprobe ext4", .config = "CONFIG_EXT4_FS" },
	[NEED_FSOPEN] = { "needs fsopen()", .cure = "root", .since = "5.2" },
	[NEED_MKFS] = {
		"needs mkfs.ext4", .cure = "install e2fsprogs", .hardware = true,
	},
	[NEED_SLOWFAULT] = {
		"needs slowfault.ko", .cure = "make module, and insmod as root",
		.config = "CONFIG_MODULES",
	},
	[NEED_SLOWFAULT_PRIVILEGE] = { "needs root for /dev/slowfault", .cure = "root" },
	[NEED_SLOWFAULT_SAME] = {
		"needs the slowfault.ko of this suite", .cure = "make module, and load that",
	},
	[NEED_OOM_RETRIED] = {
		"needs Linux 5.16: before it VM_FAULT_OOM called the OOM killer",
		.since = "5.16",
	},
	[NEED_DRM_HEADERS] = {
		"built without the headers of DRM", .cure = "install libdrm-dev, and make",
		.hardware = true,
	},
	[NEED_DRM_DRIVER] = {
		"needs a DRM device with this driver", .cure = "a guest with that graphics card",
		.hardware = true,
	},
	[NEED_DRM_EXPORT] = {
		"needs a DRM driver that exports its buffers", .config = "CONFIG_DRM",
		.hardware = true,
	},
	/* slowfault.ko watches no other memory: the kernel may know it by its vm_operations. */
	[NEED_DRM_SPECIAL] = {
		"needs a DRM driver whose mappings are VM_IO, VM_PFNMAP or VM_MIXEDMAP",
		.config = "CONFIG_DRM", .hardware = true,
	},
	[NEED_SCHED_INFO] = {
		"needs CONFIG_SCHED_INFO", .config = "CONFIG_SCHED_INFO CONFIG_PROC_FS",
	},
	[NEED_LAYOUT] = { "the layout has no defined result here", .hardware = true },
	[NEED_X86_KVM] = { "needs x86 KVM", .hardware = true },
	[NEED_KVM] = {
		"needs /dev/kvm", .cure = "root, or the group of /dev/kvm",
		.config = "CONFIG_KVM", .hardware = true,
	},
	[NEED_KVM_GUESTS] = {
		"needs a KVM that runs guests", .config = "CONFIG_KVM", .hardware = true,
	},
	[NEED_KVM_MMU] = {
		"needs a KVM that does not emulate the guest's accesses", .hardware = true,
	},
	[NEED_KVM_PREFAULT] = {
		"needs KVM_PRE_FAULT_MEMORY", .since = "6.11",
		.config = "CONFIG_KVM_GENERIC_PRE_FAULT_MEMORY", .hardware = true,
	},
	[NEED_KVM_IRQCHIP] = {
		"needs KVM_CREATE_IRQCHIP", .config = "CONFIG_KVM", .hardware = true,
	},
	[NEED_KVM_GUEST_MEMFD] = {
		"needs guest_memfd as guest memory", .since = "6.18",
		.config = "CONFIG_KVM_GUEST_MEMFD",
	},
	[NEED_AIO] = {
		"needs CONFIG_AIO", .config = "CONFIG_AIO",
	},
	[NEED_NUMA] = {
		"needs CONFIG_NUMA", .config = "CONFIG_NUMA",
	},
	[NEED_MIGRATION] = {
		"needs CONFIG_MIGRATION", .config = "CONFIG_MIGRATION CONFIG_NUMA CONFIG_NUMA_MIGRATION?",
	},
	[NEED_TWO_NODES] = { "needs NUMA nodes 0 and 1", .hardware = true },
	[NEED_WEIGHTED_INTERLEAVE] = {
		"needs MPOL_WEIGHTED_INTERLEAVE", .since = "6.9", .config = "CONFIG_NUMA",
	},
	[NEED_VSYSCALL] = {
		"needs the page of vsyscalls of x86-64", .hardware = true,
	},
	[NEED_LIBNUMA] = {
		"built without libnuma", .cure = "install libnuma-dev, and make",
		.hardware = true,
	},
	[NEED_LIBFUSE] = {
		"built without libfuse3", .cure = "install libfuse3-dev, and make",
		.hardware = true,
	},
	[NEED_MEMLOCK_PAGES] = {
		"needs RLIMIT_MEMLOCK of two pages", .cure = "ulimit -l unlimited",
	},
	[NEED_MEMLOCK_ALL] = {
		"needs CAP_IPC_LOCK, or RLIMIT_MEMLOCK of 64 MiB",
		.cure = "root, or ulimit -l unlimited",
	},
	[NEED_MLOCK2] = { "needs mlock2()", .since = "4.4" },
	[NEED_MADV_POPULATE] = { "needs MADV_POPULATE_READ", .since = "5.14" },
	[NEED_MEMCG_V1] = {
		"needs the memory controller of cgroup v1, and root for a group of it",
		.cure = "root, and memory on cgroup v1", .config = "CONFIG_MEMCG CONFIG_MEMCG_V1?",
		.hardware = true,
	},
	[NEED_MEMCG_V2] = {
		"needs the memory controller of cgroup v2, and root for a group of it",
		.cure = "root, and memory on cgroup v2", .config = "CONFIG_MEMCG",
		.hardware = true,
	},
	[NEED_SWAP_SPACE] = {
		"needs swap space on a disk of memory", .cure = "modprobe brd",
		.config = "CONFIG_SWAP CONFIG_BLK_DEV_RAM",
	},
	[NEED_ALONE] = {
		"needs a machine of its own", .cure = "a guest", .hardware = true,
	},
	[NEED_KSM] = { "needs CONFIG_KSM", .config = "CONFIG_KSM" },
	[NEED_INOTIFY] = { "needs inotify", .config = "CONFIG_INOTIFY_USER" },
	[NEED_MEMORY_FAILURE] = {
		"needs CONFIG_MEMORY_FAILURE",
		.config = "CONFIG_MEMORY_FAILURE CONFIG_MEMORY_HOTPLUG",
	},
	[NEED_SWAP] = { "needs CONFIG_SWAP", .config = "CONFIG_SWAP" },
	[NEED_MADV_COLD] = { "needs MADV_COLD", .since = "5.4" },
	[NEED_FOLL_INTERRUPTIBLE] = { "needs FOLL_INTERRUPTIBLE", .since = "6.2" },
	[NEED_FOLL_NOFAULT] = { "needs FOLL_NOFAULT", .since = "5.16" },
	[NEED_FAULT_IN_SAFE_WRITEABLE] = {
		"needs fault_in_safe_writeable()", .since = "5.16",
	},
	[NEED_RWF_NOWAIT] = {
		"needs a file system with RWF_NOWAIT under the program",
		.cure = "FAULTSIG_BIN on ext4, xfs or btrfs", .hardware = true,
	},
	[NEED_RSEQ] = {
		"needs rseq(2)", .since = "4.18", .config = "CONFIG_RSEQ",
	},
	[NEED_RSEQ_HEADER] = {
		"needs a C library with <sys/rseq.h>", .cure = "glibc 2.35, and make",
		.hardware = true,
	},
	[NEED_LOOPBACK] = {
		"needs the IPv4 loopback address", .cure = "ip link set lo up",
		.config = "CONFIG_INET", .hardware = true,
	},
	[NEED_SIGNAL_FRAME] = {
		"needs a signal frame of this architecture", .hardware = true,
	},
	[NEED_EXEC_MEMFD] = {
		"needs a memfd that may be executed", .cure = "sysctl vm.memfd_noexec=0",
	},
	[NEED_RETURN_INSTRUCTION] = {
		"needs this architecture's return instruction", .hardware = true,
	},
	[NEED_PROC_MEM] = {
		"needs /proc/PID/mem", .cure = "a /proc of this pid namespace",
		.config = "CONFIG_PROC_FS",
	},
	[NEED_CROSS_MEMORY_ATTACH] = {
		"needs CONFIG_CROSS_MEMORY_ATTACH", .config = "CONFIG_CROSS_MEMORY_ATTACH",
	},
	[NEED_PEER] = {
		"needs ptrace access to another process, pidfd_getfd()",
		.cure = "CAP_SYS_PTRACE, or sysctl kernel.yama.ptrace_scope=0",
		.since = "5.6",
	},
	[NEED_PTRACE] = {
		"needs to trace a child", .cure = "sysctl kernel.yama.ptrace_scope=1",
	},
	[NEED_LIBURING] = {
		"built without liburing", .cure = "install liburing-dev, and make",
		.hardware = true,
	},
	[NEED_IO_URING] = {
		"needs io_uring", .cure = URING_CURE, .since = "5.1", .config = "CONFIG_IO_URING",
	},
	[NEED_URING_NATIVE_WORKERS] = URING(FEAT_NATIVE_WORKERS, "5.12"),
	[NEED_URING_COOP_TASKRUN] = URING(SETUP_COOP_TASKRUN, "5.19"),
	[NEED_URING_DEFER_TASKRUN] = URING(SETUP_DEFER_TASKRUN, "6.1"),
	[NEED_URING_SQPOLL] = URING(SETUP_SQPOLL, "5.1"),
	[NEED_URING_RSRC_TAGS] = URING(FEAT_RSRC_TAGS, "5.13"),
	[NEED_URING_EXT_ARG] = URING(FEAT_EXT_ARG, "5.11"),
	[NEED_URING_READ] = URING(OP_READ, "5.6"),
	[NEED_URING_SEND] = URING(OP_SEND, "5.6"),
	[NEED_URING_SENDMSG] = URING(OP_SENDMSG, "5.3"),
	[NEED_URING_SEND_ZC] = URING(OP_SEND_ZC, "6.0"),
	[NEED_URING_OPENAT2] = URING(OP_OPENAT2, "5.6"),
	[NEED_URING_TIMEOUT] = URING(OP_TIMEOUT, "5.4"),
	[NEED_URING_EPOLL_CTL] = URING(OP_EPOLL_CTL, "5.6"),
	[NEED_FUTEX2_NUMA] = {
		"needs futex_wait(FUTEX2_NUMA)", .since = "6.16", .config = "CONFIG_NUMA",
	},
	[NEED_URING_FUTEX_WAIT] = URING(OP_FUTEX_WAIT, "6.7"),
	[NEED_URING_STATX] = URING(OP_STATX, "5.6"),
	[NEED_URING_BUFFER_RING] = URING(REGISTER_PBUF_RING, "5.19"),
	[NEED_URING_NO_MMAP] = URING(SETUP_NO_MMAP, "6.5"),
	[NEED_URING_RECVSEND_BUNDLE] = URING(FEAT_RECVSEND_BUNDLE, "6.10"),
	[NEED_URING_MIN_TIMEOUT] = URING(FEAT_MIN_TIMEOUT, "6.12"),
	[NEED_URING_WRITEV_FIXED] = URING(OP_WRITEV_FIXED, "6.15"),
	[NEED_STAT_REFRESH] = {
		"needs /proc/sys/vm/stat_refresh", .cure = "root, and a writable /proc/sys",
	},
	[NEED_KMSG] = { "needs /dev/kmsg", .cure = "root, and the device" },
	[NEED_DEVKMSG] = {
		"needs kernel.printk_devkmsg", .cure = "sysctl kernel.printk_devkmsg=on",
	},
	[NEED_FUSE_WRITEBACK] = {
		"needs FUSE that writes pages back from the page cache itself", .since = "6.16",
	},
	[NEED_FUSE] = {
		"needs FUSE and the right to mount it", .cure = "root, and /dev/fuse",
		.config = "CONFIG_FUSE_FS",
	},
	[NEED_PERF] = {
		"needs the right to listen to a tracepoint", .cure = "root",
		.config = "CONFIG_PERF_EVENTS CONFIG_TRACING",
	},
	[NEED_CONTENTION_BEGIN] = {
		"needs the tracepoint lock:contention_begin", .since = "5.19",
		.config = "CONFIG_PERF_EVENTS CONFIG_TRACING",
	},
	[NEED_BIO_QUEUE] = {
		"needs the tracepoint block:block_bio_queue",
		.config = "CONFIG_PERF_EVENTS CONFIG_TRACING",
	},
	[NEED_DM] = {
		"needs the device mapper", .cure = "modprobe dm-mod",
		.config = "CONFIG_BLK_DEV_DM",
	},
	[NEED_DM_PRIVILEGE] = {
		"needs the right to make devices of the device mapper", .cure = "root",
	},
	[NEED_XFS] = { "needs XFS", .cure = "modprobe xfs", .config = "CONFIG_XFS_FS" },
	[NEED_BTRFS] = { "needs btrfs", .cure = "modprobe btrfs", .config = "CONFIG_BTRFS_FS" },
	[NEED_MKFS_XFS] = {
		"needs mkfs.xfs", .cure = "install xfsprogs", .hardware = true,
	},
	[NEED_MKFS_BTRFS] = {
		"needs mkfs.btrfs", .cure = "install btrfs-progs", .hardware = true,
	},
	[NEED_SET_MM] = {
		"needs to move the arguments of a process, PR_SET_MM",
		.cure = "CAP_SYS_RESOURCE",
	},
	[NEED_ALT_STACK] = {
		"needs a signal frame that fits into a page", .hardware = true,
	},
	[NEED_AVX] = {
		"needs an x86 processor with AVX", .hardware = true,
	},
	[NEED_NOBODY_HAS] = {
		"needs a machine that nobody has", .cure = "buy the \"other\" machine",
		.config = "CONFIG_NOBODY CONFIG_ELSE", .since = "99.9", .hardware = true,
	},
	[NEED_UNFILTERED] = {
		"needs a system call that a seccomp filter forbids",
		.cure = "run outside of the container, or without its seccomp profile",
		.hardware = true,
	},
};

/**
 * requirement() - find a row of the table.
 * @need: the need.
 * Return: its row, constant.
 */
const struct requirement *requirement(enum need need)
{
	return &requirements[need];
}
