// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() and process_vm_writev() of the calling process: one family of
 * process_vm.c.
 */
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"
#include "families.h"
#include "other_side.h"
#include "sources.h"

const struct fault_path path_vm_readv = {
	.name = "vm_readv", .class = PATH_GUP, .access = FAULT_LOAD, .flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = vm_sink_setup, .teardown = other_side_teardown,
	.run = vm_readv_remote_run, .check = vm_sink_check, .conserve = vm_sink_conserve,
};

const struct fault_path path_vm_writev = {
	.name = "vm_writev", .class = PATH_GUP, .access = FAULT_STORE, .flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = vm_origin_setup, .teardown = other_side_teardown,
	.run = vm_writev_remote_run, .check = vm_origin_check,
};

/* In the following paths the local side faults: copy_page_to_iter(), uaccess. */
const struct fault_path path_vm_readv_local = {
	.name = "vm_readv_local", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_to_iter()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = vm_origin_setup, .teardown = other_side_teardown,
	.run = vm_readv_local_run, .check = vm_origin_check,
};

const struct fault_path path_vm_writev_local = {
	.name = "vm_writev_local", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = SHORT_LOADS,
	.probe = process_vm_probe, .setup = vm_sink_setup, .teardown = other_side_teardown,
	.run = vm_writev_local_run, .check = vm_sink_check, .conserve = vm_sink_conserve,
};

/*
 *	remote	[ FAULT_LEN, present ][ held ]
 *	local	[ FAULT_LEN / 2 ][ the rest ]
 *
 * The first element is done when the second one faults.
 */
static long readv_segments_run(struct fault_cell *c)
{
	uint8_t *to = other_side(c)->buf;
	struct iovec local[] = {
		{ .iov_base = to, .iov_len = FAULT_LEN / 2 },
		{ .iov_base = to + FAULT_LEN / 2, .iov_len = FAULT_LEN / 2 + cell_len(c) },
	};
	struct iovec remote[] = {
		{ .iov_base = other_side(c)->ahead, .iov_len = FAULT_LEN },
		{ .iov_base = cell_buf(c), .iov_len = cell_len(c) },
	};

	return sysret(process_vm_readv(getpid(), local, 2, remote, 2, 0));
}

static const char *readv_segments_check(struct fault_cell *c, long ret)
{
	const uint8_t *copy = other_side(c)->buf;

	return check_payload(copy, FAULT_LEN) ?:
	       check_content(c, copy + FAULT_LEN, vm_known_part(c, ret - FAULT_LEN)) ?:
	       vm_check_page(c, 0);
}

/* The first element must have been copied, even if the victim was killed. */
static const char *readv_segments_conserve(struct fault_cell *c, long moved)
{
	return check_payload(other_side(c)->buf, FAULT_LEN) ?:
	       vm_sink_conserve_behind(c, FAULT_LEN, moved ?: FAULT_LEN);
}

/* The call moves the first segment, which is good, and the good part of the second. */
static long segments_fails_on(enum fault_error error, enum layout layout)
{
	(void)error;
	switch (layout) {
	case LAYOUT_SECOND_PAGE:
		return FAULT_LEN + small_page();
	case LAYOUT_HELD_FIRST:
	case LAYOUT_MID_BUFFER:
		return 2 * FAULT_LEN;
	default:
		return FAULT_LEN;
	}
}

static const struct fault_path path_vm_readv_segments = {
	.name = "vm_readv_segments", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_core(), process_vm_rw_single_vec()",
	.ok = 2 * FAULT_LEN, .fails_on = segments_fails_on,
	.probe = process_vm_probe, .setup = vm_sink_setup, .teardown = other_side_teardown,
	.run = readv_segments_run, .check = readv_segments_check,
	.conserve = readv_segments_conserve,
};

const struct matrix_row rows_process_vm_self[] = {
	{ .path = &path_vm_readv, .sources = sources_thp_load, .stimuli = stimuli_ordered,
	  .own = STIMULI(&stimulus_ptrace_interrupt),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late,
	  .releases = releases_load },
	{ .path = &path_vm_writev, .sources = sources_thp_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late,
	  .releases = releases_store },
	{ .path = &path_vm_readv_local, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_vm_writev_local, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_vm_readv_segments, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT,
	  .late = sources_late },
	{ }
};
