// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds in /proc who descends from a process, kills them, and tells what they do. A
 * read of a stuck task's files may never return: only a warden may call what tells.
 *
 * Deciding kernel code: fs/proc/array.c:do_task_stat(), fs/proc/base.c:lock_trace().
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tasks.h"

/**
 * need() - what an allocation returned.
 * @memory: NULL ends this process.
 * Return: @memory, the caller's to free.
 */
void *need(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "faultsig_supervise: out of memory\n");
	_exit(EXIT_FAILURE);
}

static ssize_t read_proc(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, text, size - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	return len;
}

/*
 * Fails for a process that is gone or only waits to be reaped. A dead thread group
 * leader whose threads live on is shown as a zombie, too: those count.
 */
static bool read_task(pid_t pid, struct task *task)
{
	char path[64], stat[512], state;
	const char *after_name;
	int threads;

	task->pid = pid;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (read_proc(path, stat, sizeof(stat)) <= 0)
		return false;
	after_name = strrchr(stat, ')');
	if (!after_name ||
	    sscanf(after_name + 1,
		   " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %d",
		   &state, &task->parent, &threads) != 3)
		return false;
	task->restorer = strstr(stat, "(" RESTORER ")");
	return state != 'X' && (state != 'Z' || threads > 1);
}

static void tasks_add(struct tasks *tasks, const struct task *task)
{
	if (!(tasks->nr & 63))
		tasks->task = need(realloc(tasks->task,
					   (tasks->nr + 64) * sizeof(*tasks->task)));
	tasks->task[tasks->nr++] = *task;
}

/**
 * tasks_free() - forget a list.
 * @tasks: empty afterwards.
 */
void tasks_free(struct tasks *tasks)
{
	free(tasks->task);
	*tasks = (struct tasks){ 0 };
}

static void tasks_read(struct tasks *tasks)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	struct task task;
	pid_t pid;

	if (!proc)
		return;
	while ((entry = readdir(proc))) {
		pid = atoi(entry->d_name);
		if (pid > 0 && read_task(pid, &task))
			tasks_add(tasks, &task);
	}
	closedir(proc);
}

static bool tasks_has(const struct tasks *tasks, pid_t pid)
{
	for (size_t i = 0; i < tasks->nr; i++)
		if (tasks->task[i].pid == pid)
			return true;
	return false;
}

static void tasks_add_children(struct tasks *tasks, const struct tasks *all, pid_t parent)
{
	for (size_t i = 0; i < all->nr; i++)
		if (all->task[i].parent == parent)
			tasks_add(tasks, &all->task[i]);
}

/**
 * tasks_below() - the processes that descend from one, parents first.
 * @below: filled; tasks_free() frees it.
 * @root: the process, itself not among them.
 */
void tasks_below(struct tasks *below, pid_t root)
{
	struct tasks all = { 0 };

	*below = (struct tasks){ 0 };
	tasks_read(&all);
	tasks_add_children(below, &all, root);
	for (size_t i = 0; i < below->nr; i++)
		tasks_add_children(below, &all, below->task[i].pid);
	tasks_free(&all);
}

/**
 * kill_below() - SIGKILL to all that descend from a process.
 * @root: the process.
 * @restorers: those named RESTORER, too.
 *
 * A task with SIGKILL pending can't fork any more, so a round that finds nobody new
 * is the last.
 */
void kill_below(pid_t root, bool restorers)
{
	struct tasks killed = { 0 }, below;
	bool more = true;

	while (more) {
		more = false;
		tasks_below(&below, root);
		for (size_t i = 0; i < below.nr; i++) {
			if (tasks_has(&killed, below.task[i].pid) ||
			    (below.task[i].restorer && !restorers))
				continue;
			kill(below.task[i].pid, SIGKILL);
			more = true;
		}
		tasks_free(&killed);
		killed = below;
	}
	tasks_free(&killed);
}

static void status_field(const char *status, const char *key, char *value, size_t size)
{
	const char *at = strstr(status, key);
	size_t len;

	snprintf(value, size, "?");
	if (!at)
		return;
	at += strlen(key);
	at += strspn(at, "\t ");
	len = strcspn(at, "\n");
	snprintf(value, size, "%.*s", (int)len, at);
}

static void tell_lines(int out, const char *label, const char *path)
{
	char text[4096], *line, *rest = text;

	if (read_proc(path, text, sizeof(text)) < 0) {
		dprintf(out, "#   %s: %s\n", label, strerror(errno));
		return;
	}
	while ((line = strsep(&rest, "\n")))
		if (*line)
			dprintf(out, "#   %s: %s\n", label, line);
}

/* Never cmdline or environ: those take the mmap_lock that a stalled task may hold. */
static void tell_task(int out, const char *what, pid_t pid, pid_t tid)
{
	static const char * const files[] = { "wchan", "syscall", "stack", NULL };
	char path[64], status[4096], name[32], state[32], thread[32], shared[32];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", pid, tid);
	if (read_proc(path, status, sizeof(status)) <= 0)
		return;
	status_field(status, "Name:", name, sizeof(name));
	status_field(status, "\nState:", state, sizeof(state));
	status_field(status, "\nSigPnd:", thread, sizeof(thread));
	status_field(status, "\nShdPnd:", shared, sizeof(shared));
	dprintf(out, "# %s %d/%d %s: State %s, SigPnd %s, ShdPnd %s\n",
		what, pid, tid, name, state, thread, shared);
	for (const char * const *file = files; *file; file++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid, *file);
		tell_lines(out, *file, path);
	}
}

static void tell_process(int out, const char *what, pid_t pid)
{
	struct dirent *entry;
	char path[64];
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	threads = opendir(path);
	if (!threads)
		return;
	while ((entry = readdir(threads)))
		if (isdigit((unsigned char)*entry->d_name))
			tell_task(out, what, pid, atoi(entry->d_name));
	closedir(threads);
}

/**
 * tell_below() - what the threads do of all that descend from a process.
 * @out: diagnostics are written to this descriptor.
 * @what: what to call a thread.
 * @root: the process.
 * Return: the number of processes that were told about; restorers are not.
 */
size_t tell_below(int out, const char *what, pid_t root)
{
	struct tasks below;
	size_t nr = 0;

	tasks_below(&below, root);
	for (size_t i = 0; i < below.nr; i++) {
		if (below.task[i].restorer)
			continue;
		tell_process(out, what, below.task[i].pid);
		nr++;
	}
	tasks_free(&below);
	return nr;
}
