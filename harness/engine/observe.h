/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the parts of the observer share: observe.c (the stall, the stimulus), watch.c
 * (asleep, spinning or dead while held), release.c (the release and the end) and starved.c
 * (does the victim get a CPU).
 */
#ifndef FAULTSIG_OBSERVE_H
#define FAULTSIG_OBSERVE_H

#include "engine.h"

/* observation.c */
bool returned(struct fault_cell *c);
bool victim_dead(struct fault_cell *c);
void wrong(struct fault_cell *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
pid_t fault_pid(struct fault_cell *c);
pid_t fault_tid(struct fault_cell *c);
char fault_task_state(struct fault_cell *c);
uint64_t fault_task_runs(struct fault_cell *c);
void sample_victim(struct fault_cell *c, pid_t except, struct task_sample *sample);

/* watch.c */
void quiesce(struct fault_cell *c);
void watch(struct fault_cell *c);
void watch_on(struct fault_cell *c);
void note_late_runs(struct fault_cell *c);
bool stop_reported(struct fault_cell *c);
bool sleeps_where_held(struct fault_cell *c);
bool sleeps_in_fault(struct fault_cell *c);

/* spin.c */
uint64_t spin_limit_ns(const struct fault_cell *c);

/* release.c */
void wake_without_page(struct fault_cell *c);

/* starved.c */
struct starvation {
	uint64_t begun_ns;
	uint64_t waited_ns;	/* time the victim's tasks had waited for a CPU at the beginning */
	uint64_t cpu_ns;	/* time they had spent on a CPU */
};

void see_newborn(struct fault_cell *c);
void begin_starvation(struct fault_cell *c, struct starvation *s);
bool is_starved(struct fault_cell *c, const struct starvation *s);

#endif /* FAULTSIG_OBSERVE_H */
