// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inside the victim: a process whose leader blocks every signal and obeys one-byte commands,
 * and whose second thread takes the fault.
 *
 * It stays in the harness's process group (a harness timeout reaches it), dies with its
 * controller (PR_SET_PDEATHSIG), keeps none of the runner's descriptors, and reports through
 * shared memory, never by asserting.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "environment.h"
#include "inside.h"

static void broken(struct fault_cell *c, const char *what, int err)
{
	snprintf(c->victim.shared->broken, sizeof(c->victim.shared->broken),
		 "%s: %s", what, strerror(err));
}

/* Send the source's descriptor, if it has one, with the word that we are armed. */
static int send_armed(int ctl, int fd)
{
	char space[CMSG_SPACE(sizeof(int))] = { 0 };
	char word = fd >= 0 ? 'A' : 'a';
	struct iovec iov = { .iov_base = &word, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg;

	if (fd >= 0) {
		msg.msg_control = space;
		msg.msg_controllen = sizeof(space);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	return sendmsg(ctl, &msg, 0) == 1 ? 0 : -errno;
}

static void wait_flag(_Atomic uint32_t *flag)
{
	struct timespec slice = { .tv_sec = 1 };
	int left = (HELD_DEADLINE_MS + RELEASE_DEADLINE_MS) / 1000 + 1;

	while (!atomic_load(flag) && left--)
		syscall(SYS_futex, flag, FUTEX_WAIT, 0, &slice, NULL, 0);
}

static void notify(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) != sizeof(one))
		_exit(EXIT_FAILURE);
}

static void unblock_all(void)
{
	sigset_t none;

	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
}

/* Does the release bring the page? If it poisons or unmaps it, no call can be resumed. */
static bool page_comes(const struct fault_cell *c)
{
	return !c->variant->release || !c->variant->release->error;
}

static bool check_is_due(const struct fault_cell *c)
{
	long ret = c->victim.shared->ret;

	if (!c->path->check || (c->variant->schedule && c->variant->schedule->error))
		return false;
	if (!layout_is_whole(c->variant->layout))
		return c->path->flags & PATH_CHECK_SHORT && ret > 0;
	if (ret == -EINTR && c->path->flags & PATH_RESUMES)
		return page_comes(c);
	return ret == cell_ok(c) || c->path->flags & PATH_ASYNC;
}

static void finish(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	const char *wrong = NULL;

	if (check_is_due(c))
		wrong = c->path->check(c, shared->ret);
	if (wrong && c->variant->schedule && c->variant->schedule->lets_through) {
		c->let_through = true;
		wrong = c->path->check(c, shared->ret);
	}
	if (wrong && !*shared->wrong)
		snprintf(shared->wrong, sizeof(shared->wrong), "%s", wrong);
	atomic_store(&shared->finished, 1);
	notify(c->victim.done);
}

/*
 * Run the path. On a source that fails once, run it a second time and return that result. The
 * first run may succeed there: the kernel itself retries some failed copies by the byte.
 */
static long run_path(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	long first = c->path->run(c), want;

	if (!c->source->fails_once ||
	    (c->path->class == PATH_UACCESS && first == cell_ok(c)))
		return first;
	want = contract_failure(c->path, c->source->error, c->variant->layout);
	if (first != want)
		snprintf(shared->wrong, sizeof(shared->wrong),
			 "the first try returned %ld, not %ld", first, want);
	return c->path->run(c);
}

/* Have the source take its page away, now that nothing else is left to do. */
static void ready_source(struct fault_cell *c)
{
	int err = c->source->ops->ready ? c->source->ops->ready(&c->region) : 0;

	if (!err)
		return;
	broken(c, "readying the source", -err);
	_exit(EXIT_FAILURE);
}

static void *faulting_thread(void *arg)
{
	struct fault_cell *c = arg;
	struct victim_shared *shared = c->victim.shared;

	atomic_store(&shared->tid, gettid());
	faulting_thread_mask(c);
	ready_source(c);
	shared->ret = run_path(c);
	if (cell_submitter_exits(c)) {
		wait_flag(&shared->exit_now);
		return NULL;	/* the leader finishes, see join_faulting_thread() */
	}
	if (c->timer_armed)
		timer_delete(c->timer);
	atomic_store(&shared->returned, 1);
	notify(c->victim.done);
	wait_flag(&shared->released);
	unblock_all();
	finish(c);
	return NULL;
}

/* In the leader: wait for the faulting thread to exit, and finish the cell in its place. */
static int join_faulting_thread(struct fault_cell *c)
{
	int err = pthread_join(c->victim.thread, NULL);

	if (!err)
		finish(c);
	return -err;
}

static void leave_runner(void)
{
	/*
	 * One byte is too small for a core file, and the value with which the kernel does not
	 * start the helper of core_pattern either; 0 would start it.
	 */
	struct rlimit no_core = { 1, 1 };
	int null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Keep the hard limit: a path with PATH_DUMPS raises the soft one to get its core. */
	prlimit(0, RLIMIT_CORE, NULL, &no_core);
	no_core.rlim_cur = 1;
	setrlimit(RLIMIT_CORE, &no_core);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
}

static int map_and_unmap(void)
{
	void *page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return -errno;
	return munmap(page, small_page()) ? -errno : 0;
}

static int move_region_away(struct fault_region *r)
{
	void *to = mremap(r->base, r->page_size, r->page_size,
			  MREMAP_MAYMOVE | MREMAP_FIXED, r->base + r->size - r->page_size);

	return to == MAP_FAILED ? -errno : 0;
}

static int leader_obeys(struct fault_cell *c, enum victim_command command)
{
	struct fault_region *r = &c->region;

	switch (command) {
	case VICTIM_ACT:
		return c->stim->act(c);
	case VICTIM_MAP_AND_UNMAP:
		return map_and_unmap();
	case VICTIM_JOIN:
		return join_faulting_thread(c);
	case VICTIM_UNMAP_REGION:
		return munmap(r->base, r->page_size) ? -errno : 0;
	case VICTIM_MOVE_REGION:
		return move_region_away(r);
	case VICTIM_CROWD:
		return crowd_gather(c);
	default:
		return -EINVAL;
	}
}

static void leader_loop(struct fault_cell *c)
{
	uint8_t command;
	ssize_t n;

	for (;;) {
		n = read(c->victim.ctl, &command, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != 1 || command == VICTIM_QUIT)
			_exit(0);
		if (leader_obeys(c, command))
			command = VICTIM_FAILED;
		if (write(c->victim.ctl, &command, 1) != 1)
			_exit(EXIT_FAILURE);
	}
}

static void arm_victim(struct fault_cell *c)
{
	int err;

	/* fork() does not map a shared page, whose first use would be a fault more. */
	(void)*(volatile uint8_t *)c->region.content;
	install_handlers(c);
	err = c->source->ops->arm(&c->region);
	if (err) {
		broken(c, "arming the source", -err);
		_exit(EXIT_FAILURE);
	}
	err = c->path->arm ? c->path->arm(c) : 0;
	if (err) {
		broken(c, "arming the path", -err);
		_exit(EXIT_FAILURE);
	}
	err = crowd_arm(c);
	if (err) {
		broken(c, "arming the crowd", -err);
		_exit(EXIT_FAILURE);
	}
	err = send_armed(c->victim.ctl, c->region.fd);
	if (err) {
		broken(c, "sending the source's descriptor", -err);
		_exit(EXIT_FAILURE);
	}
	/* Only the controller may keep a userfaultfd open. */
	if (c->region.fd >= 0)
		close(c->region.fd);
	c->region.fd = -1;
}

/* A thread that blocks every signal: the kernel must not choose it for one. */
static void *blocked_thread(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/*
 * Start the faulting thread. If the stimulus has a thread that is free to take the signal
 * (the leader), also start one that is not.
 */
static int start_threads(struct fault_cell *c)
{
	pthread_t blocked;
	int err = 0;

	if (c->stim->flags & STIM_FREE_THREAD)
		err = pthread_create(&blocked, NULL, blocked_thread, NULL);
	return err ?: pthread_create(&c->victim.thread, NULL, faulting_thread, c);
}

/**
 * victim_main() - main function of the victim's process.
 * @c: the cell; its control socket is the victim's end.
 * @parent: the controller.
 */
void __attribute__((noreturn)) victim_main(struct fault_cell *c, pid_t parent)
{
	sigset_t all;
	int err;

	leave_runner();
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	err = run_below();
	if (err) {
		broken(c, "running below the controller", -err);
		_exit(EXIT_FAILURE);
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	arm_victim(c);
	err = start_threads(c);
	if (err) {
		broken(c, "pthread_create", err);
		_exit(EXIT_FAILURE);
	}
	leader_loop(c);
	_exit(0);
}
