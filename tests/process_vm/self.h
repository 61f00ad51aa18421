/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_vm_readv() and process_vm_writev() of the calling process: one room of
 * process_vm.c.  The calls name the target, so those on a peer use them as well.
 */
#ifndef FAULTSIG_PROCESS_VM_SELF_H
#define FAULTSIG_PROCESS_VM_SELF_H

static const struct answer *process_vm_probe(void)
{
	return answer_to(NEED_CROSS_MEMORY_ATTACH, "process_vm_readv() of nothing",
			 sysret(process_vm_readv(getpid(), NULL, 0, NULL, 0, 0))) ?:
	       answer_to(NEED_CROSS_MEMORY_ATTACH, "process_vm_writev() of nothing",
			 sysret(process_vm_writev(getpid(), NULL, 0, NULL, 0, 0)));
}

static pid_t target(struct fault_cell *c)
{
	return other_side(c)->peer ?: getpid();
}

static struct iovec held_side(struct fault_cell *c)
{
	return (struct iovec) { .iov_base = cell_buf(c), .iov_len = cell_len(c) };
}

static struct iovec far_side(struct fault_cell *c)
{
	return (struct iovec) { .iov_base = other_side(c)->buf, .iov_len = cell_len(c) };
}

static long readv_remote_run(struct fault_cell *c)
{
	struct iovec local = far_side(c), remote = held_side(c);

	return sysret(process_vm_readv(target(c), &local, 1, &remote, 1, 0));
}

FAULT_PATH(vm_readv, SOURCES_THP_LOAD, STIMULI_ORDERED) = {
	.name = "vm_readv", .class = PATH_GUP, .access = FAULT_LOAD, .flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = sink_setup, .teardown = other_side_teardown,
	.run = readv_remote_run, .check = sink_check, .conserve = sink_conserve,
};

FAULT_PATH_SHORT(vm_readv, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(vm_readv)
FAULT_PATH_RELEASES(vm_readv, RELEASES_LOAD)

static long writev_remote_run(struct fault_cell *c)
{
	struct iovec local = far_side(c), remote = held_side(c);

	return sysret(process_vm_writev(target(c), &local, 1, &remote, 1, 0));
}

FAULT_PATH(vm_writev, SOURCES_THP_STORE, STIMULI_ORDERED) = {
	.name = "vm_writev", .class = PATH_GUP, .access = FAULT_STORE, .flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = origin_setup, .teardown = other_side_teardown,
	.run = writev_remote_run, .check = origin_check,
};

FAULT_PATH_SHORT(vm_writev, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(vm_writev)
FAULT_PATH_RELEASES(vm_writev, RELEASES_STORE)

/* From here on it is the local side that faults: copy_page_to_iter(), uaccess. */
static long readv_local_run(struct fault_cell *c)
{
	struct iovec local = held_side(c), remote = far_side(c);

	return sysret(process_vm_readv(target(c), &local, 1, &remote, 1, 0));
}

FAULT_PATH(vm_readv_local, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "vm_readv_local", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_to_iter()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = process_vm_probe, .setup = origin_setup, .teardown = other_side_teardown,
	.run = readv_local_run, .check = origin_check,
};

FAULT_PATH_SHORT(vm_readv_local, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(vm_readv_local)

static long writev_local_run(struct fault_cell *c)
{
	struct iovec local = held_side(c), remote = far_side(c);

	return sysret(process_vm_writev(target(c), &local, 1, &remote, 1, 0));
}

FAULT_PATH(vm_writev_local, SOURCES_HELD_LOAD, STIMULI_SIGNALS) = {
	.name = "vm_writev_local", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = SHORT_LOADS,
	.probe = process_vm_probe, .setup = sink_setup, .teardown = other_side_teardown,
	.run = writev_local_run, .check = sink_check, .conserve = sink_conserve,
};

FAULT_PATH_SHORT(vm_writev_local, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(vm_writev_local)

/*
 *	remote	[ FAULT_LEN, present ][ held ]
 *	local	[ FAULT_LEN / 2 ][ the rest ]
 *
 * The first element is through when the second one faults.
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
		held_side(c),
	};

	return sysret(process_vm_readv(target(c), local, 2, remote, 2, 0));
}

static const char *readv_segments_check(struct fault_cell *c, long ret)
{
	const uint8_t *copy = other_side(c)->buf;

	return check_payload(copy, FAULT_LEN) ?:
	       check_content(c, copy + FAULT_LEN, known_part(c, ret - FAULT_LEN)) ?:
	       check_page(c, 0);
}

/* Killed or not, the first element had been copied. */
static const char *readv_segments_conserve(struct fault_cell *c, long moved)
{
	return check_payload(other_side(c)->buf, FAULT_LEN) ?:
	       conserve_behind(c, FAULT_LEN, moved ?: FAULT_LEN);
}

/* The first segment, which is a good one, and what is good of the second */
static long segments_fails_on(enum source_class class, enum layout layout)
{
	(void)class;
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

FAULT_PATH(vm_readv_segments, SOURCES_HELD_LOAD, STIMULI_ORDERED) = {
	.name = "vm_readv_segments", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_core(), process_vm_rw_single_vec()",
	.ok = 2 * FAULT_LEN, .fails_on = segments_fails_on,
	.probe = process_vm_probe, .setup = sink_setup, .teardown = other_side_teardown,
	.run = readv_segments_run, .check = readv_segments_check,
	.conserve = readv_segments_conserve,
};

FAULT_PATH_SHORT(vm_readv_segments, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(vm_readv_segments)

#endif /* FAULTSIG_PROCESS_VM_SELF_H */
