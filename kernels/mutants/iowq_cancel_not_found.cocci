// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a cancellation tells a worker, and then says that there was no such request
// Emulates: the class of lost cancellations in io-wq
// Seen as: IORING_OP_ASYNC_CANCEL completes with ENOENT, not EALREADY: the caller takes its
//   buffer back while a worker still writes to it
// Severity: high
// Files: io_uring/io-wq.c
// Kernels: 6.1 6.12 7.3
// Cells: uring_populate_write.*.cancel uring_read_direct_async.uffd_missing_*.cancel
//   uring_send_zc_async.uffd_missing_*.cancel

@@
expression E;
@@
io_wq_worker_cancel(...)
{
	<...
-	if (E)
-		match->nr_running++;
+	(void)(E);
	...>
}
