// SPDX-License-Identifier: GPL-2.0-only
// Mutant: sysinfo() copies the first byte of its answer
// Emulates: the class of copies with the wrong size
// Seen as: free memory and swap of what the caller had in his buffer before
// Severity: high
// Files: kernel/sys.c
// Kernels: 6.1 6.12 7.3
// Cells: sysinfo.uffd_missing_*.none sysinfo.uffd_wp_anon.none
//   sysinfo.uffd_missing_anon.sigusr1_blocked

@@
@@
-	copy_to_user(info, &val, sizeof(struct sysinfo))
+	copy_to_user(info, &val, 1)
