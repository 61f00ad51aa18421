/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes below one of ours, as /proc shows them: for faultsig_supervise, which
 * shares nothing with the engine.
 */
#ifndef FAULTSIG_TASKS_H
#define FAULTSIG_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a program leaves behind to put the machine right when its tasks are gone. */
#define RESTORER	"faultsig_keeper"

/* One process found in /proc. */
struct task {
	pid_t pid;
	pid_t parent;
	bool restorer;
};

struct tasks {
	struct task *task;	/* freed by tasks_free() */
	size_t nr;
};

void *need(void *memory);
void tasks_below(struct tasks *below, pid_t root);
void tasks_free(struct tasks *tasks);
void kill_below(pid_t root, bool restorers);
size_t tell_below(int out, const char *what, pid_t root);

#endif /* FAULTSIG_TASKS_H */
