// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of a test program beside running its cells: --list, --explain, the image
 * that execve() starts, closing descriptors that a runner leaked, and staying in memory.
 */
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine.h"
#include "environment.h"
#include "libc.h"
#include "program.h"

/*
 * Become the image that execve() starts. This runs ahead of the harness's constructors, each
 * of which maps memory for a test that this image never runs.
 */
__attribute__((constructor(101))) static void become_exec_child(void)
{
	if (getenv(EXEC_CHILD_ENV))
		_exit(EXEC_CHILD_STATUS);
}

#define THREAD_STACK	(512UL << 10)

static pid_t forking;

static void note_parent(void)
{
	forking = getpid();
}

/*
 * A controller must not outlive its harness process, even if that is killed, and be it before
 * this process has asked for its signal.
 */
static void die_with_parent(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != forking)
		_exit(EXIT_FAILURE);
}

/*
 * The harness flushes its lines ahead of the fork() of each cell; in between they can wait for
 * each other. Each write wakes the supervisor, and where it shares the CPU with the cells that
 * is two switches of address spaces: ten of the 36 of a cell.
 */
static void gather_lines(void)
{
	setvbuf(stdout, NULL, _IOFBF, 0);
}

/**
 * program_start() - prepare the process; main() calls it first.
 *
 * Closes the runner's descriptors, which must not reach a victim that may get stuck, and
 * makes every process below this one die with its parent. mlockall() fills the whole stack of
 * a thread: without a word that is 8 MiB.
 */
void program_start(void)
{
	pthread_attr_t small;

	close_range(3, ~0U, 0);
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, THREAD_STACK);
	pthread_setattr_default_np(&small);
	pthread_attr_destroy(&small);
	pthread_atfork(note_parent, gather_lines, die_with_parent);
}

static int lock_segments(struct dl_phdr_info *object, size_t size, void *data)
{
	(void)size;
	(void)data;
	for (int i = 0; i < object->dlpi_phnum; i++)
		if (object->dlpi_phdr[i].p_type == PT_LOAD)
			mlock((void *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr),
			      object->dlpi_phdr[i].p_filesz);
	return 0;
}

/*
 * Keep in memory what the program and its libraries have in files. If the code of a victim's
 * leader had to be read from a busy disk before it can call exit_group(), it would look as if the
 * signal had been ignored. A child does not inherit the lock, but finds the pages. Without root
 * RLIMIT_MEMLOCK may refuse the lock: then the deadlines have to be long enough.
 */
static void program_lock(void)
{
	dl_iterate_phdr(lock_segments, NULL);
}

/**
 * program_prepare() - set up what the cells of a program share. Called once, before the cells.
 */
void program_prepare(void)
{
	environment_check();
	program_lock();
	content_prepare();
	klog_prepare();
	ledger_prepare();
	pins_prepare();
	wchan_probe();
}

/**
 * program_list_cell() - print one line of --list.
 * @cell: fixture.variant.test.
 * @v: its row.
 * @stim: its stimulus.
 */
void program_list_cell(const char *cell, const struct cell_variant *v,
		       const struct stimulus *stim)
{
	printf("%s\t%s\t%s\t%s %s %s\n", cell, outcome_name(contract_outcome(v, stim)),
	       path_class_name(v->path->class), v->path->needs ?: "", v->source->needs ?: "",
	       stim->needs ?: "");
}

/**
 * program_explain_cell() - print --explain of one cell.
 * @cell: fixture.variant.test.
 * @v: its row.
 * @stim: its stimulus.
 */
void program_explain_cell(const char *cell, const struct cell_variant *v,
			  const struct stimulus *stim)
{
	contract_explain(cell, v, stim);
}
