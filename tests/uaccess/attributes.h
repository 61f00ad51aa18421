/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparison of statx() with fstat(): attributes.c. */
#ifndef FAULTSIG_UACCESS_ATTRIBUTES_H
#define FAULTSIG_UACCESS_ATTRIBUTES_H

struct statx;

const char *attributes_check(int fd, const struct statx *stx);

#endif /* FAULTSIG_UACCESS_ATTRIBUTES_H */
