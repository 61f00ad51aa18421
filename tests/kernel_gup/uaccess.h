/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fixup_user_fault(), fault_in_*(), the copies and their nofault forms, and
 * access_process_vm(): one room of kernel_gup.c.
 */
#ifndef FAULTSIG_KERNEL_GUP_UACCESS_H
#define FAULTSIG_KERNEL_GUP_UACCESS_H

#define ARCH_FAULT	"arch/x86/mm/fault.c:do_user_addr_fault()"

/* ---- fixup_user_fault() ---- */

#define FIXES_UP \
	.fails_on = pages_fail_on, \
	.decides = "mm/gup.c:fixup_user_fault()", .probe = slowfault_device_probe

/*
 * A handler that says "done", and has installed nothing, is believed: VM_FAULT_NOPAGE, also
 * in the place of a VM_FAULT_RETRY that is not allowed.  Others ask for the page again.
 */
static bool may_be_fooled(struct fault_cell *c)
{
	const struct fault_source *source = cell_region(c)->source;
	const struct slowfault_persona *p = source->persona;

	if (source->class == SOURCE_DRIVER_NOPAGE || source->class == SOURCE_DRIVER_RETRY ||
	    source->class == SOURCE_DRM_TTM || source->class == SOURCE_DRM_SHMEM)
		return true;
	return p && (p->resolve == SLOWFAULT_NOPAGE || p->resolve == SLOWFAULT_RETRY);
}

static const char *fixed_up_check(struct fault_cell *c, bool store)
{
	return (may_be_fooled(c) ? NULL : there_check(c, store)) ?: check_page_around(c, 0);
}

static const char *fixup_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return locked_check(c) ?: fixed_up_check(c, false);
}

static const char *fixup_write_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return locked_check(c) ?: fixed_up_check(c, true);
}

static const char *safe_writeable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return fixed_up_check(c, true);
}

CALL_PATH(fixup, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_FIXUP, FAULT_LOAD,
	  .op = SLOWFAULT_FIXUP, .flags = SLOWFAULT_CALL_LOCKED)
	FIXES_UP, .check = fixup_check, .interrupted = FAILS_UNTOLD,
};

CALL_PATH(fixup_write, SOURCES_CALL_STORE, STIMULI_KINDS, PATH_FIXUP, FAULT_STORE,
	  .op = SLOWFAULT_FIXUP, .foll = SLOWFAULT_FOLL_WRITE,
	  .flags = SLOWFAULT_CALL_LOCKED)
	FIXES_UP, .check = fixup_write_check, .interrupted = FAILS_UNTOLD,
};

/* Who may not drop mmap_lock may not wait for userfaultfd, either: futexes. */
CALL_PATH(fixup_locked, SOURCES_CALL_KEPT, STIMULI_FEW, PATH_GUP_LOCKED, FAULT_LOAD,
	  .op = SLOWFAULT_FIXUP)
	FIXES_UP, .check = fixup_check,
};

/* ---- bringing pages in for a copy that may not fault: bytes that are not there ---- */

CALL_PATH(fault_in_readable, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_UACCESS, FAULT_LOAD,
	  .op = SLOWFAULT_FAULT_IN_READABLE)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = readable_check,
	.fails = { FAULT_LEN },
};

CALL_PATH(fault_in_writeable, SOURCES_CALL_STORE, STIMULI_FEW, PATH_UACCESS, FAULT_STORE,
	  .op = SLOWFAULT_FAULT_IN_WRITEABLE)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_in_check,
	.fails = { FAULT_LEN },
};

static const struct answer *safe_writeable_probe(void)
{
	static const struct slowfault_call call = { .op = SLOWFAULT_FAULT_IN_SAFE_WRITEABLE };

	return call_probe(&call, NEED_FAULT_IN_SAFE_WRITEABLE);
}

CALL_PATH(fault_in_safe_writeable, SOURCES_CALL_STORE, STIMULI_KINDS, PATH_FIXUP, FAULT_STORE,
	  .op = SLOWFAULT_FAULT_IN_SAFE_WRITEABLE)
	.decides = "mm/gup.c:fault_in_safe_writeable()", .probe = safe_writeable_probe,
	.check = safe_writeable_check, .fails = { FAULT_LEN }, .interrupted = FAILS_UNTOLD,
};

/* ---- copies: bytes that were not copied ---- */

CALL_PATH(copy_from_user, SOURCES_CALL_LOAD, STIMULI_SIGNALS, PATH_UACCESS, FAULT_LOAD,
	  .op = SLOWFAULT_COPY_FROM_USER)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = read_check,
	.fails = { FAULT_LEN },
};

CALL_PATH(copy_to_user, SOURCES_CALL_STORE, STIMULI_KINDS, PATH_UACCESS, FAULT_STORE,
	  .op = SLOWFAULT_COPY_TO_USER, .fill = FILL)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_check,
	.fails = { FAULT_LEN },
};

CALL_PATH(get_user, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_UACCESS, FAULT_LOAD,
	  .op = SLOWFAULT_GET_USER)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = read_check,
};

CALL_PATH(put_user, SOURCES_CALL_STORE, STIMULI_FEW, PATH_UACCESS, FAULT_STORE,
	  .op = SLOWFAULT_PUT_USER, .fill = FILL, .len = 4)
	.decides = ARCH_FAULT, .probe = slowfault_device_probe, .check = written_check,
};

CALL_PATH(copy_from_user_nofault, SOURCES_CALL_LOAD, STIMULI_NONE, PATH_NOFAULT, FAULT_LOAD,
	  .op = SLOWFAULT_COPY_FROM_USER_NOFAULT)
	.ok = -EFAULT, .decides = "mm/maccess.c:copy_from_user_nofault()",
	.probe = slowfault_device_probe,
};

CALL_PATH(copy_to_user_nofault, SOURCES_CALL_STORE, STIMULI_NONE, PATH_NOFAULT, FAULT_STORE,
	  .op = SLOWFAULT_COPY_TO_USER_NOFAULT)
	.ok = -EFAULT, .decides = "mm/maccess.c:copy_to_user_nofault()",
	.probe = slowfault_device_probe,
};

/* ---- as ptrace and /proc/PID/mem do ---- */

static long vm_fails_on(enum source_class class, enum layout layout)
{
	(void)class;
	(void)layout;
	return GOT_NOTHING;
}

CALL_PATH(access_vm, SOURCES_CALL_LOAD, STIMULI_FEW, PATH_GUP_LOCKED, FAULT_LOAD,
	  .op = SLOWFAULT_ACCESS_PROCESS_VM)
	.flags = PATH_REMOTE, .decides = "mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails_on = vm_fails_on, .probe = slowfault_device_probe,
	.check = read_check,
};

/* ---- from a kernel thread: it has no signals, whatever its caller gets ---- */

CALL_PATH(kthread_copy_from_user, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_KTHREAD, FAULT_LOAD,
	  .op = SLOWFAULT_COPY_FROM_USER, .flags = SLOWFAULT_CALL_KTHREAD)
	.flags = PATH_KWORKER, .decides = ARCH_FAULT, .probe = slowfault_device_probe,
	.check = read_check,
};

CALL_PATH(kthread_copy_to_user, SOURCES_CALL_STORE, STIMULI_FEW, PATH_KTHREAD, FAULT_STORE,
	  .op = SLOWFAULT_COPY_TO_USER, .fill = FILL, .flags = SLOWFAULT_CALL_KTHREAD)
	.flags = PATH_KWORKER, .decides = ARCH_FAULT, .probe = slowfault_device_probe,
	.check = written_check,
};

#endif /* FAULTSIG_KERNEL_GUP_UACCESS_H */
