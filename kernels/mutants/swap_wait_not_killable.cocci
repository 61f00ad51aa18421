// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault on a page in swap space waits for the disk uninterruptibly
// Emulates: the class of waits that no fatal signal ends
// Seen as: kill -9 does nothing to a process while its swap disk does not answer
// Severity: high
// Files: mm/filemap.c
// Kernels: 6.1 6.12 7.3
// Cells: load.held_swap_anon.sigkill load.held_swap_anon.execve pipe_read.held_swap_anon.sigterm
//   vm_readv.held_swap_anon.sigkill_process populate_write.held_swap_anon.sigkill

@@
expression folio;
@@
__folio_lock_or_retry(...)
{
	<...
-	folio_wait_locked_killable(folio);
+	folio_wait_locked(folio);
	...>
}

@@
expression folio, ret;
@@
__folio_lock_or_retry(...)
{
	<...
-	ret = __folio_lock_killable(folio);
+	__folio_lock(folio);
+	ret = 0;
	...>
}
