/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of uffd_events.c, and what they share. */
#ifndef FAULTSIG_UFFD_EVENTS_FAMILIES_H
#define FAULTSIG_UFFD_EVENTS_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_remove[];
extern const struct matrix_row rows_unmap[];
extern const struct matrix_row rows_fork[];
extern const struct matrix_row rows_read[];
extern const struct matrix_row rows_copy_source[];
extern const struct matrix_row rows_read_event[];

/* Paths that the controls use. */
extern const struct fault_path path_madvise_dontneed;
extern const struct fault_path path_munmap;
extern const struct fault_path path_mremap;
extern const struct fault_path path_uffd_read;
extern const struct fault_path path_uffd_poll;

const struct answer *probe_hugetlb_dontneed(void);

/* The last close of the userfaultfd lets go of all events, unread. */
#define RELEASED_BY_CLOSE(of_source) \
	((const struct release_case []){ { of_source, &release_close }, { 0 } })

#endif /* FAULTSIG_UFFD_EVENTS_FAMILIES_H */
