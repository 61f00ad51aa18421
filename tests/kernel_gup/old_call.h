/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call of a function of the kernel by slowfault.ko, on the cell's buffer, and the accounts
 * of what it got: for all rooms of kernel_gup.c.
 */
#ifndef FAULTSIG_KERNEL_GUP_CALL_H
#define FAULTSIG_KERNEL_GUP_CALL_H

#include <sys/mman.h>
#include <sys/resource.h>

#define CALLER		0	/* index into cell_fds(): the region that keeps what calls got */

/* The @len of a call on two pages: the last byte of the one ahead, and the first one. */
#define TWO_PAGES	2

/* No page, or no byte, and no error either. */
#define GOT_NOTHING	(-ENODATA)

/* Does this kernel know the call? It is asked for a page that is there. */
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

static const struct answer *call_probe(const struct slowfault_call *call, enum need need)
{
	return slowfault_device_probe() ?: caller_knows(call, need);
}

/* In the controller, so that what a call got is still accounted for when the victim is dead. */
static int caller_setup(struct fault_cell *c)
{
	int fd = open(SLOWFAULT_DEVICE, O_RDWR | O_CLOEXEC);

	cell_fds(c)[CALLER] = fd;
	return fd < 0 ? -errno : 0;
}

/* Copied back by the kernel when the call is over: the victim's own. */
static struct slowfault_call *the_call(struct fault_cell *c)
{
	return *cell_priv(c);
}

/* Of these 0 is not "done". */
static bool gets_something(const struct slowfault_call *call)
{
	return call->op <= SLOWFAULT_PUP_REMOTE || call->op == SLOWFAULT_ACCESS_PROCESS_VM;
}

static long do_call(struct fault_cell *c, const struct slowfault_call *what)
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

/* Pages that calls hold; -EBUSY while one is still in the kernel. */
static int held_pages(struct fault_cell *c)
{
	struct slowfault_state state;

	if (ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_STATE, &state))
		return -errno;
	return state.calls ? -EBUSY : (int)state.held;
}

/* A kernel thread goes on for a caller that was killed. */
static bool calls_over(struct fault_cell *c)
{
	struct timespec pace = { .tv_nsec = 500000 };
	unsigned int tries = 4000;

	while (held_pages(c) == -EBUSY && --tries)
		nanosleep(&pace, NULL);
	return tries;
}

/* mmap_lock was dropped on the way, unless the handler kept it; and @locked tells. */
static const char *locked_check(struct fault_cell *c)
{
	const struct slowfault_call *call = the_call(c);
	const struct fault_source *source = cell_region(c)->source;
	bool kept = source->flags & SOURCE_KEEPS_LOCK &&
		    !(source->flags & SOURCE_TRIES_TWICE);

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

/* What the call brought in is there: a load, or a store, of its first byte takes no fault. */
static const char *there_check(struct fault_cell *c, bool store)
{
	struct rusage before, after;
	unsigned char present = 0;
	long faults;

	/* Else it would wait for ever; a driver's handler has been told to wait no more. */
	if (cell_region(c)->source->mode &&
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

/* What the kernel sees of a page that the call got; -1: nothing. */
static int byte_got(struct fault_cell *c, unsigned int i, size_t offset)
{
	struct slowfault_byte byte = { .page = i, .offset = offset };

	return ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_BYTE, &byte) ? -1 : (int)byte.value;
}

/* Each page that the call got is the one at its address: what is stored here is seen there. */
static const char *got_check(struct fault_cell *c, unsigned int nr)
{
	size_t size = small_page(), offset = (uintptr_t)cell_buf(c) % size;
	volatile uint8_t *mine = (uint8_t *)(the_call(c)->addr & ~(size - 1)) + offset;
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

static const char *pages_check(struct fault_cell *c, long ret)
{
	int held = held_pages(c);
	const char *wrong;

	if (held != (ret > 0 ? ret : 0))
		return complain("the call holds %d pages and returned %ld", held, ret);
	wrong = locked_check(c) ?: (held ? there_check(c, false) ?: got_check(c, held) : NULL);
	if (!wrong && ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_PUT))
		return complain("the pages can't be given back: %s", strerror(errno));
	return wrong ?: check_page_around(c, 0);
}

/* Whatever became of the victim, what its call got can be given back, and then is. */
static const char *pages_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	if (!calls_over(c))
		return "a call never came back";
	if (ioctl(cell_fds(c)[CALLER], SLOWFAULT_IOC_PUT))
		return complain("the pages can't be given back: %s", strerror(errno));
	return held_pages(c) ? complain("%d pages are still held", held_pages(c)) : NULL;
}

static uint64_t sum_of(const uint8_t *bytes, size_t len)
{
	uint64_t sum = 0;

	while (len--)
		sum += *bytes++;
	return sum;
}

/* What was read is what is there. */
static const char *read_check(struct fault_cell *c, long ret)
{
	const struct slowfault_call *call = the_call(c);
	uint64_t want = sum_of(cell_buf(c), call->len);

	(void)ret;
	if (call->sum != want)
		return complain("the bytes read add up to %llu, not %llu",
				(unsigned long long)call->sum, (unsigned long long)want);
	return check_page_around(c, 0);
}

/* put_user() writes it as a word: all our machines are little-endian. */
#define FILL	0x33

static const char *written_check(struct fault_cell *c, long ret)
{
	const uint8_t *bytes = cell_buf(c);
	bool puts_word = the_call(c)->op == SLOWFAULT_PUT_USER;
	size_t i, len = the_call(c)->len;

	(void)ret;
	for (i = 0; i < len; i++)
		if (bytes[i] != (puts_word && i ? 0 : FILL))
			return complain("byte %zu is %#x, not what was written", i, bytes[i]);
	return check_page_around(c, len);
}

static const char *readable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return there_check(c, false) ?: check_page_around(c, 0);
}

/* It stores a 0 in the first byte of each page. */
static const char *written_in_check(struct fault_cell *c, long ret)
{
	const uint8_t *byte = cell_buf(c);

	(void)ret;
	if (*byte)
		return complain("the first byte is %#x, not 0", *byte);
	return there_check(c, true) ?: check_page_around(c, 1);
}

#define SOURCES_CALL_LOAD(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_shmem) \
	X(path, uffd_minor_shmem) \
	X(path, filemap_killable) \
	X(path, page_cache) \
	X(path, drm_interruptible_nopage)

#define SOURCES_CALL_STORE(X, path) \
	SOURCES_CALL_LOAD(X, path) \
	X(path, uffd_wp_anon)

/* One of each kind. */
#define STIMULI_KINDS(X, path) \
	STIMULI_FEW(X, path) \
	X(path, sigrt_queue) \
	X(path, sigterm) \
	X(path, sigquit) \
	X(path, timer_fast) \
	X(path, exit_group)

#define SOURCES_CALL_KEPT(X, path) \
	X(path, uffd_missing_anon) \
	X(path, filemap_killable)

/* Without a driver's: a page that a long-term pin may have. */
#define SOURCES_CALL_UFFD(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_shmem) \
	X(path, uffd_wp_anon)

/**
 * CALL_PATH() - a call as a fault path; followed by more of the initialiser.
 * @path_name: fixture.
 * @SOURCES: X-macro list of sources.
 * @STIMULI: X-macro list of stimuli.
 * @path_class: PATH_*.
 * @path_access: FAULT_LOAD or FAULT_STORE.
 * The rest: the initialiser of its struct slowfault_call.
 */
#define CALL_PATH(path_name, SOURCES, STIMULI, path_class, path_access, ...) \
	static const struct slowfault_call call_##path_name = { __VA_ARGS__ }; \
	static long path_name##_run(struct fault_cell *c) \
	{ \
		return do_call(c, &call_##path_name); \
	} \
	FAULT_PATH(path_name, SOURCES, STIMULI) = { \
		.name = #path_name, .class = path_class, .access = path_access, \
		.needs = "slowfault", .setup = caller_setup, .run = path_name##_run,

#endif /* FAULTSIG_KERNEL_GUP_CALL_H */
