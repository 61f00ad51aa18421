// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a read of random bytes goes on to its end whatever signal is pending
// Emulates: the class of a long call that looks for signals only where it may be rescheduled
// Seen as: dd of /dev/urandom with a large block can't be killed for seconds
// Severity: low
// Files: drivers/char/random.c
// Kernels: 6.12 7.3
// Cells: read_long_middle.in_progress.*

@@
@@
get_random_bytes_user(...)
{
	<...
-	if (signal_pending(current))
-		break;
	...>
}
