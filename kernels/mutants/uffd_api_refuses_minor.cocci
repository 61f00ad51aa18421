// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_API refuses UFFD_FEATURE_MINOR_SHMEM, which it says it has
// Emulates: the class of features that are there, and do not work
// Seen as: a monitor that asks for minor faults gets EINVAL from a kernel that lists the
//   feature
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_minor_shmem.none store.uffd_minor_shmem.sigusr1
//   pipe_read.uffd_minor_shmem.none vm_readv.uffd_minor_shmem.sigkill
//   populate_read.uffd_minor_shmem.none

@@
@@
userfaultfd_api(...)
{
	<...
	if (
-	    features & ~uffdio_api.features
+	    features & (~uffdio_api.features | UFFD_FEATURE_MINOR_SHMEM)
	   )
		goto err_out;
	...>
}
