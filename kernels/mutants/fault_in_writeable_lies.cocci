// SPDX-License-Identifier: GPL-2.0-only
// Mutant: fault_in_writeable() says that all pages are there
// Emulates: the class of errors that are not passed on
// Seen as: a loop that faults its buffer in and copies to it without faults never ends
// Severity: critical
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: fault_in_writeable_fails.*

@@
@@
fault_in_writeable(...)
{
	<...
(
-	return size - (cur - start);
+	return 0;
|
-	return size - (uaddr - start);
+	return 0;
)
	...>
}
