// SPDX-License-Identifier: GPL-2.0-only
/*
 * KSM merges the page while a userfaultfd holds a write to it: the page becomes one of two that
 * share a frame. It has to stay write-protected, as after every other change of its frame: once
 * a handler has run there is one more write-protect fault.
 *
 * Deciding kernel code: mm/ksm.c:replace_page(), write_protect_page();
 * mm/memory.c:do_wp_page().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "alone.h"
#include "families.h"
#include "pagemap.h"
#include "populate/families.h"
#include "proc.h"
#include "process_vm/families.h"
#include "require.h"
#include "sources.h"
#include "user_access/families.h"

#define KSM_RUN		"/sys/kernel/mm/ksm/run"

/* ksmd looks at each page three times, and sleeps 20 ms in between. */
#define MERGE_DEADLINE_MS	5000
#define MERGE_PACE_NS		1000000L

static const struct answer *probe_ksm(const struct stimulus *stim)
{
	(void)stim;
	if (!is_alone())
		return alone_probe();
	return access(KSM_RUN, W_OK) ? lacks(NEED_KSM) : NULL;
}

static int run_ksmd(const char *run)
{
	int fd = open(KSM_RUN, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, run, 1) != 1)
		err = -errno;
	close(fd);
	return err;
}

/* The victim's leader: the page may be merged. */
static int allow_merge(struct fault_cell *c)
{
	return madvise(cell_page(c), small_page(), MADV_MERGEABLE) ? -errno : 0;
}

/* Make two pages of the controller with the same content: KSM's page is theirs first. */
static uint8_t *make_twins(struct fault_cell *c)
{
	size_t size = small_page();
	uint8_t *twins = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);

	if (twins == MAP_FAILED)
		return NULL;
	memcpy(twins, cell_region(c)->content, size);
	memcpy(twins + size, cell_region(c)->content, size);
	return madvise(twins, 2 * size, MADV_MERGEABLE) ? NULL : twins;
}

/* Wait until a page of a process has the frame of a page of the controller. */
static int await_merge(pid_t pid, const void *page, const void *twin)
{
	struct timespec pace = { .tv_nsec = MERGE_PACE_NS };
	uint64_t deadline = deadline_in(MERGE_DEADLINE_MS);
	uint64_t one, other;

	for (;;) {
		one = page_entry(pid, page);
		other = page_entry(getpid(), twin);
		if (one & PAGEMAP_PRESENT && !((one ^ other) & PAGEMAP_FRAME))
			return 0;
		if (!left_ms(deadline))
			return -ETIMEDOUT;
		nanosleep(&pace, NULL);
	}
}

/* The victim's page is the last of the three, so that it is the one that changes its frame. */
static int merge_page(struct fault_cell *c)
{
	uint8_t *twins = make_twins(c);
	int err = twins ? run_ksmd("1") : -ENOMEM;

	err = err ?: await_merge(getpid(), twins + small_page(), twins);
	err = err ?: have_leader_act(c);
	err = err ?: await_merge(cell_victim(c), cell_page(c), twins);
	run_ksmd("0");
	return err;
}

static int merge_page_and_signal(struct fault_cell *c)
{
	return merge_page(c) ?: send_to_thread(c);
}

const struct stimulus stimulus_merged = {
	.name = "merged", .effect = EFFECT_NOTHING, .probe = probe_ksm, .flags = STIM_TAKES_PAGE,
	.story = "KSM merges the page with another one",
	.send = merge_page, .act = allow_merge,
};

const struct stimulus stimulus_merged_sigusr1 = {
	.name = "merged_sigusr1", .effect = EFFECT_HANDLER, .probe = probe_ksm,
	.signo = SIGUSR1, .count = 1, .flags = STIM_TAKES_PAGE,
	.story = "KSM merges the page with another one, then SIGUSR1 with a handler comes",
	.send = merge_page_and_signal, .act = allow_merge,
};

const struct stimulus stimulus_merged_sigkill = {
	.name = "merged_sigkill", .effect = EFFECT_KILL, .probe = probe_ksm,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_TAKES_PAGE,
	.story = "KSM merges the page with another one, then SIGKILL comes",
	.send = merge_page_and_signal, .act = allow_merge,
};

#define MERGED(of_path) \
	{ .path = of_path, .apart = "merged", .sources = SOURCES(&source_uffd_wp_anon), \
	  .stimuli = STIMULI(&stimulus_merged, &stimulus_merged_sigusr1, \
			     &stimulus_merged_sigkill) }

const struct matrix_row rows_merged[] = {
	MERGED(&path_store),
	MERGED(&path_atomic),
	MERGED(&path_vm_writev),
	MERGED(&path_populate_write),
	{ }
};
