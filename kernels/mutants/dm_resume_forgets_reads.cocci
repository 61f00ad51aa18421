// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a device-mapper device that is resumed does not go on with what waited for it
// Emulates: the class of queues that are stopped, and that nobody starts again
// Seen as: after lvresize or a snapshot, programs hang in a fault until somebody else reads
// Severity: high
// Files: drivers/md/dm.c
// Kernels: 6.1 6.12 7.3
// Cells: block_fault:load.suspended_ext4.none block_fault:store.suspended_ext4.sigusr1
//   block_fault:load.suspended_ext4.sigstop

@@
expression E;
@@
dm_queue_flush(...)
{
	...
-	queue_work(E->wq, &E->work);
}
