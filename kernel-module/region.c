// SPDX-License-Identifier: GPL-2.0-only
/*
 * A region: its life, its pages, its counts, and the events that prove which task is in one
 * of its handlers.
 */
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "compat.h"
#include "slowfault.h"

#define TIMES_MAX	1000000
#define PATIENCE_MAX_MS	30000U

/* References to a page beyond the one it needs, so that dropping one too many does not free it. */
#define SPARE_REFS	16

static unsigned int patience_ms = PATIENCE_MAX_MS;
module_param(patience_ms, uint, 0600);
MODULE_PARM_DESC(patience_ms, "how long a region stalls or a lock is held, at most 30000");

/* patience_max() - the longest wait in jiffies, whatever user space does. */
unsigned long patience_max(void)
{
	return msecs_to_jiffies(min(READ_ONCE(patience_ms), PATIENCE_MAX_MS));
}

/* ---- events ---- */

/* region_tell() - queue an event of the current task. */
void region_tell(struct region *r, const struct slowfault_event *what)
{
	struct slowfault_event event = *what;

	event.tid = task_pid_vnr(current);
	spin_lock(&r->lock);
	if (event.kind == SLOWFAULT_ENTERED) {
		r->entered++;
		r->waiting++;
	} else {
		r->left++;
		r->waiting--;
	}
	if (r->nr_events < SLOWFAULT_EVENTS)
		r->events[(r->head + r->nr_events++) % SLOWFAULT_EVENTS] = event;
	else
		r->lost++;
	spin_unlock(&r->lock);
	wake_up_interruptible(&r->readers);
}

static bool take_event(struct region *r, struct slowfault_event *event)
{
	bool any;

	spin_lock(&r->lock);
	any = r->nr_events;
	if (any) {
		*event = r->events[r->head];
		r->head = (r->head + 1) % SLOWFAULT_EVENTS;
		r->nr_events--;
	}
	spin_unlock(&r->lock);
	return any;
}

ssize_t region_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct region *r = file->private_data;
	struct slowfault_event event;
	ssize_t done = 0;
	int err;

	if (len < sizeof(event))
		return -EINVAL;
	while (len - done >= sizeof(event)) {
		if (!take_event(r, &event)) {
			if (done)
				break;
			if (file->f_flags & O_NONBLOCK)
				return -EAGAIN;
			err = wait_event_interruptible(r->readers, READ_ONCE(r->nr_events));
			if (err)
				return err;
			continue;
		}
		if (copy_to_user(buf + done, &event, sizeof(event)))
			return done ?: -EFAULT;
		done += sizeof(event);
	}
	return done;
}

/* region_copy() - copy @buf to a part of a page, or from it. */
void region_copy(struct page *page, size_t offset, void *buf, size_t len, int write)
{
	void *at = kmap_local_page(page);

	if (write)
		memcpy(at + offset, buf, len);
	else
		memcpy(buf, at + offset, len);
	kunmap_local(at);
}

/* write() and pwrite() of the region: set the content of its pages. */
ssize_t region_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct region *r = file->private_data;
	size_t offset = offset_in_page(*pos);
	pgoff_t index = *pos >> PAGE_SHIFT;
	ssize_t done = -ENOSPC;
	void *content;

	len = min_t(size_t, len, PAGE_SIZE - offset);
	content = memdup_user(buf, len);
	if (IS_ERR(content))
		return PTR_ERR(content);
	mutex_lock(&r->setup);
	if (*pos >= 0 && index < r->nr) {
		region_copy(r->pages[index], offset, content, len, true);
		*pos += len;
		done = len;
	}
	mutex_unlock(&r->setup);
	kfree(content);
	return done;
}

__poll_t region_poll(struct file *file, struct poll_table_struct *table)
{
	struct region *r = file->private_data;

	poll_wait(file, &r->readers, table);
	return READ_ONCE(r->nr_events) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* ---- a region's life ---- */

static bool makes_sense(const struct slowfault_persona *p)
{
	if (!p->pages || p->pages > SLOWFAULT_PAGES_MAX || p->first > p->pages ||
	    p->map >= SLOWFAULT_MAPS || p->hook >= SLOWFAULT_HOOKS ||
	    p->wait >= SLOWFAULT_WAITS || p->lock >= SLOWFAULT_LOCKS ||
	    p->on_signal >= SLOWFAULT_SIGNALS || p->resolve >= SLOWFAULT_RESOLVES ||
	    (p->times > TIMES_MAX && p->times != SLOWFAULT_FOR_EVER) ||
	    p->defects & ~SLOWFAULT_DEFECTS)
		return false;
	/* A page can be inserted only in a VM_PFNMAP or VM_MIXEDMAP, not in ordinary memory. */
	if (p->resolve == SLOWFAULT_PFN && p->map == SLOWFAULT_MAP_PAGES)
		return false;
	if (p->hook == SLOWFAULT_PAGE_MKWRITE)
		return p->map == SLOWFAULT_MAP_PAGES;
	if (p->hook == SLOWFAULT_PFN_MKWRITE || p->hook == SLOWFAULT_ACCESS)
		return p->map == SLOWFAULT_MAP_PFN;
	return true;
}

/* struct backing - the pages of a region while it is not in use. */
struct backing {
	struct page **pages;
	u32 *attempts;
	unsigned int nr;
};

/* Put our references, but not more than there are. References of others are left to them. */
static void free_page_of(struct page *page)
{
	int refs;

	for (refs = min(page_count(page), 1 + SPARE_REFS); refs > 0; refs--)
		put_page(page);
}

static void free_backing(struct backing *b)
{
	unsigned int i;

	for (i = 0; b->pages && i < 2 * b->nr; i++)
		if (b->pages[i])
			free_page_of(b->pages[i]);
	kvfree(b->pages);
	kvfree(b->attempts);
}

/* Make a page whose bytes are its index, or the complement of it if the page is stale. */
static struct page *make_page(unsigned int index, bool stale)
{
	struct page *page = alloc_page(GFP_KERNEL_ACCOUNT);
	void *at;

	if (!page)
		return NULL;
	at = kmap_local_page(page);
	memset(at, stale ? ~index : index, PAGE_SIZE);
	kunmap_local(at);
	page_ref_add(page, SPARE_REFS);
	return page;
}

static int make_backing(struct backing *b, unsigned int nr)
{
	unsigned int i;

	b->nr = nr;
	b->pages = kvcalloc(2 * nr, sizeof(*b->pages), GFP_KERNEL_ACCOUNT);
	b->attempts = kvcalloc(nr, sizeof(*b->attempts), GFP_KERNEL_ACCOUNT);
	for (i = 0; b->pages && b->attempts && i < 2 * nr; i++) {
		b->pages[i] = make_page(i % nr, i >= nr);
		if (!b->pages[i])
			break;
	}
	return b->pages && b->attempts && i == 2 * nr ? 0 : -ENOMEM;
}

/*
 * Exchange the pages of the region and of @b. A reference that leaked on purpose is put, so
 * that it does not outlive them. The caller has @r->lock, or the last reference to @r.
 */
static void exchange_backing(struct region *r, struct backing *b)
{
	if (r->defective && r->persona.defects & SLOWFAULT_LEAK_PAGE)
		put_page(r->defective);
	swap(r->pages, b->pages);
	swap(r->attempts, b->attempts);
	swap(r->nr, b->nr);
}

static void start_counts(struct region *r)
{
	r->released = false;
	r->stalls = false;
	r->defective = NULL;
	r->times = r->persona.times;
	r->entered = 0;
	r->left = 0;
	r->lost = 0;
	r->nr_events = 0;
}

/* region_choose() - set the persona. EBUSY while the region is mapped or a task waits in it. */
long region_choose(struct region *r, const struct slowfault_persona *persona)
{
	struct backing backing = {};
	long err;

	if (!makes_sense(persona))
		return -EINVAL;
	err = make_backing(&backing, persona->pages);
	mutex_lock(&r->setup);
	spin_lock(&r->lock);
	if (!err && (r->mapped || r->waiting))
		err = -EBUSY;
	if (!err) {
		exchange_backing(r, &backing);
		r->persona = *persona;
		start_counts(r);
	}
	spin_unlock(&r->lock);
	mutex_unlock(&r->setup);
	free_backing(&backing);
	return err;
}

/*
 * region_patience() - jiffies for which a fault may still stall here, or fail on purpose. The
 * first call starts the clock.
 */
long region_patience(struct region *r)
{
	long left;

	spin_lock(&r->lock);
	if (!r->stalls) {
		r->stalls = true;
		r->deadline = jiffies + patience_max();
	}
	left = r->deadline - jiffies;
	spin_unlock(&r->lock);
	return max(left, 0L);
}

void region_let_go(struct region *r)
{
	WRITE_ONCE(r->released, true);
	wake_up_all(&r->wait);
}

/* Count references too many and too few apart, so that two pages do not balance each other. */
static void count_references(const struct region *r, struct slowfault_state *state)
{
	unsigned int i;
	int more;

	for (i = 0; i < 2 * r->nr; i++) {
		more = page_count(r->pages[i]) - 1 - SPARE_REFS;
		if (more > 0)
			state->leaked += more;
		else
			state->dropped -= more;
	}
}

void region_state(struct region *r, struct slowfault_state *state)
{
	mutex_lock(&r->setup);
	spin_lock(&r->lock);
	*state = (struct slowfault_state){
		.entered = r->entered, .left = r->left, .waiting = r->waiting,
		.lost = r->lost, .mapped = r->mapped,
	};
	spin_unlock(&r->lock);
	state->calls = atomic_read(&r->calls);
	state->held = caller_held(r);
	if (!state->mapped)
		count_references(r, state);
	mutex_unlock(&r->setup);
}

int region_open(struct inode *inode, struct file *file)
{
	struct region *r;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	r = kvzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	if (!r)
		return -ENOMEM;
	mutex_init(&r->setup);
	INIT_LIST_HEAD(&r->held);
	init_waitqueue_head(&r->wait);
	init_waitqueue_head(&r->readers);
	spin_lock_init(&r->lock);
	file->private_data = r;
	return 0;
}

/* release() of the file: its last descriptor and mapping are gone, so that no handler waits. */
int region_close(struct inode *inode, struct file *file)
{
	struct region *r = file->private_data;
	struct backing backing = {};

	resv_unlock(r);
	caller_put(r);
	exchange_backing(r, &backing);
	free_backing(&backing);
	kvfree(r);
	return 0;
}
