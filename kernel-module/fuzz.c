// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_fuzz: random calls into slowfault.ko. Processes of two threads share two regions
 * and call with random arguments in random order, map, unmap, touch, fork and close, until
 * their parent kills them in the middle of it. In half of the rounds nobody releases the
 * faults that they wait in. The test passes if the kernel does not complain:
 *
 *	kernels/boot --needs 'slowfault drm' -t 3600 debian:6.1 -- faultsig_fuzz 200000
 *
 * faultsig_fuzz [IOCTLS [SEED]]. Exits 0 when that many ioctls were made; 1 if the device is
 * not there, a victim did not die, a kind of call was never accepted, a kernel thread is left,
 * or the module could be unloaded while it was mapped, or could not be unloaded afterwards.
 * It is unloaded at the end. Without a DRM driver, reservation locks and watches are not
 * reached, and the program says so.
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

#include "trial.h"

#define REGIONS		2
#define AREA_PAGES	16
#define AREA		(AREA_PAGES * page)
#define ROUND_MS	100	/* life of a process whose threads all wait */
#define PATIENCE_MS	500	/* how long the module lets a region stall */
#define DEATH_MS	(PATIENCE_MS + 10000)	/* an emulated CPU, and others dying on it */
#define DYING		8	/* victims that may be dying at once */

static const struct kind {
	const char *name;
	unsigned long request;
	bool of_drm;
} kinds[] = {
	{ "PERSONA", SLOWFAULT_IOC_PERSONA, false },
	{ "RELEASE", SLOWFAULT_IOC_RELEASE, false },
	{ "STATE", SLOWFAULT_IOC_STATE, false },
	{ "CALL", SLOWFAULT_IOC_CALL, false },
	{ "PUT", SLOWFAULT_IOC_PUT, false },
	{ "BYTE", SLOWFAULT_IOC_BYTE, false },
	{ "WATCH", SLOWFAULT_IOC_WATCH, true },
	{ "RESV_LOCK", SLOWFAULT_IOC_RESV_LOCK, true },
	{ "RESV_UNLOCK", SLOWFAULT_IOC_RESV_UNLOCK, true },
};

#define KINDS	(sizeof(kinds) / sizeof(*kinds))

/* struct shared - memory that all processes share. */
struct shared {
	_Atomic uint64_t ioctls;
	_Atomic uint64_t accepted[KINDS];
};

static struct shared *shared;
static int regions[REGIONS];
static size_t page;
static uint8_t *area;
static struct buffer buffer;
static bool releases;			/* faults are released in this round */
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

/* A random number: mostly below the limit, now and then any. */
static uint32_t around(uint32_t limit)
{
	return below(16) ? below(limit + 1) : (uint32_t)next_random();
}

static int region(void)
{
	return regions[below(REGIONS)];
}

/* A random address: in the area, near it, or anywhere. */
static uint64_t address(void)
{
	switch (below(16)) {
	case 0:
		return next_random();
	case 1:
		return (uintptr_t)&shared;
	default:
		return (uintptr_t)area + below(AREA + page) - page / 2;
	}
}

static void call(unsigned long request, void *arg)
{
	bool accepted = !ioctl(region(), request, arg);
	size_t i;

	atomic_fetch_add(&shared->ioctls, 1);
	for (i = 0; accepted && i < KINDS; i++)
		if (kinds[i].request == request)
			atomic_fetch_add(&shared->accepted[i], 1);
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

	if (!below(4))
		p.defects = below(SLOWFAULT_DEFECTS + 1);
	if (!below(8))
		p.times = SLOWFAULT_FOR_EVER;
	/*
	 * Not mmap_lock dropped behind mm's back, as in 2006: if another thread unmaps
	 * meanwhile, the caller of the handler, such as __mm_populate(), goes on with a VMA
	 * that is gone.
	 */
	if (p.lock == SLOWFAULT_LOCK_RETAKEN)
		p.lock = SLOWFAULT_LOCK_DROPPED;
	/* Not VM_FAULT_OOM: before 5.16 the OOM killer would kill us for it. */
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

static void look_at_byte(void)
{
	struct slowfault_byte byte = { .page = below(4), .offset = around(page) };

	call(SLOWFAULT_IOC_BYTE, &byte);
}

static void map(void)
{
	int prot = PROT_READ | (below(4) ? PROT_WRITE : 0);
	size_t len = (1 + below(AREA_PAGES)) * page;

	mmap(area, len, prot, (below(8) ? MAP_SHARED : MAP_PRIVATE) | MAP_FIXED |
	     (below(8) ? 0 : MAP_POPULATE), region(), below(3) * page);
}

/* Map the driver's buffer, if there is one. */
static void map_driver(void)
{
	if (buffer.card >= 0)
		mmap(area, buffer.size < AREA ? buffer.size : AREA, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_FIXED, buffer.card, buffer.offset);
}

static void unmap(void)
{
	mmap(area + below(AREA_PAGES) * page, page, PROT_READ | PROT_WRITE,
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
	if (pwrite(pfd.fd, events, below(sizeof(events)), below(4) * page) < 0)
		return;
}

static void call_wildly_or_fork(void)
{
	struct slowfault_state any;

	if (below(8))
		call(next_random() & 0xffffffff, &any);
	else
		fork_one();
}

static void one_step(void)
{
	struct slowfault_state accounts;
	uint64_t addr = address();
	int32_t fd = below(4) ? buffer.dmabuf : (int)below(16);

	switch (below(22)) {
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
		if (releases)
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
	case 19:
		map_driver();
		break;
	case 20:
		look_at_byte();
		break;
	default:
		call_wildly_or_fork();
	}
}

static void ignore(int signo)
{
	(void)signo;
}

/*
 * Step until killed. A page that can't be had ends the process by SIGBUS, as it would any
 * process; the parent then starts another one.
 */
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

/* struct dying - a process that was killed. */
static struct dying {
	int pidfd;
	pid_t pid;
	uint64_t killed_ms;
} dying[DYING];

/* Wait for a place for another victim: the one that had it is dead by now, or soon enough. */
static bool is_buried(struct dying *d)
{
	uint64_t age = now_ms() - d->killed_ms;
	bool dead;

	if (!d->pid)
		return true;
	dead = ends_in(d->pidfd, age < DEATH_MS ? DEATH_MS - age : 0) &&
	       waitpid(d->pid, NULL, 0) == d->pid;
	close(d->pidfd);
	*d = (struct dying){ 0 };
	return dead;
}

static void close_regions(void)
{
	int i;

	for (i = 0; i < REGIONS; i++) {
		if (releases)
			ioctl(regions[i], SLOWFAULT_IOC_RELEASE);
		close(regions[i]);
	}
}

/* Start one process and kill it in the middle of its work. Its death is waited for later. */
static bool one_round(unsigned int round)
{
	struct dying *d = &dying[round % DYING];
	bool alone;
	int i;

	if (!is_buried(d))
		return false;
	for (i = 0; i < REGIONS; i++)
		regions[i] = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	releases = below(2);
	d->pid = fork();
	if (!d->pid)
		victim(next_random());
	d->pidfd = open_pidfd(d->pid);
	ends_in(d->pidfd, below(ROUND_MS));
	/* Either the victim or its parent is the last to hold the regions. */
	alone = !releases && below(2);
	if (alone)
		close_regions();
	kill(d->pid, below(2) ? SIGUSR1 : SIGKILL);
	kill(d->pid, SIGKILL);
	d->killed_ms = now_ms();
	if (!alone)
		close_regions();
	return true;
}

static bool all_buried(void)
{
	bool all = true;
	int i;

	for (i = 0; i < DYING; i++)
		all = is_buried(&dying[i]) && all;
	return all;
}

/* Check that a mapping alone, its descriptor closed, keeps the module loaded. */
static bool mapping_holds_module(void)
{
	struct slowfault_persona one_page = { .pages = 1 };
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	void *at;
	bool held;

	ioctl(fd, SLOWFAULT_IOC_PERSONA, &one_page);
	at = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	held = at != MAP_FAILED && !unload() && errno == EWOULDBLOCK;
	if (!held)
		perror("unloading while a page is mapped");
	if (at != MAP_FAILED)
		munmap(at, page);
	return held;
}

/* Check that each kind of call was accepted at least once: otherwise it was not tested. */
static bool reached_all(void)
{
	bool all = true;
	size_t i;

	for (i = 0; i < KINDS; i++) {
		unsigned long long n = atomic_load(&shared->accepted[i]);

		printf("%s accepted: %llu\n", kinds[i].name, n);
		if (!n && (buffer.card >= 0 || !kinds[i].of_drm))
			all = false;
	}
	if (buffer.card < 0)
		printf("no DRM driver: resv.c and watch.c are not reached\n");
	if (!all)
		printf("a kind of call was never accepted\n");
	return all;
}

/*
 * Check that nothing holds the module. All victims are dead by now, so that a reference that is
 * left was forgotten. But a child of a victim may live on for as long as a handler waits.
 */
static bool is_clean(void)
{
	if (!all_buried())
		return printf("a process did not die\n"), false;
	if (!no_workers(DEATH_MS))
		return printf("a kernel thread is left\n"), false;
	if (!module_is_free(DEATH_MS) || !unload())
		return printf("slowfault.ko can't be unloaded: a reference was leaked\n"), false;
	return true;
}

static bool prepare(void)
{
	page = sysconf(_SC_PAGESIZE);
	shared = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Leave space around the area: random calls write to the memory near it as well. */
	area = mmap(NULL, 3 * AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (access(DEVICE, R_OK | W_OK) || shared == MAP_FAILED || area == MAP_FAILED ||
	    !set_patience_ms(PATIENCE_MS)) {
		perror(DEVICE);
		return false;
	}
	area += AREA;
	buffer = find_buffer();
	return mapping_holds_module();
}

int main(int argc, char **argv)
{
	uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 0) : 10000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : (uint64_t)getpid() << 16 | 1;
	unsigned int rounds = 0;

	if (!prepare())
		return 1;
	state = seed | 1;
	printf("seed %llu\n", (unsigned long long)seed);
	for (; atomic_load(&shared->ioctls) < wanted; rounds++) {
		if (!one_round(rounds)) {
			printf("round %u: a process did not die\n", rounds);
			return 1;
		}
		if (rounds % 100 == 99)
			printf("%llu ioctls\n", (unsigned long long)atomic_load(&shared->ioctls));
		fflush(stdout);
	}
	if (!is_clean() || !reached_all())
		return 1;
	printf("%llu ioctls in %u rounds\n", (unsigned long long)atomic_load(&shared->ioctls),
	       rounds);
	return 0;
}
