// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cgroup of the cell's own, in which its victim is frozen. A keeper process makes it, and
 * thaws and removes it when the controller lets go or is gone, however it ended: a task in a
 * frozen cgroup of version 1 can't even be killed.
 *
 *	controller				keeper, forked by freezer_make()
 *
 *	freezer_make()     <--- ready: errno ----- makes the cgroup
 *	freezer_move(),				   waits for the end of the lifeline
 *	freezer_freeze(),
 *	freezer_is_frozen()
 *	freezer_end():
 *	 moves the victim
 *	 back where it was ---- lifeline: EOF ---> thaws the cgroup, removes it when it is empty
 *	 waits for the end <---------------------- exits
 *
 * Deciding kernel code: kernel/cgroup/legacy_freezer.c, kernel/cgroup/freezer.c,
 * kernel/freezer.c:fake_signal_wake_up().
 */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "freezer.h"
#include "libc.h"

/* The victim ends with its cell, or is killed with the controller. */
#define EMPTY_DEADLINE_MS	30000
#define EMPTY_PACE_NS		2000000L

/* The cgroup of the cell; this process has only one cell. */
static struct {
	char dir[256];
	char parent[200];
	int lifeline;
	pid_t keeper;
	int err;
} group;

/* Find where the cgroups are mounted. Returns false if they are not. */
static bool find_mount(const struct freezer *f, char *dir, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *entry;
	bool found = false;

	while (mounts && !found && (entry = getmntent(mounts))) {
		if (strcmp(entry->mnt_type, f->type) ||
		    (f->option && !hasmntopt(entry, f->option)))
			continue;
		found = true;
		snprintf(dir, size, "%s", entry->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return found;
}

/**
 * freezer_probe() - tell whether cgroups of this version can be made here.
 * @f: the version.
 * Return: NULL, or the answer.
 */
const struct answer *freezer_probe(const struct freezer *f)
{
	char dir[200], procs[256];

	if (!find_mount(f, dir, sizeof(dir)))
		return lacks(f->need);
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", dir);
	return access(dir, W_OK) || access(procs, W_OK) ? lacks(f->need) : NULL;
}

static int write_to(const char *dir, const char *file, const char *text)
{
	char path[320];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static void remove_group(void)
{
	uint64_t deadline = deadline_in(EMPTY_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = EMPTY_PACE_NS };

	while (rmdir(group.dir) && errno == EBUSY && now_ns() < deadline)
		nanosleep(&pace, NULL);
}

static void __attribute__((noreturn)) keep(const struct freezer *f, int lifeline, int ready)
{
	int err = 0;
	char byte;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	setsid();
	prctl(PR_SET_PDEATHSIG, 0);
	if (mkdir(group.dir, 0700))
		err = -errno;
	if (write(ready, &err, sizeof(err)) != sizeof(err) || err)
		_exit(1);
	/* Nothing of the cell may stay open: the last close of a source is an event. */
	dup2(lifeline, STDIN_FILENO);
	close_range(STDOUT_FILENO, ~0U, 0);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	write_to(group.dir, f->control, f->thaw);
	remove_group();
	_exit(0);
}

static int fork_keeper(const struct freezer *f)
{
	int lifeline[2], ready[2], err = -EPIPE;

	if (pipe2(lifeline, O_CLOEXEC))
		return -errno;
	if (pipe2(ready, O_CLOEXEC)) {
		close(lifeline[0]);
		close(lifeline[1]);
		return -EMFILE;
	}
	group.keeper = fork();
	if (!group.keeper) {
		close(lifeline[1]);
		close(ready[0]);
		keep(f, lifeline[0], ready[1]);
	}
	close(lifeline[0]);
	close(ready[1]);
	if (group.keeper < 0 || read(ready[0], &err, sizeof(err)) != sizeof(err))
		err = -EPIPE;
	close(ready[0]);
	group.lifeline = lifeline[1];
	return err;
}

/*
 * Supervisors know the keeper by this name and let it finish. It has to have the name from its
 * first moment, so it gets that of the thread that forks it.
 */
static void *start_keeper(void *arg)
{
	prctl(PR_SET_NAME, "faultsig_keeper");
	group.err = fork_keeper(arg);
	return NULL;
}

/**
 * freezer_make() - make the cell's cgroup, and the process that removes it.
 * @f: the version of cgroups; the caller calls freezer_end().
 * Return: 0 or -errno.
 */
int freezer_make(const struct freezer *f)
{
	pthread_t thread;

	if (!find_mount(f, group.parent, sizeof(group.parent)))
		return -ENODEV;
	snprintf(group.dir, sizeof(group.dir), "%s/faultsig.%d.%llx", group.parent,
		 getpid(), (unsigned long long)now_ns());
	if (pthread_create(&thread, NULL, start_keeper, (void *)f))
		return -EAGAIN;
	pthread_join(thread, NULL);
	return group.err;
}

static int move_to(const char *dir, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return write_to(dir, "cgroup.procs", text);
}

/**
 * freezer_move() - move a process into the cgroup.
 * @pid: the process.
 * Return: 0 or -errno.
 */
int freezer_move(pid_t pid)
{
	return move_to(group.dir, pid);
}

/**
 * freezer_freeze() - freeze the cgroup. Does not wait.
 * @f: the version of cgroups.
 * Return: 0 or -errno.
 */
int freezer_freeze(const struct freezer *f)
{
	return write_to(group.dir, f->control, f->freeze);
}

/**
 * freezer_is_frozen() - tell whether all tasks of the cgroup are frozen.
 * @f: the version of cgroups.
 * Return: true if they are.
 */
bool freezer_is_frozen(const struct freezer *f)
{
	char path[320], text[256];

	snprintf(path, sizeof(path), "%s/%s", group.dir, f->status);
	return read_file(path, text, sizeof(text)) && strstr(text, f->frozen);
}

/**
 * freezer_end() - thaw the cgroup, and have it removed.
 * @f: the version of cgroups.
 * @pid: the process that was moved there.
 */
void freezer_end(const struct freezer *f, pid_t pid)
{
	if (group.keeper <= 0)
		return;
	write_to(group.dir, f->control, f->thaw);
	move_to(group.parent, pid);
	close(group.lifeline);
	waitpid(group.keeper, NULL, 0);
}
