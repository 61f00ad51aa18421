// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time and load: structures that the kernel copies as a whole. The paths make the system
 * call and do not use the vDSO (kernel/time/time.c:put_timespec64(), get_timespec64(),
 * kernel/sys.c).
 */
#include <errno.h>
#include <linux/posix_types.h>	/* tools/include/uapi/linux/types.h has none of it */
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

static long clock_getres_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_clock_getres, CLOCK_MONOTONIC, cell_buf(c)));
}

static const char *clock_getres_check(struct fault_cell *c, long ret)
{
	struct timespec again;

	(void)ret;
	if (syscall(SYS_clock_getres, CLOCK_MONOTONIC, &again) ||
	    memcmp(cell_buf(c), &again, sizeof(again)))
		return complain("the resolution is another the second time");
	return check_page_around(c, sizeof(again));
}

static const struct fault_path path_clock_getres = {
	.name = "clock_getres", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/time/time.c:put_timespec64(): copy_to_user()",
	.len = sizeof(struct timespec),
	.run = clock_getres_run, .check = clock_getres_check,
};

static int64_t ns_of(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

static int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return ns_of(&now);
}

/* Note the time by the vDSO, which reads the same clock, and make the call. */
static long clock_gettime_run(struct fault_cell *c)
{
	*cell_priv(c) = (void *)monotonic_ns();
	return sysret(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, cell_buf(c)));
}

/* The time must lie between the beginning of the call and now. */
static const char *clock_gettime_check(struct fault_cell *c, long ret)
{
	int64_t before = (intptr_t)*cell_priv(c), after = monotonic_ns();
	const struct timespec *then = cell_buf(c);

	(void)ret;
	if (then->tv_nsec < 0 || then->tv_nsec >= 1000000000 || then->tv_sec < 0 ||
	    then->tv_sec > after / 1000000000 || ns_of(then) < before || ns_of(then) > after)
		return complain("the time is %lld.%09ld, and not between %lld and %lld ns",
				(long long)then->tv_sec, then->tv_nsec, (long long)before,
				(long long)after);
	return check_page_around(c, sizeof(*then));
}

const struct fault_path path_clock_gettime = {
	.name = "clock_gettime", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/time/time.c:put_timespec64(): copy_to_user()",
	.len = sizeof(struct timespec),
	.run = clock_gettime_run, .check = clock_gettime_check,
};

static void nanosleep_fill(struct fault_cell *c, uint8_t *page)
{
	struct timespec shortest = { .tv_nsec = 1 };

	memcpy(cell_buf_in(c, page), &shortest, sizeof(shortest));
}

/* Fills the rest of the time, in the victim, ahead of the call: no call leaves such a rest. */
#define UNTOLD_NS	0x2a2a2aL

static int rest_setup(struct fault_cell *c)
{
	struct timespec *rest = calloc(1, sizeof(*rest));

	*cell_priv(c) = rest;
	if (!rest)
		return -ENOMEM;
	rest->tv_nsec = UNTOLD_NS;
	return 0;
}

static void rest_teardown(struct fault_cell *c)
{
	free(*cell_priv(c));
}

static long nanosleep_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_nanosleep, cell_buf(c), *cell_priv(c)));
}

/*
 * Check the rest. The kernel reports it to a sleeper that was interrupted by a signal, or by a
 * stop, after which the sleeper sleeps the rest. It is at most @whole seconds, the shortest
 * sleep and the slack of the timer.
 */
static const char *check_rest(struct fault_cell *c, long ret, long whole)
{
	const struct timespec *rest = *cell_priv(c);
	bool untold = !rest->tv_sec && rest->tv_nsec == UNTOLD_NS;
	int64_t most = whole * 1000000000LL + 1 + prctl(PR_GET_TIMERSLACK);

	if (untold && ret != -EINTR)
		return NULL;
	if (untold || ns_of(rest) <= 0 || ns_of(rest) > most)
		return complain("%ld.%09ld s are said to be left", (long)rest->tv_sec,
				rest->tv_nsec);
	return check_page_around(c, 0);
}

static const char *nanosleep_check(struct fault_cell *c, long ret)
{
	return check_rest(c, ret, 0) ?: check_page_around(c, 0);
}

/*
 * Once the call has read the time it sleeps, and a signal that is pending by then ends the
 * sleep, unless its nanosecond is over before the kernel looks for signals.
 */
static const struct fault_path path_nanosleep = {
	.name = "nanosleep", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/time/time.c:get_timespec64(): copy_from_user()",
	.flags = PATH_EINTR_AFTER | PATH_RESUMES, .len = sizeof(struct timespec),
	.setup = rest_setup, .fill = nanosleep_fill, .run = nanosleep_run,
	.check = nanosleep_check, .teardown = rest_teardown,
};

/* Longer than the engine waits after a release: the sleep has to be interrupted. */
#define LONG_SLEEP_S	20
/* A sleep that is interrupted at once takes less than this, on any machine. */
#define SHORT_SLEEP_S	15

static const struct stimulus *const stimuli_interrupting[] = {
	&stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigrt_queue,
	&stimulus_timer_fast, &stimulus_timer_slow, &stimulus_sigterm, &stimulus_sigkill, NULL
};

static void long_sleep_fill(struct fault_cell *c, uint8_t *page)
{
	struct timespec longer = { .tv_sec = LONG_SLEEP_S };

	memcpy(cell_buf_in(c, page), &longer, sizeof(longer));
}

static const char *long_sleep_check(struct fault_cell *c, long ret)
{
	const struct timespec *rest = *cell_priv(c);
	const char *wrong = check_rest(c, ret, LONG_SLEEP_S);

	if (!wrong && rest->tv_sec < LONG_SLEEP_S - SHORT_SLEEP_S)
		wrong = complain("only %ld.%09ld s of %d are left", (long)rest->tv_sec,
				 rest->tv_nsec, LONG_SLEEP_S);
	return wrong;
}

const struct fault_path path_nanosleep_long = {
	.name = "nanosleep_long", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/time/hrtimer.c:do_nanosleep(), nanosleep_copyout()",
	.len = sizeof(struct timespec), .ok = -EINTR,
	.setup = rest_setup, .fill = long_sleep_fill, .run = nanosleep_run,
	.check = long_sleep_check, .teardown = rest_teardown,
};

/* As long as the kernel's: a C library may have fields of its own behind it. */
#define SYSINFO_END	(offsetof(struct sysinfo, mem_unit) + sizeof(uint32_t))
#define SYSINFO_LEN	((SYSINFO_END + sizeof(long) - 1) / sizeof(long) * sizeof(long))

/* Make space for the answer to the same question, asked just ahead of the call. */
static int earlier_setup(struct fault_cell *c)
{
	*cell_priv(c) = calloc(1, sizeof(struct sysinfo));
	return *cell_priv(c) ? 0 : -ENOMEM;
}

static void earlier_teardown(struct fault_cell *c)
{
	free(*cell_priv(c));
}

static long sysinfo_run(struct fault_cell *c)
{
	sysinfo(*cell_priv(c));
	return sysret(sysinfo(cell_buf(c)));
}

/*
 * Check the fields that do not change meanwhile, such as the machine's memory. The load changes
 * every 5 s: it must be the earlier one, or the present one if a cell takes so long.
 */
static const char *check_constant(const struct sysinfo *info, const struct sysinfo *before,
				  const struct sysinfo *now)
{
	int i;

	if (info->totalram != now->totalram || info->mem_unit != now->mem_unit ||
	    info->totalhigh != now->totalhigh || info->totalswap != now->totalswap)
		return complain("%lu units of %u bytes of memory, the second time %lu of %u",
				info->totalram, info->mem_unit, now->totalram, now->mem_unit);
	for (i = 0; i < 3; i++)
		if (info->loads[i] != before->loads[i] && info->loads[i] != now->loads[i])
			return complain("a load of %lu, before it was %lu, now it is %lu",
					info->loads[i], before->loads[i], now->loads[i]);
	return NULL;
}

/* Check the padding: the kernel clears the whole structure before it fills a field. */
static const char *check_padding(const struct sysinfo *info)
{
	static const uint8_t zero[sizeof(long)];
	const uint8_t *bytes = (const uint8_t *)info;

	if (info->pad || memcmp(bytes + SYSINFO_END, zero, SYSINFO_LEN - SYSINFO_END))
		return complain("the padding of the structure is not 0");
	return NULL;
}

static const char *check_limits(const struct sysinfo *info, const struct sysinfo *before,
				const struct sysinfo *now)
{
	if (info->uptime < before->uptime || info->uptime > now->uptime)
		return complain("an uptime of %ld s, not between %ld and %ld", info->uptime,
				before->uptime, now->uptime);
	if (info->freeram > info->totalram || info->sharedram > info->totalram ||
	    info->bufferram > info->totalram || info->freeswap > info->totalswap ||
	    info->freehigh > info->totalhigh || !info->procs)
		return complain("more memory free, shared or buffered than there is");
	return NULL;
}

static const char *sysinfo_check(struct fault_cell *c, long ret)
{
	const struct sysinfo *info = cell_buf(c), *before = *cell_priv(c);
	struct sysinfo now;

	(void)ret;
	sysinfo(&now);
	return check_constant(info, before, &now) ?: check_limits(info, before, &now) ?:
	       check_padding(info) ?: check_page_around(c, SYSINFO_LEN);
}

const struct fault_path path_sysinfo = {
	.name = "sysinfo", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/sys.c: sysinfo(): copy_to_user()",
	.len = SYSINFO_LEN,
	.setup = earlier_setup, .run = sysinfo_run, .check = sysinfo_check,
	.teardown = earlier_teardown,
};

const struct matrix_row rows_clock[] = {
	{ .path = &path_clock_getres, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_clock_gettime, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_nanosleep, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_nanosleep_long, .sources = sources_held_load,
	  .stimuli = stimuli_interrupting },
	{ .path = &path_sysinfo, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ }
};
