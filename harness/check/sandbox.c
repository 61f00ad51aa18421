// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_sandbox: runs a program under a seccomp filter, as a container's runtime does,
 * for harness/check/sweep.
 *
 *	faultsig_sandbox -d NR[:COMMAND]=ERRNO... PROGRAM [ARGUMENT]...
 *		those system calls, by number, fail so; COMMAND is their second argument
 *	faultsig_sandbox -l FILE PROGRAM [ARGUMENT]...
 *		nothing fails; the numbers of the system calls made go to FILE, one a line
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DENIED_MAX	64
#define CALLS_MAX	1024
#define NO_COMMAND	(-1L)
/* Between two looks whether the child has its filter, and how often. */
#define PACE_NS		1000000L
#define PACES		5000

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

struct denied {
	unsigned int nr;
	long command;
	unsigned int err;
};

static struct denied denied[DENIED_MAX];
static unsigned int nr_denied;

static void die(const char *what)
{
	fprintf(stderr, "faultsig_sandbox: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void read_denied(char *text)
{
	struct denied d = { .command = NO_COMMAND };
	char *end;

	d.nr = strtoul(text, &end, 0);
	if (*end == ':')
		d.command = strtoul(end + 1, &end, 0);
	if (*end == '=')
		d.err = strtoul(end + 1, &end, 0);
	errno = EINVAL;
	if (*end || !d.err || nr_denied == DENIED_MAX)
		die(text);
	denied[nr_denied++] = d;
}

/* A jump over the next instructions when what was loaded is not the value. */
static struct sock_filter unless(uint32_t value, unsigned char over)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, over);
}

static int install(struct sock_filter *filter, size_t len, unsigned int flags)
{
	struct sock_fprog program = { .len = len, .filter = filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void deny(void)
{
	struct sock_filter filter[5 * DENIED_MAX + 1];
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < nr_denied; i++) {
		int with_command = denied[i].command != NO_COMMAND;

		filter[len++] = (struct sock_filter)LOAD(nr);
		filter[len++] = unless(denied[i].nr, with_command ? 3 : 1);
		if (with_command) {
			filter[len++] = (struct sock_filter)LOAD(args[1]);
			filter[len++] = unless(denied[i].command, 1);
		}
		filter[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
							    SECCOMP_RET_ERRNO | denied[i].err);
	}
	filter[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (install(filter, len, 0) < 0)
		die("seccomp");
}

/* In a run of the suite this is an error of the run: the program never began. */
static void __attribute__((noreturn)) run(char **argv)
{
	execv(argv[0], argv);
	printf("Bail out! faultsig: %s can't be started: %s\n", argv[0], strerror(errno));
	fflush(stdout);
	_exit(3);
}

/* ---- which calls ---- */

/*
 * Each call is reported, and goes on when that was noted: no tracer, which the suite would
 * refuse.  The child tells its descriptor in shared memory: its calls are held by then.
 */
static void __attribute__((noreturn)) run_reported(char **argv, atomic_int *listener)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	int fd = install(filter, 1, SECCOMP_FILTER_FLAG_NEW_LISTENER);

	if (fd < 0)
		_exit(EXIT_FAILURE);
	atomic_store(listener, fd);
	run(argv);
}

static int take_listener(pid_t pid, atomic_int *listener)
{
	struct timespec pace = { .tv_nsec = PACE_NS };
	int pidfd = syscall(SYS_pidfd_open, pid, 0), left = PACES;

	while (!atomic_load(listener) && left--)
		nanosleep(&pace, NULL);
	return syscall(SYS_pidfd_getfd, pidfd, atomic_load(listener), 0);
}

/* Until the last task with that filter is gone. */
static void note_calls(int fd, unsigned char *seen)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct seccomp_notif_resp goes_on;
	struct seccomp_notif call;

	while (poll(&pfd, 1, -1) == 1 && !(pfd.revents & POLLHUP)) {
		memset(&call, 0, sizeof(call));
		/* ENOENT: a signal came first, and the call comes again. */
		if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &call))
			continue;
		if (call.data.nr >= 0 && call.data.nr < CALLS_MAX)
			seen[call.data.nr] = 1;
		memset(&goes_on, 0, sizeof(goes_on));
		goes_on.id = call.id;
		goes_on.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &goes_on);
	}
}

static int write_calls(const char *name, const unsigned char *seen)
{
	FILE *file = fopen(name, "w");
	int i;

	for (i = 0; file && i < CALLS_MAX; i++)
		if (seen[i])
			fprintf(file, "%d\n", i);
	return !file || fclose(file) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int list_calls(const char *name, char **argv)
{
	static unsigned char seen[CALLS_MAX];
	atomic_int *listener = mmap(NULL, sizeof(*listener), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	int fd;

	if (listener == MAP_FAILED)
		die("mmap");
	pid = fork();
	if (!pid)
		run_reported(argv, listener);
	fd = take_listener(pid, listener);
	if (fd < 0)
		die("no listener");
	note_calls(fd, seen);
	waitpid(pid, NULL, 0);
	return write_calls(name, seen);
}

int main(int argc, char **argv)
{
	const char *list = NULL;
	int option;

	while ((option = getopt(argc, argv, "+d:l:")) != -1) {
		if (option == 'd')
			read_denied(optarg);
		else if (option == 'l')
			list = optarg;
		else
			return 2;
	}
	if (optind == argc)
		return 2;
	if (list)
		return list_calls(list, argv + optind);
	deny();
	run(argv + optind);
}
