/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cgroups that freeze a victim: freezer.c has what the stimuli of both versions of cgroups
 * share.
 */
#ifndef FAULTSIG_FREEZER_H
#define FAULTSIG_FREEZER_H

#include "engine.h"

/**
 * struct freezer - how a version of cgroups freezes.
 * @type: file system type of its mount, as in /proc/self/mounts.
 * @option: NULL, or an option of that mount.
 * @control: file of a cgroup that freezes and thaws it.
 * @freeze: what is written there to freeze.
 * @thaw: ... and to thaw.
 * @status: file that tells whether all tasks are frozen.
 * @frozen: the words there if they are.
 * @need: the requirement that is missing without it.
 */
struct freezer {
	const char *type;
	const char *option;
	const char *control;
	const char *freeze;
	const char *thaw;
	const char *status;
	const char *frozen;
	enum need need;
};

const struct answer *freezer_probe(const struct freezer *f);
int freezer_make(const struct freezer *f);
int freezer_move(pid_t pid);
int freezer_freeze(const struct freezer *f);
bool freezer_is_frozen(const struct freezer *f);
void freezer_end(const struct freezer *f, pid_t pid);

#endif /* FAULTSIG_FREEZER_H */
