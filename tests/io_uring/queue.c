// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that wait for a worker which is stalled: behind it in a chain, because there may be
 * no second worker, or because it writes to the same file.
 *
 * Deciding kernel code: io_uring/io-wq.c:io_worker_handle_work(), io_get_next_work().
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

#define FD_FILE		(FD_OUT + 1)

static int pipe_and_file(struct fault_cell *c)
{
	int err = uring_full_pipe(c);

	if (err)
		return err;
	cell_fds(c)[FD_FILE] = memfd_create("faultsig", MFD_CLOEXEC);
	return cell_fds(c)[FD_FILE] < 0 ? -errno : 0;
}

/* The other request must be done, and not before the held one. */
static const char *behind_check(struct fault_cell *c, long ret, long want)
{
	const char *wrong = uring_store_async_check(c, ret);
	struct uring *u = uring_of(c);

	if (!wrong && u->seen[REQUEST_OTHER] && u->res[REQUEST_OTHER] != want)
		wrong = complain("the request behind it: cqe.res %d, expected %ld",
				 u->res[REQUEST_OTHER], want);
	if (!wrong && u->seen[REQUEST_OTHER] &&
	    u->place[REQUEST_OTHER] < u->place[REQUEST_HELD])
		wrong = complain("the request behind it completed ahead of it");
	return wrong;
}

static const char *read_check(struct fault_cell *c, long ret)
{
	return behind_check(c, ret, 0);
}

static const char *write_check(struct fault_cell *c, long ret)
{
	return behind_check(c, ret, FAULT_LEN);
}

#define QUEUE \
	.class = PATH_WORKER_UACCESS, .access = FAULT_STORE, .flags = PATH_WORKER, \
	.ok = FAULT_LEN, .decides = "io_uring/io-wq.c:io_worker_handle_work()", \
	.probe = uring_probe_worker, .setup = pipe_and_file, .arm = uring_arm, \
	.conserve = uring_source_conserve_async, .teardown = uring_teardown

static void add_chain(struct fault_cell *c, uint8_t opcode)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags =
		IOSQE_ASYNC | IOSQE_IO_LINK;
	uring_add(c, REQUEST_OTHER, opcode, cell_fds(c)[FD_FILE], uring_of(c)->data,
		  FAULT_LEN)->flags = IOSQE_ASYNC;
}

/* The same worker goes on with the chain: the file is empty, and the read has 0 bytes. */
static long chain_read_run(struct fault_cell *c)
{
	add_chain(c, IORING_OP_READ);
	return uring_submit_async(c);
}

static const struct fault_path path_uring_chain_read_async = {
	QUEUE, .name = "uring_chain_read_async", .run = chain_read_run, .check = read_check,
};

/* A write to a file is queued behind others to the same file, and not done at once. */
static long chain_write_run(struct fault_cell *c)
{
	add_chain(c, IORING_OP_WRITE);
	return uring_submit_async(c);
}

static const struct fault_path path_uring_chain_write_async = {
	QUEUE, .name = "uring_chain_write_async", .run = chain_write_run, .check = write_check,
};

#define COUNT_BYTES	sizeof(uint64_t)

static const char *count_check(struct fault_cell *c, long ret)
{
	return behind_check(c, ret, COUNT_BYTES);
}

/* The request has credentials of its own, which go with the ring. */
static long personality_run(struct fault_cell *c)
{
	long id = uring_register(c, IORING_REGISTER_PERSONALITY, NULL, 0);
	struct io_uring_sqe *sqe;

	if (id < 0)
		return id;
	sqe = uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	sqe->flags = IOSQE_ASYNC;
	sqe->personality = id;
	return uring_submit_async(c);
}

static const struct fault_path path_uring_personality_async = {
	QUEUE, .name = "uring_personality_async", .run = personality_run,
	.check = uring_store_async_check,
};

/* One worker of each kind is allowed, and it is stalled: the other request waits for it. */
static long one_worker_run(struct fault_cell *c)
{
	unsigned int most[2] = { 1, 1 };
	long err = uring_register(c, IORING_REGISTER_IOWQ_MAX_WORKERS, most, ARRAY_LEN(most));

	if (err)
		return err;
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	uring_add(c, REQUEST_OTHER, IORING_OP_WRITE, cell_fds(c)[FD_DONE], uring_of(c)->data,
		  COUNT_BYTES)->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
}

static const struct fault_path path_uring_one_worker_async = {
	QUEUE, .name = "uring_one_worker_async", .run = one_worker_run, .check = count_check,
};

/* ---- Workers of two threads, one file ------------------------------------- */

static int file_setup(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	cell_fds(c)[FD_FILE] = memfd_create("faultsig", MFD_CLOEXEC);
	return cell_fds(c)[FD_FILE] < 0 ? -errno : 0;
}

static long first_write_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_FILE])->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
}

/* The leader's workers are others than those of the submitter; the file is the same. */
static int write_second(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_WRITE,
					     cell_fds(c)[FD_FILE], uring_of(c)->data, FAULT_LEN);
	int ret;

	sqe->flags = IOSQE_ASYNC;
	sqe->off = FAULT_LEN;
	ret = io_uring_submit(&uring_of(c)->ring);
	return ret == 1 ? 0 : ret < 0 ? ret : -EIO;
}

static const struct stimulus stimulus_second_write = {
	.name = "second_write", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "another thread writes to the same file, and has to wait: no signal at all",
	.send = have_leader_act, .act = write_second,
};

static const char *first_write_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_load_async_check(c, ret);
	struct uring *u = uring_of(c);

	if (!wrong && u->seen[REQUEST_OTHER] && u->res[REQUEST_OTHER] != FAULT_LEN)
		wrong = complain("the second write: cqe.res %d", u->res[REQUEST_OTHER]);
	if (!wrong && u->seen[REQUEST_OTHER] &&
	    u->place[REQUEST_OTHER] < u->place[REQUEST_HELD])
		wrong = complain("the second write completed ahead of the first");
	return wrong;
}

static const char *first_write_conserve(struct fault_cell *c, long moved)
{
	off_t size = lseek(cell_fds(c)[FD_FILE], 0, SEEK_END), want;

	(void)moved;
	want = uring_bytes_reported(c) + (uring_of(c)->seen[REQUEST_OTHER] ? FAULT_LEN : 0);
	if (size != want)
		return complain("the file has %ld bytes, expected %ld", (long)size, (long)want);
	return NULL;
}

static const struct fault_path path_uring_first_write_async = {
	.name = "uring_first_write_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io-wq.c:io_get_next_work(): stalled work",
	.probe = uring_probe_worker, .setup = file_setup, .arm = uring_arm,
	.run = first_write_run, .check = first_write_check, .conserve = first_write_conserve,
	.teardown = uring_teardown,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }

const struct matrix_row rows_uring_queue[] = {
	ROW(uring_chain_read_async), ROW(uring_chain_write_async), ROW(uring_one_worker_async),
	ROW(uring_personality_async),
	{ .path = &path_uring_first_write_async, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_second_write) },
	{ }
};
