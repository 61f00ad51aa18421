// SPDX-License-Identifier: GPL-2.0-only
/*
 * The surroundings of a run, which must not be taken for the kernel: limits, name spaces,
 * tracers, seccomp filters, the scheduling policy.  Surroundings in which no cell can be
 * judged are looked for once, before the cells, and end the program in one line.
 * Surroundings that disturb only some cells are asked for when a cell has failed.
 *
 *	Bail out! faultsig: SENTENCE		and exit status 3: an error of the run
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "environment.h"
#include "forbidden.h"

#define EXIT_RUN_BROKE	3

/* Resources that a program must have: about twice what its largest cells take. */
#define DESCRIPTORS	128	/* 48 kept for /proc, 20 of a ring's cell */
#define QUEUED_SIGNALS	16	/* sigrt_queue sends 5, a timer holds one */
#define THREADS		6	/* a ring's cell: leader, fault, sibling, workers */
#define STACK_BYTES	1048576UL
#define SPACE_BYTES	(256UL << 20)	/* libraries 10 MiB, region 10 MiB, stacks 16 MiB */
#define MEMORY_BYTES	(32UL << 20)
#define FILE_BYTES	(64UL << 20)	/* the image of fixtures/loopfs.c has 16 MiB */
#define CPU_SECONDS	60	/* a cell's own deadline, CELL_TIMEOUT_S */

static void __attribute__((noreturn, format(printf, 1, 2))) bail_out(const char *fmt, ...)
{
	va_list ap;

	printf("Bail out! faultsig: ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	_exit(EXIT_RUN_BROKE);
}

/* ---- limits ---- */

static const struct limit {
	int resource;
	rlim_t least;
	const char *words;
} limits[] = {
	{ RLIMIT_NOFILE, DESCRIPTORS, "128 descriptors (ulimit -n)" },
	{ RLIMIT_STACK, STACK_BYTES, "a stack of 1 MiB (ulimit -s)" },
	{ RLIMIT_FSIZE, FILE_BYTES, "files of 64 MiB (ulimit -f)" },
	{ RLIMIT_CPU, CPU_SECONDS, "60 s of CPU time (ulimit -t)" },
};

static void check_limits(void)
{
	struct rlimit limit;
	size_t i;

	for (i = 0; i < ARRAY_LEN(limits); i++)
		if (!getrlimit(limits[i].resource, &limit) && limit.rlim_cur < limits[i].least)
			bail_out("a cell needs %s", limits[i].words);
}

/* /dev/null becomes a victim's standard descriptors, and some paths open it. */
static void check_null(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		bail_out("a cell needs /dev/null: %s", strerror(errno));
	close(null);
}

static void check_space(size_t size, int prot, const char *words)
{
	void *space = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (space == MAP_FAILED)
		bail_out("a cell needs %s: %s", words, strerror(errno));
	munmap(space, size);
}

static void do_nothing(int signo)
{
	(void)signo;
}

/*
 * RLIMIT_SIGPENDING counts all processes of a user, so that its value does not tell how many
 * signals can still be queued: queue them.
 */
static void check_signals(void)
{
	union sigval value = { .sival_int = 0 };
	struct timespec none = { 0 };
	sigset_t set, before;
	int queued = 0;

	/* A filter that forbids rt_sigreturn() shows in the first handler that returns. */
	signal(SIGUSR1, do_nothing);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &before);
	while (queued < QUEUED_SIGNALS && !sigqueue(getpid(), SIGRTMIN, value))
		queued++;
	if (queued < QUEUED_SIGNALS)
		bail_out("a cell needs 16 queued signals (ulimit -i): %s", strerror(errno));
	while (queued > 0 && sigtimedwait(&set, NULL, &none) == SIGRTMIN)
		queued--;
	/* A kernel that loses signals is for the cells to find; a filter is found here. */
	signal(SIGRTMIN, SIG_IGN);
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGRTMIN, SIG_DFL);
	if (queued && under_seccomp())
		bail_out("a seccomp filter forbids rt_sigtimedwait()");
}

/* ---- /proc, tasks and tracers ---- */

static void check_proc(void)
{
	char self[32] = "";
	ssize_t n = readlink("/proc/self", self, sizeof(self) - 1);

	if (n < 0 && errno == ENOENT && !access("/proc/1/stat", F_OK))
		bail_out("/proc is that of another pid namespace");
	if (n < 0)
		bail_out("/proc is not there: %s", strerror(errno));
	if (strtol(self, NULL, 10) != getpid())
		bail_out("/proc is that of another pid namespace");
}

static void *sit(void *arg)
{
	(void)arg;
	for (;;)
		poll(NULL, 0, -1);
	return NULL;
}

/* A process with as many threads as a cell has: reports when all are there, or the error. */
static void __attribute__((noreturn)) be_crowd(int ready)
{
	pthread_t thread;
	int i, err = 0;

	for (i = 0; i < THREADS && !err; i++)
		err = pthread_create(&thread, NULL, sit, NULL);
	if (write(ready, &err, sizeof(err)) == sizeof(err))
		sit(NULL);
	_exit(EXIT_FAILURE);
}

/* Start the process with many threads. Returns its pid, or -errno. */
static pid_t start_crowd(void)
{
	struct pollfd pfd = { .events = POLLIN };
	int ready[2], err = ETIMEDOUT;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		be_crowd(ready[1]);
	if (pid < 0)
		err = errno;
	close(ready[1]);
	pfd.fd = ready[0];
	if (pid > 0 && poll(&pfd, 1, ARM_DEADLINE_MS) == 1 &&
	    read(ready[0], &err, sizeof(err)) != sizeof(err))
		err = EAGAIN;
	close(ready[0]);
	if (pid > 0 && err) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return err ? -err : pid;
}

static void end_crowd(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static long tracer_of(pid_t pid)
{
	char path[64], status[4096], *line;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	if (!read_file(path, status, sizeof(status)))
		return -1;
	line = strstr(status, "\nTracerPid:");
	return line ? strtol(line + strlen("\nTracerPid:"), NULL, 10) : -1;
}

/* Reads /proc without task_read(), which would keep descriptors that belong to a cell. */
static bool is_shown(pid_t pid)
{
	char path[64], line[512];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, pid);
	return read_file(path, line, sizeof(line));
}

static void check_tasks(void)
{
	pid_t pid = start_crowd();
	long tracer;

	if (pid < 0)
		bail_out("a cell needs a process with six threads (ulimit -u, pids.max): %s",
			 strerror(-pid));
	tracer = tracer_of(pid);
	if (tracer < 0 || !is_shown(pid)) {
		end_crowd(pid);
		bail_out("/proc does not show our own children");
	}
	end_crowd(pid);
	if (tracer)
		bail_out("process %ld traces all that we start: a tracer changes what signals do",
			 tracer);
}

/* ---- seccomp ---- */

static void *end_at_once(void *arg)
{
	return arg;
}

/* End by exit_group() itself: _exit() falls back on exit(), which ends one thread. */
static void end_as(int status)
{
	syscall(SYS_exit_group, status);
	kill(getpid(), SIGKILL);
}

/* A thread that is not allowed to exit stays in a loop of the C library for good. */
static void end_with_thread(void)
{
	struct timespec deadline;
	pthread_t thread;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += ARM_DEADLINE_MS / 1000;
	end_as(pthread_create(&thread, NULL, end_at_once, NULL) ||
	       pthread_timedjoin_np(thread, NULL, &deadline) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Do a thread and a process end? */
static const char *forbidden_end(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		end_with_thread();
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return "exit_group";
	return WEXITSTATUS(status) ? "exit" : NULL;
}

/* Check calls that no argument makes fail, so that forbidden_call() can't ask for them. */
static const char *forbidden_otherwise(void)
{
	_Atomic uint32_t word = 0;
	struct rusage used;

	if (kill(getpid(), 0))
		return "kill";
	if (gettid() != getpid())
		return "gettid";
	if (syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0))
		return "futex";
	if (getppid() < 0)
		return "getppid";
	if (sysconf(_SC_NPROCESSORS_ONLN) < 1)
		return "sched_getaffinity";
	/* The C library does not sort errors of getuid(): it returns -errno as a uid. */
	if (getuid() >= (uid_t)-4095)
		return "getuid";
	if (getrusage(RUSAGE_SELF, &used))
		return "getrusage";
	return forbidden_end();
}

static void check_filter(void)
{
	const char *call = under_seccomp() ? forbidden_call(true) ?: forbidden_otherwise() : NULL;

	if (call)
		bail_out("a seccomp filter forbids %s()", call);
}

/**
 * environment_check() - look for surroundings in which no cell can be judged. Called once,
 *	before the cells.
 *
 * Does not return if there are any: the program ends.
 */
void environment_check(void)
{
	choose_policy();
	check_limits();
	check_space(SPACE_BYTES, PROT_NONE, "256 MiB of address space (ulimit -v)");
	check_space(MEMORY_BYTES, PROT_READ | PROT_WRITE, "32 MiB of memory (ulimit -v, -d)");
	check_null();
	check_filter();
	check_proc();
	check_signals();
	check_tasks();
	fflush(stdout);
}

/* ---- after a failure ---- */

/* Count how often pids.max was met in a directory of the cgroup tree and in those above it. */
static long pids_met_at(const char *root, char *path)
{
	char name[512], events[128], *met, *slash;
	long sum = 0;

	for (;;) {
		snprintf(name, sizeof(name), "%s%s/pids.events", root, path);
		if (read_file(name, events, sizeof(events))) {
			met = strstr(events, "max ");
			sum += met ? strtol(met + 4, NULL, 10) : 0;
		}
		slash = strrchr(path, '/');
		if (!slash)
			return sum;
		*slash = '\0';
	}
}

static long pids_met(void)
{
	char cgroups[4096], *line, *save = NULL, *path;
	long sum = 0;

	if (!read_file("/proc/self/cgroup", cgroups, sizeof(cgroups)))
		return 0;
	for (line = strtok_r(cgroups, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		path = strchr(line, '/');
		if (path && !strncmp(line, "0::", 3))
			sum += pids_met_at("/sys/fs/cgroup", path);
		else if (path && strstr(line, ":pids:"))
			sum += pids_met_at("/sys/fs/cgroup/pids", path);
	}
	return sum;
}

static long pids_met_before;

/**
 * environment_before() - ahead of a cell, note the count that environment_excuse() compares.
 */
void environment_before(void)
{
	if (!runs_alone())
		pids_met_before = pids_met();
}

static bool is_refusal(long ret)
{
	/* EOPNOTSUPP: the C library returns it for ENOSYS if the call was given flags. */
	return ret == -EPERM || ret == -EACCES || ret == -ENOSYS || ret == -EOPNOTSUPP;
}

/* A filter refused the call of the path before it did anything, or a call of its check. */
static const struct answer *filter_excuse(const struct fault_cell *c)
{
	const char *call = under_seccomp() ? forbidden_call(false) : NULL;
	const struct victim_shared *shared = c->victim.shared;

	if (!call)
		return NULL;
	if (shared && shared != MAP_FAILED && atomic_load(&shared->returned) &&
	    is_refusal(shared->ret))
		return lacks(NEED_UNFILTERED);
	if (c->obs.wrong[0] || (shared && shared != MAP_FAILED && shared->wrong[0]))
		return no_answer("a seccomp filter forbids some of the calls that look", 0);
	return NULL;
}

/* A guest limits nobody. */
static const struct answer *task_excuse(void)
{
	pid_t pid;

	if (runs_alone())
		return NULL;
	if (pids_met() != pids_met_before)
		return no_answer("pids.max of the cgroup was met in this cell", 0);
	pid = start_crowd();
	if (pid < 0)
		return no_answer("no task can be started", pid);
	end_crowd(pid);
	return NULL;
}

/**
 * environment_excuse() - find out whether a cell failed by its surroundings, not the kernel.
 * @c: the cell, which has failed.
 * Return: NULL if it was the kernel, or the answer to report in place of the failure.
 */
const struct answer *environment_excuse(const struct fault_cell *c)
{
	return filter_excuse(c) ?: task_excuse();
}

/**
 * vmstat_figure() - read a counter of /proc/vmstat.
 * @name: its name.
 * Return: the counter, -1 if there is none.
 */
long vmstat_figure(const char *name)
{
	char text[16384], *at;
	size_t len = strlen(name);

	if (!read_file("/proc/vmstat", text, sizeof(text)))
		return -1;
	for (at = text; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (!strncmp(at, name, len) && at[len] == ' ')
			return strtol(at + len, NULL, 10);
	return -1;
}
