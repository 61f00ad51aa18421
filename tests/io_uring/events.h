/* SPDX-License-Identifier: GPL-2.0-only */
/* Stimuli of io_uring's own: events.c. */
#ifndef FAULTSIG_IO_URING_EVENTS_H
#define FAULTSIG_IO_URING_EVENTS_H

#include "faultsig.h"

extern const struct stimulus stimulus_task_work;
extern const struct stimulus stimulus_cancel_request;
extern const struct stimulus stimulus_close_ring;
extern const struct stimulus stimulus_close_sqpoll_ring;
extern const struct stimulus stimulus_thread_exit;

/* Lists of events for requests that a worker issues; ended by NULL. */
extern const struct stimulus *const uring_worker_events[];

/* Signals for the worker itself; ended by NULL. */
extern const struct stimulus *const uring_worker_signals[];

#endif /* FAULTSIG_IO_URING_EVENTS_H */
