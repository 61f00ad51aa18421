// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a pin given back is counted as two in nr_foll_pin_released
// Emulates: the class of pins that are given back once too often, without the damage of a real
//   one
// Seen as: the balance of pins falls below zero: more is released than was ever acquired
// Severity: high
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv.uffd_missing_*.none vm_writev.uffd_missing_anon.none
//   dio_read.uffd_missing_anon.none dio_write.uffd_minor_shmem.none
//   pup_write.uffd_missing_anon.none uring_register_buffers.uffd_missing_anon.none
//   vm_readv.uffd_missing_anon.sigusr1

@@
expression F, G;
@@
gup_put_folio(...)
{
	<...
(
-	node_stat_mod_folio(F, NR_FOLL_PIN_RELEASED, refs);
+	node_stat_mod_folio(F, NR_FOLL_PIN_RELEASED, refs + 1);
|
-	node_stat_mod_folio(F, NR_FOLL_PIN_RELEASED, refs * G);
+	node_stat_mod_folio(F, NR_FOLL_PIN_RELEASED, refs * G + 1);
)
	...>
}
