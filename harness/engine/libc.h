/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What glibc has and musl has not, or under another name. Macros, since a later musl may
 * declare what this one lacks.
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
#define ERROR_NAME(e)	[e] = #e
#define strerrorname_np(err) \
	((unsigned int)(err) < sizeof(error_names) / sizeof(error_names[0]) ? \
	 error_names[err] : NULL)
static const char *const error_names[] __attribute__((unused)) = {
	ERROR_NAME(EPERM), ERROR_NAME(ENOENT), ERROR_NAME(ESRCH), ERROR_NAME(EINTR),
	ERROR_NAME(EIO), ERROR_NAME(ENXIO), ERROR_NAME(EBADF), ERROR_NAME(ECHILD),
	ERROR_NAME(EAGAIN), ERROR_NAME(ENOMEM), ERROR_NAME(EACCES), ERROR_NAME(EFAULT),
	ERROR_NAME(EBUSY), ERROR_NAME(EEXIST), ERROR_NAME(ENODEV), ERROR_NAME(EINVAL),
	ERROR_NAME(ENOTTY), ERROR_NAME(ENOSPC), ERROR_NAME(EPIPE), ERROR_NAME(ERANGE),
	ERROR_NAME(ENOSYS), ERROR_NAME(ETIME), ERROR_NAME(EMSGSIZE), ERROR_NAME(EOPNOTSUPP),
	ERROR_NAME(ENOBUFS), ERROR_NAME(ETIMEDOUT), ERROR_NAME(ECANCELED),
	ERROR_NAME(EHWPOISON),
};

#endif /* __GLIBC__ */

#endif /* FAULTSIG_LIBC_H */
