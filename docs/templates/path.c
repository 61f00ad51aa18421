// SPDX-License-Identifier: GPL-2.0-only
/*
 * A template: the family of a single path, uname(2), which the suite does not have otherwise.
 * docs/adding-a-path.md explains it line by line.
 *
 * Deciding kernel code: kernel/sys.c:SYSCALL_DEFINE1(newuname): copy_to_user().
 */
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

/* The faulting thread: exactly the call, and nothing else. */
static long uname_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_uname, cell_buf(c)));
}

/* The faulting thread, after the release: is every byte of the answer right? */
static const char *uname_check(struct fault_cell *c, long ret)
{
	struct utsname again;

	(void)ret;
	if (syscall(SYS_uname, &again) || memcmp(cell_buf(c), &again, sizeof(again)))
		return complain("the answer is another the second time");
	return check_page_around(c, sizeof(again));
}

static const struct fault_path path_uname = {
	.name = "uname", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/sys.c:SYSCALL_DEFINE1(newuname): copy_to_user()",
	.len = sizeof(struct utsname),
	.run = uname_run, .check = uname_check,
};

const struct matrix_row rows_uname[] = {
	{ .path = &path_uname, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ }
};
