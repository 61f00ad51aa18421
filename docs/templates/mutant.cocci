// SPDX-License-Identifier: GPL-2.0-only
// Mutant: sysinfo() does not write the last eight bytes of its answer
// Emulates: the class of a copy whose length is not that of the structure
// Seen as: mem_unit is whatever was there before
// Severity: low
// Files: kernel/sys.c
// Kernels: 6.1 6.12 7.3
// Cells: sysinfo.uffd_missing_anon.none sysinfo.uffd_missing_shmem.none

@@
expression to, from;
@@
-	copy_to_user(to, from, sizeof(struct sysinfo))
+	copy_to_user(to, from, sizeof(struct sysinfo) - 8)
