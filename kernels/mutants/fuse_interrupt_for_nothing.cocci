// SPDX-License-Identifier: GPL-2.0-only
// Mutant: each request that a FUSE server reads is interrupted at once
// Emulates: the class of FUSE_INTERRUPT requests for a signal that never came
// Seen as: accesses to a file system that obeys ^C fail or begin anew without a reason
// Severity: medium
// Files: fs/fuse/dev.c
// Kernels: 6.1 6.12 7.3
// Cells: fuse_fault:load_sync.fuse_sync.none fuse_fault:vm_readv_sync.fuse_sync.sigusr1_blocked
//   fuse_fault:pipe_write_sync.fuse_sync_shared.sigusr1_ignored

@@
identifier R;
@@
fuse_dev_do_read(...)
{
	<...
-	if (test_bit(FR_INTERRUPTED, &R->flags))
-		queue_interrupt(R);
+	set_bit(FR_INTERRUPTED, &R->flags);
+	queue_interrupt(R);
	...>
}
