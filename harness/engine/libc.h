/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that glibc has, and that musl lacks or spells otherwise. They are macros, since a later
 * musl may declare what this one lacks.
 */
#ifndef FAULTSIG_LIBC_H
#define FAULTSIG_LIBC_H

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef __GLIBC__

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id	_sigev_un._tid
#endif

#else

#ifndef STATX_BASIC_STATS
#include <linux/stat.h>
#endif
#ifndef RWF_NOWAIT
#define RWF_NOWAIT		0x8
#endif
#ifndef PKEY_DISABLE_ACCESS
#define PKEY_DISABLE_ACCESS	0x1
#endif

#define close_range(first, last, flags)	syscall(SYS_close_range, first, last, flags)
#define preadv2(fd, iov, nr, at, flags)	syscall(SYS_preadv2, fd, iov, nr, at, 0L, flags)
#define pkey_alloc(flags, rights)	syscall(SYS_pkey_alloc, flags, rights)
#define pkey_free(key)			syscall(SYS_pkey_free, key)
#define pkey_mprotect(at, len, prot, key) \
	syscall(SYS_pkey_mprotect, at, len, prot, key)

/* The errors that this suite expects, or is likely to see. */
static const char *const error_names[] __attribute__((unused)) = {
	[EPERM] = "EPERM", [ENOENT] = "ENOENT", [ESRCH] = "ESRCH", [EINTR] = "EINTR",
	[EIO] = "EIO", [ENXIO] = "ENXIO", [EBADF] = "EBADF", [ECHILD] = "ECHILD",
	[EAGAIN] = "EAGAIN", [ENOMEM] = "ENOMEM", [EACCES] = "EACCES", [EFAULT] = "EFAULT",
	[EBUSY] = "EBUSY", [EEXIST] = "EEXIST", [ENODEV] = "ENODEV", [EINVAL] = "EINVAL",
	[ENOTTY] = "ENOTTY", [ENOSPC] = "ENOSPC", [EPIPE] = "EPIPE", [ERANGE] = "ERANGE",
	[ENOSYS] = "ENOSYS", [ETIME] = "ETIME", [EMSGSIZE] = "EMSGSIZE",
	[EOPNOTSUPP] = "EOPNOTSUPP", [ENOBUFS] = "ENOBUFS", [ETIMEDOUT] = "ETIMEDOUT",
	[ECANCELED] = "ECANCELED", [EHWPOISON] = "EHWPOISON",
};

#define strerrorname_np(err) \
	((unsigned int)(err) < ARRAY_LEN(error_names) ? error_names[err] : NULL)

#endif /* __GLIBC__ */

#endif /* FAULTSIG_LIBC_H */
