// SPDX-License-Identifier: GPL-2.0-only
// Mutant: each completion of io_uring says that its socket has more to read
// Emulates: the class of wrong flags of a completion
// Seen as: a server reads on for ever from a socket that is empty, on the word of
//   IORING_CQE_F_SOCK_NONEMPTY
// Severity: high
// Files: io_uring/io_uring.h
// Kernels: 6.1 6.12 7.3
// Cells: uring_read.uffd_missing_anon.none uring_read_async.uffd_missing_anon.none
//   uring_send.uffd_missing_anon.none uring_write.uffd_minor_shmem.none

@@
@@
io_req_set_res(...)
{
	<...
-	req->cqe.flags = cflags;
+	req->cqe.flags = cflags | IORING_CQE_F_SOCK_NONEMPTY;
	...>
}
