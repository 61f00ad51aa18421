// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check that the fault is held by the kernel code that the source is about.  If the source's
 * function is in the kernel stack, it is.
 *
 * A source of huge pages whose faults are taken small page by small page would hold them as
 * well, but would test nothing that the sources of small pages do not.  Its function need not
 * be in the stack: in 6.1, 6.18 and 7.3 the compiler made it jump to handle_userfault(), so that
 * __handle_mm_fault() comes next in the stack, for a huge page and for a small one alike.
 * Then the offset in __handle_mm_fault() tells the two apart.  It is compared with the
 * offset for small pages, which are faulted in for this purpose ahead of the cell.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "complaints.h"
#include "engine.h"
#include "environment.h"
#include "observe.h"

/* Read how often the kernel had no huge page to give; -1 if it does not count that. */
static long huge_fallbacks(void)
{
	return vmstat_figure("thp_fault_fallback");
}

/* Read the caller of handle_userfault() and the offset; empty if the stack does not tell. */
static void read_caller(pid_t pid, pid_t tid, char *buf, size_t size)
{
	static const char holder[] = "] handle_userfault+";
	char raw[4096], *at;

	buf[0] = '\0';
	if (task_read(pid, tid, "stack", raw, sizeof(raw)))
		return;
	at = strstr(raw, holder);
	at = at ? strstr(at + sizeof(holder) - 1, "] ") : NULL;
	if (at)
		snprintf(buf, size, "%.*s", (int)strcspn(at + 2, "/\n"), at + 2);
}

/* struct small_fault - a fault in one small page, for comparison. */
struct small_fault {
	_Atomic pid_t tid;
	volatile uint8_t *page;
	bool store;
};

static void *take_fault(void *arg)
{
	struct small_fault *fault = arg;

	atomic_store(&fault->tid, gettid());
	if (fault->store)
		*fault->page = 1;
	else
		*fault->page;
	return NULL;
}

/* Wait for the stack: it can be read only once the thread sleeps, after its fault message. */
static void await_caller(int fd, struct small_fault *fault, char *buf, size_t size)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t deadline = deadline_in(QUIESCE_DEADLINE_MS);

	if (poll(&pfd, 1, QUIESCE_DEADLINE_MS) != 1)
		return;
	do
		read_caller(getpid(), atomic_load(&fault->tid), buf, size);
	while (!buf[0] && left_ms(deadline));
}

/* Closes @fd in any case: closing a userfaultfd releases the thread and can't fail. */
static void hold_small_fault(int fd, struct small_fault *fault, char *buf, size_t size)
{
	struct uffdio_register reg = {
		.range = { (uintptr_t)fault->page, small_page() },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffdio_api api = { .api = UFFD_API };
	bool started = false;
	pthread_t thread;

	if (!ioctl(fd, UFFDIO_API, &api) && !ioctl(fd, UFFDIO_REGISTER, &reg))
		started = !pthread_create(&thread, NULL, take_fault, fault);
	if (started)
		await_caller(fd, fault, buf, size);
	close(fd);
	if (started)
		pthread_join(thread, NULL);
}

static void learn_small_caller(bool store, char *buf, size_t size)
{
	void *page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct small_fault fault = { .page = page, .store = store };
	int fd;

	if (page == MAP_FAILED)
		return;
	fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0)
		hold_small_fault(fd, &fault, buf, size);
	munmap(page, small_page());
}

static bool stack_readable(void)
{
	char raw[4096];

	return !task_read(getpid(), getpid(), "stack", raw, sizeof(raw));
}

/**
 * held_in_before() - ahead of the fault, learn the stacks that it will be compared with.
 * @c: the cell.
 */
void held_in_before(struct fault_cell *c)
{
	int store;

	if (!c->source->held_in || c->source->backing != BACKING_THP || !stack_readable())
		return;
	c->huge_fallbacks = huge_fallbacks();
	for (store = 0; store < 2; store++)
		learn_small_caller(store, c->small_caller[store], sizeof(c->small_caller[store]));
}

/* Is the function in the stack? A compiler may have added ".isra.0" or the like to its name. */
static bool in_stack(const char *stack, const char *name, size_t len)
{
	const char *at = stack;

	while (*at) {
		size_t word = strcspn(at, " .");

		if (word == len && !strncmp(at, name, len))
			return true;
		at += strcspn(at, " ");
		at += strspn(at, " <");
	}
	return false;
}

static bool one_in_stack(const char *stack, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, " ");

		if (in_stack(stack, names, len))
			return true;
		names += len;
		names += strspn(names, " ");
	}
	return false;
}

/* Was a small page not seen, or is the caller of the held fault not in the stack? */
static bool incomparable(const struct fault_cell *c)
{
	return !c->obs.caller[0] || !c->small_caller[0][0] || !c->small_caller[1][0];
}

static bool called_as_small(const struct fault_cell *c)
{
	return !strcmp(c->obs.caller, c->small_caller[0]) ||
	       !strcmp(c->obs.caller, c->small_caller[1]);
}

/**
 * held_in_look() - compare the kernel stack of the stalled task with its source.
 * @c: the cell, its fault held and its stack read.
 * @pid: process of the task.
 * @tid: the task.
 *
 * If the kernel counted a fallback, it had no free huge page and rightly took a small one.
 */
void held_in_look(struct fault_cell *c, pid_t pid, pid_t tid)
{
	if (!c->source->held_in)
		return;
	if (!c->obs.stack[0]) {
		add_unjudged(c, "the function that holds the fault: no access to /proc/PID/stack");
		return;
	}
	if (one_in_stack(c->obs.stack, c->source->held_in))
		return;
	if (c->source->backing != BACKING_THP) {
		c->obs.elsewhere = true;
		return;
	}
	read_caller(pid, tid, c->obs.caller, sizeof(c->obs.caller));
	if (incomparable(c))
		add_unjudged(c, "the function that holds the fault: the kernel stack does not tell");
	else if (called_as_small(c) && huge_fallbacks() != c->huge_fallbacks)
		add_unjudged(c, "the function that holds the fault: no free huge page");
	else
		c->obs.elsewhere = called_as_small(c);
}

/**
 * judge_held_in() - complain about a fault that is held by something else.
 * @c: the cell.
 * @all: the complaints.
 */
void judge_held_in(const struct fault_cell *c, struct complaints *all)
{
	if (c->obs.elsewhere && c->source->backing == BACKING_THP)
		add(all, "held in %s as a small page is, not in %s", c->obs.caller,
		    c->source->held_in);
	else if (c->obs.elsewhere)
		add(all, "held in %s, not in %s", c->obs.function, c->source->held_in);
}
