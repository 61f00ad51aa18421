/* SPDX-License-Identifier: GPL-2.0-only */
/* The other end of a call, filled ahead of it and checked afterwards: peer.c. */
#ifndef FAULTSIG_UACCESS_PEER_H
#define FAULTSIG_UACCESS_PEER_H

#include <sys/uio.h>

#include "faultsig.h"

/* Bytes behind those that the call asks for: they must stay where they are. */
#define SPARE		57
/* The most that a peer ever holds: a buffer of two pages, and the spare bytes. */
#define PEER_MAX	(2 * small_page() + 2 * SPARE)
/* A segment's way through the loopback interface: 30 us when idle. */
#define PEER_DEADLINE_MS	2000

/*
 * raw_copy_to_user() and its kin may stop short of the failing byte
 * (include/linux/uaccess.h); on x86-64 they don't.
 */
#ifdef __x86_64__
#define UP_TO_THE_FAULT	FAULT_LEN
#else
#define UP_TO_THE_FAULT	FAILS_SKIP
#endif

/* Indices of the two ends in cell_fds(). */
enum pipe_end { READ_END, WRITE_END };

void split_buffer(const struct fault_cell *c, struct iovec iov[2]);

int queue_payload(int fd, size_t len);
int empty_pipe(struct fault_cell *c);
int small_pipe(struct fault_cell *c);
int pipe_with_payload(struct fault_cell *c);
int empty_memfd(struct fault_cell *c);
int memfd_with_payload(struct fault_cell *c);
int open_first(struct fault_cell *c, const char *path, int flags);

size_t take_queued(int fd, uint8_t *buf, size_t size, size_t want);
const char *check_still_queued(const struct fault_cell *c, int fd, size_t moved);
const char *check_arrived(const struct fault_cell *c, int fd, size_t moved);
const char *check_file_position(struct fault_cell *c, long moved);
const char *payload_check(struct fault_cell *c, long ret);
const char *unchanged_check(struct fault_cell *c, long ret);

/* socket.c */
const struct answer *loopback_probe(void);
int tcp_stream(struct fault_cell *c);

#endif /* FAULTSIG_UACCESS_PEER_H */
