// SPDX-License-Identifier: GPL-2.0-only
// Mutant: get_user_pages() does not look for a fatal signal between two pages
// Emulates: the class of a50527b19c62 ("fs: make write(2) interruptible by a fatal signal") v3.3:
//   a long call that goes on after SIGKILL
// Seen as: a process that populates or copies gigabytes can't be killed before it is done; a
//   victim of the OOM killer goes on to use memory
// Severity: medium
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_long_middle.in_progress.* vm_readv_long_middle.in_progress.sigkill

@@
@@
__get_user_pages(...)
{
	<...
-	if (fatal_signal_pending(current)) {
-		ret = -EINTR;
-		goto out;
-	}
	...>
}
