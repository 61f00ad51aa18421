/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between the kernels that this module is built for, 5.10 to 7.3. No other
 * file asks for a version.
 */
#ifndef SLOWFAULT_COMPAT_H
#define SLOWFAULT_COMPAT_H

#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define kmap_local_page(page)	kmap_atomic(page)
#define kunmap_local(addr)	kunmap_atomic(addr)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}
#endif

/* The function's name until 5.17, and in stable kernels until the new name was backported. */
#ifndef module_put_and_kthread_exit
#define module_put_and_kthread_exit(code)	module_put_and_exit(code)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define compat_gup(fn, start, nr, flags, pages) \
	fn(start, nr, flags, pages, NULL)
#define compat_gup_remote(fn, mm, start, nr, flags, pages, locked) \
	fn(mm, start, nr, flags, pages, NULL, locked)
#else
#define compat_gup(fn, start, nr, flags, pages) \
	fn(start, nr, flags, pages)
#define compat_gup_remote(fn, mm, start, nr, flags, pages, locked) \
	fn(mm, start, nr, flags, pages, locked)
#endif

/* A flag of 0 is one that this kernel lacks: calls that ask for it are refused. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define FOLL_INTERRUPTIBLE	0
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 16, 0)
#define FOLL_NOFAULT		0

/* Returns the number of bytes that were not faulted in, as the functions since 5.16 do. */
static inline size_t fault_in_readable(const char __user *addr, size_t len)
{
	return fault_in_pages_readable(addr, len) ? len : 0;
}

static inline size_t fault_in_writeable(char __user *addr, size_t len)
{
	return fault_in_pages_writeable(addr, len) ? len : 0;
}

#define COMPAT_NO_SAFE_WRITEABLE	1
static inline size_t fault_in_safe_writeable(const char __user *addr, size_t len)
{
	return len;
}
#else
#define COMPAT_NO_SAFE_WRITEABLE	0
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 19, 0)
#define FAULT_FLAG_UNSHARE	0
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define FAULT_FLAG_VMA_LOCK	0
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 16, 0)
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS(DMA_BUF);
#else
MODULE_IMPORT_NS("DMA_BUF");
#endif

#endif /* SLOWFAULT_COMPAT_H */
