// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of io_uring: of requests issued in the submitter's io_uring_enter(), by an
 * io-wq worker or by the SQPOLL thread, of buffer registration, and of system calls
 * and instructions of a thread that task work is due for.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_req_normal_work_add() (task work is a
 * signal_pending()), io_uring/io-wq.c:__io_wq_worker_cancel(), io_uring/sqpoll.c,
 * io_uring/memmap.c:io_pin_pages().
 */
#include "io_uring/families.h"
#include "loopfs.h"

static const struct matrix_row *const families[] = {
	rows_uring_inline, rows_uring_commands, rows_uring_open, rows_uring_register,
	rows_uring_worker, rows_uring_pinned, rows_uring_closed, rows_uring_sqpoll,
	rows_uring_task_work, rows_uring_net, rows_uring_net_waits, rows_uring_vector,
	rows_uring_wait, rows_uring_queue, rows_uring_tags, NULL
};

static const struct matrix_program program = {
	.families = families, .prepare = loopfs_mount,
};

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
