// SPDX-License-Identifier: GPL-2.0-only
// Mutant: clone() does not write the word of CLONE_PARENT_SETTID where that would fault
// Emulates: the class of copies to user memory whose error nobody looks at, and which so are
//   lost in silence
// Seen as: a thread library that finds 0 as the number of its new thread
// Severity: medium
// Files: kernel/fork.c
// Kernels: 6.1 6.12 7.3
// Cells: clone_parent_settid.uffd_*.none clone_parent_settid.uffd_*.sigusr1

@@
expression N, P;
@@
kernel_clone(...)
{
	<...
-	put_user(N, P);
+	{
+		pagefault_disable();
+		put_user(N, P);
+		pagefault_enable();
+	}
	...>
}
