// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OOM killer of a memory cgroup chooses the process whose thread is in the fault. Another
 * process of the group takes the memory; it is the controller's child, and has a lower score.
 *
 *	controller ---- victim into the group, adj 1000
 *	    |
 *	    +---- hog: into the group, writes more than the group may have
 *	                    |
 *	                    +---- oom_kill_process(): SIGKILL to the victim; the oom_reaper
 *	                          takes its memory, with the page that is held
 *
 * Deciding kernel code: mm/oom_kill.c:oom_kill_process(), __oom_reap_task_mm().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "proc.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/*
 * What the group may have, and what the hog takes, in a file. The scores count what a process
 * has mapped, and the adjustments in thousandths of the group's pages.
 */
#define GROUP_PAGES	1024
#define HOG_PAGES	2048
#define KILL_DEADLINE_MS	5000	/* the hog needs a CPU: 2 ms idle */
#define KILL_PACE_NS	200000L

/* The hierarchy that has the memory controller, and the cell's group there. */
static struct cgroup group;

static bool on_v1(void)
{
	return !cgroup_v1_probe();
}

static const struct answer *probe_group(const struct stimulus *stim)
{
	(void)stim;
	return on_v1() ? NULL : cgroup_v2_probe();
}

/* Limit the group. The hog's file has to stay out of swap space, which not each kernel has. */
static int limit_group(void)
{
	char bytes[32];
	int err;

	snprintf(bytes, sizeof(bytes), "%zu", GROUP_PAGES * small_page());
	err = cgroup_write(&group, on_v1() ? "memory.limit_in_bytes" : "memory.max", bytes);
	if (!err && on_v1())
		cgroup_write(&group, "memory.memsw.limit_in_bytes", bytes);
	else if (!err)
		cgroup_write(&group, "memory.swap.max", "0");
	return err;
}

static long count_kills(void)
{
	char path[400], text[512], *line;

	snprintf(path, sizeof(path), "%s/%s", group.path,
		 on_v1() ? "memory.oom_control" : "memory.events");
	if (!read_file(path, text, sizeof(text)))
		return 0;
	line = strstr(text, "oom_kill ");
	return line ? strtol(line + strlen("oom_kill "), NULL, 10) : 0;
}

static int adjust_score(pid_t pid, const char *adjustment)
{
	char path[64];
	int fd, err = 0;

	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, adjustment, strlen(adjustment)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int enter_group(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return cgroup_write(&group, "cgroup.procs", text);
}

/* The hog: fills a file until it is killed, or gets no more. */
static void __attribute__((noreturn)) take_memory(pid_t parent)
{
	int file = memfd_create("faultsig", MFD_CLOEXEC);
	char *page = calloc(1, small_page());
	int n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (file < 0 || !page || getppid() != parent || enter_group(getpid()))
		_exit(EXIT_FAILURE);
	for (n = 0; n < HOG_PAGES; n++)
		if (write(file, page, small_page()) < 0)
			break;
	for (;;)
		pause();
}

/* Is the hog dead? It stays a zombie, so that its pid is no other process's. */
static bool is_dead(pid_t hog)
{
	siginfo_t end = { 0 };

	return !waitid(P_PID, hog, &end, WEXITED | WNOHANG | WNOWAIT) && end.si_pid;
}

/* Wait until the OOM killer has chosen. If it chose the hog, nothing was sent to the victim. */
static int await_kill(pid_t hog)
{
	struct timespec pace = { .tv_nsec = KILL_PACE_NS };
	uint64_t deadline = deadline_in(KILL_DEADLINE_MS);

	while (!count_kills()) {
		if (is_dead(hog))
			return count_kills() > 1 ? 0 : -ECHILD;
		if (!left_ms(deadline))
			return -ETIMEDOUT;
		nanosleep(&pace, NULL);
	}
	return 0;
}

static int run_hog(void)
{
	pid_t parent = getpid(), hog = fork();
	int err;

	if (!hog)
		take_memory(parent);
	if (hog < 0)
		return -errno;
	err = await_kill(hog);
	if (!err && is_dead(hog) && count_kills() == 1)
		err = -EAGAIN;
	kill(hog, SIGKILL);
	waitpid(hog, NULL, 0);
	return err;
}

/* The program's keeper removes the group, which the dead victim may be in for a while. */
static int have_it_oom_killed(struct fault_cell *c)
{
	int err = on_v1() ? cgroup_v1_make(&group) : cgroup_v2_make(&group);

	err = err ?: limit_group();
	err = err ?: adjust_score(cell_victim(c), "1000");
	err = err ?: enter_group(cell_victim(c));
	return err ?: run_hog();
}

const struct stimulus stimulus_oom_kill = {
	.name = "oom_kill", .effect = EFFECT_KILL,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_PROCESS,
	.story = "the OOM killer of its memory cgroup chooses the process",
	.probe = probe_group, .send = have_it_oom_killed,
};

static const struct fault_source *const sources_load[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem,
	&source_fuse_private, NULL
};

static const struct fault_source *const sources_store[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_wp_anon,
	&source_uffd_wp_shmem, &source_fuse_private, NULL
};

#define CHOSEN(of_path, of_sources) \
	{ .path = of_path, .apart = "chosen", .sources = of_sources, \
	  .stimuli = STIMULI(&stimulus_oom_kill) }

const struct matrix_row rows_oom_kill[] = {
	CHOSEN(&path_load, sources_load),
	CHOSEN(&path_store, sources_store),
	CHOSEN(&path_pipe_read, sources_store),
	CHOSEN(&path_pipe_write, sources_load),
	CHOSEN(&path_vm_readv, sources_load),
	CHOSEN(&path_vm_writev, sources_store),
	CHOSEN(&path_populate_read, sources_load),
	CHOSEN(&path_populate_write, sources_store),
	CHOSEN(&path_uring_read, sources_store),
	CHOSEN(&path_uring_read_async, sources_store),
	{ }
};
