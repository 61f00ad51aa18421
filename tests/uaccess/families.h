/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of uaccess.c, and the paths that other programs and controls use. */
#ifndef FAULTSIG_UACCESS_FAMILIES_H
#define FAULTSIG_UACCESS_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_pipe[];
extern const struct matrix_row rows_full_pipe[];
extern const struct matrix_row rows_file[];
extern const struct matrix_row rows_socket[];
extern const struct matrix_row rows_socket_flags[];
extern const struct matrix_row rows_event[];
extern const struct matrix_row rows_name[];
extern const struct matrix_row rows_task[];
extern const struct matrix_row rows_rseq[];
extern const struct matrix_row rows_clock[];
extern const struct matrix_row rows_sigreturn[];
extern const struct matrix_row rows_descriptor[];
extern const struct matrix_row rows_rights[];
extern const struct matrix_row rows_vsyscall[];

/* pipe.c */
extern const struct fault_path path_pipe_read;
extern const struct fault_path path_pipe_write;

/* socket.c */
extern const struct fault_path path_unix_recv;

/* file.c */
extern const struct fault_path path_file_write;
extern const struct fault_path path_preadv2_nowait;
extern const struct fault_path path_getrandom;
extern const struct fault_path path_sendfile_offset;

/* event.c */
extern const struct fault_path path_epoll_wait;
extern const struct fault_path path_select;

/* name.c */
extern const struct fault_path path_statx;
extern const struct fault_path path_getdents;

/* task.c */
extern const struct fault_path path_waitid;

/* clock.c */
extern const struct fault_path path_clock_gettime;
extern const struct fault_path path_nanosleep_long;
extern const struct fault_path path_sysinfo;

/* descriptor.c */
extern const struct fault_path path_pipe2;
extern const struct fault_path path_accept4;

/* rights.c */
extern const struct fault_path path_recvmsg_rights;

#endif /* FAULTSIG_UACCESS_FAMILIES_H */
