// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judge the FAULT_FLAG_* with which a path enters a fault handler. The right flags follow from
 * the class of the path, its access to the page, and whether the handler asked for another try.
 *
 * Deciding kernel code: include/linux/mm.h:FAULT_FLAG_DEFAULT, mm/gup.c:faultin_page(),
 * arch/x86/mm/fault.c:do_user_addr_fault(), mm/memory.c:do_page_mkwrite().
 */
#include <stdio.h>

#include "engine.h"

#define F(x)		EVENT_##x
#define MAY_DROP	(F(ALLOW_RETRY) | F(KILLABLE))

static const uint32_t class_flags[] = {
	[PATH_USER] = MAY_DROP | F(INTERRUPTIBLE) | F(USER),
	[PATH_UACCESS] = MAY_DROP | F(INTERRUPTIBLE),
	[PATH_WORKER_UACCESS] = MAY_DROP | F(INTERRUPTIBLE),
	[PATH_GUP] = MAY_DROP,
	[PATH_REGISTER] = MAY_DROP,
	[PATH_WORKER_GUP] = MAY_DROP,
	[PATH_GUP_LOCKED] = 0,
	[PATH_KEEPS_LOCK] = 0,
	[PATH_GUP_INTERRUPTIBLE] = MAY_DROP | F(INTERRUPTIBLE),
	[PATH_GUP_NOWAIT] = MAY_DROP | F(RETRY_NOWAIT),
	[PATH_GUP_LONGTERM] = MAY_DROP,
	[PATH_FIXUP] = MAY_DROP,
	[PATH_KTHREAD] = MAY_DROP | F(INTERRUPTIBLE),
	[PATH_EXIT] = MAY_DROP,
	[PATH_KTHREAD_GUP] = MAY_DROP,
};

/*
 * May the try after VM_FAULT_RETRY be a new fault, without FAULT_FLAG_TRIED? A user access
 * faults anew after a signal handler, and a copy that failed by a fatal signal may try its
 * last word once more by the byte.
 */
static bool may_begin_anew(const struct fault_cell *c)
{
	return c->path->class == PATH_USER || c->stim->flags & (STIM_DEFAULT | STIM_LEADER);
}

static uint32_t due_flags(const struct fault_cell *c, const struct fault_event *event)
{
	const struct fault_path *path = c->path;
	uint32_t due = class_flags[path->class];

	if (event->flags & F(MKWRITE)) {
		/* do_page_mkwrite() passes only these two flags, wp_pfn_shared() adds MKWRITE. */
		if (event->page_mkwrite)
			return F(WRITE) | F(MKWRITE);
		due |= F(MKWRITE);
	}
	if (path->access == FAULT_STORE)
		due |= F(WRITE);
	if (path->access == FAULT_EXEC)
		due |= F(INSTRUCTION);
	if (path->flags & PATH_REMOTE)
		due |= F(REMOTE);
	if (event->again && !may_begin_anew(c))
		due |= F(TRIED);
	/* GUP keeps FAULT_FLAG_TRIED after the first retry, whatever the next handler returns. */
	else if (event->again || !event->in_order ||
		 (event->retried && path->class != PATH_UACCESS))
		due |= event->flags & F(TRIED);
	return due;
}

static const char *flag_name(uint32_t flag)
{
	static const char *const names[] = {
		"WRITE", "MKWRITE", "ALLOW_RETRY", "RETRY_NOWAIT", "KILLABLE", "TRIED", "USER",
		"REMOTE", "INSTRUCTION", "INTERRUPTIBLE", "VMA_LOCK", "UNSHARE",
	};
	unsigned int bit = __builtin_ctz(flag);

	return bit < ARRAY_LEN(names) ? names[bit] : "unknown";
}

/**
 * flags_complaint() - check that a fault has the flags that its path has to pass.
 * @c: the cell.
 * @event: an event that has flags.
 * Return: NULL, or a complaint about the first wrong flag; as complain().
 */
const char *flags_complaint(const struct fault_cell *c, const struct fault_event *event)
{
	uint32_t due = due_flags(c, event), differ = due ^ event->flags;

	if (!differ)
		return NULL;
	return complain("the handler was entered with%s FAULT_FLAG_%s (flags %#x, due %#x)",
			differ & event->flags ? "" : "out", flag_name(differ & -differ),
			event->flags, due);
}
