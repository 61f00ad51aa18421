/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of controls.c. */
#ifndef FAULTSIG_CONTROLS_FAMILIES_H
#define FAULTSIG_CONTROLS_FAMILIES_H

#include "control.h"

extern const struct control controls_rig[];
extern const struct control controls_outcomes[];
extern const struct control controls_data[];
extern const struct control controls_stall[];
extern const struct control controls_signals[];
extern const struct control controls_stuck[];
extern const struct control controls_kernel_state[];
extern const struct control controls_unseen[];
extern const struct control controls_worker[];
extern const struct control controls_starved[];
extern const struct control controls_mmap_lock[];
extern const struct control controls_answers[];
extern const struct control controls_dump[];
extern const struct control controls_pages[];
extern const struct control controls_driver[];
extern const struct control controls_ledger[];
extern const struct control controls_stops[];
extern const struct control controls_schedule[];
extern const struct control controls_bystander[];
extern const struct control controls_told[];
extern const struct control controls_disk[];
extern const struct control controls_events[];
extern const struct control controls_memory[];
extern const struct control controls_sibling[];

extern const struct matrix_check checks_judgement[];
extern const struct matrix_check checks_completions[];
extern const struct matrix_check checks_sample[];
extern const struct matrix_check checks_schedule[];

#endif /* FAULTSIG_CONTROLS_FAMILIES_H */
