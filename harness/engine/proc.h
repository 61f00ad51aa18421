/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that read time, files and tasks: proc.c, sample.c. */
#ifndef FAULTSIG_PROC_H
#define FAULTSIG_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* struct task_sample - one look at every task of a process; times and counts are sums. */
struct task_sample {
	uint64_t cpu_ns;
	uint64_t waited_ns;	/* time ready to run, but off the CPU */
	uint64_t runs;		/* how often a task got a CPU */
	unsigned int tasks;
	unsigned int ready;	/* tasks in state R, which run or wait for a CPU */
	unsigned int asleep;
	unsigned int asleep_syscall;	/* more that sleep, by /proc/TID/syscall: blind wchan */
};

#define SIGNAL_BIT(signo)	(1ULL << ((signo) - 1))

/* proc.c */
uint64_t now_ns(void);
uint64_t deadline_in(int ms);
int left_ms(uint64_t deadline);
bool read_file(const char *path, char *buf, size_t size);
void task_forget(void);
int task_read(pid_t pid, pid_t tid, const char *name, char *buf, size_t size);
uint64_t task_pending(pid_t pid, pid_t tid);
uint64_t task_sleeps(pid_t pid, pid_t tid);
bool task_is_of(pid_t pid, pid_t tid);
char task_state(pid_t pid, pid_t tid);
bool task_exiting(pid_t pid, pid_t tid);
bool task_signaled(pid_t pid, pid_t tid);
bool task_has_schedstat(void);
bool wchan_is_blind(void);
void task_function(pid_t pid, pid_t tid, char *buf, size_t size);
void task_stack(pid_t pid, pid_t tid, char *buf, size_t size);

/* sample.c */
uint64_t task_runs(pid_t pid, pid_t tid);
void sample_forget(void);
void sample_task(pid_t pid, pid_t tid, struct task_sample *sample);
void sample_tasks(pid_t pid, pid_t except, struct task_sample *sample);
pid_t task_besides(pid_t pid, pid_t tid);

#endif /* FAULTSIG_PROC_H */
