// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_fuzz: random calls into slowfault.ko. Processes of two threads share two regions
 * and call with random arguments in random order, map, unmap, touch, fork and close, until
 * their parent kills them in the middle of it. The kernel is what must not complain:
 *
 *	kernels/boot --needs slowfault -t 3600 debian:6.1 -- faultsig_fuzz 200000
 *
 * faultsig_fuzz [IOCTLS [SEED]]. Exits 0 when so many have been made; 1 if the device is not
 * there, a victim did not die, or the module could be unloaded while it was mapped, or not
 * afterwards. It is gone then.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slowfault_uapi.h"

#define DEVICE		"/dev/slowfault"
#define MODULE		"slowfault"
#define REGIONS		2
#define PAGE		4096UL
#define AREA		(16 * PAGE)
#define ROUND_MS	100	/* a process that all its waits have stopped lives so long */
#define UNLOAD_MS	10
#define DEATH_MS	35000	/* more than any handler of the module waits */

/* struct shared - of all processes. */
struct shared {
	_Atomic uint64_t ioctls;
	_Atomic uint64_t accepted;
};

static struct shared *shared;
static int regions[REGIONS];
static uint8_t *area;
static __thread uint64_t state;

static uint64_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint32_t below(uint32_t limit)
{
	return next_random() % limit;
}

/* Mostly in range, now and then anything. */
static uint32_t around(uint32_t limit)
{
	return below(16) ? below(limit + 1) : (uint32_t)next_random();
}

static int region(void)
{
	return regions[below(REGIONS)];
}

/* An address in the area, or near it, or anywhere. */
static uint64_t address(void)
{
	switch (below(16)) {
	case 0:
		return next_random();
	case 1:
		return (uintptr_t)&shared;
	default:
		return (uintptr_t)area + below(AREA + PAGE) - PAGE / 2;
	}
}

static void call(unsigned long request, void *arg)
{
	if (!ioctl(region(), request, arg))
		atomic_fetch_add(&shared->accepted, 1);
	atomic_fetch_add(&shared->ioctls, 1);
}

static void choose_persona(void)
{
	struct slowfault_persona p = {
		.pages = around(16), .map = around(SLOWFAULT_MAPS - 1),
		.hook = around(SLOWFAULT_HOOKS - 1), .wait = around(SLOWFAULT_WAITS - 1),
		.lock = around(SLOWFAULT_LOCKS - 1),
		.on_signal = around(SLOWFAULT_SIGNALS - 1),
		.resolve = around(SLOWFAULT_RESOLVES - 1), .times = around(20),
		.first = around(2),
	};

	/* A leak would be one, and the others are no trouble. */
	if (!below(4))
		p.defects = below(SLOWFAULT_DEFECTS + 1) & ~SLOWFAULT_LEAK_PAGE;
	/*
	 * Behind mm's back, as in 2006: who unmaps meanwhile leaves a VMA that is gone to
	 * whoever called the handler, __mm_populate() for one.
	 */
	if (p.lock == SLOWFAULT_LOCK_RETAKEN)
		p.lock = SLOWFAULT_LOCK_DROPPED;
	/* The OOM killer of kernels before 5.16 would take us. */
	if (p.resolve == SLOWFAULT_OOM)
		p.resolve = SLOWFAULT_PAGE;
	call(SLOWFAULT_IOC_PERSONA, &p);
}

static void make_call(void)
{
	struct slowfault_call c = {
		.op = around(SLOWFAULT_OPS - 1), .foll = around(SLOWFAULT_FOLL_ALL),
		.flags = around(SLOWFAULT_CALL_ALL), .len = around(SLOWFAULT_CALL_BYTES),
		.addr = address(), .fill = below(256),
	};

	call(SLOWFAULT_IOC_CALL, &c);
}

static void map(void)
{
	int prot = PROT_READ | (below(4) ? PROT_WRITE : 0);
	size_t len = (1 + below(16)) * PAGE;

	mmap(area, len, prot, (below(8) ? MAP_SHARED : MAP_PRIVATE) | MAP_FIXED |
	     (below(8) ? 0 : MAP_POPULATE), region(), below(3) * PAGE);
}

static void unmap(void)
{
	mmap(area + below(16) * PAGE, PAGE, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void touch(void)
{
	volatile uint8_t *byte = area + below(AREA);

	if (below(2))
		*byte = 1;
	else
		(void)*byte;
}

static void fork_one(void)
{
	pid_t pid = fork();

	if (!pid) {
		touch();
		_exit(0);
	}
	if (pid > 0 && below(2))
		kill(pid, SIGKILL);
}

static void read_events(void)
{
	struct slowfault_event events[4];
	struct pollfd pfd = { .fd = region(), .events = POLLIN };

	poll(&pfd, 1, 0);
	if (read(pfd.fd, events, below(sizeof(events) + 1)) < 0 && errno == EINTR)
		return;
	if (pwrite(pfd.fd, events, below(sizeof(events)), below(4) * PAGE) < 0)
		return;
}

static void one_step(void)
{
	struct slowfault_state accounts;
	uint64_t addr = address();
	int32_t fd = below(16);

	switch (below(20)) {
	case 0 ... 2:
		choose_persona();
		break;
	case 3 ... 6:
		make_call();
		break;
	case 7 ... 8:
		map();
		break;
	case 9:
		unmap();
		break;
	case 10 ... 11:
		touch();
		break;
	case 12 ... 13:
		call(SLOWFAULT_IOC_RELEASE, NULL);
		break;
	case 14:
		call(SLOWFAULT_IOC_STATE, below(8) ? &accounts : (void *)(uintptr_t)addr);
		break;
	case 15:
		call(SLOWFAULT_IOC_PUT, NULL);
		break;
	case 16:
		call(SLOWFAULT_IOC_WATCH, &addr);
		break;
	case 17:
		call(below(2) ? SLOWFAULT_IOC_RESV_LOCK : SLOWFAULT_IOC_RESV_UNLOCK, &fd);
		break;
	case 18:
		read_events();
		break;
	default:
		if (below(8))
			call(next_random() & 0xffffffff, &accounts);
		else
			fork_one();
	}
}

static void ignore(int signo)
{
	(void)signo;
}

/* What can't be had ends the process, as it would any: that is what the parent is there for. */
static void *step_for_ever(void *seed)
{
	state = (uintptr_t)seed;
	for (;;)
		one_step();
	return NULL;
}

static void victim(uint64_t seed)
{
	pthread_t thread;

	signal(SIGUSR1, ignore);
	signal(SIGCHLD, SIG_IGN);
	pthread_create(&thread, NULL, step_for_ever, (void *)(uintptr_t)(seed | 1));
	if (!below(8))
		close(regions[below(REGIONS)]);
	step_for_ever((void *)(uintptr_t)(seed ^ 0x5555555555555555ULL));
}

static bool dies(pid_t pid)
{
	struct pollfd pfd = { .fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	bool dead = pfd.fd >= 0 && poll(&pfd, 1, DEATH_MS) == 1;

	close(pfd.fd);
	return dead && waitpid(pid, NULL, 0) == pid;
}

/* One process, for as long as it takes; killed, and whatever held it up let go. */
static bool one_round(void)
{
	struct pollfd pfd = { .events = POLLIN };
	int i;
	pid_t pid;

	for (i = 0; i < REGIONS; i++)
		regions[i] = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	pid = fork();
	if (!pid)
		victim(next_random());
	pfd.fd = syscall(SYS_pidfd_open, pid, 0);
	poll(&pfd, 1, below(ROUND_MS));
	close(pfd.fd);
	kill(pid, below(2) ? SIGUSR1 : SIGKILL);
	kill(pid, SIGKILL);
	for (i = 0; i < REGIONS; i++) {
		ioctl(regions[i], SLOWFAULT_IOC_RELEASE);
		close(regions[i]);
	}
	return dies(pid);
}

static bool unload(void)
{
	return !syscall(SYS_delete_module, MODULE, O_NONBLOCK);
}

/* A mapping alone, its descriptor closed, has to keep the module. */
static bool mapping_holds_module(void)
{
	struct slowfault_persona one_page = { .pages = 1 };
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	void *page;
	bool held;

	ioctl(fd, SLOWFAULT_IOC_PERSONA, &one_page);
	page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	held = page != MAP_FAILED && !unload() && errno == EWOULDBLOCK;
	if (!held)
		perror("unloading while a page is mapped");
	if (page != MAP_FAILED)
		munmap(page, PAGE);
	return held;
}

/*
 * With nobody there any more: what still holds it was forgotten. A victim's child may live on
 * for as long as a handler waits.
 */
static bool unloads(void)
{
	int tries;

	for (tries = 0; tries < DEATH_MS / UNLOAD_MS; tries++) {
		if (unload())
			return true;
		poll(NULL, 0, UNLOAD_MS);
	}
	return false;
}

int main(int argc, char **argv)
{
	uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 0) : 10000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : (uint64_t)getpid() << 16 | 1;
	unsigned int rounds = 0;

	if (access(DEVICE, R_OK | W_OK)) {
		perror(DEVICE);
		return 1;
	}
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* With room around it: what lies there is written to as well. */
	area = mmap(NULL, 3 * AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || area == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	area += AREA;
	if (!mapping_holds_module())
		return 1;
	state = seed | 1;
	printf("seed %llu\n", (unsigned long long)seed);
	for (; atomic_load(&shared->ioctls) < wanted; rounds++) {
		if (!one_round()) {
			printf("round %u: a process did not die\n", rounds);
			return 1;
		}
		if (rounds % 100 == 99)
			printf("%llu ioctls\n", (unsigned long long)atomic_load(&shared->ioctls));
		fflush(stdout);
	}
	if (!unloads()) {
		printf("slowfault.ko can't be unloaded: a reference was leaked\n");
		return 1;
	}
	printf("%llu ioctls in %u rounds, %llu accepted\n",
	       (unsigned long long)atomic_load(&shared->ioctls), rounds,
	       (unsigned long long)atomic_load(&shared->accepted));
	return 0;
}
