// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a stack grows beyond RLIMIT_STACK
// Emulates: the class of limits that are not looked at
// Seen as: an endless recursion eats all memory before it is stopped
// Severity: medium
// Files: mm/vma.c mm/mmap.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.stack_limit_first_byte.none store_fails.stack_limit_first_byte.none
//   pipe_read_fails.stack_limit_first_byte.none

@@
@@
acct_stack_growth(...)
{
	<...
-	if (size > rlimit(RLIMIT_STACK))
-		return -ENOMEM;
	...>
}
