// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_CONTINUE wakes only who asked it not to
// Emulates: a test of UFFDIO_CONTINUE_MODE_DONTWAKE the wrong way round; the class of lost
//   wake-ups
// Seen as: a thread in a minor fault sleeps on for ever, its page mapped
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_minor_*.none store.uffd_minor_*.none pipe_read.uffd_minor_shmem.none
//   pipe_write.uffd_minor_hugetlb.none vm_readv.uffd_minor_shmem.none
//   populate_read.uffd_minor_shmem.sigusr1 kvm_load.uffd_minor_*.none
//   mlock.uffd_minor_hugetlb.none

@@
expression U;
@@
userfaultfd_continue(...)
{
	<...
-	if (!(U.mode & UFFDIO_CONTINUE_MODE_DONTWAKE)) {
+	if (U.mode & UFFDIO_CONTINUE_MODE_DONTWAKE) {
	...
	}
	...>
}
