/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that matrix.c calls to start a program, and for --list and --explain. */
#ifndef FAULTSIG_PROGRAM_H
#define FAULTSIG_PROGRAM_H

#include "faultsig.h"

void program_start(void);
void program_prepare(void);
void *shared_memory(size_t size);
void content_prepare(void);
void klog_prepare(void);
void ledger_prepare(void);
void pins_prepare(void);
void wchan_probe(void);
void program_list_cell(const char *cell, const struct cell_variant *v,
		       const struct stimulus *stim);
void contract_print(void);
void contract_check_cell(const char *cell, const struct cell_variant *v,
			 const struct stimulus *stim);
void program_explain_cell(const char *cell, const struct cell_variant *v,
			  const struct stimulus *stim);

#endif /* FAULTSIG_PROGRAM_H */
