// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probe this kernel's io_uring for set-up flags, features and operations.  If it lacks one,
 * cells skip; any other error is an error of the run.
 *
 * Deciding kernel code: io_uring/register.c:io_probe(), io_uring/io_uring.c:io_uring_setup().
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"
#include "ring.h"

#define PROBE_OPS	256	/* as many as the kernel tells of at most */

/* Make a ring, whose memory a probe need not map: a descriptor, or -errno. */
static int set_up(struct io_uring_params *params)
{
	return sysret(syscall(SYS_io_uring_setup, RING_ENTRIES, params));
}

static const struct answer *probe_setup(unsigned int flags, unsigned int features,
					enum need need)
{
	struct io_uring_params plain = { 0 }, params = { .flags = flags };
	const struct answer *answer;
	int fd;

	if (!HAVE_LIBURING)
		return lacks(NEED_LIBURING);
	fd = set_up(&plain);
	answer = answer_to(NEED_IO_URING, "io_uring_setup()", fd);
	if (answer)
		return answer;
	close(fd);
	if ((plain.features & features) != features)
		return lacks(need);
	if (!flags)
		return NULL;
	fd = set_up(&params);
	if (fd >= 0)
		close(fd);
	return answer_to_flag(need, "io_uring_setup() with flags", fd);
}

/**
 * uring_probe_feature() - tell whether io_uring has a feature.
 * @feature: IORING_FEAT_*.
 * @need: the need that is missing if it does not.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_feature(unsigned int feature, enum need need)
{
	return probe_setup(0, feature, need);
}

/* Ask the kernel which operations it has. An error of that call is a failure. */
static const struct answer *ask_opcode(int fd, unsigned int opcode, enum need need)
{
	struct io_uring_probe *probe = calloc(1, sizeof(*probe) +
						 PROBE_OPS * sizeof(probe->ops[0]));
	const struct answer *answer;
	long ret;

	if (!probe)
		return no_answer("memory for IORING_REGISTER_PROBE", -ENOMEM);
	ret = sysret(syscall(SYS_io_uring_register, fd, IORING_REGISTER_PROBE, probe, PROBE_OPS));
	answer = answer_to_flag(NEED_URING_READ, "IORING_REGISTER_PROBE", ret);
	if (!ret && (opcode >= probe->ops_len ||
		     !(probe->ops[opcode].flags & IO_URING_OP_SUPPORTED)))
		answer = lacks(need);
	free(probe);
	return answer;
}

/**
 * uring_probe_opcode() - tell whether io_uring has an operation.
 * @opcode: IORING_OP_*.
 * @need: the need that is missing if it does not.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_opcode(int opcode, enum need need)
{
	struct io_uring_params params = { 0 };
	const struct answer *answer;
	int fd;

	if (!HAVE_LIBURING)
		return lacks(NEED_LIBURING);
	fd = set_up(&params);
	answer = answer_to(NEED_IO_URING, "io_uring_setup()", fd) ?: ask_opcode(fd, opcode, need);
	if (fd >= 0)
		close(fd);
	return answer;
}

/**
 * uring_probe_read() - fault_path.probe: for paths with a plain ring.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_read(void)
{
	return uring_probe_opcode(IORING_OP_READ, NEED_URING_READ);
}

/**
 * uring_probe_worker() - fault_path.probe: tell whether io-wq workers are threads of the process.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_worker(void)
{
	return uring_probe_feature(IORING_FEAT_NATIVE_WORKERS, NEED_URING_NATIVE_WORKERS);
}

/**
 * uring_probe_coop() - fault_path.probe: for uring_arm_coop().
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_coop(void)
{
	return probe_setup(IORING_SETUP_COOP_TASKRUN, 0, NEED_URING_COOP_TASKRUN);
}

/**
 * uring_probe_defer() - fault_path.probe: for uring_arm_defer().
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_defer(void)
{
	return probe_setup(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0,
			   NEED_URING_DEFER_TASKRUN);
}

/**
 * uring_probe_sqpoll() - fault_path.probe: for uring_arm_sqpoll(), whose thread is a worker.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_sqpoll(void)
{
	return uring_probe_worker() ?:
	       probe_setup(IORING_SETUP_SQPOLL, 0, NEED_URING_SQPOLL);
}
