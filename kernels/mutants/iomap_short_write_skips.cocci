// SPDX-License-Identifier: GPL-2.0-only
// Mutant: an iomap write whose short copy is refused does not go back to where it was
// Emulates: the class of bc1bb416bbb9 ("generic_perform_write()/iomap_write_actor(): saner logics
//   for short copy") v5.14; the position of the iterator after a partial write
// Seen as: XFS loses the first bytes of a write() whose buffer is not all there
// Severity: high
// Files: fs/iomap/buffered-io.c
// Kernels: 6.12 7.3
// Cells: xfs_write_fails.*_mid_buffer.none xfs_write_fails_late.uffd_missing_anon.*

@@
expression I, C;
@@
iomap_write_iter(...)
{
	<...
-	iov_iter_revert(I, C);
	...>
}
