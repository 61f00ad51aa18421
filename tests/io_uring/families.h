/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of io_uring.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_IO_URING_FAMILIES_H
#define FAULTSIG_IO_URING_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_uring_inline[];
extern const struct matrix_row rows_uring_commands[];
extern const struct matrix_row rows_uring_open[];
extern const struct matrix_row rows_uring_register[];
extern const struct matrix_row rows_uring_worker[];
extern const struct matrix_row rows_uring_pinned[];
extern const struct matrix_row rows_uring_closed[];
extern const struct matrix_row rows_uring_sqpoll[];
extern const struct matrix_row rows_uring_task_work[];
extern const struct matrix_row rows_uring_net[];
extern const struct matrix_row rows_uring_net_waits[];
extern const struct matrix_row rows_uring_vector[];
extern const struct matrix_row rows_uring_wait[];
extern const struct matrix_row rows_uring_queue[];
extern const struct matrix_row rows_uring_tags[];

/* inline.c */
extern const struct fault_path path_uring_read;
extern const struct fault_path path_uring_write;

/* worker.c */
extern const struct fault_path path_uring_read_async;
extern const struct fault_path path_uring_write_async;
extern const struct fault_path path_uring_register_buffers;
extern const struct fault_path path_uring_populate_write;
extern const struct fault_path path_uring_sqpoll_read;

#endif /* FAULTSIG_IO_URING_FAMILIES_H */
