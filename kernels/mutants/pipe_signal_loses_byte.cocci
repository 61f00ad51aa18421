// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a read from a pipe counts one byte too few while a signal is pending
// Emulates: the class of bytes that are lost on a path that only a signal takes
// Seen as: read() of a pipe says 99 where it took 100: one byte is missing from the stream,
//   only in a process that is sent signals meanwhile
// Severity: critical
// Files: fs/pipe.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.uffd_missing_*.sigusr1 pipe_read.uffd_minor_shmem.sigusr1_restart
//   pipe_readv.uffd_missing_anon.sigusr1 pipe_read.uffd_missing_anon.timer_slow
//   pipe_read.uffd_wp_anon.sigusr1

@@
@@
	ret += chars;
+	if (signal_pending(current))
+		ret--;
	buf->offset += chars;
