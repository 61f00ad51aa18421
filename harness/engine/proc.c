// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read what /proc says about a task.  Nothing here writes.
 *
 * Deciding kernel code: kernel/sched/core.c:get_wchan() (a task on the run queue
 * has no wchan), fs/proc/array.c:do_task_stat().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

#define NSEC_PER_SEC	1000000000ULL

/**
 * now_ns() - read the monotonic clock.
 * Return: nanoseconds.
 */
uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/**
 * deadline_in() - compute a deadline.
 * @ms: how far ahead, milliseconds.
 * Return: monotonic nanoseconds.
 */
uint64_t deadline_in(int ms)
{
	return now_ns() + ms * 1000000ULL;
}

/**
 * left_ms() - time left until a deadline.
 * @deadline: monotonic nanoseconds.
 * Return: milliseconds, rounded up; 0 if the deadline is over.
 */
int left_ms(uint64_t deadline)
{
	uint64_t now = now_ns();

	return now >= deadline ? 0 : (deadline - now) / 1000000 + 1;
}

/**
 * read_file() - read the start of a small file as a string.
 * @path: file to read.
 * @buf: filled and terminated.
 * @size: bytes of @buf.
 * Return: false if it could not be read.
 */
bool read_file(const char *path, char *buf, size_t size)
{
	size_t used = 0;
	ssize_t n;
	int fd;

	buf[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* A seq_file returns at most a page for each read(). */
	while (used < size - 1 && (n = read(fd, buf + used, size - 1 - used)) > 0)
		used += n;
	close(fd);
	buf[used] = '\0';
	return used > 0;
}

/*
 * Files that stay open for each task.  A cell looks at a task dozens of times, and opening
 * the file is half the cost of a look.  A cell is a process, whose end closes them.
 */
static const char *const kept_names[] = { "stat", "schedstat", "wchan", "status" };

#define KEPT_TASKS	16

static struct kept_task {
	pid_t pid, tid;
	int fd[ARRAY_LEN(kept_names)];
} kept_tasks[KEPT_TASKS];

/*
 * Open a thread's file as /proc/TID, not below /proc/PID.  There the exit of the thread and
 * the controller's waitid() would flush the same entries, each in a busy loop until the other
 * is done with them (shrink_dcache_parent()): two thirds of a run's CPU time on a busy machine.
 */
static int open_task_file(pid_t pid, pid_t tid, const char *name)
{
	char path[96];

	if (tid == pid)
		snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid, name);
	else
		snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Find the descriptor kept for this file, and open it if need be; NULL for other files. */
static int *kept_file(pid_t pid, pid_t tid, const char *name)
{
	struct kept_task *kept = kept_tasks, *end = kept + KEPT_TASKS;
	size_t which = 0;

	while (which < ARRAY_LEN(kept_names) && strcmp(name, kept_names[which]))
		which++;
	while (kept < end && kept->tid && (kept->tid != tid || kept->pid != pid))
		kept++;
	if (which == ARRAY_LEN(kept_names) || kept == end)
		return NULL;
	if (!kept->tid)
		*kept = (struct kept_task){ .pid = pid, .tid = tid, .fd = { -1, -1, -1, -1 } };
	if (kept->fd[which] < 0)
		kept->fd[which] = open_task_file(pid, tid, name);
	return &kept->fd[which];
}

/**
 * task_forget() - close the files kept open, once the victim is gone.
 */
void task_forget(void)
{
	struct kept_task *kept;
	size_t i;

	for (kept = kept_tasks; kept < kept_tasks + KEPT_TASKS && kept->tid; kept++) {
		for (i = 0; i < ARRAY_LEN(kept_names); i++)
			if (kept->fd[i] >= 0)
				close(kept->fd[i]);
		kept->tid = 0;
	}
}

/**
 * task_read() - read a file of /proc about one task, not about its whole process.
 * @pid: process.
 * @tid: task.
 * @name: file name.
 * @buf: filled and terminated.
 * @size: bytes of @buf.
 * Return: 0, or -1 if it could not be read (the task may be gone).
 */
int task_read(pid_t pid, pid_t tid, const char *name, char *buf, size_t size)
{
	int *kept = kept_file(pid, tid, name);
	int fd = kept ? *kept : open_task_file(pid, tid, name);
	ssize_t n = fd < 0 ? -1 : pread(fd, buf, size - 1, 0);	/* one record, one read */

	if (fd >= 0 && (!kept || n < 0)) {
		close(fd);
		if (kept)
			*kept = -1;
	}
	buf[n > 0 ? n : 0] = '\0';
	return n > 0 ? 0 : -1;
}

/**
 * task_is_of() - tell whether a task belongs to a process, as a thread or an io worker.
 * @pid: process.
 * @tid: task.
 * Return: true if it does.
 */
bool task_is_of(pid_t pid, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
	return access(path, F_OK) == 0;
}

/* Add up SigPnd and ShdPnd of a task's status. Returns false if its text ends ahead of them. */
static bool parse_pending(const char *status, uint64_t *mask)
{
	const char *thread = strstr(status, "\nSigPnd:");
	const char *process = strstr(status, "\nShdPnd:");

	if (!process || !strchr(process + 1, '\n'))
		return false;
	*mask = strtoull(thread + strlen("\nSigPnd:"), NULL, 16) |
		strtoull(process + strlen("\nShdPnd:"), NULL, 16);
	return true;
}

/* Read a status that is long, as that of a user in 64 Ki groups is. */
static uint64_t read_long_status(pid_t pid, pid_t tid)
{
	int fd = open_task_file(pid, tid, "status");
	FILE *status = fd < 0 ? NULL : fdopen(fd, "r");
	uint64_t mask = 0;
	char *line = NULL;
	size_t size = 0;

	while (status && getline(&line, &size, status) > 0)
		if (!strncmp(line, "SigPnd:", 7) || !strncmp(line, "ShdPnd:", 7))
			mask |= strtoull(line + 7, NULL, 16);
	free(line);
	if (status)
		fclose(status);
	return mask;
}

/**
 * task_pending() - read which signals are pending for a thread or for its process.
 * @pid: process.
 * @tid: task.
 * Return: the bits of SigPnd and ShdPnd, see SIGNAL_BIT(); 0 if the task is gone.
 */
uint64_t task_pending(pid_t pid, pid_t tid)
{
	char status[4096];
	uint64_t mask;

	if (task_read(pid, tid, "status", status, sizeof(status)))
		return 0;
	return parse_pending(status, &mask) ? mask : read_long_status(pid, tid);
}

/**
 * task_sleeps() - read how often a task has given up its CPU to wait.
 * @pid: process.
 * @tid: task.
 * Return: the number; 0 if the task is gone, or the text is too long (many groups).
 */
uint64_t task_sleeps(pid_t pid, pid_t tid)
{
	char status[4096], *line;

	if (task_read(pid, tid, "status", status, sizeof(status)))
		return 0;
	line = strstr(status, "\nvoluntary_ctxt_switches:");
	return line ? strtoull(strchr(line, ':') + 1, NULL, 10) : 0;
}

/**
 * task_state() - read the state letter of a task.
 * @pid: process.
 * @tid: task.
 * Return: the letter, or 0 if the task is gone.
 */
char task_state(pid_t pid, pid_t tid)
{
	char stat[512], *end;

	if (task_read(pid, tid, "stat", stat, sizeof(stat)))
		return 0;
	end = strrchr(stat, ')');
	return end && end[1] == ' ' ? end[2] : 0;
}

#define PF_EXITING	0x4
#define PF_SIGNALED	0x400

/* Read the state and the flags of a task; false if it is gone. */
static bool read_flags(pid_t pid, pid_t tid, char *state, unsigned int *flags)
{
	char stat[512], *end;

	if (task_read(pid, tid, "stat", stat, sizeof(stat)))
		return false;
	end = strrchr(stat, ')');
	/* state ppid pgrp session tty_nr tpgid flags */
	return end && sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", state, flags) == 2;
}

/**
 * task_signaled() - tell whether a signal is ending a task, perhaps with a core dump.
 * @pid: process.
 * @tid: task.
 * Return: true as soon as the task has taken a fatal signal.
 */
bool task_signaled(pid_t pid, pid_t tid)
{
	unsigned int flags;
	char state;

	return read_flags(pid, tid, &state, &flags) && flags & (PF_EXITING | PF_SIGNALED);
}

/**
 * task_exiting() - tell whether a task is past the point where signals matter.
 * @pid: process.
 * @tid: task.
 * Return: true if it is gone, a zombie, or in do_exit().
 */
bool task_exiting(pid_t pid, pid_t tid)
{
	unsigned int flags;
	char state;

	return !read_flags(pid, tid, &state, &flags) || state == 'Z' || state == 'X' ||
	       flags & PF_EXITING;
}

/**
 * task_has_schedstat() - tell whether run times can be read.
 * Return: false without CONFIG_SCHED_INFO.
 */
bool task_has_schedstat(void)
{
	return access("/proc/self/schedstat", R_OK) == 0;
}

/**
 * task_function() - read the kernel function in which a task sleeps.
 * @pid: process.
 * @tid: task.
 * @buf: filled; "0" if the task is on the run queue or the function is not known.
 * @size: bytes of @buf.
 */
void task_function(pid_t pid, pid_t tid, char *buf, size_t size)
{
	if (task_read(pid, tid, "wchan", buf, size) || !buf[0])
		snprintf(buf, size, "0");
}

/**
 * task_stack() - read the kernel stack of a task, innermost function first.
 * @pid: process.
 * @tid: task.
 * @buf: filled with names joined by " < "; empty without the privilege.
 * @size: bytes of @buf.
 */
void task_stack(pid_t pid, pid_t tid, char *buf, size_t size)
{
	char raw[4096], *line, *save = NULL;
	size_t used = 0;

	buf[0] = '\0';
	if (task_read(pid, tid, "stack", raw, sizeof(raw)))
		return;
	for (line = strtok_r(raw, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *name = strstr(line, "] ");
		int n;

		if (!name)
			continue;
		name += 2;
		name[strcspn(name, "+")] = '\0';
		n = snprintf(buf + used, size - used, "%s%s", used ? " < " : "", name);
		if (n < 0 || used + n >= size)
			return;
		used += n;
	}
}
