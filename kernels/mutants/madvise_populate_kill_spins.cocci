// SPDX-License-Identifier: GPL-2.0-only
// Mutant: MADV_POPULATE_* takes EINTR for a reason to try again
// Emulates: the class of loops that a signal keeps going: a fatal one stays pending, so the
//   next try ends the same way
// Seen as: kill -9 of a thread in MADV_POPULATE_*: 100% CPU for ever, whether the page comes
//   or not
// Severity: critical
// Files: mm/madvise.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_read.uffd_missing_anon.sigkill populate_write.uffd_missing_shmem.sigkill

@@
@@
madvise_populate(...)
{
	<...
-	return -EINTR;
+	continue;
	...>
}
