/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types and functions that the parts of the module share: region.c has the pages and the
 * events, handler.c the fault handlers, watch.c reports the faults of another driver, resv.c
 * holds a reservation lock that it wants, caller.c calls GUP and uaccess, main.c is the device.
 */
#ifndef SLOWFAULT_H
#define SLOWFAULT_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "slowfault_uapi.h"

#define SLOWFAULT_EVENTS	256

struct resv_hold;

/* struct held_pages - the pages that one call got, until they are given back. */
struct held_pages {
	struct list_head list;
	bool pinned;
	long nr;			/* 0 while the call runs */
	struct page *pages[];
};

/*
 * struct region - an open file.
 * @setup: serialises the choice of a persona, its use from outside of a mapping, and the list
 *         of held pages. No task waits for user space with it, nor takes it under mmap_lock.
 * @lock: protects the members below it.
 * @wait: queue of the handlers that wait; @readers: queue of poll() and read().
 * @held: struct held_pages, @nr_held of them.
 * @calls: number of calls that have not returned.
 * @persona, @pages, @nr, @attempts: change under @setup and @lock, and never while the region
 *         is mapped or a task waits in it.
 * @pages: @nr pages of the backing, followed by as many stale ones.
 * @nr: number of pages; 0: no persona yet.
 * @attempts: handler entries, by page.
 * @defective: the page with a reference too many or too few on purpose.
 * @times: how often a handler still has to fail.
 * @mapped: VMAs that map it.
 * @stalls: a task has stalled; stalls end at @deadline, in jiffies.
 * @released: handlers do not wait any more.
 */
struct region {
	struct mutex setup;		/* outermost, and never under mmap_lock */
	struct list_head held;
	unsigned int nr_held;
	atomic_t calls;
	struct resv_hold *resv;

	struct slowfault_persona persona;
	struct page **pages;
	unsigned int nr;

	wait_queue_head_t wait;
	wait_queue_head_t readers;

	spinlock_t lock;		/* innermost */
	bool released;
	bool stalls;
	unsigned long deadline;
	u32 *attempts;
	struct page *defective;
	u32 times;
	u32 mapped;
	u32 waiting;
	u32 entered;
	u32 left;
	u32 lost;
	unsigned int head;
	unsigned int nr_events;
	struct slowfault_event events[SLOWFAULT_EVENTS];
};

int region_open(struct inode *inode, struct file *file);
int region_close(struct inode *inode, struct file *file);
int region_mmap(struct file *file, struct vm_area_struct *vma);
ssize_t region_read(struct file *file, char __user *buf, size_t len, loff_t *pos);
ssize_t region_write(struct file *file, const char __user *buf, size_t len, loff_t *pos);
__poll_t region_poll(struct file *file, struct poll_table_struct *table);
long region_choose(struct region *region, const struct slowfault_persona *persona);
void region_let_go(struct region *region);
long region_patience(struct region *region);
unsigned long patience_max(void);
void region_state(struct region *region, struct slowfault_state *state);

void region_tell(struct region *region, const struct slowfault_event *what);
void region_copy(struct page *page, size_t offset, void *buf, size_t len, int write);
bool region_is(const struct vm_area_struct *vma);
u32 region_entered(struct region *region, const struct vm_fault *vmf);
void region_left(struct region *region, u32 attempt, vm_fault_t ret);

long watch_start(struct file *file, unsigned long addr);

long caller_call(struct file *file, struct slowfault_call *call);
void caller_put(struct region *region);
unsigned int caller_held(struct region *region);
long caller_byte(struct region *region, struct slowfault_byte *byte);

long resv_lock(struct region *region, int fd);
long resv_unlock(struct region *region);

#endif /* SLOWFAULT_H */
