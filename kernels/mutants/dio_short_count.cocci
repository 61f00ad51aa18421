// SPDX-License-Identifier: GPL-2.0-only
// Mutant: direct I/O whose buffer fails in the middle is a short one, not an error
// Emulates: IOMAP_DIO_PARTIAL taken for granted, which only callers ask for that go on
//   by themselves
// Seen as: read() from an O_DIRECT file gives half of what is there, and no reason
// Severity: medium
// Files: fs/iomap/direct-io.c
// Kernels: 6.1 6.12 7.3
// Cells: dio_readv_fails.*.none dio_read_fails.*_second_page.none
//   dio_mmap_self_fails.*.none

@@
@@
-	if (ret == -EFAULT && dio->size && (dio_flags & IOMAP_DIO_PARTIAL)) {
+	if (ret == -EFAULT && dio->size) {
	...
	}
