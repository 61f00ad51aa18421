/* SPDX-License-Identifier: GPL-2.0-only */
/* The search for system calls that a seccomp filter forbids: forbidden.c. */
#ifndef FAULTSIG_FORBIDDEN_H
#define FAULTSIG_FORBIDDEN_H

#include <stdbool.h>

const char *forbidden_call(bool engine);

#endif /* FAULTSIG_FORBIDDEN_H */
