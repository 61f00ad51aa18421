/* SPDX-License-Identifier: GPL-2.0-only */
/* The contract's table (contract_rules.c) and the questions to it (contract.c). */
#ifndef FAULTSIG_CONTRACT_H
#define FAULTSIG_CONTRACT_H

#include "engine.h"

/* Traits of a source, as the path of the cell meets it, that a rule can ask for. */
#define TRAIT_FAILS_ONCE	BIT_OF(0)	/* fault_source.fails_once */
#define TRAIT_USER_ONLY		BIT_OF(1)	/* .user_only, and the path is no user mode */
#define TRAIT_REFUSED		BIT_OF(2)	/* .refuses_gup, and the path is GUP */
#define TRAIT_LOCKED		BIT_OF(3)	/* mmap_lock may not be dropped for the wait */
#define TRAIT_REFAULTS		BIT_OF(4)	/* .refaults */
#define TRAIT_TRIES_TWICE	BIT_OF(5)	/* .tries_twice */
#define TRAIT_SA_RESTART	BIT_OF(6)	/* none of the source: the handler has SA_RESTART */

/**
 * struct contract_rule - the right outcome of a set of cases.
 * @paths: set of path classes.
 * @ends: set of what ends the wait, ENDS_*.
 * @traits: set of traits that the source has to have, TRAIT_*.
 * @without: set of traits that the source must not have, TRAIT_*.
 * @stimuli: set of what stimuli are to the kernel, EFFECT_*.
 * @outcome: the outcome that must be seen.
 * @since: first kernel version the rule holds for, KVER(); 0 always.
 * @until: first kernel version it no longer holds for, KVER(); 0 always.
 * @decides: kernel file and function.
 * @why: the rule in a sentence.
 */
struct contract_rule {
	uint32_t paths;
	uint32_t ends;
	uint32_t traits;
	uint32_t without;
	uint32_t stimuli;
	enum outcome outcome;
	unsigned int since;
	unsigned int until;
	const char *decides;
	const char *why;
};

/* contract_rules.c */
extern const struct contract_rule contract_rules[];
extern const size_t nr_contract_rules;

/**
 * struct contract_case - a case that the rules are asked about.
 * @path: class of the path.
 * @ends: what ends the wait, on this kernel and for this path.
 * @traits: TRAIT_*.
 * @effect: what the stimulus is to the kernel.
 * @version: version of the kernel, KVER().
 */
struct contract_case {
	enum path_class path;
	enum ends_wait ends;
	uint32_t traits;
	enum stimulus_effect effect;
	unsigned int version;
};

struct contract_case contract_case_of_cell(const struct cell_variant *v,
					   const struct stimulus *stim, unsigned int version);
struct contract_case contract_case_of(enum path_class path, const struct fault_source *source,
				      enum stimulus_effect effect, unsigned int version);
const struct contract_rule *contract_rule_for(const struct contract_case *k, unsigned int *ties);

#endif /* FAULTSIG_CONTRACT_H */
