/* SPDX-License-Identifier: GPL-2.0-only */
/* The path that only programs with a driver's memory run. */
#ifndef FAULTSIG_DRIVER_FAULT_FAMILIES_H
#define FAULTSIG_DRIVER_FAULT_FAMILIES_H

#include "faultsig.h"

/* populate.c */
extern const struct fault_path path_map_populate;

#endif /* FAULTSIG_DRIVER_FAULT_FAMILIES_H */
