// SPDX-License-Identifier: GPL-2.0-only
// Mutant: io_uring tells a program the kernel's own code for "to be started again"
// Emulates: the class of restart codes in cqe.res: not all handlers of a request change them
// Seen as: a request that is cancelled completes with -512, which no program knows
// Severity: medium
// Files: io_uring/io_uring.h
// Kernels: 7.3
// Cells: uring_write_eventfd.*.cancel

@@
@@
io_fixup_restart_res(...)
{
	<...
-	return -EINTR;
+	return ret;
	...>
}
