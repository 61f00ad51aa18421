// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sibling changes the mapping under a held fault, and wakes nobody: a family of
 * lock_fault.c. Its call returns at once, and the stalled thread sleeps on. A userfaultfd
 * has no page for an address without its mapping (ENOENT); there only UFFDIO_WAKE on the old
 * range, or a signal, ends the wait. What the access then finds is the new mapping, or none.
 *
 * Deciding kernel code: mm/userfaultfd.c:userfaultfd_unmap_prep(), mremap_userfaultfd_prep(),
 * mfill_atomic(), mm/mprotect.c:change_protection(), mm/mmap.c:__mmap_region().
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "engine.h"
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "uffd.h"
#include "uffd_events/families.h"
#include "user_access/families.h"

/* ---- what the sibling does ---- */

static int drop_page(struct fault_cell *c)
{
	return madvise(cell_page(c), cell_region(c)->page_size, MADV_DONTNEED) ? -errno : 0;
}

static int forbid_page(struct fault_cell *c)
{
	return mprotect(cell_page(c), cell_region(c)->page_size, PROT_NONE) ? -errno : 0;
}

static int unmap_page(struct fault_cell *c)
{
	return munmap(cell_page(c), cell_region(c)->page_size) ? -errno : 0;
}

static int move_page(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);
	void *to = mremap(cell_page(c), r->page_size, r->page_size,
			  MREMAP_MAYMOVE | MREMAP_FIXED, r->base + r->size - r->page_size);

	return to == MAP_FAILED ? -errno : 0;
}

static int replace_page(struct fault_cell *c)
{
	void *page = mmap(cell_page(c), cell_region(c)->page_size, cell_region(c)->prot,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return page == MAP_FAILED ? -errno : 0;
}

/* ---- the stimuli ---- */

static void complain_once(struct fault_cell *c, const char *what, int err)
{
	if (!c->obs.wrong[0])
		snprintf(c->obs.wrong, sizeof(c->obs.wrong), "%s: %d", what, err);
}

/**
 * have_sibling_act() - stimulus.send: have the victim's leader run stimulus.act().
 * @c: the cell. A call that waits for the fault is the kernel's defect, and no error of the run.
 * Return: 0.
 */
int have_sibling_act(struct fault_cell *c)
{
	int err = have_leader_act(c);

	if (err)
		complain_once(c, "the sibling's call did not return, or failed", err);
	return 0;
}

/**
 * have_sibling_unmap() - stimulus.send: the same; then the source has no mapping to put a page
 *	into.
 * @c: the cell.
 * Return: 0.
 */
int have_sibling_unmap(struct fault_cell *c)
{
	int err = have_sibling_act(c);

	if (err || !uffd_mode(cell_region(c)->source))
		return err;
	err = cell_region(c)->source->ops->release(cell_region(c));
	if (err != -ENOENT)
		complain_once(c, "a page for an address without its mapping, not -ENOENT", err);
	return 0;
}

static int have_sibling_act_and_kill(struct fault_cell *c)
{
	int err = have_sibling_act(c);

	return err ?: send_to_thread(c);
}

#define SIBLING(act_name, how) \
	.effect = EFFECT_NOTHING, .send = how, .act = act_name, .flags = STIM_TAKES_PAGE
#define KILLED_AFTER(act_name) \
	.effect = EFFECT_KILL, .signo = SIGKILL, .flags = STIM_DEFAULT, \
	.send = have_sibling_act_and_kill, .act = act_name

static const struct stimulus stimulus_dontneed = {
	.name = "dontneed", SIBLING(drop_page, have_sibling_act),
	.story = "a sibling drops the page by MADV_DONTNEED",
};

static const struct answer *huge_dontneed_probe(const struct stimulus *stim)
{
	(void)stim;
	return probe_hugetlb_dontneed();
}

static const struct stimulus stimulus_huge_dontneed = {
	.name = "dontneed", SIBLING(drop_page, have_sibling_act), .probe = huge_dontneed_probe,
	.story = "a sibling drops the huge page by MADV_DONTNEED",
};

static const struct stimulus stimulus_prot_none = {
	.name = "prot_none", SIBLING(forbid_page, have_sibling_act),
	.story = "a sibling forbids all access by mprotect()",
};

static const struct stimulus stimulus_munmap = {
	.name = "munmap", SIBLING(unmap_page, have_sibling_unmap),
	.story = "a sibling unmaps the page",
};

static const struct stimulus stimulus_mremap = {
	.name = "mremap", SIBLING(move_page, have_sibling_unmap),
	.story = "a sibling moves the page away",
};

static const struct stimulus stimulus_map_over = {
	.name = "map_over", SIBLING(replace_page, have_sibling_unmap),
	.story = "a sibling maps another page over it",
};

static const struct stimulus stimulus_munmap_sigkill = {
	.name = "munmap_sigkill", KILLED_AFTER(unmap_page),
	.story = "a sibling unmaps the page, then SIGKILL comes to the stalled thread",
};

static const struct stimulus stimulus_prot_none_sigkill = {
	.name = "prot_none_sigkill", KILLED_AFTER(forbid_page),
	.story = "a sibling forbids all access, then SIGKILL comes to the stalled thread",
};

/* ---- the releases that then are right ---- */

static int wake_stale(struct fault_region *r)
{
	return r->source->ops->wake(r);
}

static int release_forbidden_page(struct fault_region *r)
{
	return r->source->ops->release(r);
}

/* The range has no mapping any more; whoever waits on it is woken all the same. */
static const struct fault_release release_stale_wake = {
	.name = "unmapped", .error = FAULT_UNMAPPED, .apply = wake_stale,
};

/* The page comes, and must not be used. */
static const struct fault_release release_forbidden = {
	.name = "forbidden", .error = FAULT_PROT_NONE, .apply = release_forbidden_page,
};

/* The access goes to the new mapping. */
const struct fault_release release_replaced = {
	.name = "replaced", .content = CONTENT_ZERO, .apply = wake_stale,
};

/* ---- the cells ---- */

#define SMALL \
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_minor_shmem, \
	&source_fuse_private

static const struct fault_source *const small_load_sources[] = {
	SMALL, &source_fuse_shared, NULL
};

static const struct fault_source *const small_store_sources[] = { SMALL, NULL };

static const struct fault_source *const load_sources[] = {
	SMALL, &source_fuse_shared, &source_uffd_missing_hugetlb, NULL
};

static const struct fault_source *const store_sources[] = {
	SMALL, &source_uffd_missing_hugetlb, NULL
};

#define EACH_SMALL(release) \
	{ &source_uffd_missing_anon, release }, { &source_uffd_missing_shmem, release }, \
	{ &source_uffd_minor_shmem, release }, { &source_fuse_private, release }
#define EACH(release) \
	EACH_SMALL(release), { &source_uffd_missing_hugetlb, release }
#define EACH_LOAD(release)	EACH(release), { &source_fuse_shared, release }
#define EACH_STORE(release)	EACH(release), { &source_uffd_wp_anon, release }
#define CASES(...)	((const struct release_case []){ __VA_ARGS__, { 0 } })

static const struct stimulus *const stimuli_unmapped[] = {
	&stimulus_munmap, &stimulus_munmap_sigkill, NULL
};

static const struct stimulus *const stimuli_forbidden[] = {
	&stimulus_prot_none, &stimulus_prot_none_sigkill, NULL
};

/* A page with a protection of userfaultfd's own would lose it by MADV_DONTNEED. */
#define TAKEN(of_path, list, each) \
	{ .path = of_path, .apart = "sibling", .sources = list, \
	  .stimuli = STIMULI(&stimulus_dontneed) }, \
	{ .path = of_path, .apart = "sibling", \
	  .sources = SOURCES(&source_uffd_missing_hugetlb), \
	  .stimuli = STIMULI(&stimulus_huge_dontneed) }, \
	{ .path = of_path, .apart = "unmapped", .releases = CASES(each(&release_stale_wake)), \
	  .taken = stimuli_unmapped }, \
	{ .path = of_path, .apart = "moved", .releases = CASES(EACH_SMALL(&release_stale_wake)), \
	  .taken = STIMULI(&stimulus_mremap) }, \
	{ .path = of_path, .apart = "forbidden", .releases = CASES(each(&release_forbidden)), \
	  .taken = stimuli_forbidden }, \
	{ .path = of_path, .apart = "replaced", .releases = CASES(each(&release_replaced)), \
	  .taken = STIMULI(&stimulus_map_over) }
#define TAKEN_LOAD(of_path)	TAKEN(of_path, small_load_sources, EACH_LOAD)
#define TAKEN_STORE(of_path)	TAKEN(of_path, small_store_sources, EACH_STORE)

const struct matrix_row rows_siblings[] = {
	TAKEN_LOAD(&path_load),
	TAKEN_STORE(&path_store),
	TAKEN_STORE(&path_pipe_read),
	TAKEN_LOAD(&path_pipe_write),
	TAKEN_LOAD(&path_vm_readv),
	TAKEN_LOAD(&path_populate_read),
	TAKEN_STORE(&path_uring_read_async),
	{ }
};

/* ---- a sibling that dies by its own hand ---- */

static int abort_all(struct fault_cell *c)
{
	(void)c;
	abort();
}

static const struct stimulus stimulus_abort = {
	.name = "abort", .effect = EFFECT_KILL,
	.signo = SIGABRT, .flags = STIM_DEFAULT,
	.story = "a sibling calls abort()",
	.send = have_leader_end, .act = abort_all,
};

#define ABORTED .apart = "sibling", .stimuli = STIMULI(&stimulus_abort)

const struct matrix_row rows_abort[] = {
	{ .path = &path_load, ABORTED, .sources = load_sources },
	{ .path = &path_pipe_read, ABORTED, .sources = store_sources },
	{ .path = &path_vm_readv, ABORTED, .sources = load_sources },
	{ .path = &path_uring_read_async, ABORTED, .sources = load_sources },
	{ }
};
