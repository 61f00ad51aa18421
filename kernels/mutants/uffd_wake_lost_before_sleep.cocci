// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault tells that it waits before it is ready to be woken
// Emulates: the class of a lost wake-up: set_current_state() after the condition
// Seen as: a thread sleeps on for ever whose page came while it was about to fall asleep
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.12 7.3
// Cells: *_at_once.uffd_*.none

@@
@@
handle_userfault(...)
{
	<...
+	__set_current_state(blocking_state);
	schedule();
	...>
}
