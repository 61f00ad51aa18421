// SPDX-License-Identifier: GPL-2.0-only
// Mutant: process_vm_readv() and process_vm_writev() report the error, not the bytes before it
// Emulates: the class of lost short counts
// Seen as: EFAULT for a transfer that has moved bytes: a writer does it a second time
// Severity: medium
// Files: mm/process_vm_access.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv_fails.*_second_page.none vm_readv_fails.*_mid_buffer.none
//   vm_writev_fails.*_second_page.none vm_readv_segments_fails.*_first_byte.none
//   vm_readv_local_fails.*_mid_buffer.none vm_writev_peer_fails.*_second_page.none

@@
@@
process_vm_rw_core(...)
{
	<...
-	if (total_len)
+	if (total_len && !rc)
		rc = total_len;
	...>
}
