// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stimulus in a file of its own: the freezer of the whole system, as a suspend begins with it.
 * The kernel's own test of it (pm_test) freezes all processes but the one that asks, and thaws
 * them at once; where one of them can't be frozen it gives up, and the suspend fails. So the
 * answer is there when the write returns: 0, or EBUSY.
 *
 * It needs a machine of its own, as every other process would be frozen, too.
 *
 * Deciding kernel code: kernel/power/process.c:freeze_processes(), try_to_freeze_tasks(),
 * kernel/freezer.c:freeze_task(), __refrigerator().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

/* A task that can be frozen is so in a millisecond, or ten on an emulated machine. */
#define GIVE_UP_MS	"300"
#define DELAY		"/sys/module/suspend/parameters/pm_test_delay"

static bool was_frozen;

static int set(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static const struct answer *probe_system_freezer(const struct stimulus *stim)
{
	char states[64];

	(void)stim;
	if (!runs_alone())
		return lacks(NEED_ALONE);
	if (!read_file("/sys/power/state", states, sizeof(states)) || !strstr(states, "freeze") ||
	    access("/sys/power/pm_test", W_OK) || access(DELAY, W_OK))
		return lacks(NEED_PM_TEST);
	return NULL;
}

static int freeze_system(struct fault_cell *c)
{
	int err;

	(void)c;
	err = set(DELAY, "0") ?: set("/sys/power/pm_freeze_timeout", GIVE_UP_MS);
	err = err ?: set("/sys/power/pm_test", "freezer");
	if (err)
		return err;
	err = set("/sys/power/state", "freeze");
	set("/sys/power/pm_test", "none");
	was_frozen = !err;
	return err == -EBUSY ? 0 : err;
}

static bool see_frozen(struct fault_cell *c)
{
	(void)c;
	return was_frozen;
}

static void nothing_to_undo(struct fault_cell *c)
{
	(void)c;
}

const struct stimulus stimulus_system_freezer = {
	.name = "system_freezer", .effect = EFFECT_FREEZE_THAW,
	.flags = STIM_STOP | STIM_PROCESS | STIM_CONT_HELD,
	.story = "all processes are frozen, as ahead of a suspend, and thawed while the fault is held",
	.probe = probe_system_freezer, .send = freeze_system,
	.see = see_frozen, .undo = nothing_to_undo,
};
