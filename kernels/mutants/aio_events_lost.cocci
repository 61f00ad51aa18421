// SPDX-License-Identifier: GPL-2.0-only
// Mutant: io_getevents() takes events off the ring before it has copied them
// Emulates: the class of results that are lost with the copy that failed
// Seen as: io_getevents() says EFAULT once, and the completion is never seen
// Severity: high
// Files: fs/aio.c
// Kernels: 6.1 6.12 7.3
// Cells: aio_getevents_fails.*.none

@@
@@
aio_read_events_ring(...)
{
	<...
+	ring->head = (head + avail) % ctx->nr_events;
	copy_ret = copy_to_user(event + ret, ev + pos,
				sizeof(*ev) * avail);
	...>
}
