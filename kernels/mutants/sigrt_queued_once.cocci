// SPDX-License-Identifier: GPL-2.0-only
// Mutant: of a real-time signal no second instance is queued
// Emulates: legacy_queue() that takes all signals for old ones
// Seen as: five sigqueue() of one signal run its handler once, and four values are lost
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.sigrt_queue vm_readv.uffd_missing_anon.sigrt_queue
//   populate_read.uffd_missing_anon.sigrt_queue dio_read.uffd_missing_anon.sigrt_queue
//   pipe_read.uffd_missing_anon.sigrt_queue

@@
@@
legacy_queue(...)
{
-	return (sig < SIGRTMIN) && sigismember(&signals->signal, sig);
+	return sigismember(&signals->signal, sig);
}
