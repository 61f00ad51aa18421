// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_init: process 1 of a guest that kernels/boot starts. Static, and with
 * nothing beside it: no shell, no modprobe. It mounts what the cells use, loads the
 * modules it was given, runs one command with the result channel as its output,
 * tells how that ended, and powers off. It knows nothing about cells.
 *
 * The result channel is a virtio-serial port: kernel messages can't get into it, a
 * write is one exit of the emulated machine and not one per byte, and the port is the
 * same on every architecture. Our own lines in it start with \001:
 *
 *	\001guest TAB release TAB machine TAB ms	ready after ms of this kernel's time
 *	\001module TAB file TAB errno			could not be loaded
 *	\001mount TAB where TAB errno			could not be mounted
 *	\001exit TAB code, \001signal TAB number	the command's end
 *	\001broke TAB what TAB errno			no end, for want of a beginning
 *
 * With FAULTSIG_CONSOLE, which the kernel's command line puts into the environment, the command
 * has the console instead, to read and to write: it is a shell, for LAVA.
 *
 * Started as anything but process 1 it is true(1): the shortest guest there is.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* kernels/boot puts these there. */
#define MODULES		"/faultsig.modules"	/* path and options a line, in order */
#define SLOWFAULT	"/slowfault.ko"		/* only if cells need it */
#define COMMAND		"/faultsig.command"	/* arguments, each ended by a NUL */
#define EXT4		"/faultsig.ext4"	/* see fixtures/filesystem.c */
#define XFS		"/faultsig.xfs"
#define BTRFS		"/faultsig.btrfs"
#define INPUT		"/faultsig.input"	/* the command's standard input */
#define PROGRAMS	"/faultsig"		/* its working directory */
#define STOP_LIST	"/faultsig.stop"	/* see harness/engine/stop.c */
#define PORT_NAME	"faultsig"
#define STOP_NAME	"faultsig.stop"
#define CONSOLE		"FAULTSIG_CONSOLE"

/* A virtio-serial port appears a few ms after its driver, 100 ms on a busy host. */
#define PORT_TRIES	500
#define PORT_WAIT_NS	20000000

#define COMMAND_BYTES	(64 << 10)
#define ARGUMENTS_MAX	256

struct mount_point {
	const char *where;
	const char *type;
	const char *options;
};

static const struct mount_point mount_points[] = {
	{ "/proc", "proc", NULL },
	{ "/sys", "sysfs", NULL },
	{ "/dev", "devtmpfs", NULL },
	{ "/dev/pts", "devpts", NULL },
	{ "/dev/shm", "tmpfs", "mode=1777,huge=never" },
	{ "/dev/hugepages", "hugetlbfs", NULL },
	{ "/tmp", "tmpfs", "mode=1777,huge=never" },
	{ "/sys/fs/cgroup", "cgroup2", NULL },
	{ "/freezer", "cgroup", "freezer" },
	{ "/sys/kernel/debug", "debugfs", NULL },
};

/* Reports end up here before there is a channel. */
static int channel = STDERR_FILENO;

static void report(const char *what, const char *which, int number)
{
	dprintf(channel, "\001%s\t%s\t%d\n", what, which, number);
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void broke(const char *what)
{
	report("broke", what, errno);
	power_off();
}

/* 5.10 has no CONFIG_ for some of these; what a cell misses there it says itself. */
static void mount_all(void)
{
	const struct mount_point *mp = mount_points;
	const struct mount_point *end = mp + sizeof(mount_points) / sizeof(*mp);

	for (; mp < end; mp++) {
		mkdir(mp->where, 0755);
		if (mount(mp->type, mp->where, mp->type, 0, mp->options) && errno != EBUSY)
			report("mount", mp->where, errno);
	}
	/* Any user space has it; without it TOMOYO refuses execveat() of a memfd. */
	if (symlink("/proc/self/fd", "/dev/fd") && errno != EEXIST)
		report("symlink", "/dev/fd", errno);
}

static bool load_module(const char *path, const char *options)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool loaded = fd >= 0 &&
		      (!syscall(SYS_finit_module, fd, options, 0) || errno == EEXIST);

	if (!loaded)
		report("module", path, errno);
	close(fd);
	unlink(path);
	return loaded;
}

static void load_modules(void)
{
	FILE *list = fopen(MODULES, "re");
	char line[256], *options;

	if (!list)
		return;
	while (fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = '\0';
		options = line + strcspn(line, " ");
		if (*options)
			*options++ = '\0';
		load_module(line, options);
	}
	fclose(list);
}

/* Whether /sys/class/virtio-ports/@port is the one kernels/boot named so. */
static bool is_named(const char *port, const char *wanted)
{
	char path[512], name[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", port);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, name, sizeof(name) - 1) < 0)
		name[0] = '\0';
	close(fd);
	name[strcspn(name, "\n")] = '\0';
	return !strcmp(name, wanted);
}

static int open_port(const char *name, int flags)
{
	DIR *ports = opendir("/sys/class/virtio-ports");
	struct dirent *port;
	char path[512];
	int fd = -1;

	if (!ports)
		return -1;
	while (fd < 0 && (port = readdir(ports))) {
		if (!is_named(port->d_name, name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", port->d_name);
		fd = open(path, flags | O_CLOEXEC);
	}
	closedir(ports);
	return fd;
}

/* devtmpfs and the class directory tell nobody who has no netlink reader: ask again. */
static void open_channel(void)
{
	const struct timespec wait = { .tv_nsec = PORT_WAIT_NS };
	int fd;

	if (getenv(CONSOLE))
		return;
	for (int i = 0; i < PORT_TRIES; i++) {
		fd = open_port(PORT_NAME, O_WRONLY);
		if (fd >= 0) {
			channel = fd;
			return;
		}
		nanosleep(&wait, NULL);
	}
	errno = ENODEV;
	broke("result channel (CONFIG_VIRTIO_PCI, CONFIG_VIRTIO_CONSOLE)");
}

/* What the host writes to the other port is the list of cells that it wants no more of. */
static void follow_stop_list(void)
{
	int port = open_port(STOP_NAME, O_RDONLY), list;
	char text[4096];
	ssize_t len;

	if (port < 0)
		return;
	setenv("FAULTSIG_STOP", STOP_LIST, 1);
	if (fork()) {
		close(port);
		return;
	}
	list = open(STOP_LIST, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	while ((len = read(port, text, sizeof(text))) > 0)
		if (write(list, text, len) != len)
			break;
	_exit(EXIT_FAILURE);
}

static void set_sysctl(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, value, strlen(value)) < 0)
		report("sysctl", path, errno);
	close(fd);
}

static void raise_loopback(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &lo);
	close(fd);
}

static void announce(void)
{
	struct timespec now;
	struct utsname name;

	uname(&name);
	clock_gettime(CLOCK_MONOTONIC, &now);
	dprintf(channel, "\001guest\t%s\t%s\t%lld\n", name.release, name.machine,
		now.tv_sec * 1000LL + now.tv_nsec / 1000000);
}

/* Points @argv into @text, which has the arguments. */
static void read_command(char *text, char **argv)
{
	int fd = open(COMMAND, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, COMMAND_BYTES);
	int nr = 0;

	if (len <= 0 || text[len - 1])
		broke("command");
	close(fd);
	for (char *at = text; at < text + len && nr < ARGUMENTS_MAX; at += strlen(at) + 1)
		argv[nr++] = at;
	argv[nr] = NULL;
}

static void become_command(char **argv)
{
	int in = open(getenv(CONSOLE) ? "/dev/console" : INPUT, O_RDONLY);

	if (in < 0)
		in = open("/dev/null", O_RDWR);
	dup2(in, STDIN_FILENO);
	dup2(channel, STDOUT_FILENO);
	dup2(channel, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	setsid();
	if (!chdir(PROGRAMS))
		execvp(argv[0], argv);
	channel = STDOUT_FILENO;
	report("broke", argv[0], errno);
	_exit(127);
}

/* Process 1 is everybody's parent in the end. */
static int reap_until(pid_t pid)
{
	int status;
	pid_t seen;

	do {
		seen = wait(&status);
	} while (seen != pid && (seen > 0 || errno == EINTR));
	return status;
}

static void run_command(void)
{
	static char text[COMMAND_BYTES];
	char *argv[ARGUMENTS_MAX + 1];
	int status;
	pid_t pid;

	read_command(text, argv);
	pid = fork();
	if (pid < 0)
		broke("fork");
	if (!pid)
		become_command(argv);
	status = reap_until(pid);
	if (WIFSIGNALED(status))
		dprintf(channel, "\001signal\t%d\n", WTERMSIG(status));
	else
		dprintf(channel, "\001exit\t%d\n", WEXITSTATUS(status));
}

/* Tell the programs where the start of a ready file system is. */
static void name_disk(const char *variable, const char *file)
{
	if (!access(file, R_OK))
		setenv(variable, file, 1);
}

int main(void)
{
	if (getpid() != 1)
		return EXIT_SUCCESS;
	setenv("PATH", PROGRAMS, 1);
	setenv("HOME", "/tmp", 1);
	/* What the cells leave behind can be told cell by cell. */
	setenv("FAULTSIG_ALONE", "1", 1);
	name_disk("FAULTSIG_EXT4", EXT4);
	name_disk("FAULTSIG_XFS", XFS);
	name_disk("FAULTSIG_BTRFS", BTRFS);
	mount_all();
	/*
	 * From 7.2 on each slice ends by a timer of its own, set at each switch of tasks. The timer
	 * of an emulated machine takes four writes to ports: an eighth of a cell. No fault differs.
	 */
	set_sysctl("/sys/kernel/debug/sched/features", "NO_HRTICK");
	load_modules();
	open_channel();
	/* Built for this very kernel: that it does not load is no reason to skip cells. */
	if (!access(SLOWFAULT, R_OK) && !load_module(SLOWFAULT, ""))
		broke("slowfault.ko does not load");
	/* A task that was not scheduled for so long has hung: no cell stalls longer. */
	set_sysctl("/proc/sys/kernel/hung_task_timeout_secs", "30");
	set_sysctl("/proc/sys/kernel/hung_task_warnings", "-1");
	raise_loopback();
	follow_stop_list();
	announce();
	run_command();
	power_off();
}
