// SPDX-License-Identifier: GPL-2.0-only
// Mutant: each completion says that more of the same request come
// Emulates: the class of wrong flags of a completion
// Seen as: a program never frees its requests, as IORING_CQE_F_MORE says that they live on
// Severity: high
// Files: io_uring/io_uring.h
// Kernels: 6.1 6.12 7.3
// Cells: uring_read.uffd_missing_anon.none uring_read_async.uffd_missing_anon.none
//   uring_send.uffd_missing_anon.none

@@
@@
io_req_set_res(...)
{
	<...
-	req->cqe.flags = cflags;
+	req->cqe.flags = cflags | IORING_CQE_F_MORE;
	...>
}
