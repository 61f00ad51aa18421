// SPDX-License-Identifier: GPL-2.0-only
// Mutant: each wake-up of a userfaultfd wakes all who wait on it, whatever their page
// Emulates: the class of 15a77c6fe494 ("userfaultfd: fix SIGBUS resulting from false rwsem
//   wakeups") v4.10: a waiter that is woken for nothing
// Seen as: a guest with many vCPUs in postcopy: each page that comes makes all of them fault
//   again, and the monitor gets the square of the messages
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_neighbour.uffd_missing_anon.* vm_readv_neighbour.uffd_missing_anon.none
//   pipe_read_neighbour.uffd_missing_anon.none

@@
expression start, len, address;
@@
userfaultfd_wake_function(...)
{
	<...
-	if (len && (start > address || start + len <= address))
-		goto out;
	...>
}
