// SPDX-License-Identifier: GPL-2.0-only
/*
 * Have slowfault.ko call a function of the kernel on the cell's buffer, and check the pages
 * that it got.
 *
 * Deciding kernel code: kernel-module/caller.c makes the call and keeps the pages.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "sources.h"
#include "uffd.h"

#define CALLER		0	/* index into cell_fds(): the region that keeps the pages got */

/* Ask whether this kernel knows the call, by a call on a page that is present. */
static const struct answer *caller_knows(const struct slowfault_call *call, enum need need)
{
	static volatile uint64_t word;
	struct slowfault_call mine = *call;
	int fd = open(SLOWFAULT_DEVICE, O_RDWR | O_CLOEXEC);
	long err;

	if (fd < 0)
		return no_answer("open(" SLOWFAULT_DEVICE ")", -errno);
	word = 1;
	mine.addr = (uintptr_t)&word;
	mine.len = mine.len ? mine.len : 4;
	err = sysret(ioctl(fd, SLOWFAULT_IOC_CALL, &mine));
	close(fd);
	return answer_to(need, "SLOWFAULT_IOC_CALL", err) ?:
	       (mine.ret == -EOPNOTSUPP ? lacks(need) : NULL);
}

/**
 * call_probe() - tell whether this kernel has the function and the flags.
 * @call: the call.
 * @need: the need that the cell lacks if not.
 * Return: NULL, or the answer.
 */
const struct answer *call_probe(const struct slowfault_call *call, enum need need)
{
	return slowfault_device_probe() ?: caller_knows(call, need);
}

/**
 * call_setup() - .setup of a path: opens the module's device.
 * @c: the cell.
 *
 * The controller opens it, so that the pages of a call can be counted when the victim is dead.
 *
 * Return: 0 or -errno.
 */
int call_setup(struct fault_cell *c)
{
	int fd = open(SLOWFAULT_DEVICE, O_RDWR | O_CLOEXEC);

	cell_fds(c)[CALLER] = fd;
	return fd < 0 ? -errno : 0;
}

/**
 * call_of() - find the victim's call, as the kernel copied it back at its end.
 * @c: the cell.
 * Return: the call.
 */
const struct slowfault_call *call_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/* Does the call return a number of pages or bytes? Then 0 does not mean "done". */
static bool gets_something(const struct slowfault_call *call)
{
	return call->op <= SLOWFAULT_PUP_REMOTE || call->op == SLOWFAULT_ACCESS_PROCESS_VM;
}

/**
 * call_make() - have the kernel call one of its functions.
 * @c: the cell; the call is on its buffer.
 * @what: the call; its address, and its length if that is 0, are set here.
 * Return: what the function returned; GOT_NOTHING; -errno.
 */
long call_make(struct fault_cell *c, const struct slowfault_call *what)
{
	static struct slowfault_call call;

	call = *what;
	call.addr = (uintptr_t)cell_buf(c) - (what->len == TWO_PAGES);
	call.len = what->len ? what->len : cell_len(c);
	*cell_priv(c) = &call;
	if (ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_CALL, &call))
		return -errno;
	return gets_something(&call) && !call.ret ? GOT_NOTHING : call.ret;
}

/**
 * call_run() - .run of a path that CALLS_KERNEL().
 * @c: the cell.
 * Return: see call_make().
 */
long call_run(struct fault_cell *c)
{
	return call_make(c, cell_args(c));
}

/**
 * call_fails_on() - .fails_on of calls whose errors vm_fault_to_errno() decides, mm/internal.h.
 * @error: what is wrong with the page.
 * @layout: unused.
 * Return: as fault_path.fails_on.
 */
long call_fails_on(enum fault_error error, enum layout layout)
{
	(void)layout;
	return error == FAULT_OOM ? -ENOMEM : 0;
}

/**
 * call_held_pages() - count the pages that calls got and have not given back.
 * @c: the cell.
 * Return: number of pages; -EBUSY while a call is still in the kernel; -errno.
 */
int call_held_pages(struct fault_cell *c)
{
	struct slowfault_state state;

	if (ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_STATE, &state))
		return -errno;
	return state.calls ? -EBUSY : (int)state.held;
}

/* Wait until no call is left: a kernel thread goes on even if its caller was killed. */
static bool calls_over(struct fault_cell *c)
{
	struct timespec pace = { .tv_nsec = 500000 };
	unsigned int tries = 4000;

	while (call_held_pages(c) == -EBUSY && --tries)
		nanosleep(&pace, NULL);
	return tries;
}

/**
 * call_check_locked() - check that the call says whether mmap_lock was dropped, which it is
 *			 unless the handler kept it.
 * @c: the cell.
 * Return: NULL, or a complaint.
 */
const char *call_check_locked(struct fault_cell *c)
{
	const struct slowfault_call *call = call_of(c);
	const struct fault_source *source = cell_region(c)->source;
	bool kept = source->keeps_lock && !source->tries_twice;

	if (!(call->flags & SLOWFAULT_CALL_LOCKED) || call->locked == kept)
		return NULL;
	return complain("the caller was told that mmap_lock was %s", kept ? "dropped" : "kept");
}

static void touch(struct fault_cell *c, bool store)
{
	volatile uint8_t *byte = cell_buf(c);

	if (store)
		*byte = cell_byte(c, 0);
	else
		(void)*byte;
}

/**
 * call_check_there() - check that the page was brought in: an access to its first byte takes
 *			no fault.
 * @c: the cell.
 * @store: the access is a store, not a load.
 * Return: NULL, or a complaint.
 */
const char *call_check_there(struct fault_cell *c, bool store)
{
	struct rusage before, after;
	unsigned char present = 0;
	long faults;

	/*
	 * An access that faults on userfaultfd would wait for ever; a driver's handler has been
	 * told to wait no more.
	 */
	if (uffd_mode(cell_region(c)->source) &&
	    (mincore(cell_page(c), small_page(), &present) || !(present & 1)))
		return complain("the page is not there");
	getrusage(RUSAGE_THREAD, &before);
	touch(c, store);
	getrusage(RUSAGE_THREAD, &after);
	faults = after.ru_minflt - before.ru_minflt + after.ru_majflt - before.ru_majflt;
	if (faults)
		return complain("a %s takes %ld faults more", store ? "store" : "load", faults);
	return NULL;
}

/* Read a byte of page @i that the call got, by the kernel's own mapping; -1: no such page. */
static int byte_got(struct fault_cell *c, unsigned int i, size_t offset)
{
	struct slowfault_byte byte = { .page = i, .offset = offset };

	return ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_BYTE, &byte) ? -1 : (int)byte.value;
}

/* Check that each page the call got is the one at its address: the kernel must see our stores. */
static const char *got_check(struct fault_cell *c, unsigned int nr)
{
	size_t size = small_page(), offset = (uintptr_t)cell_buf(c) % size;
	volatile uint8_t *mine = (uint8_t *)(call_of(c)->addr & ~(size - 1)) + offset;
	unsigned int i;
	int got, again;
	uint8_t was;

	for (i = 0; i < nr; i++, mine += size) {
		was = *mine;
		got = byte_got(c, i, offset);
		*mine = ~was;
		again = byte_got(c, i, offset);
		*mine = was;
		if (got != was)
			return complain("page %u of the call holds %#x, not %#x", i, got, was);
		if (again != (uint8_t)~was)
			return complain("page %u of the call is not the one at its address", i);
	}
	return NULL;
}

/**
 * call_check_pages() - .check of a call that gets pages: check their number, and that they are
 *			the right ones; then give them back.
 * @c: the cell.
 * @ret: result of the call.
 * Return: NULL, or a complaint.
 */
const char *call_check_pages(struct fault_cell *c, long ret)
{
	int held = call_held_pages(c);
	const char *wrong;

	if (held != (ret > 0 ? ret : 0))
		return complain("the call holds %d pages and returned %ld", held, ret);
	wrong = call_check_locked(c) ?:
		(held ? call_check_there(c, false) ?: got_check(c, held) : NULL);
	if (!wrong && ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_PUT))
		return complain("the pages can't be given back: %s", strerror(errno));
	return wrong ?: check_page_around(c, 0);
}

/**
 * call_conserve_pages() - .conserve of a call that gets pages: give them back, and check that
 *			   this works whatever happened to the victim.
 * @c: the cell.
 * @moved: unused.
 * Return: NULL, or a complaint.
 */
const char *call_conserve_pages(struct fault_cell *c, long moved)
{
	(void)moved;
	if (!calls_over(c))
		return "a call never came back";
	if (ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_PUT))
		return complain("the pages can't be given back: %s", strerror(errno));
	return call_held_pages(c) ?
	       complain("%d pages are still held", call_held_pages(c)) : NULL;
}

#define CALL_LOAD \
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_minor_shmem, \
	&source_filemap_killable, &source_page_cache, &source_drm_interruptible_nopage

const struct fault_source *const sources_call_load[] = { CALL_LOAD, NULL };
const struct fault_source *const sources_call_store[] = {
	CALL_LOAD, &source_uffd_wp_anon, NULL
};

const struct stimulus *const stimuli_call_kinds[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill,
	&stimulus_sigrt_queue, &stimulus_sigterm, &stimulus_sigquit, &stimulus_timer_fast,
	&stimulus_exit_group, NULL
};
