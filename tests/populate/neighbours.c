// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of many kinds in one range, for calls that walk page tables on their way to a page
 * that is held: huge pages and small ones, shared, pinned, of files, read only, locked.
 *
 *	arena	[ SMALL_PAGES ][ HUGE_PAGE ][ HUGE_HALVED ] ... each of a huge page's size
 *
 * What a kernel does not have (huge pages of files, guards) is small pages instead, or nothing:
 * the calls have to leave every byte as it was, whatever the memory is made of.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultsig.h"
#include "neighbours.h"
#include "sources.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE		25	/* 6.1 */
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102	/* 6.13 */
#endif

/* Pages of the kinds that are small: more than the kernel takes in one batch. */
#define SMALL		40
#define SMALL_SPACE	64	/* the next power of two */
#define UNTOUCHED	3	/* never touched */
#define GUARD		5
#define ONLY_READ	7
#define GONE		9	/* page of BY_PAGES that is dropped */

/* Of the victim of the one cell of this process: space for all kinds. */
static uint8_t *arena;

/* Without huge pages, or with very large ones, all kinds are made of small pages. */
static size_t huge(void)
{
	size_t size = thp_page_size();

	return size && size <= HUGE_PAGE_MAX ? size : 2 * SMALL_SPACE * small_page();
}

static uint8_t *start_of(enum neighbour kind)
{
	return arena + kind * huge();
}

static bool is_small(enum neighbour kind)
{
	return kind == SMALL_PAGES || kind == FILE_SMALL || kind == FILE_PRIVATE ||
	       kind == LOCKED_SMALL;
}

static bool is_halved(enum neighbour kind)
{
	return kind == HUGE_HALVED || kind == HUGE_PINNED || kind == BY_PAGES_HALVED ||
	       kind == BY_PAGES_PINNED || kind == FILE_BY_PAGES;
}

static size_t pages_of(enum neighbour kind)
{
	return is_small(kind) ? SMALL : huge() / small_page();
}

static uint8_t mark_of(enum neighbour kind, size_t page)
{
	return kind * 16 + page % 13 + 1;
}

/* What the first byte of a page has to be; -1: the page may not be touched. */
static int byte_of(enum neighbour kind, size_t page)
{
	if (kind == HUGE_ZEROS || (kind == BY_PAGES && page == GONE))
		return 0;
	if (kind != SMALL_PAGES)
		return mark_of(kind, page);
	if (page == GUARD)
		return -1;
	return page == UNTOUCHED || page == ONLY_READ ? 0 : mark_of(kind, page);
}

static void mark_pages(enum neighbour kind)
{
	size_t i;

	for (i = 0; i < pages_of(kind); i++)
		if (byte_of(kind, i) > 0)
			start_of(kind)[i * small_page()] = mark_of(kind, i);
}

static int map_here(enum neighbour kind, int prot, int flags, int fd, off_t offset)
{
	if (mmap(start_of(kind), huge(), prot, flags | MAP_FIXED, fd, offset) == MAP_FAILED)
		return -errno;
	return 0;
}

/* Read one byte of each page, so that they are mapped. */
static void read_pages(enum neighbour kind)
{
	volatile uint8_t *page = start_of(kind);
	size_t i;

	for (i = 0; i < pages_of(kind); i++)
		(void)page[i * small_page()];
}

/* Change the protection of one page and back: a huge page is mapped by small ones then. */
static int map_by_pages(enum neighbour kind, int prot)
{
	if (mprotect(start_of(kind), small_page(), PROT_NONE) ||
	    mprotect(start_of(kind), small_page(), prot))
		return -errno;
	read_pages(kind);
	return 0;
}

/* Have a pipe refer to the last page. Its descriptors close with the process. */
static int refer_to(enum neighbour kind)
{
	struct iovec last = { start_of(kind) + huge() - small_page(), small_page() };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	return vmsplice(ends[1], &last, 1, 0) < 0 ? -errno : 0;
}

static int make_small(void)
{
	int err = map_here(SMALL_PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (err)
		return err;
	madvise(start_of(SMALL_PAGES), huge(), MADV_NOHUGEPAGE);
	mark_pages(SMALL_PAGES);
	(void)*(volatile uint8_t *)(start_of(SMALL_PAGES) + ONLY_READ * small_page());
	madvise(start_of(SMALL_PAGES) + GUARD * small_page(), small_page(), MADV_GUARD_INSTALL);
	return 0;
}

static int make_huge(enum neighbour kind)
{
	int prot = PROT_READ | PROT_WRITE;
	int err = map_here(kind, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (err)
		return err;
	madvise(start_of(kind), huge(), MADV_HUGEPAGE);
	if (kind == HUGE_ZEROS) {
		(void)*(volatile uint8_t *)start_of(kind);
		return 0;
	}
	mark_pages(kind);
	if (kind >= BY_PAGES)
		err = map_by_pages(kind, prot);
	if (!err && (kind == HUGE_PINNED || kind == BY_PAGES_PINNED))
		err = refer_to(kind);
	if (kind == BY_PAGES)
		madvise(start_of(kind) + GONE * small_page(), small_page(), MADV_DONTNEED);
	return err;
}

/* Store to half of the pages, with what is there: they are copies of the file's then. */
static void copy_half(enum neighbour kind)
{
	volatile uint8_t *page = start_of(kind);
	size_t i;

	for (i = 0; i < pages_of(kind); i += 2)
		page[i * small_page()] = mark_of(kind, i);
}

static int make_files(void)
{
	int fd = memfd_create("faultsig", MFD_CLOEXEC);
	enum neighbour kind;
	int err = 0;

	if (fd < 0 || ftruncate(fd, 4 * huge()))
		return -errno;
	for (kind = FILE_HUGE; !err && kind <= FILE_PRIVATE; kind++) {
		off_t offset = (kind - FILE_HUGE) * huge();

		err = map_here(kind, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
		if (err)
			break;
		mark_pages(kind);
		if (!is_small(kind))
			madvise(start_of(kind), huge(), MADV_COLLAPSE);
		if (kind == FILE_BY_PAGES)
			err = map_by_pages(kind, PROT_READ | PROT_WRITE);
		if (kind == FILE_PRIVATE)
			err = map_here(kind, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, offset);
	}
	if (!err && fchmod(fd, 0400))
		err = -errno;
	close(fd);
	read_pages(FILE_PRIVATE);
	copy_half(FILE_PRIVATE);
	return err;
}

/* Without System V memory, or the privilege to lock it, it is shared memory like other. */
static int make_locked(void)
{
	int id = shmget(IPC_PRIVATE, 2 * huge(), IPC_CREAT | 0600);
	enum neighbour kind;
	void *at;
	int err = 0;

	for (kind = LOCKED_HUGE; !err && kind < KINDS; kind++)
		err = map_here(kind, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!err && id >= 0) {
		shmctl(id, SHM_LOCK, NULL);
		at = shmat(id, start_of(LOCKED_HUGE), SHM_REMAP);
		err = at == (void *)-1 ? -errno : 0;
		shmctl(id, IPC_RMID, NULL);
	}
	if (err)
		return err;
	mark_pages(LOCKED_HUGE);
	mark_pages(LOCKED_SMALL);
	madvise(start_of(LOCKED_HUGE), huge(), MADV_COLLAPSE);
	return 0;
}

/**
 * neighbours_make() - make memory of all kinds; it is freed with its process.
 * Return: 0 or -errno.
 */
int neighbours_make(void)
{
	uint8_t *space = mmap(NULL, (KINDS + 1) * huge(), PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	enum neighbour kind;
	int err;

	if (space == MAP_FAILED)
		return -errno;
	arena = (uint8_t *)(((uintptr_t)space + huge() - 1) & ~(huge() - 1));
	err = make_small();
	for (kind = HUGE_PAGE; !err && kind < FILE_HUGE; kind++)
		err = make_huge(kind);
	return err ?: make_files() ?: make_locked();
}

/**
 * neighbour() - the part of a kind of memory that calls are about.
 * @kind: the kind.
 * Return: its range.
 */
struct stretch neighbour(enum neighbour kind)
{
	size_t len = pages_of(kind) * small_page();

	if (is_halved(kind))
		return (struct stretch){ start_of(kind) + len / 2, len / 2 };
	return (struct stretch){ start_of(kind), len };
}

/**
 * neighbours_all() - the range of all kinds but the first page.
 * Return: the range; it begins inside of a mapping.
 */
struct stretch neighbours_all(void)
{
	return (struct stretch){ arena + small_page(), KINDS * huge() - small_page() };
}

/**
 * neighbours_check() - check that every page is as it was made.
 * Return: NULL, or a complaint.
 */
const char *neighbours_check(void)
{
	enum neighbour kind;
	size_t i;
	int byte;

	for (kind = 0; kind < KINDS; kind++)
		for (i = 0; i < pages_of(kind); i++) {
			byte = byte_of(kind, i);
			if (byte >= 0 && start_of(kind)[i * small_page()] != byte)
				return complain("page %zu of the neighbour %d is lost", i, kind);
		}
	return NULL;
}

/**
 * with_sharer() - make a call while a child shares all memory.
 * @call: the call.
 * @arg: its argument.
 * Return: its result, or -errno.
 */
long with_sharer(long (*call)(void *arg), void *arg)
{
	pid_t child = fork();
	long ret;

	if (child < 0)
		return -errno;
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	ret = call(arg);
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return ret;
}
