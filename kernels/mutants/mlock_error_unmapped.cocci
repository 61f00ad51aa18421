// SPDX-License-Identifier: GPL-2.0-only
// Mutant: mlock() returns the error of the fault as it is
// Emulates: the class of wrong errno: POSIX has ENOMEM for what is not there
// Seen as: EFAULT, which no manual knows, from mlock() of a page that can't be brought in
// Severity: low
// Files: mm/mlock.c
// Kernels: 6.1 6.12 7.3
// Cells: mlock_fails.*.none mlock2_fails.*.none mlock_release.uffd_*_poison.none

@@
@@
__mlock_posix_error_return(...)
{
	...
-	if (retval == -EFAULT)
-		retval = -ENOMEM;
-	else
	if (retval == -ENOMEM)
		retval = -EAGAIN;
	...
}
