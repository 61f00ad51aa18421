/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The system calls of memory policies, for families of populate.c. Without libnuma they do
 * nothing: numa_probe() says so before they are called.
 */
#ifndef FAULTSIG_POPULATE_NUMA_H
#define FAULTSIG_POPULATE_NUMA_H

#if HAVE_LIBNUMA

#include <numaif.h>

#else

#define MPOL_DEFAULT		0
#define MPOL_BIND		2
#define MPOL_INTERLEAVE		3
#define MPOL_F_NODE		1
#define MPOL_F_ADDR		2
#define MPOL_F_MEMS_ALLOWED	4
#define MPOL_MF_STRICT		1
#define MPOL_MF_MOVE		2
#define MPOL_MF_MOVE_ALL	4

static inline long no_libnuma(long result, ...)
{
	return result;
}

#define get_mempolicy(...)	no_libnuma(-1, __VA_ARGS__)
#define set_mempolicy(...)	no_libnuma(-1, __VA_ARGS__)
#define mbind(...)		no_libnuma(-1, __VA_ARGS__)
#define move_pages(...)		no_libnuma(-1, __VA_ARGS__)

#endif

/* Linux 6.9; libnuma has its name later. */
#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE	6
#endif

#ifndef MPOL_F_STATIC_NODES
#define MPOL_F_STATIC_NODES	0x8000	/* a flag, not a page */
#endif

#endif /* FAULTSIG_POPULATE_NUMA_H */
