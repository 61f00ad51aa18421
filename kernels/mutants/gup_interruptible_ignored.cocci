// SPDX-License-Identifier: GPL-2.0-only
// Mutant: who asks GUP for an interruptible wait gets a killable one
// Emulates: 93c5c61d9e58 ("mm/gup: Add FOLL_INTERRUPTIBLE") v6.2, undone in the fault
// Seen as: a paused postcopy guest can't be stopped: KVM_RUN returns for no signal before
//   the page is there
// Severity: high
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: kvm_load.uffd_*.sigusr1 kvm_store.uffd_wp_anon.sigusr1
//   kvm_load_again.uffd_missing_anon.sigstop gup_interruptible.uffd_*.sigusr1
//   gup_interruptible.uffd_missing_anon.sigrt_queue
//   gup_two_pages_interruptible.uffd_missing_anon.sigusr1
//   gup_remote_interruptible.uffd_missing_shmem.sigusr1
//   pup_interruptible.uffd_wp_anon.sigusr1 gup_interruptible.retry_storm.none

@@
@@
faultin_page(...)
{
	<...
-	if (flags & FOLL_INTERRUPTIBLE)
-		fault_flags |= FAULT_FLAG_INTERRUPTIBLE;
	...>
}
