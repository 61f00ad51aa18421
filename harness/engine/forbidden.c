// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the system calls of the suite that a seccomp filter forbids.  Each call is made with
 * arguments that no kernel takes: a call that is allowed returns EBADF, EFAULT or EINVAL and
 * does nothing.  Calls that have a probe of their own are not here, nor calls that no argument
 * makes fail.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faultsig.h"
#include "forbidden.h"

#define CALL(name)	{ #name, SYS_##name }

struct call {
	const char *name;
	long number;
};

/* Calls of the engine: if one of them is forbidden, no cell can be judged. */
static const struct call engine_calls[] = {
	CALL(read), CALL(write), CALL(close), CALL(mmap), CALL(munmap), CALL(mprotect),
	CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(ioctl), CALL(pread64), CALL(nanosleep),
	CALL(socketpair), CALL(sendto), CALL(sendmsg), CALL(recvmsg), CALL(wait4),
	CALL(waitid), CALL(fcntl), CALL(flock), CALL(ftruncate), CALL(timer_create),
	CALL(timer_settime), CALL(tgkill), CALL(openat), CALL(eventfd2), CALL(pipe2),
	CALL(prlimit64), CALL(memfd_create), CALL(pidfd_open), CALL(madvise), CALL(mremap),
	CALL(dup3), CALL(rt_tgsigqueueinfo), CALL(rt_sigtimedwait), CALL(lseek), CALL(ppoll),
	CALL(getdents64), CALL(restart_syscall),
	CALL(faccessat), CALL(getpriority), CALL(setpriority),
#ifdef SYS_poll
	CALL(poll), CALL(dup2), CALL(access),
#endif
};

/* Calls of a path, of its set-up or of its checks. */
static const struct call path_calls[] = {
	CALL(readv), CALL(writev), CALL(preadv), CALL(pwritev), CALL(preadv2), CALL(pwrite64),
	CALL(recvfrom), CALL(getsockname), CALL(getsockopt), CALL(setsockopt), CALL(bind),
	CALL(connect), CALL(listen), CALL(accept4), CALL(socket), CALL(sendmmsg), CALL(recvmmsg),
	CALL(mincore), CALL(mbind), CALL(move_pages), CALL(get_mempolicy),
	CALL(set_mempolicy), CALL(shmget), CALL(shmat), CALL(shmctl), CALL(mlock),
	CALL(mlock2), CALL(mlockall), CALL(munlock), CALL(process_vm_readv),
	CALL(process_vm_writev), CALL(io_submit), CALL(io_getevents), CALL(io_cancel),
	CALL(io_uring_enter), CALL(io_uring_register), CALL(getrandom), CALL(getcwd),
	CALL(statx), CALL(fstatfs), CALL(readlinkat), CALL(clock_gettime),
	CALL(epoll_create1), CALL(epoll_ctl), CALL(epoll_pwait), CALL(pselect6),
	CALL(signalfd4), CALL(timerfd_create), CALL(timerfd_settime), CALL(inotify_init1),
	CALL(inotify_add_watch), CALL(splice), CALL(vmsplice), CALL(tee), CALL(sendfile),
	CALL(copy_file_range), CALL(clock_getres), CALL(clock_nanosleep), CALL(sysinfo),
	CALL(uname), CALL(getrusage), CALL(sigaltstack), CALL(rt_sigpending),
	CALL(sched_getaffinity), CALL(sched_setaffinity), CALL(get_robust_list),
	CALL(execveat), CALL(pidfd_getfd), CALL(mq_open), CALL(getgroups),
	CALL(getitimer), CALL(times), CALL(timer_gettime), CALL(timer_delete),
	CALL(shutdown), CALL(set_robust_list),
#ifdef SYS_epoll_wait
	CALL(epoll_wait), CALL(select), CALL(time),
#endif
};

static const char *first_forbidden(const struct call *calls, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (syscall(calls[i].number, -1, -1, -1, -1, -1, -1) < 0 &&
		    (errno == EPERM || errno == EACCES || errno == ENOSYS))
			return calls[i].name;
	return NULL;
}

/**
 * forbidden_call() - look for a call of the suite that a filter forbids.
 * @engine: only look at the calls that every cell makes.
 * Return: the name of the first forbidden call, or NULL.
 */
const char *forbidden_call(bool engine)
{
	const char *call = first_forbidden(engine_calls, ARRAY_LEN(engine_calls));

	return call || engine ? call : first_forbidden(path_calls, ARRAY_LEN(path_calls));
}
