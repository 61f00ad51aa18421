// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault handlers of every persona, written as drivers write them; where they are wrong on
 * purpose, the persona says so.
 */
#include <linux/file.h>
#include <linux/sched/signal.h>

#include "compat.h"
#include "slowfault.h"

static u32 known_flags(unsigned int flags)
{
	static const struct { unsigned int kernel; u32 ours; } map[] = {
		{ FAULT_FLAG_WRITE, SLOWFAULT_FLAG_WRITE },
		{ FAULT_FLAG_MKWRITE, SLOWFAULT_FLAG_MKWRITE },
		{ FAULT_FLAG_ALLOW_RETRY, SLOWFAULT_FLAG_ALLOW_RETRY },
		{ FAULT_FLAG_RETRY_NOWAIT, SLOWFAULT_FLAG_RETRY_NOWAIT },
		{ FAULT_FLAG_KILLABLE, SLOWFAULT_FLAG_KILLABLE },
		{ FAULT_FLAG_TRIED, SLOWFAULT_FLAG_TRIED },
		{ FAULT_FLAG_USER, SLOWFAULT_FLAG_USER },
		{ FAULT_FLAG_REMOTE, SLOWFAULT_FLAG_REMOTE },
		{ FAULT_FLAG_INSTRUCTION, SLOWFAULT_FLAG_INSTRUCTION },
		{ FAULT_FLAG_INTERRUPTIBLE, SLOWFAULT_FLAG_INTERRUPTIBLE },
		{ FAULT_FLAG_VMA_LOCK, SLOWFAULT_FLAG_VMA_LOCK },
		{ FAULT_FLAG_UNSHARE, SLOWFAULT_FLAG_UNSHARE },
	};
	u32 ours = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(map); i++)
		if (flags & map[i].kernel)
			ours |= map[i].ours;
	return ours;
}

static u32 known_returns(vm_fault_t ret)
{
	return (ret & VM_FAULT_NOPAGE ? SLOWFAULT_RET_NOPAGE : 0) |
	       (ret & VM_FAULT_RETRY ? SLOWFAULT_RET_RETRY : 0) |
	       (ret & VM_FAULT_SIGBUS ? SLOWFAULT_RET_SIGBUS : 0) |
	       (ret & VM_FAULT_SIGSEGV ? SLOWFAULT_RET_SIGSEGV : 0) |
	       (ret & VM_FAULT_HWPOISON ? SLOWFAULT_RET_HWPOISON : 0) |
	       (ret & VM_FAULT_OOM ? SLOWFAULT_RET_OOM : 0) |
	       (ret & VM_FAULT_LOCKED ? SLOWFAULT_RET_LOCKED : 0);
}

/* ---- waiting ---- */

static bool let_go(struct region *r)
{
	return READ_ONCE(r->released);
}

/* A kernel thread that was told to give up: its caller was killed. */
static bool is_orphan(void)
{
	return current->flags & PF_KTHREAD && fatal_signal_pending(current);
}

/* Has this region stalled for long enough, or whom it would stall? */
static bool is_over(struct region *r)
{
	bool stalls = READ_ONCE(r->times) ||
		      (!let_go(r) && r->persona.wait != SLOWFAULT_WAIT_NONE);

	return stalls && (!region_patience(r) || is_orphan());
}

/*
 * Who is here again and again takes all of a CPU, not also its time to schedule: with the
 * flag that is left to who calls the handler.
 */
static void let_others_run(const struct region *r)
{
	if (!(r->persona.defects & SLOWFAULT_NO_RESCHED))
		cond_resched();
}

/* A defect on purpose. Only a fatal signal stops it, or the end of all patience. */
static long spin(struct region *r)
{
	while (!let_go(r) && region_patience(r)) {
		if (fatal_signal_pending(current))
			return -ERESTARTSYS;
		cond_resched();
	}
	return let_go(r);
}

/* More than 0: let go; 0: nobody did; less: a signal. */
static long wait_as(struct region *r, u32 how)
{
	long patience = region_patience(r);

	switch (how) {
	case SLOWFAULT_WAIT_NONE:
		return 1;
	case SLOWFAULT_WAIT_KILLABLE:
		return wait_event_killable_timeout(r->wait, let_go(r), patience);
	case SLOWFAULT_WAIT_INTERRUPTIBLE:
		return wait_event_interruptible_timeout(r->wait, let_go(r), patience);
	default:
		return wait_event_timeout(r->wait, let_go(r), patience);
	}
}

static u32 how_to_wait(const struct slowfault_persona *p, unsigned int flags)
{
	if (p->defects & SLOWFAULT_DEAF)
		return SLOWFAULT_WAIT_UNINTERRUPTIBLE;
	if (p->wait != SLOWFAULT_WAIT_AS_FLAGS)
		return p->wait;
	return flags & FAULT_FLAG_KILLABLE ? SLOWFAULT_WAIT_KILLABLE :
					     SLOWFAULT_WAIT_UNINTERRUPTIBLE;
}

static long await(struct region *r, unsigned int flags)
{
	const struct slowfault_persona *p = &r->persona;
	long ret;

	if (p->defects & SLOWFAULT_SPIN)
		return spin(r);
	ret = wait_as(r, how_to_wait(p, flags));
	if (ret < 0 && p->on_signal == SLOWFAULT_SIGNAL_WAIT && !fatal_signal_pending(current))
		ret = wait_as(r, SLOWFAULT_WAIT_KILLABLE);
	return ret;
}

/* ---- what a handler returns ---- */

static struct page *page_at(struct region *r, pgoff_t index)
{
	return r->pages[index + (r->persona.defects & SLOWFAULT_STALE_PAGE ? r->nr : 0)];
}

static vm_fault_t install(struct region *r, struct vm_fault *vmf)
{
	struct page *page = page_at(r, vmf->pgoff);

	if (r->persona.map == SLOWFAULT_MAP_PFN)
		return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(page));
	return vmf_insert_page(vmf->vma, vmf->address, page);
}

/* A defect on purpose, of one page: the region keeps spare references to each. */
static void miscount(struct region *r, struct page *page)
{
	bool first;

	if (!(r->persona.defects & (SLOWFAULT_LEAK_PAGE | SLOWFAULT_DROP_PAGE)))
		return;
	spin_lock(&r->lock);
	first = !r->defective;
	r->defective = page;
	spin_unlock(&r->lock);
	if (first && r->persona.defects & SLOWFAULT_LEAK_PAGE)
		get_page(page);
	else if (first)
		put_page(page);
}

/* The page, by a handler whose turn it is or not. */
static vm_fault_t give(struct region *r, struct vm_fault *vmf, u32 hook)
{
	switch (hook) {
	case SLOWFAULT_PAGE_MKWRITE:
		lock_page(vmf->page);
		return VM_FAULT_LOCKED;
	case SLOWFAULT_PFN_MKWRITE:
		return 0;
	}
	if (r->persona.map == SLOWFAULT_MAP_PFN || r->persona.resolve == SLOWFAULT_PFN)
		return install(r, vmf);
	vmf->page = page_at(r, vmf->pgoff);
	get_page(vmf->page);
	miscount(r, vmf->page);
	return 0;
}

static bool once_more(struct region *r)
{
	bool more;

	spin_lock(&r->lock);
	more = r->times;
	if (more && r->times != SLOWFAULT_FOR_EVER)
		r->times--;
	spin_unlock(&r->lock);
	return more;
}

/* Of ->page_mkwrite() and ->pfn_mkwrite() nobody expects it, nor to have lost the lock. */
static bool may_retry(const struct region *r, const struct vm_fault *vmf)
{
	return r->persona.hook != SLOWFAULT_PAGE_MKWRITE &&
	       r->persona.hook != SLOWFAULT_PFN_MKWRITE &&
	       vmf->flags & FAULT_FLAG_ALLOW_RETRY &&
	       !(vmf->flags & (FAULT_FLAG_RETRY_NOWAIT | FAULT_FLAG_VMA_LOCK));
}

/* VM_FAULT_RETRY is a promise that the lock was dropped. */
static vm_fault_t retry(struct region *r, struct vm_fault *vmf)
{
	if (!may_retry(r, vmf))
		return VM_FAULT_NOPAGE;
	mmap_read_unlock(vmf->vma->vm_mm);
	return VM_FAULT_RETRY;
}

static vm_fault_t resolve(struct region *r, struct vm_fault *vmf, u32 hook)
{
	if (!once_more(r))
		return give(r, vmf, hook);
	switch (r->persona.resolve) {
	case SLOWFAULT_SIGBUS:
		return VM_FAULT_SIGBUS;
	case SLOWFAULT_SIGSEGV:
		return VM_FAULT_SIGSEGV;
	case SLOWFAULT_HWPOISON:
		return VM_FAULT_HWPOISON;
	case SLOWFAULT_OOM:
		return VM_FAULT_OOM;
	case SLOWFAULT_RETRY:
		return retry(r, vmf);
	case SLOWFAULT_NOPAGE:
		return VM_FAULT_NOPAGE;
	default:
		return give(r, vmf, hook);
	}
}

static vm_fault_t signalled(struct region *r, struct vm_fault *vmf)
{
	switch (r->persona.on_signal) {
	case SLOWFAULT_SIGNAL_SIGBUS:
		return VM_FAULT_SIGBUS;
	case SLOWFAULT_SIGNAL_RETRY:
		return retry(r, vmf);
	default:
		return VM_FAULT_NOPAGE;
	}
}

/* ---- the handlers ---- */

static bool drops_lock(const struct region *r, const struct vm_fault *vmf)
{
	switch (r->persona.lock) {
	case SLOWFAULT_LOCK_DROPPED:
		return may_retry(r, vmf);
	case SLOWFAULT_LOCK_DROPPED_FIRST:
		return may_retry(r, vmf) && !(vmf->flags & FAULT_FLAG_TRIED);
	default:
		return false;
	}
}

/* As TTM and filemap do: whatever ended the wait, the fault is taken again. */
static vm_fault_t wait_unlocked(struct region *r, struct vm_fault *vmf)
{
	unsigned int flags = vmf->flags;

	mmap_read_unlock(vmf->vma->vm_mm);
	await(r, flags);
	return VM_FAULT_RETRY;
}

/* As spufs did. The VMA may be another one then, or none: only NOPAGE is safe. */
static vm_fault_t wait_retaken(struct region *r, struct vm_fault *vmf)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	unsigned int flags = vmf->flags;

	mmap_read_unlock(mm);
	await(r, flags);
	mmap_read_lock(mm);
	return VM_FAULT_NOPAGE;
}

static vm_fault_t wait_locked(struct region *r, struct vm_fault *vmf, u32 hook)
{
	long waited = await(r, vmf->flags);

	if (waited > 0)
		return resolve(r, vmf, hook);
	return waited < 0 ? signalled(r, vmf) : VM_FAULT_SIGBUS;
}

static vm_fault_t stall(struct region *r, struct vm_fault *vmf, u32 hook)
{
	if (is_over(r))
		return VM_FAULT_SIGBUS;
	if (let_go(r) || r->persona.wait == SLOWFAULT_WAIT_NONE)
		return resolve(r, vmf, hook);
	if (vmf->flags & FAULT_FLAG_RETRY_NOWAIT)
		return hook == SLOWFAULT_PFN_MKWRITE ? VM_FAULT_NOPAGE : VM_FAULT_RETRY;
	if (drops_lock(r, vmf))
		return wait_unlocked(r, vmf);
	if (r->persona.lock == SLOWFAULT_LOCK_RETAKEN && !(vmf->flags & FAULT_FLAG_VMA_LOCK))
		return wait_retaken(r, vmf);
	return wait_locked(r, vmf, hook);
}

static u32 count_attempt(struct region *r, pgoff_t index)
{
	u32 attempt;

	spin_lock(&r->lock);
	attempt = ++r->attempts[index];
	spin_unlock(&r->lock);
	return attempt;
}

static vm_fault_t handle(struct vm_fault *vmf, u32 hook)
{
	struct file *file = vmf->vma->vm_file;
	struct region *r = file->private_data;
	struct slowfault_event event = {
		.kind = SLOWFAULT_ENTERED, .hook = hook,
		.flags = known_flags(vmf->flags), .address = vmf->address,
	};
	vm_fault_t ret;

	if (vmf->pgoff >= r->nr)
		return VM_FAULT_SIGBUS;
	if (r->persona.hook != hook || vmf->pgoff < r->persona.first)
		return give(r, vmf, hook);
	event.attempt = count_attempt(r, vmf->pgoff);
	let_others_run(r);
	/* The VMA can go once the lock was dropped, and our file with it. */
	get_file(file);
	region_tell(r, &event);
	ret = stall(r, vmf, hook);
	event.kind = SLOWFAULT_LEFT;
	event.returned = known_returns(ret);
	region_tell(r, &event);
	fput(file);
	return ret;
}

/* region_entered() - tell that the handler of another driver is entered: which time. */
u32 region_entered(struct region *r, const struct vm_fault *vmf)
{
	struct slowfault_event event = {
		.kind = SLOWFAULT_ENTERED, .hook = SLOWFAULT_FAULT,
		.flags = known_flags(vmf->flags), .address = vmf->address,
	};

	spin_lock(&r->lock);
	event.attempt = r->entered + 1;
	spin_unlock(&r->lock);
	region_tell(r, &event);
	return event.attempt;
}

/* region_left() - ... and is left: @attempt is region_entered()'s. */
void region_left(struct region *r, u32 attempt, vm_fault_t ret)
{
	struct slowfault_event event = {
		.kind = SLOWFAULT_LEFT, .hook = SLOWFAULT_FAULT, .attempt = attempt,
		.returned = known_returns(ret),
	};

	region_tell(r, &event);
}

static vm_fault_t region_fault(struct vm_fault *vmf)
{
	return handle(vmf, SLOWFAULT_FAULT);
}

static vm_fault_t region_page_mkwrite(struct vm_fault *vmf)
{
	return handle(vmf, SLOWFAULT_PAGE_MKWRITE);
}

static vm_fault_t region_pfn_mkwrite(struct vm_fault *vmf)
{
	return handle(vmf, SLOWFAULT_PFN_MKWRITE);
}

/* GUP was refused: VM_PFNMAP. Called with mmap_lock held, and nothing tells it how to wait. */
static int region_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			 int write)
{
	struct region *r = vma->vm_file->private_data;
	pgoff_t index = vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
	struct slowfault_event event = {
		.kind = SLOWFAULT_ENTERED, .hook = SLOWFAULT_ACCESS, .address = addr,
	};
	long waited = 1;

	if (index >= r->nr)
		return -EFAULT;
	len = min_t(int, len, PAGE_SIZE - offset_in_page(addr));
	if (r->persona.hook == SLOWFAULT_ACCESS && index >= r->persona.first) {
		event.attempt = count_attempt(r, index);
		region_tell(r, &event);
		if (!let_go(r))
			waited = is_orphan() ? 0 : await(r, 0);
		event.kind = SLOWFAULT_LEFT;
			event.returned = waited > 0 ? 0 : SLOWFAULT_RET_SIGBUS;
		region_tell(r, &event);
	}
	if (waited <= 0)
		return waited < 0 ? -EINTR : -EFAULT;
	region_copy(page_at(r, index), offset_in_page(addr), buf, len, write);
	return len;
}

static void count_mapped(struct vm_area_struct *vma, int more)
{
	struct region *r = vma->vm_file->private_data;

	spin_lock(&r->lock);
	r->mapped += more;
	spin_unlock(&r->lock);
}

static void region_vma_open(struct vm_area_struct *vma)
{
	count_mapped(vma, 1);
}

static void region_vma_close(struct vm_area_struct *vma)
{
	count_mapped(vma, -1);
}

/* A hook that is there changes what mm does: each persona has no more than it needs. */
static const struct vm_operations_struct region_ops[SLOWFAULT_HOOKS] = {
	[SLOWFAULT_FAULT] = {
		.open = region_vma_open, .close = region_vma_close,
		.fault = region_fault,
	},
	[SLOWFAULT_PAGE_MKWRITE] = {
		.open = region_vma_open, .close = region_vma_close,
		.fault = region_fault, .page_mkwrite = region_page_mkwrite,
	},
	[SLOWFAULT_PFN_MKWRITE] = {
		.open = region_vma_open, .close = region_vma_close,
		.fault = region_fault, .pfn_mkwrite = region_pfn_mkwrite,
	},
	[SLOWFAULT_ACCESS] = {
		.open = region_vma_open, .close = region_vma_close,
		.fault = region_fault, .access = region_access,
	},
};

/* region_is() - is @vma one of ours? */
bool region_is(const struct vm_area_struct *vma)
{
	return vma->vm_ops >= region_ops && vma->vm_ops < region_ops + SLOWFAULT_HOOKS;
}

static unsigned long map_flags(u32 map)
{
	switch (map) {
	case SLOWFAULT_MAP_MIXED:
		return VM_MIXEDMAP;
	case SLOWFAULT_MAP_PFN:
		return VM_PFNMAP;
	default:
		return 0;
	}
}

int region_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct region *r = file->private_data;
	bool fits;

	spin_lock(&r->lock);
	fits = r->nr && vma->vm_flags & VM_SHARED && vma->vm_pgoff < r->nr &&
	       vma_pages(vma) <= r->nr - vma->vm_pgoff;
	/* From here on the persona stays. */
	if (fits)
		r->mapped++;
	spin_unlock(&r->lock);
	if (!fits)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP | map_flags(r->persona.map));
	vma->vm_ops = &region_ops[r->persona.hook];
	return 0;
}
