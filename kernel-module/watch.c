// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches the fault handler of a real driver: a VMA of the caller gets vm_operations that
 * report each entry and then call the driver's own. The driver alone decides what the handler
 * does and where it stalls.
 */
#include <linux/file.h>
#include <linux/kref.h>
#include <linux/slab.h>

#include "compat.h"
#include "slowfault.h"

/* struct watch - shared by the VMA and those split or copied from it; the last one frees it. */
struct watch {
	struct vm_operations_struct ops;
	const struct vm_operations_struct *real;
	struct file *file;		/* of the region that gets the events; keeps the module */
	struct kref kref;
};

static struct watch *watch_of(const struct vm_area_struct *vma)
{
	return container_of(vma->vm_ops, struct watch, ops);
}

static void watch_free(struct kref *kref)
{
	struct watch *w = container_of(kref, struct watch, kref);

	fput(w->file);
	kfree(w);
}

static void watch_open(struct vm_area_struct *vma)
{
	struct watch *w = watch_of(vma);

	kref_get(&w->kref);
	if (w->real->open)
		w->real->open(vma);
}

static void watch_close(struct vm_area_struct *vma)
{
	struct watch *w = watch_of(vma);

	if (w->real->close)
		w->real->close(vma);
	kref_put(&w->kref, watch_free);
}

/*
 * The fault handler. The driver may drop mmap_lock, and then the VMA can be gone afterwards,
 * and with it the last reference to the watch: take another one for the call.
 */
static vm_fault_t watch_fault(struct vm_fault *vmf)
{
	struct watch *w = watch_of(vmf->vma);
	vm_fault_t ret;
	u32 attempt;

	kref_get(&w->kref);
	attempt = region_entered(w->file->private_data, vmf);
	ret = w->real->fault(vmf);
	region_left(w->file->private_data, attempt, ret);
	kref_put(&w->kref, watch_free);
	return ret;
}

static void use_watch(struct watch *w, struct vm_area_struct *vma)
{
	w->real = vma->vm_ops;
	w->ops = *vma->vm_ops;
	w->ops.open = watch_open;
	w->ops.close = watch_close;
	w->ops.fault = watch_fault;
	w->ops.huge_fault = NULL;
	/* Also waits for tasks that are in the VMA under its own lock. */
	vm_flags_set(vma, VM_DONTCOPY | VM_DONTEXPAND);
	WRITE_ONCE(vma->vm_ops, &w->ops);
}

/*
 * Is it a driver's VMA? No other may be watched: the kernel knows memory of its own by its
 * vm_operations, and must find them unchanged.
 */
static bool is_driver(const struct vm_area_struct *vma)
{
	return vma->vm_file && S_ISCHR(file_inode(vma->vm_file)->i_mode) &&
	       vma->vm_flags & (VM_IO | VM_PFNMAP | VM_MIXEDMAP);
}

static bool can_watch(const struct vm_area_struct *vma, unsigned long addr)
{
	return vma && vma->vm_start <= addr && is_driver(vma) && vma->vm_ops &&
	       vma->vm_ops->fault && vma->vm_ops->fault != watch_fault && !region_is(vma);
}

/* watch_start() - report the faults in the caller's own VMA at @addr, until it is gone. */
long watch_start(struct file *file, unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	struct watch *w;
	long err = -EINVAL;

	w = kzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -ENOMEM;
	kref_init(&w->kref);
	if (mmap_write_lock_killable(mm)) {
		kfree(w);
		return -EINTR;
	}
	vma = find_vma(mm, addr);
	if (can_watch(vma, addr)) {
		w->file = get_file(file);
		use_watch(w, vma);
		err = 0;
	}
	mmap_write_unlock(mm);
	if (err)
		kfree(w);
	return err;
}
