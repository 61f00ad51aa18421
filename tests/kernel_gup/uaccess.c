// SPDX-License-Identifier: GPL-2.0-only
/*
 * fixup_user_fault(), fault_in_*(), the copies and their nofault forms, and
 * access_process_vm().
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), mm/maccess.c,
 * mm/gup.c:fixup_user_fault().
 */
#include "call.h"
#include "families.h"
#include "sources.h"

/* ---- checks of bytes that were read, written, or brought in ---- */

static uint64_t sum_of(const uint8_t *bytes, size_t len)
{
	uint64_t sum = 0;

	while (len--)
		sum += *bytes++;
	return sum;
}

/* Check that the bytes read are those of the page. */
static const char *read_check(struct fault_cell *c, long ret)
{
	const struct slowfault_call *call = call_of(c);
	uint64_t want = sum_of(cell_buf(c), call->len);

	(void)ret;
	if (call->sum != want)
		return complain("the bytes read add up to %llu, not %llu",
				(unsigned long long)call->sum, (unsigned long long)want);
	return check_page_around(c, 0);
}

/* The byte to write. put_user() writes it as a word: all our machines are little-endian. */
#define FILL	0x33

static const char *written_check(struct fault_cell *c, long ret)
{
	const uint8_t *bytes = cell_buf(c);
	bool puts_word = call_of(c)->op == SLOWFAULT_PUT_USER;
	size_t i, len = call_of(c)->len;

	(void)ret;
	for (i = 0; i < len; i++)
		if (bytes[i] != (puts_word && i ? 0 : FILL))
			return complain("byte %zu is %#x, not what was written", i, bytes[i]);
	return check_page_around(c, len);
}

static const char *readable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return call_check_there(c, false) ?: check_page_around(c, 0);
}

/* Check the result of fault_in_writeable(), which stores a 0 in the first byte of each page. */
static const char *written_in_check(struct fault_cell *c, long ret)
{
	const uint8_t *byte = cell_buf(c);

	(void)ret;
	if (*byte)
		return complain("the first byte is %#x, not 0", *byte);
	return call_check_there(c, true) ?: check_page_around(c, 1);
}

#define ARCH_FAULT	"arch/x86/mm/fault.c:do_user_addr_fault()"

/* ---- fixup_user_fault() ---- */

#define FIXES_UP \
	.fails_on = call_fails_on, \
	.decides = "mm/gup.c:fixup_user_fault()", .probe = slowfault_device_probe

/*
 * May the call say "done" without a page? fixup_user_fault() believes a handler that says
 * VM_FAULT_NOPAGE, also where VM_FAULT_RETRY is not allowed, although it installed nothing.
 * Others ask for the page again.
 */
static bool may_be_fooled(struct fault_cell *c)
{
	const struct fault_source *source = cell_region(c)->source;
	const struct slowfault_persona *p = slowfault_persona(source);

	if (source->refuses_gup || (source->refaults && source->ends == ENDS_BY_SIGNAL))
		return true;
	return p && (p->resolve == SLOWFAULT_NOPAGE || p->resolve == SLOWFAULT_RETRY);
}

static const char *fixed_up_check(struct fault_cell *c, bool store)
{
	return (may_be_fooled(c) ? NULL : call_check_there(c, store)) ?: check_page_around(c, 0);
}

static const char *fixup_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return call_check_locked(c) ?: fixed_up_check(c, false);
}

static const char *fixup_write_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return call_check_locked(c) ?: fixed_up_check(c, true);
}

static const char *safe_writeable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return fixed_up_check(c, true);
}

const struct fault_path path_fixup = {
	.name = "fixup", .class = PATH_FIXUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_FIXUP, .flags = SLOWFAULT_CALL_LOCKED),
	FIXES_UP, .check = fixup_check, .interrupted = FAILS_UNTOLD,
};

const struct fault_path path_fixup_write = {
	.name = "fixup_write", .class = PATH_FIXUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_FIXUP, .foll = SLOWFAULT_FOLL_WRITE,
		     .flags = SLOWFAULT_CALL_LOCKED),
	FIXES_UP, .check = fixup_write_check, .interrupted = FAILS_UNTOLD,
};

/* A caller that may not drop mmap_lock, such as futexes, may not wait for userfaultfd either. */
const struct fault_path path_fixup_locked = {
	.name = "fixup_locked", .class = PATH_GUP_LOCKED, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_FIXUP),
	FIXES_UP, .check = fixup_check,
};

/* ---- bringing pages in for a copy that may not fault: bytes that are not there ---- */

const struct fault_path path_fault_in_readable = {
	.name = "fault_in_readable", .class = PATH_UACCESS, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_FAULT_IN_READABLE),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = readable_check,
	.fails = { FAULT_LEN },
};

const struct fault_path path_fault_in_writeable = {
	.name = "fault_in_writeable", .class = PATH_UACCESS, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_FAULT_IN_WRITEABLE),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_in_check,
	.fails = { FAULT_LEN },
};

static const struct answer *safe_writeable_probe(void)
{
	static const struct slowfault_call call = { .op = SLOWFAULT_FAULT_IN_SAFE_WRITEABLE };

	return call_probe(&call, NEED_FAULT_IN_SAFE_WRITEABLE);
}

const struct fault_path path_fault_in_safe_writeable = {
	.name = "fault_in_safe_writeable", .class = PATH_FIXUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_FAULT_IN_SAFE_WRITEABLE),
	.decides = "mm/gup.c:fault_in_safe_writeable()", .probe = safe_writeable_probe,
	.check = safe_writeable_check, .fails = { FAULT_LEN, FAILS_PAGE, FAULT_LEN },
	.interrupted = FAILS_UNTOLD,
};

/* ---- copies: bytes that were not copied ---- */

const struct fault_path path_copy_from_user = {
	.name = "copy_from_user", .class = PATH_UACCESS, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_FROM_USER),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = read_check,
	.fails = { FAULT_LEN },
};

const struct fault_path path_copy_to_user = {
	.name = "copy_to_user", .class = PATH_UACCESS, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_TO_USER, .fill = FILL),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_check,
	.fails = { FAULT_LEN },
};

const struct fault_path path_get_user = {
	.name = "get_user", .class = PATH_UACCESS, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GET_USER),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = read_check,
};

const struct fault_path path_put_user = {
	.name = "put_user", .class = PATH_UACCESS, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUT_USER, .fill = FILL, .len = 4),
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_check,
};

static const struct fault_path path_copy_from_user_nofault = {
	.name = "copy_from_user_nofault", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_FROM_USER_NOFAULT),
	.ok = -EFAULT, .decides = "mm/maccess.c:copy_from_user_nofault()",
	.probe = slowfault_device_probe,
};

static const struct fault_path path_copy_to_user_nofault = {
	.name = "copy_to_user_nofault", .class = PATH_NOFAULT, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_TO_USER_NOFAULT),
	.ok = -EFAULT, .decides = "mm/maccess.c:copy_to_user_nofault()",
	.probe = slowfault_device_probe,
};

/* ---- as ptrace and /proc/PID/mem do ---- */

static long vm_fails_on(enum fault_error error, enum layout layout)
{
	(void)error;
	(void)layout;
	return GOT_NOTHING;
}

const struct fault_path path_access_vm = {
	.name = "access_vm", .class = PATH_GUP_LOCKED, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_ACCESS_PROCESS_VM),
	.flags = PATH_REMOTE, .decides = "mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails_on = vm_fails_on, .probe = slowfault_device_probe,
	.check = read_check,
};

/* ---- from a kernel thread: it has no signals, whatever its caller gets ---- */

const struct fault_path path_kthread_copy_from_user = {
	.name = "kthread_copy_from_user", .class = PATH_KTHREAD, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_FROM_USER, .flags = SLOWFAULT_CALL_KTHREAD),
	.flags = PATH_KWORKER, .decides = ARCH_FAULT, .probe = slowfault_device_probe,
	.check = read_check,
};

const struct fault_path path_kthread_copy_to_user = {
	.name = "kthread_copy_to_user", .class = PATH_KTHREAD, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_COPY_TO_USER, .fill = FILL,
		     .flags = SLOWFAULT_CALL_KTHREAD),
	.flags = PATH_KWORKER, .decides = ARCH_FAULT, .probe = slowfault_device_probe,
	.check = written_check,
};

/* A source that refuses callers that may not drop mmap_lock, and one that makes them wait. */
static const struct fault_source *const sources_kept[] = {
	&source_uffd_missing_anon, &source_filemap_killable, NULL
};

const struct matrix_row rows_kernel_uaccess[] = {
	{ .path = &path_fixup, .sources = sources_call_load, .stimuli = stimuli_call_kinds },
	{ .path = &path_fixup_write, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_fixup_locked, .sources = sources_kept, .stimuli = stimuli_few },
	{ .path = &path_fault_in_readable, .sources = sources_call_load,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_fault_in_writeable, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ .path = &path_fault_in_safe_writeable, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_copy_from_user, .sources = sources_call_load,
	  .stimuli = stimuli_signals },
	{ .path = &path_copy_to_user, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_get_user, .sources = sources_call_load, .stimuli = stimuli_call_kinds },
	{ .path = &path_put_user, .sources = sources_call_store, .stimuli = stimuli_few },
	{ .path = &path_copy_from_user_nofault, .sources = sources_call_load,
	  .stimuli = stimuli_none },
	{ .path = &path_copy_to_user_nofault, .sources = sources_call_store,
	  .stimuli = stimuli_none },
	{ .path = &path_access_vm, .sources = sources_call_load, .stimuli = stimuli_few },
	{ .path = &path_kthread_copy_from_user, .sources = sources_call_load,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_kthread_copy_to_user, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ }
};
