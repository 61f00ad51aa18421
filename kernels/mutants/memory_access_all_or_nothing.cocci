// SPDX-License-Identifier: GPL-2.0-only
// Mutant: access to another's memory that ends at a bad page forgets what it has copied before
// Emulates: the class of lost short counts
// Seen as: a debugger that reads past the end of a mapping through /proc/PID/mem gets EIO and
//   not the bytes before; one that writes is told that nothing was written
// Severity: medium
// Files: mm/memory.c
// Kernels: 6.1 6.12 7.3
// Cells: proc_mem_read_fails.uffd_*_mid_buffer.none proc_mem_write_fails.uffd_*_mid_buffer.none
//   proc_mem_*_fails.beyond_eof_mid_buffer.none

@@
expression buf, old_buf, mm;
@@
__access_remote_vm(...)
{
	...
	mmap_read_unlock(mm);

-	return buf - old_buf;
+	return len ? 0 : buf - old_buf;
}
