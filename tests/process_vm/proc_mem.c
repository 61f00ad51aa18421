// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/self/mem: one family of process_vm.c.  Its GUP may not drop mmap_lock, so a
 * page that userfaultfd holds is an error at once, without a message.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "other_side.h"
#include "sources.h"

static int proc_mem_open(void)
{
	return open("/proc/self/mem", O_RDWR | O_CLOEXEC);
}

static const struct answer *proc_mem_probe(void)
{
	int fd = proc_mem_open();

	if (fd < 0)
		return answer_to(NEED_PROC_MEM, "open(/proc/self/mem)", -errno);
	close(fd);
	return NULL;
}

/* Open the file in the victim: it belongs to the mm of the task that opens it. */
static int proc_mem_arm(struct fault_cell *c)
{
	int fd = proc_mem_open();

	cell_fds(c)[0] = fd;
	return fd < 0 ? -errno : 0;
}

/*
 * Does /proc/PID/mem override protections?  Since 6.12 the configuration decides:
 * proc_mem.force_override, fs/proc/base.c:proc_mem_foll_force().
 */
static bool proc_mem_overrides(void)
{
	void *page = mmap(NULL, small_page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = proc_mem_open();
	bool overrides = false;
	char byte;

	if (page != MAP_FAILED && fd >= 0)
		overrides = pread(fd, &byte, 1, (uintptr_t)page) == 1;
	if (fd >= 0)
		close(fd);
	if (page != MAP_FAILED)
		munmap(page, small_page());
	return overrides;
}

/* If it overrides PROT_NONE, the page is a good one. */
static long proc_mem_fails_on(enum fault_error error, enum layout layout)
{
	if (error != FAULT_PROT_NONE || !proc_mem_overrides())
		return 0;
	switch (layout) {
	case LAYOUT_SECOND_PAGE:
		return 2 * small_page();
	case LAYOUT_MID_BUFFER:
		return 2 * FAULT_LEN;
	default:
		return FAULT_LEN;
	}
}

static long proc_mem_read_run(struct fault_cell *c)
{
	return sysret(pread(cell_fds(c)[0], other_side(c)->buf, cell_len(c),
			    (uintptr_t)cell_buf(c)));
}

const struct fault_path path_proc_mem_read = {
	.name = "proc_mem_read", .class = PATH_KEEPS_LOCK, .access = FAULT_LOAD,
	.flags = PATH_CHECK_SHORT | PATH_REMOTE,
	.decides = "fs/proc/base.c:mem_rw(), mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails = { -EIO, FAILS_PAGE, FAULT_LEN },
	.fails_on = proc_mem_fails_on,
	.probe = proc_mem_probe, .setup = vm_sink_setup, .teardown = other_side_teardown,
	.arm = proc_mem_arm, .run = proc_mem_read_run,
	.check = vm_sink_check, .conserve = vm_sink_conserve,
};

static long proc_mem_write_run(struct fault_cell *c)
{
	return sysret(pwrite(cell_fds(c)[0], other_side(c)->buf, cell_len(c),
			     (uintptr_t)cell_buf(c)));
}

const struct fault_path path_proc_mem_write = {
	.name = "proc_mem_write", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.flags = PATH_CHECK_SHORT | PATH_REMOTE,
	.decides = "fs/proc/base.c:mem_rw(), mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails = { -EIO, FAILS_PAGE, FAULT_LEN },
	.fails_on = proc_mem_fails_on,
	.probe = proc_mem_probe, .setup = vm_origin_setup, .teardown = other_side_teardown,
	.arm = proc_mem_arm, .run = proc_mem_write_run, .check = vm_origin_check,
};

const struct matrix_row rows_proc_mem[] = {
	{ .path = &path_proc_mem_read, .sources = sources_thp_load, .stimuli = stimuli_none,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_proc_mem_write, .sources = sources_thp_store, .stimuli = stimuli_none,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ }
};
