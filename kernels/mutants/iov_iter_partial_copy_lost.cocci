// SPDX-License-Identifier: GPL-2.0-only
// Mutant: of a copy to user memory that ends at a bad page nothing counts
// Emulates: the class of lost short counts
// Seen as: read() fails with EFAULT where it gave the bytes before the bad page
// Severity: medium
// Files: lib/iov_iter.c
// Kernels: 6.1 6.12 7.3
// Cells: file_read_fails.*_mid_buffer.none file_readv_fails.*_mid_buffer.none
//   preadv2_nowait_fails.*_mid_buffer.none getrandom_fails.*_mid_buffer.none
//   vm_readv_local_fails.*_mid_buffer.none vm_readv_peer_fails.*_mid_buffer.none

@@
expression to, from;
@@
copy_to_user_iter(...)
{
	<...
-	len = raw_copy_to_user(to, from, len);
+	if (!raw_copy_to_user(to, from, len))
+		len = 0;
	...>
}

// Its older name.
@@
expression to, from;
@@
copyout(...)
{
	<...
-	n = raw_copy_to_user(to, from, n);
+	if (!raw_copy_to_user(to, from, n))
+		n = 0;
	...>
}
