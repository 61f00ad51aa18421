// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check that a cell gives back all that it takes from the machine. The kernel's own counters
 * tell: huge pages of every pool and their reservations, queued signals and timers, keys, and
 * the controller's own descriptors. Page pins are in pins.c.
 *
 * Most of these counters count the whole machine. They are compared cell by cell where
 * nothing else runs, as in a guest; elsewhere only the descriptors are compared.
 *
 * Deciding kernel code: mm/hugetlb.c, kernel/signal.c:sig_get_ucounts(),
 * kernel/time/posix-timers.c:alloc_posix_timer().
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

#define POOLS			"/sys/kernel/mm/hugepages"
#define LEDGER_DEADLINE_MS	5000	/* RCU, a work item: 40 ms */
#define LEDGER_SETTLE_MS	50	/* a parent takes the signal of its child's death */

/**
 * runs_alone() - tell whether nothing else runs on this machine.
 * Return: true in a guest (FAULTSIG_ALONE in the environment).
 */
bool runs_alone(void)
{
	return getenv("FAULTSIG_ALONE");
}

/* From 6.2 on the size of the directory is their number: fs/proc/fd.c:proc_readfd_count(). */
static long count_descriptors(void)
{
	struct stat now;
	long n = 0;
	DIR *dir;

	if (!stat("/proc/self/fd", &now) && now.st_size)
		return now.st_size;
	dir = opendir("/proc/self/fd");
	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static long pool_figure(const char *pool, const char *name)
{
	char path[512], text[32];

	snprintf(path, sizeof(path), POOLS "/%s/%s", pool, name);
	return read_file(path, text, sizeof(text)) ? strtol(text, NULL, 10) : 0;
}

static void count_huge_pages(struct ledger *l)
{
	DIR *dir = opendir(POOLS);
	struct dirent *pool;

	while (dir && (pool = readdir(dir))) {
		if (pool->d_name[0] == '.')
			continue;
		l->huge_pages += pool_figure(pool->d_name, "nr_hugepages") -
				 pool_figure(pool->d_name, "free_hugepages");
		l->huge_reserved += pool_figure(pool->d_name, "resv_hugepages");
		l->huge_surplus += pool_figure(pool->d_name, "surplus_hugepages");
	}
	if (dir)
		closedir(dir);
}

/* Read "SigQ:	3/95000": the number of signals queued and timers made by this user. */
static long count_queued_signals(void)
{
	char status[4096], *line;

	if (!read_file("/proc/self/status", status, sizeof(status)))
		return 0;
	line = strstr(status, "\nSigQ:");
	return line ? strtol(line + strlen("\nSigQ:"), NULL, 10) : 0;
}

/* Read "    0:     5 4/4 ...": the number of keys that this user owns. */
static long count_keys(void)
{
	char users[4096], *line, *save = NULL;
	unsigned int uid;
	long keys;

	if (!read_file("/proc/key-users", users, sizeof(users)))
		return 0;
	for (line = strtok_r(users, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, " %u: %*d %ld/", &uid, &keys) == 2 && uid == getuid())
			return keys;
	return 0;
}

static bool counts_huge(const struct fault_cell *c)
{
	return c->source->backing == BACKING_HUGETLB;
}

static void read_ledger(const struct fault_cell *c, struct ledger *l)
{
	*l = (struct ledger){ .descriptors = count_descriptors() };
	if (!runs_alone())
		return;
	if (counts_huge(c))
		count_huge_pages(l);
	l->queued_signals = count_queued_signals();
	l->keys = count_keys();
}

/*
 * What the cell ahead gave back all of, for the next one of its kind. Where nothing else runs,
 * nothing changes in between; what comes late is charged to that one.
 */
static struct {
	bool known;
	bool huge;		/* counted with huge pages */
	struct ledger ledger;
} *left;

/**
 * ledger_prepare() - get the memory that the cells share. Called once, before the cells.
 */
void ledger_prepare(void)
{
	left = shared_memory(sizeof(*left));
}

/* Take it, once: a cell that does not come to its end leaves the next one nothing to take. */
static bool take_left(const struct fault_cell *c, struct ledger *l)
{
	bool taken = left->known && left->huge == counts_huge(c);

	left->known = false;
	if (!taken)
		return false;
	*l = left->ledger;
	l->descriptors = count_descriptors();
	return true;
}

static void leave(const struct fault_cell *c, const struct ledger *l)
{
	left->ledger = *l;
	left->huge = counts_huge(c);
	left->known = runs_alone();
}

/**
 * ledger_before() - read the counters ahead of a cell.
 * @c: the cell.
 *
 * In a guest nobody keeps a signal queued: what is there belongs to the moment.
 */
void ledger_before(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(LEDGER_SETTLE_MS);
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };

	if (take_left(c, &c->before.ledger))
		return;
	read_ledger(c, &c->before.ledger);
	while (c->before.ledger.queued_signals && now_ns() < deadline) {
		nanosleep(&pace, NULL);
		read_ledger(c, &c->before.ledger);
	}
}

static bool differs(char *buf, size_t size, long now, long before, const char *what)
{
	if (now != before)
		snprintf(buf, size, "%ld %s %s", labs(now - before), what,
			 now > before ? "not given back" : "given back too often");
	return now != before;
}

static bool compare(const struct ledger *now, const struct ledger *before, char *buf, size_t size)
{
	buf[0] = '\0';
	return differs(buf, size, now->descriptors, before->descriptors,
		       "descriptors of the controller") ||
	       differs(buf, size, now->huge_pages, before->huge_pages, "huge pages") ||
	       differs(buf, size, now->huge_reserved, before->huge_reserved,
		       "reservations of huge pages") ||
	       differs(buf, size, now->huge_surplus, before->huge_surplus,
		       "surplus huge pages") ||
	       differs(buf, size, now->queued_signals, before->queued_signals,
		       "queued signals or timers") ||
	       differs(buf, size, now->keys, before->keys, "keys");
}

/**
 * ledger_after() - compare the counters once the victim is gone and all descriptors are closed.
 * @c: the cell; its observation names what was not given back.
 */
void ledger_after(struct fault_cell *c)
{
	uint64_t deadline = now_ns() + LEDGER_DEADLINE_MS * 1000000ULL;
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };
	struct ledger now;

	for (;;) {
		read_ledger(c, &now);
		if (!compare(&now, &c->before.ledger, c->obs.kept, sizeof(c->obs.kept))) {
			leave(c, &now);
			return;
		}
		/* Waiting helps for the kernel's counters, not for the controller's descriptors. */
		if (!runs_alone() || now_ns() > deadline)
			return;
		nanosleep(&pace, NULL);
	}
}
