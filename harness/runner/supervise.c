// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_supervise: runs the test programs for run_tests.sh, -j at a time, and
 * leaves no task behind: not when a program hangs, not when run_tests.sh is
 * killed. It knows nothing about cells, TAP or verdicts.
 *
 * Every job has a warden, a child process that is the subreaper of all the job
 * forks. The warden alone looks at the job's tasks, so that a task stuck in the
 * kernel can hold up its warden, but never the supervisor. Who finds its parent
 * dead takes down all tasks below (tasks.c); those named RESTORER go last, on their own.
 *
 * stdin:  ID<TAB>TIMEOUT_S<TAB>PROGRAM[<TAB>ARGUMENT]...    a timeout of 0 is none;
 *         a file: it is read when a job can start, and must not keep us waiting
 * stdout: ID<TAB>LINE                      a line printed by the job, or about it
 *         \001ID<TAB>EVENT<TAB>MS          start | exit CODE | signal N | timeout |
 *                                          unkillable; MS since the supervisor began
 *         \001<TAB>tick<TAB>MS             once a second
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tasks.h"

#define JOBS_MAX	256
#define JOB_LINE_BYTES	(64 << 10)	/* a longer output line is cut in two */
#define VERDICT_BYTES	64

#define TICK_MS		1000
/* A task that is already on its way out is no leftover: exit_mmap() of a large process. */
#define LEFTOVER_GRACE_MS	100
/* SIGKILL to gone took 44 ms at worst (fs/aio.c:exit_aio waits for RCU); see take_down(). */
#define KILL_MS		2000
/* /proc reads take microseconds, unless they wait for the task's exec_update_lock. */
#define DUMP_MS		2000
/* run_tests.sh is gone: all tasks killed and reaped within a second. */
#define QUIT_MS		800

/* One running job, as the supervisor sees it. */
struct job {
	char *id;		/* the caller's name for it */
	pid_t warden;		/* runs it and reaps all it forks; 0: a free slot */
	int out;		/* what the job prints, non-blocking */
	int verdict;		/* how it ended, one line from the warden */
	long long give_up_ms;	/* when to stop believing in the warden */
	char *line;		/* output without a newline yet, JOB_LINE_BYTES */
	size_t len;		/* bytes in @line */
};

struct supervisor {
	struct job jobs[JOBS_MAX];
	int max;		/* jobs to run at once: the slots used of @jobs */
	int running;
	int null;		/* /dev/null */
	int signals;		/* signalfd: SIGCHLD, and what ends the run */
	long long start_ms;
	long long tick_ms;	/* when the next tick is due */
	bool no_more;		/* stdin is at its end */
};

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* ---- the warden: runs one job to its end ---- */

static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void die_with_parent(pid_t parent, int sig)
{
	prctl(PR_SET_PDEATHSIG, sig);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
}

/* A process group, not a session: in an orphaned group SIGTSTP would not stop anybody. */
static void exec_job(char **argv, int null, int out)
{
	setpgid(0, 0);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	reset_signals();
	execv(argv[0], argv);
	dprintf(STDOUT_FILENO, "# %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void quit(int code) __attribute__((noreturn));

/*
 * Reaps until @pid, or everybody when @pid is 0, is gone. False at the deadline.
 * Both signals are blocked, so that none is missed between the two calls.
 */
static bool reap_until(pid_t pid, int *status, long long deadline_ms)
{
	struct timespec left;
	long long left_ms;
	int seen_status;
	sigset_t wake;
	pid_t seen;

	sigemptyset(&wake);
	sigaddset(&wake, SIGCHLD);
	sigaddset(&wake, SIGTERM);
	for (;;) {
		while ((seen = waitpid(-1, &seen_status, WNOHANG)) > 0) {
			if (seen != pid)
				continue;
			*status = seen_status;
			return true;
		}
		if (seen < 0)
			return true;
		left_ms = deadline_ms - now_ms();
		if (left_ms <= 0)
			return false;
		left.tv_sec = left_ms / 1000;
		left.tv_nsec = left_ms % 1000 * 1000000;
		if (sigtimedwait(&wake, NULL, &left) == SIGTERM)
			quit(128 + SIGTERM);
	}
}

/* Kills everybody below; restorers only when they took three quarters of the time. */
static bool take_down(long long limit_ms)
{
	if (reap_until(0, NULL, now_ms()))
		return true;
	kill_below(getpid(), false);
	if (reap_until(0, NULL, now_ms() + limit_ms * 3 / 4))
		return true;
	kill_below(getpid(), true);
	return reap_until(0, NULL, now_ms() + limit_ms / 4);
}

/* Whoever is still there after QUIT_MS can't be killed. */
static void quit(int code)
{
	take_down(QUIT_MS);
	_exit(code);
}

static void tell_leftovers(int out)
{
	if (!reap_until(0, NULL, now_ms() + LEFTOVER_GRACE_MS))
		tell_below(out, "leftover task", getpid());
}

static void guard_job(char **argv, long long deadline_ms, int null, int out, int verdict)
{
	pid_t warden = getpid(), pid;
	bool timed_out;
	int status = 0;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid < 0) {
		dprintf(out, "# fork: %s\n", strerror(errno));
		_exit(EXIT_FAILURE);
	}
	if (!pid) {
		die_with_parent(warden, SIGKILL);
		exec_job(argv, null, out);
	}
	timed_out = !reap_until(pid, &status, deadline_ms);
	if (timed_out)
		tell_below(out, "task", warden);
	else
		tell_leftovers(out);
	if (!take_down(KILL_MS) && tell_below(out, "unkillable task", warden))
		dprintf(verdict, "unkillable");
	else if (timed_out)
		dprintf(verdict, "timeout");
	else if (WIFSIGNALED(status))
		dprintf(verdict, "signal %d", WTERMSIG(status));
	else
		dprintf(verdict, "exit %d", WEXITSTATUS(status));
	_exit(EXIT_SUCCESS);
}

/* ---- the supervisor ---- */

static void tell_event(const struct supervisor *sup, const char *id, const char *event)
{
	printf("\001%s\t%s\t%lld\n", id, event, now_ms() - sup->start_ms);
}

static void die(const char *what)
{
	fprintf(stderr, "faultsig_supervise: %s: %s\n", what, strerror(errno));
	quit(EXIT_FAILURE);
}

static void make_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC))
		die("pipe");
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static struct job *free_slot(struct supervisor *sup)
{
	struct job *job = sup->jobs;

	while (job->warden)
		job++;
	return job;
}

static void spawn_warden(struct supervisor *sup, struct job *job, char **argv, long timeout_s)
{
	long long deadline_ms = timeout_s ? now_ms() + timeout_s * 1000LL : LLONG_MAX;
	int out[2], verdict[2];
	pid_t self = getpid();

	make_pipe(out);
	make_pipe(verdict);
	job->warden = fork();
	if (job->warden < 0)
		die("fork");
	if (!job->warden) {
		die_with_parent(self, SIGTERM);
		for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
			dup2(sup->null, fd);
		guard_job(argv, deadline_ms, sup->null, out[1], verdict[1]);
	}
	close(out[1]);
	close(verdict[1]);
	job->out = out[0];
	job->verdict = verdict[0];
	job->give_up_ms = timeout_s ? deadline_ms + DUMP_MS + KILL_MS : LLONG_MAX;
}

/* A job line: ID<TAB>TIMEOUT_S<TAB>PROGRAM[<TAB>ARGUMENT]... */
static void start_job(struct supervisor *sup, char *line)
{
	char *id = strsep(&line, "\t"), *timeout = strsep(&line, "\t");
	struct job *job = free_slot(sup);
	size_t nr = 0, tabs = 0;
	char **argv;

	errno = EINVAL;
	if (!timeout || !line || !*line)
		die(id);
	for (const char *at = line; *at; at++)
		tabs += *at == '\t';
	argv = need(calloc(tabs + 2, sizeof(*argv)));
	while (line)
		argv[nr++] = strsep(&line, "\t");
	job->id = need(strdup(id));
	job->line = need(malloc(JOB_LINE_BYTES));
	job->len = 0;
	sup->running++;
	tell_event(sup, id, "start");
	spawn_warden(sup, job, argv, strtol(timeout, NULL, 10));
	free(argv);
}

static void start_jobs(struct supervisor *sup)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (sup->running < sup->max && !sup->no_more) {
		len = getline(&line, &size, stdin);
		if (len > 0 && line[len - 1] == '\n')
			line[--len] = '\0';
		if (len > 0)
			start_job(sup, line);
		sup->no_more = len < 0;
	}
	free(line);
}

static void print_line(struct job *job)
{
	printf("%s\t", job->id);
	fwrite(job->line, 1, job->len, stdout);
	putchar('\n');
	job->len = 0;
}

/* Up to twice what a pipe holds, so that a job which never stops talking is not served alone. */
static void forward_output(struct job *job)
{
	size_t limit = 128 << 10;
	char text[BUFSIZ];
	ssize_t len;

	while (limit >= sizeof(text) && (len = read(job->out, text, sizeof(text))) > 0) {
		limit -= len;
		for (ssize_t i = 0; i < len; i++) {
			if (text[i] != '\n')
				job->line[job->len++] = text[i] ? text[i] : ' ';
			if (text[i] == '\n' || job->len == JOB_LINE_BYTES)
				print_line(job);
		}
	}
}

static void finish_job(struct supervisor *sup, struct job *job, const char *verdict)
{
	forward_output(job);
	if (job->len)
		print_line(job);
	tell_event(sup, job->id, verdict);
	close(job->out);
	close(job->verdict);
	free(job->line);
	free(job->id);
	job->warden = 0;
	sup->running--;
}

/* Nothing to read is the end of a warden that somebody killed. */
static void read_verdict(struct supervisor *sup, struct job *job)
{
	char verdict[VERDICT_BYTES] = "";

	if (read(job->verdict, verdict, sizeof(verdict) - 1) <= 0)
		snprintf(verdict, sizeof(verdict), "signal %d", SIGKILL);
	finish_job(sup, job, verdict);
}

/* The warden itself is stuck. Its tasks are named by number: their files may be the trap. */
static void give_up_job(struct supervisor *sup, struct job *job)
{
	struct tasks below;

	forward_output(job);
	tasks_below(&below, job->warden);
	kill(job->warden, SIGKILL);
	for (size_t i = 0; i < below.nr; i++) {
		kill(below.task[i].pid, SIGKILL);
		printf("%s\t# unkillable task %d\n", job->id, below.task[i].pid);
	}
	tasks_free(&below);
	finish_job(sup, job, "unkillable");
}

static void handle_signal(struct supervisor *sup)
{
	struct signalfd_siginfo info;

	if (read(sup->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo != SIGCHLD)
		quit(128 + info.ssi_signo);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static void poll_events(struct supervisor *sup)
{
	struct pollfd fds[1 + 2 * JOBS_MAX];
	long long wake_ms = sup->tick_ms, now = now_ms();
	struct pollfd *fd = fds + 1;

	fds[0] = (struct pollfd){ .fd = sup->signals, .events = POLLIN };
	for (int i = 0; i < sup->max; i++, fd += 2) {
		const struct job *job = &sup->jobs[i];

		fd[0] = (struct pollfd){ .fd = job->warden ? job->out : -1, .events = POLLIN };
		fd[1] = (struct pollfd){ .fd = job->warden ? job->verdict : -1, .events = POLLIN };
		if (job->warden && job->give_up_ms < wake_ms)
			wake_ms = job->give_up_ms;
	}
	if (poll(fds, fd - fds, wake_ms > now ? wake_ms - now : 0) < 0)
		return;
	if (fds[0].revents)
		handle_signal(sup);
	for (int i = 0; i < sup->max; i++) {
		if (fds[1 + 2 * i].revents & POLLIN)
			forward_output(&sup->jobs[i]);
		if (fds[2 + 2 * i].revents)
			read_verdict(sup, &sup->jobs[i]);
	}
}

static void check_clock(struct supervisor *sup)
{
	long long now = now_ms();

	for (int i = 0; i < sup->max; i++)
		if (sup->jobs[i].warden && sup->jobs[i].give_up_ms <= now)
			give_up_job(sup, &sup->jobs[i]);
	if (now < sup->tick_ms)
		return;
	sup->tick_ms += TICK_MS;
	tell_event(sup, "", "tick");
}

static void flush_output(void)
{
	if (fflush(stdout))
		quit(EXIT_FAILURE);
}

static void run_jobs(struct supervisor *sup)
{
	start_jobs(sup);
	while (sup->running) {
		flush_output();
		poll_events(sup);
		check_clock(sup);
		start_jobs(sup);
	}
	flush_output();
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What the caller left open must not reach the jobs: a stuck task would hold it for ever. */
static void close_inherited_fds(void)
{
	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		close(fd);
}

static int refuse_arguments(void)
{
	fprintf(stderr, "usage: faultsig_supervise [-j JOBS (1-%d)] [-p PARENT_PID]\n", JOBS_MAX);
	return 2;
}

int main(int argc, char **argv)
{
	static struct supervisor sup = { .max = 1 };
	pid_t parent = getppid();
	int option;

	while ((option = getopt(argc, argv, "j:p:")) != -1) {
		if (option == 'j')
			sup.max = atoi(optarg);
		else if (option == 'p')
			parent = atoi(optarg);
		else
			return refuse_arguments();
	}
	if (sup.max < 1 || sup.max > JOBS_MAX || optind < argc)
		return refuse_arguments();
	close_inherited_fds();
	sup.start_ms = now_ms();
	sup.tick_ms = sup.start_ms + TICK_MS;
	sup.null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sup.signals = open_signals();
	if (sup.null < 0 || sup.signals < 0)
		die("start");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	die_with_parent(parent, SIGTERM);
	run_jobs(&sup);
	return EXIT_SUCCESS;
}
