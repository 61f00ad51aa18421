/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets of a cell, and what has to be in them when it is over: socket.c. */
#ifndef FAULTSIG_UACCESS_SOCKET_H
#define FAULTSIG_UACCESS_SOCKET_H

#include "faultsig.h"

/* enum socket_end - the descriptors of a cell. */
enum socket_end { VICTIM_END, PEER_END };

/* Functions for fault_path.setup; tcp_stream() is in peer.h. */
int unix_stream(struct fault_cell *c);
int tcp_stream_with_payload(struct fault_cell *c);
int unix_datagrams(struct fault_cell *c);
int udp_datagrams(struct fault_cell *c);

/* Functions for fault_path.conserve. */
const char *socket_left_conserve(struct fault_cell *c, long moved);
const char *socket_arrived_conserve(struct fault_cell *c, long moved);
const char *datagram_conserve(struct fault_cell *c, long moved);

#endif /* FAULTSIG_UACCESS_SOCKET_H */
