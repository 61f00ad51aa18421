// SPDX-License-Identifier: GPL-2.0-only
// Mutant: none: UFFDIO_UNREGISTER wakes whoever waits in the range, not only for missing pages
// Emulates: a fix of the known issue
// Seen as: a thread in a minor or write-protect fault goes on when its range is unregistered
// Severity: low
// Expect: unexpected_pass
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_release.uffd_minor_*_unregister.* store_release.uffd_minor_*_unregister.*
//   store_release.uffd_wp_*_unregister.*
//   pipe_*_release.uffd_minor_*_unregister.none pipe_read_release.uffd_wp_*_unregister.none
//   file_write_release.uffd_minor_*_unregister.none
//   uring_read_release.uffd_minor_*_unregister.none
//   uring_read_release.uffd_wp_*_unregister.none
//   vm_*_release.uffd_minor_*_unregister.* vm_writev_release.uffd_wp_*_unregister.*
//   populate_*_release.uffd_minor_*_unregister.*

// A kernel-mode access spins while a signal is pending: those cells stay known.
@@
expression ret, ctx, arg;
@@
userfaultfd_ioctl(...)
{
	<...
	ret = userfaultfd_unregister(ctx, arg);
+	if (!ret)
+		ret = userfaultfd_wake(ctx, arg);
	...>
}
