// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of this machine that a run must leave as it was: huge pages, and the kernel's taint.
 */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "run.h"

/* The keepers of the programs give theirs back when those are gone. */
#define HUGE_TRIES	20
#define HUGE_WAIT_US	200000

/* The first number in a file, or 0 */
static double read_number(const char *name)
{
	FILE *file = fopen(name, "r");
	double number = 0;

	if (file) {
		if (fscanf(file, "%lf", &number) != 1)
			number = 0;
		fclose(file);
	}
	return number;
}

/**
 * uptime_s() - how long this machine has run.
 *
 * Return: seconds.
 */
double uptime_s(void)
{
	return read_number("/proc/uptime");
}

/**
 * read_taint() - the taint of this machine's kernel.
 *
 * Return: the bits.
 */
long read_taint(void)
{
	return (long)read_number("/proc/sys/kernel/tainted");
}

static double pool_number(const char *pools, const char *pool, const char *what)
{
	char *name = format("%s/%s/%s", pools, pool, what);
	double number = read_number(name);

	free(name);
	return number;
}

/**
 * read_huge_pages() - how many huge pages are in use, and how many are reserved.
 * @pools: where sysfs has the pools.
 *
 * Return: the sums of all pools.
 */
struct huge_pages read_huge_pages(const char *pools)
{
	struct huge_pages pages = { 0 };
	DIR *directory = opendir(pools);
	struct dirent *pool;

	while (directory && (pool = readdir(directory))) {
		if (pool->d_name[0] == '.')
			continue;
		pages.used += pool_number(pools, pool->d_name, "nr_hugepages") -
			      pool_number(pools, pool->d_name, "free_hugepages");
		pages.reserved += pool_number(pools, pool->d_name, "resv_hugepages");
	}
	if (directory)
		closedir(directory);
	return pages;
}

/* Says which huge pages there are more of; NULL if none. */
static char *compare_huge_pages(const struct huge_pages *before, const struct huge_pages *now)
{
	double used = now->used - before->used, reserved = now->reserved - before->reserved;
	struct buffer more = { 0 };

	if (used > 0)
		buffer_printf(&more, "%.0f huge pages more are in use", used);
	if (reserved > 0)
		buffer_printf(&more, "%s%.0f more are reserved", more.len ? " and " : "", reserved);
	return more.text;
}

/**
 * more_huge_pages() - whether a run has left more huge pages in use than there were.
 * @pools: where sysfs has the pools.
 * @before: how many there were.
 *
 * Others may use them, too, if not for long.
 *
 * Return: what there is more of, which the caller frees, or NULL.
 */
char *more_huge_pages(const char *pools, const struct huge_pages *before)
{
	struct huge_pages now = read_huge_pages(pools);
	char *more = compare_huge_pages(before, &now);

	for (int try = 0; more && try < HUGE_TRIES; try++) {
		usleep(HUGE_WAIT_US);
		now = read_huge_pages(pools);
		free(more);
		more = compare_huge_pages(before, &now);
	}
	return more;
}
