// SPDX-License-Identifier: GPL-2.0-only
// Mutant: TCP takes bytes for received whose copy to the reader failed
// Emulates: the class of bytes that are lost with an EFAULT
// Seen as: recv() says EFAULT, or is killed, and the next reader of the socket misses bytes;
//   "recvmsg seq # bug" in the log
// Severity: critical
// Files: net/ipv4/tcp.c
// Kernels: 6.1 6.12 7.3
// Cells: tcp_recv_fails.*.none tcp_recv.uffd_missing_*.sigkill

@@
expression off;
@@
tcp_recvmsg_locked(...)
{
	<...
	err = skb_copy_datagram_msg(skb, off, msg, used);
	if (err) {
		if (!copied)
			copied = -EFAULT;
+		*seq += used;
		break;
	}
	...>
}
