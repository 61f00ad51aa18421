// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the end of a freeze does not wake the readers that wait for it
// Emulates: the class of lost wake-ups, here of per-CPU rwsems
// Seen as: a program that stored into a mapped file during a snapshot hangs for ever
// Severity: high
// Files: kernel/locking/percpu-rwsem.c
// Kernels: 6.1 6.12 7.3
// Cells: store.frozen_clean.none pipe_read.frozen_unmapped.sigusr1

@@
expression Q, M, N, K;
@@
percpu_up_write(...)
{
	<...
-	__wake_up(Q, M, N, K);
	...>
}
