// SPDX-License-Identifier: GPL-2.0-only
// Mutant: getrandom() writes one byte of each block, and counts all
// Emulates: the class of buffers that are left as they were though the count is right
// Seen as: keys that are mostly zero
// Severity: critical
// Files: drivers/char/random.c
// Kernels: 6.1 6.12 7.3
// Cells: getrandom.uffd_missing_*.none getrandom.uffd_wp_anon.none
//   getrandom.uffd_missing_anon.sigusr1_blocked

@@
@@
get_random_bytes_user(struct iov_iter *iter)
{
	<...
-	copied = copy_to_iter(block, sizeof(block), iter);
+	copied = copy_to_iter(block, 1, iter);
+	if (copied) {
+		size_t rest = min(sizeof(block) - 1, iov_iter_count(iter));
+
+		iov_iter_advance(iter, rest);
+		copied += rest;
+	}
	...>
}
