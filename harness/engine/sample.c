// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look at all tasks of a process at once: which are asleep, and how much CPU time they have used.
 * Nothing here writes.
 *
 * Deciding kernel code: kernel/sched/core.c:get_wchan(), fs/proc/base.c:proc_pid_schedstat(),
 * proc_task_getattr().
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine.h"

/* The tasks of a process, and how many links its directory of them has: one more for each task. */
static struct task_list {
	pid_t pid;
	DIR *dir;
	nlink_t links;		/* 0: they are to be listed again */
	size_t nr, size;
	pid_t *tid;
} tasks;

/* Open the list of another process's tasks; of 0 there is none. */
static void open_list(pid_t pid)
{
	char path[64];

	if (tasks.dir)
		closedir(tasks.dir);
	tasks.dir = NULL;
	tasks.pid = pid;
	tasks.links = 0;
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	if (pid)
		tasks.dir = opendir(path);
}

static void add_to_list(pid_t tid)
{
	if (tasks.nr == tasks.size) {
		tasks.size = tasks.size ? 2 * tasks.size : 16;
		tasks.tid = reallocarray(tasks.tid, tasks.size, sizeof(*tasks.tid));
		if (!tasks.tid)
			abort();
	}
	tasks.tid[tasks.nr++] = tid;
}

static void read_list(void)
{
	struct dirent *entry;

	rewinddir(tasks.dir);
	tasks.nr = 0;
	while ((entry = readdir(tasks.dir)))
		if (atoi(entry->d_name) > 0)
			add_to_list(atoi(entry->d_name));
}

/* List the tasks of a process, once more if there are more or less of them than last time. */
static const struct task_list *list_tasks(pid_t pid)
{
	struct stat now;

	if (tasks.pid != pid)
		open_list(pid);
	if (!tasks.dir || fstat(dirfd(tasks.dir), &now)) {
		tasks.nr = 0;
	} else if (now.st_nlink != tasks.links) {
		tasks.links = now.st_nlink;
		read_list();
	}
	return &tasks;
}

/**
 * sample_forget() - close what is kept open, once the victim is gone.
 */
void sample_forget(void)
{
	open_list(0);
}

/* Is the task off the CPU? Only then does /proc/TID/syscall show its registers. */
static bool off_cpu(pid_t pid, pid_t tid)
{
	char line[256];

	return !task_read(pid, tid, "syscall", line, sizeof(line)) &&
	       strncmp(line, "running", 7);
}

/* Add a line of schedstat: time on a CPU, time waiting for one, how often the task got one. */
static void add_schedstat(const char *line, struct task_sample *sample)
{
	uint64_t figures[3];
	char *end;
	int i;

	for (i = 0; i < 3; i++, line = end) {
		figures[i] = strtoull(line, &end, 10);
		if (end == line)
			return;
	}
	sample->cpu_ns += figures[0];
	sample->waited_ns += figures[1];
	sample->runs += figures[2];
}

/**
 * task_runs() - count how often a task has got a CPU.
 * @pid: process.
 * @tid: task.
 * Return: the number, or 0 if the task is gone or the kernel does not count.
 *
 * A look at the task's state, by its file "syscall", would wait until it is off the CPU.
 */
uint64_t task_runs(pid_t pid, pid_t tid)
{
	struct task_sample sample = { 0 };
	char buf[256];

	if (!task_read(pid, tid, "schedstat", buf, sizeof(buf)))
		add_schedstat(buf, &sample);
	return sample.runs;
}

/**
 * sample_task() - look once at one task, and add what it shows to a sample.
 * @pid: process.
 * @tid: task.
 * @sample: added to.
 *
 * A task counts as asleep when it can't run by itself: asleep, stopped, traced or dead.
 * The file with its state has fifty numbers, so it is read only if wchan does not say enough.
 */
void sample_task(pid_t pid, pid_t tid, struct task_sample *sample)
{
	char function[64], buf[256], state = 'S';
	bool named;

	task_function(pid, tid, function, sizeof(function));
	named = strcmp(function, "0");
	if (!named)
		state = task_state(pid, tid);
	if (!state)
		return;
	sample->tasks++;
	sample->ready += state == 'R';
	if (!task_read(pid, tid, "schedstat", buf, sizeof(buf)))
		add_schedstat(buf, sample);
	if (named || strchr("TtZXx", state))
		sample->asleep++;
	else if (strchr("SD", state) && off_cpu(pid, tid))
		sample->asleep_syscall++;
}

/* Look at all tasks that are listed. Returns false if one of them is gone. */
static bool sample_listed(const struct task_list *list, pid_t except, struct task_sample *sample)
{
	unsigned int seen = sample->tasks, due = 0;
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (list->tid[i] != except) {
			sample_task(list->pid, list->tid[i], sample);
			due++;
		}
	return sample->tasks - seen == due;
}

/**
 * sample_tasks() - look once at every task of a process, io workers included.
 * @pid: process.
 * @except: a task not to count, or 0.
 * @sample: added to.
 */
void sample_tasks(pid_t pid, pid_t except, struct task_sample *sample)
{
	struct task_sample before = *sample;

	if (sample_listed(list_tasks(pid), except, sample))
		return;
	/* Another one may have taken its place. */
	tasks.links = 0;
	*sample = before;
	sample_listed(list_tasks(pid), except, sample);
}

/**
 * task_besides() - find a task of a process that is neither its leader nor one other thread.
 * @pid: process.
 * @tid: that thread.
 * Return: the task, such as an io worker; @tid if there is none.
 */
pid_t task_besides(pid_t pid, pid_t tid)
{
	const struct task_list *list = list_tasks(pid);
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (list->tid[i] != pid && list->tid[i] != tid)
			return list->tid[i];
	return tid;
}
