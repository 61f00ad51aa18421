// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_orphans: starts every kind of job of slowfault.ko, kills its owner with SIGKILL in
 * the middle of it, and closes the other descriptors of the region. Then, within the module's
 * patience, the owner has to die, the last kernel thread of the module has to end, and nothing
 * may hold the module any more. In the end the module is unloaded.
 *
 *	kernels/boot --needs 'slowfault drm' debian:7.3 -- faultsig_orphans [MEMORY]
 *
 * MEMORY limits the calls to those on one memory: "killable", "userfaultfd" and so on.
 * There are three kinds of jobs. The first is a call of each function, by its caller or by a
 * kernel thread, whose fault is held by a persona of the region, or by a userfaultfd that
 * stays open and that nobody serves. The second is a reservation lock that is held or waited
 * for. The third is a VMA of a driver that is watched.
 *
 * Exits 0; 1 after "not ok"; 4 if the module is not there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trial.h"

#define PATIENCE_MS	500
/* Time for the work after the end of a wait, in an emulated guest. */
#define GRACE_MS	3000
#define DEADLINE_MS	(PATIENCE_MS + GRACE_MS)
#define SKIP		4
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif
#define UFFD		100	/* the owner's descriptor of its userfaultfd */

/* struct job - the call that an owner is in when it is killed. */
struct job {
	const char *memory;
	const struct slowfault_persona *persona;	/* NULL: a userfaultfd holds the fault */
	struct slowfault_call call;
};

static const struct { const char *name; struct slowfault_persona persona; } personas[] = {
	{ "killable", { .pages = 1, .wait = SLOWFAULT_WAIT_KILLABLE } },
	{ "killable, lock dropped", {
		.pages = 1, .wait = SLOWFAULT_WAIT_KILLABLE, .lock = SLOWFAULT_LOCK_DROPPED,
		.on_signal = SLOWFAULT_SIGNAL_RETRY } },
	{ "interruptible", { .pages = 1, .wait = SLOWFAULT_WAIT_INTERRUPTIBLE } },
	{ "lock retaken", { .pages = 1, .wait = SLOWFAULT_WAIT_INTERRUPTIBLE,
			    .lock = SLOWFAULT_LOCK_RETAKEN } },
	{ "as the flags say", { .pages = 1, .wait = SLOWFAULT_WAIT_AS_FLAGS,
				.lock = SLOWFAULT_LOCK_DROPPED_FIRST } },
	{ "uninterruptible", { .pages = 1, .wait = SLOWFAULT_WAIT_UNINTERRUPTIBLE } },
	{ "uninterruptible, lock dropped", {
		.pages = 1, .wait = SLOWFAULT_WAIT_UNINTERRUPTIBLE,
		.lock = SLOWFAULT_LOCK_DROPPED } },
	{ "spinning", { .pages = 1, .wait = SLOWFAULT_WAIT_KILLABLE,
			.defects = SLOWFAULT_SPIN } },
	{ "NOPAGE for ever", { .pages = 1, .resolve = SLOWFAULT_NOPAGE,
			       .times = SLOWFAULT_FOR_EVER } },
	{ "RETRY for ever", { .pages = 1, .resolve = SLOWFAULT_RETRY,
			      .times = SLOWFAULT_FOR_EVER } },
	{ "access", { .pages = 1, .wait = SLOWFAULT_WAIT_UNINTERRUPTIBLE,
		      .map = SLOWFAULT_MAP_PFN, .hook = SLOWFAULT_ACCESS } },
};

static struct buffer buffer;
static int region = -1;		/* the owner's; the parent has it, too, until it kills the owner */
static unsigned int passed, failed;
static uint64_t slowest_ms;

/* ---- the owner ---- */

static void *map_held(const struct job *job)
{
	size_t size = sysconf(_SC_PAGESIZE);

	if (!job->persona)
		return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ioctl(region, SLOWFAULT_IOC_PERSONA, job->persona))
		return MAP_FAILED;
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, region, 0);
}

/*
 * Hold the page by a userfaultfd, at a descriptor that the parent takes over: the close of the
 * last descriptor would release all faults.
 */
static bool hold_by_uffd(void *page)
{
	struct uffdio_register range = {
		.range = { (uintptr_t)page, sysconf(_SC_PAGESIZE) },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffdio_api api = { .api = UFFD_API };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	return fd >= 0 && !ioctl(fd, UFFDIO_API, &api) &&
	       !ioctl(fd, UFFDIO_REGISTER, &range) && dup2(fd, UFFD) == UFFD;
}

/* Do the call. A byte in the pipe announces its beginning, the end of the pipe its return. */
static void own_call(const struct job *job, int tell)
{
	struct slowfault_call call = job->call;
	void *page = map_held(job);

	if (page == MAP_FAILED || (!job->persona && !hold_by_uffd(page)))
		_exit(EXIT_FAILURE);
	call.addr = (uintptr_t)page;
	if (write(tell, "", 1) != 1)
		_exit(EXIT_FAILURE);
	ioctl(region, SLOWFAULT_IOC_CALL, &call);
	close(tell);
	for (;;)
		pause();
}

/* ---- the trial ---- */

static bool has_stalled(void)
{
	struct slowfault_state state;

	return !ioctl(region, SLOWFAULT_IOC_STATE, &state) && state.waiting;
}

static bool is_asleep(pid_t pid)
{
	char path[32], state = '?';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	fclose(f);
	return state == 'S' || state == 'D';
}

/*
 * Wait until the owner is in its job: it announced the call, and a handler waits. With a
 * userfaultfd, whose messages nobody reads, it is in its job once it sleeps. Or the call is back
 * already: not every job faults.
 */
static bool is_in_job(pid_t pid, int told, bool by_uffd)
{
	uint64_t deadline = now_ms() + DEADLINE_MS;
	struct pollfd pfd = { .fd = told, .events = POLLIN };
	char byte;

	if (read(told, &byte, 1) != 1)
		return false;
	while (now_ms() < deadline) {
		if (poll(&pfd, 1, 1) == 1 || (by_uffd ? is_asleep(pid) : has_stalled()))
			return true;
	}
	return false;
}

static bool leaves_nothing(int pidfd)
{
	uint64_t begin = now_ms();

	if (!ends_in(pidfd, DEADLINE_MS))
		return !printf("# the owner does not die\n");
	if (!no_workers(DEADLINE_MS))
		return !printf("# a kernel thread goes on\n");
	if (!module_is_free(DEADLINE_MS))
		return !printf("# the module is not free\n");
	if (now_ms() - begin > slowest_ms)
		slowest_ms = now_ms() - begin;
	return now_ms() - begin <= DEADLINE_MS;
}

/* Kill the owner and see what stays. A userfaultfd is kept open, as a monitor would do. */
static bool bury(pid_t pid)
{
	int pidfd = open_pidfd(pid), uffd = syscall(SYS_pidfd_getfd, pidfd, UFFD, 0);
	bool clean;

	close(region);
	region = -1;
	kill(pid, SIGKILL);
	clean = leaves_nothing(pidfd);
	close(pidfd);
	close(uffd);
	waitpid(pid, NULL, WNOHANG);
	return clean;
}

static void tell(bool good, const char *what, const char *how)
{
	if (good)
		passed++;
	else
		failed++;
	if (!good)
		printf("not ok - %s, %s\n", what, how);
	fflush(stdout);
}

static void try_call(const struct job *job, const char *how)
{
	int told[2];
	bool good;
	pid_t pid;

	region = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (region < 0 || pipe2(told, O_CLOEXEC)) {
		tell(false, "a region", strerror(errno));
		return;
	}
	pid = fork();
	if (!pid) {
		close(told[0]);
		own_call(job, told[1]);
	}
	close(told[1]);
	good = is_in_job(pid, told[0], !job->persona);
	if (!good)
		printf("# never in its job\n");
	good = bury(pid) && good;
	close(told[0]);
	tell(good, job->memory, how);
}

static void try_all_calls(const char *memory, const struct slowfault_persona *persona)
{
	static const uint32_t flags[] = {
		0, SLOWFAULT_CALL_LOCKED, SLOWFAULT_CALL_KTHREAD,
		SLOWFAULT_CALL_KTHREAD | SLOWFAULT_CALL_LOCKED,
	};
	struct job job = { .memory = memory, .persona = persona };
	char how[64];
	size_t i;

	printf("# %s\n", memory);
	fflush(stdout);
	for (job.call.op = 0; job.call.op < SLOWFAULT_OPS; job.call.op++) {
		for (i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
			job.call.flags = flags[i];
			job.call.len = 8;
			job.call.foll = job.call.op <= SLOWFAULT_FIXUP ? SLOWFAULT_FOLL_WRITE : 0;
			snprintf(how, sizeof(how), "call %u, flags %#x", job.call.op, flags[i]);
			try_call(&job, how);
		}
	}
}

/* ---- locks and watches ---- */

static void own_lock(int tell)
{
	int32_t fd = buffer.dmabuf;

	if (write(tell, "", 1) != 1)
		_exit(EXIT_FAILURE);
	ioctl(region, SLOWFAULT_IOC_RESV_LOCK, &fd);
	close(tell);
	for (;;)
		pause();
}

static void own_watch(int tell)
{
	void *page = mmap(NULL, buffer.size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer.card,
			  buffer.offset);
	uint64_t addr = (uintptr_t)page;

	if (page == MAP_FAILED || ioctl(region, SLOWFAULT_IOC_WATCH, &addr) ||
	    write(tell, "", 1) != 1)
		_exit(EXIT_FAILURE);
	*(volatile char *)page = 1;
	close(tell);
	for (;;)
		pause();
}

/* struct owner - a process that alone has @region. */
struct owner {
	pid_t pid;
	int told;
};

static struct owner start_owner(void (*own)(int tell))
{
	struct owner o;
	int told[2];
	char byte;

	region = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (region < 0 || pipe2(told, O_CLOEXEC))
		return (struct owner){ .pid = -1, .told = -1 };
	o.pid = fork();
	if (!o.pid) {
		close(told[0]);
		own(told[1]);
	}
	close(told[1]);
	o.told = told[0];
	if (read(o.told, &byte, 1) != 1)
		printf("# the owner has not begun\n");
	return o;
}

static bool is_back(const struct owner *o)
{
	struct pollfd pfd = { .fd = o->told, .events = POLLIN };

	return poll(&pfd, 1, DEADLINE_MS) == 1;
}

static bool falls_asleep(pid_t pid)
{
	uint64_t deadline = now_ms() + DEADLINE_MS;

	while (!is_asleep(pid) && now_ms() < deadline)
		poll(NULL, 0, 1);
	return is_asleep(pid);
}

/* Check that a wait for the lock does not hold up others: the region can be mapped at once. */
static bool can_be_mapped(void)
{
	struct slowfault_persona one_page = { .pages = 1 };
	size_t size = sysconf(_SC_PAGESIZE);
	uint64_t begin = now_ms();
	void *at;

	if (ioctl(region, SLOWFAULT_IOC_PERSONA, &one_page))
		return false;
	at = mmap(NULL, size, PROT_READ, MAP_SHARED, region, 0);
	if (at == MAP_FAILED)
		return false;
	munmap(at, size);
	return now_ms() - begin < PATIENCE_MS / 2;
}

/* Kill an owner that has the lock, and another that waits for it. */
static void try_locks(void)
{
	struct owner holder = start_owner(own_lock), waiter;
	bool good = holder.pid > 0 && is_back(&holder);
	int pidfd;

	close(region);
	waiter = start_owner(own_lock);
	good = good && falls_asleep(waiter.pid);
	tell(good && can_be_mapped(), "a region", "mapped while its owner waits for a lock");
	close(region);
	region = -1;
	pidfd = open_pidfd(waiter.pid);
	kill(waiter.pid, SIGKILL);
	/* It has to die before the first one lets go of the lock. */
	good = good && ends_in(pidfd, PATIENCE_MS / 2);
	close(pidfd);
	tell(good, "a reservation lock", "waited for");
	tell(bury(holder.pid), "a reservation lock", "held");
	close(holder.told);
	close(waiter.told);
}

/* Check that a watch is refused: the kernel knows this memory by its vm_operations. */
static void refuse_watch(const char *what, int fd)
{
	size_t size = sysconf(_SC_PAGESIZE);
	void *page = MAP_FAILED;
	uint64_t addr;
	int refused;

	if (fd < 0)
		return;
	region = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (!ftruncate(fd, size))
		page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	addr = (uintptr_t)page;
	refused = ioctl(region, SLOWFAULT_IOC_WATCH, &addr) && errno == EINVAL;
	tell(page != MAP_FAILED && refused, what, "not to be watched");
	if (page != MAP_FAILED)
		munmap(page, size);
	close(region);
	close(fd);
}

static void try_watch(void)
{
	struct owner o = start_owner(own_watch);
	bool good = o.pid > 0 && is_back(&o);

	tell(bury(o.pid) && good, "a VMA of a driver", "watched");
	close(o.told);
}

/* Is the memory wanted? If the user named one, no other is. */
static bool is_wanted(const char *memory, const char *name)
{
	return !name || !strcmp(memory, name);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	size_t i;

	signal(SIGCHLD, SIG_IGN);
	if (access(DEVICE, R_OK | W_OK)) {
		perror(DEVICE);
		return SKIP;
	}
	if (!set_patience_ms(PATIENCE_MS)) {
		perror("patience_ms");
		return EXIT_FAILURE;
	}
	for (i = 0; i < sizeof(personas) / sizeof(*personas); i++)
		if (is_wanted(personas[i].name, name))
			try_all_calls(personas[i].name, &personas[i].persona);
	if (is_wanted("userfaultfd", name))
		try_all_calls("userfaultfd", NULL);
	refuse_watch("shared memory", syscall(SYS_memfd_create, "orphans", MFD_CLOEXEC));
	refuse_watch("secret memory", syscall(SYS_memfd_secret, O_CLOEXEC));
	buffer = find_buffer();
	if (buffer.card < 0) {
		printf("no DRM driver: no reservation lock and no watch\n");
	} else {
		try_locks();
		try_watch();
	}
	tell(unload(), "the module", "unloaded");
	if (!passed)
		failed++;
	printf("%u trials, %u failed; the slowest owner left nothing after %llu ms\n",
	       passed + failed, failed, (unsigned long long)slowest_ms);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
