// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86-64: time() by way of the page of vsyscalls, whose answer is in the page that is held. The
 * call is itself a page fault: the kernel emulates it in its handler, and there takes the one
 * that stalls.
 *
 * Deciding kernel code: arch/x86/entry/vsyscall/vsyscall_64.c:emulate_vsyscall_pf().
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "families.h"
#include "sources.h"

#ifdef __x86_64__

/* The second of the three calls that the page has. */
#define VSYSCALL_TIME	0xffffffffff600400UL

static const struct answer *vsyscall_probe(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	bool found = false;
	char line[512];

	while (maps && !found && fgets(line, sizeof(line), maps))
		found = strstr(line, "[vsyscall]");
	if (maps)
		fclose(maps);
	return found ? NULL : lacks(NEED_VSYSCALL);
}

static long vsyscall_run(struct fault_cell *c)
{
	time_t (*call)(void *answer) = (void *)VSYSCALL_TIME;
	long ret = call(cell_buf(c));

	return ret > 0 ? 0 : ret ?: -EPROTO;
}

#else

static const struct answer *vsyscall_probe(void)
{
	return lacks(NEED_VSYSCALL);
}

static long vsyscall_run(struct fault_cell *c)
{
	(void)c;
	return -ENOSYS;
}

#endif

/* The answer is from before the fault, and cells do not take that long. */
#define VSYSCALL_WAIT_S	60

/* Kept until the next tick, the answer may lag behind the clock by one second. */
static const char *vsyscall_check(struct fault_cell *c, long ret)
{
	time_t answer, now = time(NULL);

	(void)ret;
	memcpy(&answer, cell_buf(c), sizeof(answer));
	if (answer > now + 1 || answer < now - VSYSCALL_WAIT_S)
		return complain("the answer is %lld, and the time %lld", (long long)answer,
				(long long)now);
	return check_page_around(c, sizeof(answer));
}

static const struct fault_path path_vsyscall_time = {
	.name = "vsyscall_time", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "arch/x86/entry/vsyscall/vsyscall_64.c:emulate_vsyscall_pf(): put_user()",
	.len = sizeof(time_t),
	.probe = vsyscall_probe, .run = vsyscall_run, .check = vsyscall_check,
};

const struct matrix_row rows_vsyscall[] = {
	{ .path = &path_vsyscall_time, .sources = sources_anon,
	  .stimuli = stimuli_brief },
	{ }
};
