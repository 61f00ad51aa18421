// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_API is always refused
// Emulates: the class of interfaces that are there, and do not work at all
// Seen as: EINVAL from UFFDIO_API: all postcopy migration, all live snapshots fail
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.none store.uffd_wp_anon.none
//   pipe_read.uffd_missing_anon.sigkill vm_readv.uffd_missing_anon.none

@@
@@
userfaultfd_api(...)
{
	<...
	if (
-	    uffdio_api.api != UFFD_API
+	    uffdio_api.api
	   )
		goto err_out;
	...>
}
