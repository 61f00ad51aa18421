// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a read from a pipe that fails in the middle keeps what it got to
// Emulates: the class of short counts that are lost with the error that ended them
// Seen as: read() says EFAULT, and the bytes before the bad address are gone
// Severity: high
// Files: fs/pipe.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read_fails.*_mid_buffer.none pipe_readv_fails.*_mid_buffer.none
//   uring_read_fails.*_mid_buffer.none uring_read_async_fails.*_mid_buffer.none

@@
@@
	written = copy_page_to_iter(buf->page, buf->offset, chars, to);
	if (unlikely(written < chars)) {
		if (!ret)
			ret = -EFAULT;
+		buf->offset += written;
+		buf->len -= written;
		break;
	}
