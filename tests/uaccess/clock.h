/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time and load: structures that the kernel copies in one go, by system call and not
 * by the vDSO (kernel/time/time.c:put_timespec64(), get_timespec64(), kernel/sys.c).
 */
#ifndef UACCESS_CLOCK_H
#define UACCESS_CLOCK_H

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

FAULT_PATH(clock_getres, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "clock_getres", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/time/time.c:put_timespec64(): copy_to_user()",
	.len = sizeof(struct timespec),
	.run = clock_getres_run, .check = clock_getres_check,
};

FAULT_PATH_FAILS(clock_getres, SOURCES_FAILING_KERNEL)

static long clock_gettime_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, cell_buf(c)));
}

/* The time of the call, not of the release, and no older than any cell gets. */
static const char *clock_gettime_check(struct fault_cell *c, long ret)
{
	const struct timespec *then = cell_buf(c);
	struct timespec now;
	long age;

	(void)ret;
	clock_gettime(CLOCK_MONOTONIC, &now);
	age = now.tv_sec - then->tv_sec;
	if (age < 0 || age > CELL_TIMEOUT_S || then->tv_nsec < 0 || then->tv_nsec >= 1000000000)
		return complain("the time was %ld.%09ld, it is %ld.%09ld", (long)then->tv_sec,
				then->tv_nsec, (long)now.tv_sec, now.tv_nsec);
	return check_page_around(c, sizeof(*then));
}

FAULT_PATH(clock_gettime, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "clock_gettime", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/time/time.c:put_timespec64(): copy_to_user()",
	.len = sizeof(struct timespec),
	.run = clock_gettime_run, .check = clock_gettime_check,
};

FAULT_PATH_FAILS(clock_gettime, SOURCES_FAILING_KERNEL)

static void nanosleep_fill(struct fault_cell *c, uint8_t *page)
{
	struct timespec shortest = { .tv_nsec = 1 };

	memcpy(buffer_in(c, page), &shortest, sizeof(shortest));
}

static long nanosleep_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_nanosleep, cell_buf(c), NULL));
}

/* Once it has the time it sleeps, and a signal that is pending by then ends that. */
FAULT_PATH(nanosleep, SOURCES_HELD_LOAD, STIMULI_SIGNALS) = {
	.name = "nanosleep", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/time/time.c:get_timespec64(): copy_from_user()",
	.flags = PATH_EINTR_AFTER, .len = sizeof(struct timespec),
	.fill = nanosleep_fill, .run = nanosleep_run, .check = unchanged_check,
};

FAULT_PATH_FAILS(nanosleep, SOURCES_FAILING_KERNEL)

static long sysinfo_run(struct fault_cell *c)
{
	return sysret(sysinfo(cell_buf(c)));
}

static const char *sysinfo_check(struct fault_cell *c, long ret)
{
	const struct sysinfo *info = cell_buf(c);
	struct sysinfo again;

	(void)ret;
	sysinfo(&again);
	if (info->totalram != again.totalram || info->mem_unit != again.mem_unit)
		return complain("%lu units of %u bytes of memory, the second time %lu of %u",
				info->totalram, info->mem_unit, again.totalram, again.mem_unit);
	return check_page_around(c, sizeof(*info));
}

FAULT_PATH(sysinfo, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "sysinfo", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/sys.c: sysinfo(): copy_to_user()",
	.len = sizeof(struct sysinfo),
	.run = sysinfo_run, .check = sysinfo_check,
};

FAULT_PATH_FAILS(sysinfo, SOURCES_FAILING_KERNEL)

#endif /* UACCESS_CLOCK_H */
