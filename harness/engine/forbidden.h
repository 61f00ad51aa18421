/* SPDX-License-Identifier: GPL-2.0-only */
/* Which system calls of the suite a seccomp filter forbids: see forbidden.c. */
#ifndef FAULTSIG_FORBIDDEN_H
#define FAULTSIG_FORBIDDEN_H

#include <stdbool.h>

const char *forbidden_call(bool engine);

#endif /* FAULTSIG_FORBIDDEN_H */
