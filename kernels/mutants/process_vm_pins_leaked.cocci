// SPDX-License-Identifier: GPL-2.0-only
// Mutant: process_vm_readv() and process_vm_writev() unpin only after a copy that went well
// Emulates: the class of pins leaked on an error path
// Seen as: with each EFAULT of the local side the other process's pages stay pinned for ever
// Severity: high
// Files: mm/process_vm_access.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv_local_fails.*.none vm_writev_local_fails.*.none
//   vm_readv_peer_fails.*_first_byte.none vm_writev_peer_fails.*_second_page.none
//   vm_readv_local.uffd_missing_anon.sigkill vm_writev_local.uffd_minor_shmem.sigkill

@@
expression list A;
@@
process_vm_rw_single_vec(...)
{
	<...
-	unpin_user_pages_dirty_lock(A);
+	if (!rc)
+		unpin_user_pages_dirty_lock(A);
	...>
}
