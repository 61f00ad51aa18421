// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() and process_vm_writev() between the held page and the other side.
 *
 * Deciding kernel code: mm/process_vm_access.c:process_vm_rw_single_vec() for a remote page,
 * process_vm_rw_pages() for a local one.
 */
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"
#include "other_side.h"

/**
 * process_vm_probe() - tell whether the kernel has both calls.
 * Return: NULL, or the answer.
 */
const struct answer *process_vm_probe(void)
{
	return answer_to(NEED_CROSS_MEMORY_ATTACH, "process_vm_readv() of nothing",
			 sysret(process_vm_readv(getpid(), NULL, 0, NULL, 0, 0))) ?:
	       answer_to(NEED_CROSS_MEMORY_ATTACH, "process_vm_writev() of nothing",
			 sysret(process_vm_writev(getpid(), NULL, 0, NULL, 0, 0)));
}

static pid_t target(struct fault_cell *c)
{
	return other_side(c)->peer ?: getpid();
}

static struct iovec held_side(struct fault_cell *c)
{
	return (struct iovec) { .iov_base = cell_buf(c), .iov_len = cell_len(c) };
}

static struct iovec far_side(struct fault_cell *c)
{
	return (struct iovec) { .iov_base = other_side(c)->buf, .iov_len = cell_len(c) };
}

/**
 * vm_readv_remote_run() - process_vm_readv() from the held page.
 * @c: the cell.
 * Return: bytes, or -errno.
 */
long vm_readv_remote_run(struct fault_cell *c)
{
	struct iovec local = far_side(c), remote = held_side(c);

	return sysret(process_vm_readv(target(c), &local, 1, &remote, 1, 0));
}

/**
 * vm_writev_remote_run() - process_vm_writev() to the held page.
 * @c: the cell.
 * Return: bytes, or -errno.
 */
long vm_writev_remote_run(struct fault_cell *c)
{
	struct iovec local = far_side(c), remote = held_side(c);

	return sysret(process_vm_writev(target(c), &local, 1, &remote, 1, 0));
}

/**
 * vm_readv_local_run() - process_vm_readv() into the held page.
 * @c: the cell.
 * Return: bytes, or -errno.
 */
long vm_readv_local_run(struct fault_cell *c)
{
	struct iovec local = held_side(c), remote = far_side(c);

	return sysret(process_vm_readv(target(c), &local, 1, &remote, 1, 0));
}

/**
 * vm_writev_local_run() - process_vm_writev() from the held page.
 * @c: the cell.
 * Return: bytes, or -errno.
 */
long vm_writev_local_run(struct fault_cell *c)
{
	struct iovec local = held_side(c), remote = far_side(c);

	return sysret(process_vm_writev(target(c), &local, 1, &remote, 1, 0));
}
