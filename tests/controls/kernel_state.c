// SPDX-License-Identifier: GPL-2.0-only
/*
 * Victims that leave something behind in the kernel: page pins, lines in its log.  A
 * taint can't be had without harm; judgement.c makes one up.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/posix_types.h>	/* tools/include/uapi/linux/types.h has none of it */
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

/* ---- page pins: an io_uring buffer that stays registered ---- */

static int ring_with_buffer = -1;

static const struct answer *pins_probe(void)
{
	struct io_uring_params params = { 0 };
	int ring;

	if (access("/proc/sys/vm/stat_refresh", W_OK))
		return answer_to(NEED_STAT_REFRESH, "stat_refresh", -errno);
	ring = syscall(SYS_io_uring_setup, 1, &params);
	if (ring < 0)
		return answer_to(NEED_IO_URING, "io_uring_setup()", -errno);
	close(ring);
	return NULL;
}

static int register_buffer(struct fault_cell *c)
{
	struct io_uring_params params = { 0 };
	struct iovec buffer = { .iov_len = small_page() };
	int err = rig_setup(c);

	if (err)
		return err;
	buffer.iov_base = mmap(NULL, buffer.iov_len, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (buffer.iov_base == MAP_FAILED)
		return -errno;
	ring_with_buffer = syscall(SYS_io_uring_setup, 1, &params);
	if (ring_with_buffer < 0)
		return -errno;
	return sysret(syscall(SYS_io_uring_register, ring_with_buffer,
			      IORING_REGISTER_BUFFERS, &buffer, 1));
}

/* Unregister the buffer, which unpins at once; closing the ring would leave it to a work item. */
static void unregister_buffer(void)
{
	syscall(SYS_io_uring_register, ring_with_buffer, IORING_UNREGISTER_BUFFERS, NULL, 0);
	close(ring_with_buffer);
}

static void keep_buffer(struct fault_cell *c)
{
	rig_after_judgement(unregister_buffer);
	rig_teardown(c);
}

static void drop_buffer(struct fault_cell *c)
{
	unregister_buffer();
	rig_teardown(c);
}

static const struct fault_path path_good_pin = {
	.name = "good_pin", GUP_VICTIM, .flags = PATH_PINS, .probe = pins_probe,
	.setup = register_buffer, .run = rig_gup_run, .check = rig_gup_check,
	.teardown = drop_buffer,
};

/* ---- page pins of another process: nothing tells whose pins are left ---- */

#define PINS_UNTOLD \
	"^another process pins pages: what this cell leaves behind can't be told$"

static pid_t pinner;

/*
 * A process that pins, from the cell's first count until SIGKILL or the end of its parent
 * ends it.
 */
static void __attribute__((noreturn)) pin_for_ever(void)
{
	char from[64] = "", to[sizeof(from)];
	struct iovec remote = { from, sizeof(from) }, local = { to, sizeof(to) };

	for (;;)
		process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
}

static int register_buffer_beside_pinner(struct fault_cell *c)
{
	pinner = fork();
	if (!pinner)
		pin_for_ever();
	return pinner < 0 ? -errno : register_buffer(c);
}

static void stop_pinner(void)
{
	unregister_buffer();
	kill(pinner, SIGKILL);
	waitpid(pinner, NULL, 0);
}

static void keep_buffer_and_pinner(struct fault_cell *c)
{
	rig_after_judgement(stop_pinner);
	rig_teardown(c);
}

/* ---- page pins of another process that begins before the cell's first count ---- */

static const struct answer *start_pinner(void)
{
	const struct answer *answer = pins_probe();

	if (answer)
		return answer;
	pinner = fork();
	if (!pinner)
		pin_for_ever();
	rig_after_judgement(stop_pinner);
	return NULL;
}

/* ---- the kernel log ---- */

static const struct answer *log_probe(void)
{
	char mode[32];
	int fd;

	fd = open("/dev/kmsg", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return answer_to(NEED_KMSG, "/dev/kmsg", -errno);
	close(fd);
	if (read_file("/proc/sys/kernel/printk_devkmsg", mode, sizeof(mode)) &&
	    !strncmp(mode, "off", 3))
		return lacks(NEED_DEVKMSG);
	return NULL;
}

static int write_log(struct fault_cell *c, const char *cell, const char *text)
{
	int fd, err = rig_setup(c);
	char line[128];

	if (err)
		return err;
	fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Without its newline a record could be continued, and could not be read yet. */
	snprintf(line, sizeof(line), "faultsig control %s: %s\n", cell, text);
	if (write(fd, line, strlen(line)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int log_warning(struct fault_cell *c)
{
	return write_log(c, c->name, "WARNING: not a real one");
}

static int log_remark(struct fault_cell *c)
{
	return write_log(c, c->name, "only a remark");
}

/* Log a line as a control that runs at the same time would. */
static int log_for_another(struct fault_cell *c)
{
	return write_log(c, "another.cell.none", "WARNING: not a real one");
}

static const struct fault_path path_good_log = {
	.name = "good_log", GUP_VICTIM, .probe = log_probe, .setup = log_remark, .run = rig_gup_run,
	.check = rig_gup_check, .teardown = rig_teardown,
};

static const struct fault_path path_good_neighbour = {
	.name = "good_neighbour", GUP_VICTIM, .probe = log_probe, .setup = log_for_another,
	.run = rig_gup_run, .check = rig_gup_check, .teardown = rig_teardown,
};

const struct control controls_kernel_state[] = {
	{ .name = "leaks_pin", CELL(good_pin, uffd_missing_anon, none), .teardown = keep_buffer,
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; [1-9][0-9]* page pins left behind; 1 descriptors of the controller not given back$",
	  .pace = ALONE },
	{ .name = "pins_beside", CELL(good_pin, uffd_missing_anon, none),
	  .setup = register_buffer_beside_pinner, .teardown = keep_buffer_and_pinner,
	  .observed = OUTCOME_ERROR, .words = PINS_UNTOLD, .pace = ALONE },
	{ .name = "pins_ahead", CELL(good_pin, uffd_missing_anon, none), .probe = start_pinner,
	  .teardown = keep_buffer_and_pinner, .observed = OUTCOME_ERROR, .words = PINS_UNTOLD,
	  .pace = ALONE },
	{ .good = { .path = &path_good_pin, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ .name = "logs_warning", CELL(good_log, uffd_missing_anon, none), .setup = log_warning,
	  .observed = OUTCOME_WRONG,
	  .words = HELD
	  "; kernel log: faultsig control logs_warning[.a-z_]*: WARNING: not a real one$" },
	{ .good = { .path = &path_good_log, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ .good = { .path = &path_good_neighbour, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ }
};
