// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds the reservation lock of a dma-buf, so that the fault handler of a real DRM driver
 * has to wait for it in its own code. A thread of the module holds it, because the task that
 * locks a ww_mutex has to unlock it.
 */
#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat.h"
#include "slowfault.h"

/* struct resv_hold - a lock that is held, or that the thread waits for. */
struct resv_hold {
	struct kref kref;
	struct task_struct *thread;
	struct dma_buf *buf;
	struct completion tried;
	bool stopped;
	long err;
	wait_queue_head_t wait;
};

static void hold_free(struct kref *kref)
{
	struct resv_hold *hold = container_of(kref, struct resv_hold, kref);

	dma_buf_put(hold->buf);
	kfree(hold);
}

/* The thread. It must not return before kthread_stop(), which needs it alive. */
static int hold(void *data)
{
	struct resv_hold *hold = data;

	allow_kernel_signal(SIGKILL);
	/* A signal that came before it was allowed is lost: look at @stopped, too. */
	hold->err = READ_ONCE(hold->stopped) ?
		    -EINTR : dma_resv_lock_interruptible(hold->buf->resv, NULL);
	complete_all(&hold->tried);
	if (!hold->err) {
		wait_event_idle_timeout(hold->wait, kthread_should_stop(), patience_max());
		dma_resv_unlock(hold->buf->resv);
	}
	wait_event_idle(hold->wait, kthread_should_stop());
	return 0;
}

/* End the hold. The signal ends a wait for the lock if another task has it. */
static void let_hold_go(struct resv_hold *hold)
{
	WRITE_ONCE(hold->stopped, true);
	send_sig(SIGKILL, hold->thread, 1);
	/* An error of kthread_stop() means that the thread never ran. */
	if (kthread_stop(hold->thread)) {
		hold->err = -EINTR;
		complete_all(&hold->tried);
	}
	kref_put(&hold->kref, hold_free);
}

/* Start the thread. Takes over the reference to @buf. */
static struct resv_hold *start_hold(struct dma_buf *buf)
{
	struct resv_hold *new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	long err = -ENOMEM;

	if (new) {
		new->buf = buf;
		kref_init(&new->kref);
		init_completion(&new->tried);
		init_waitqueue_head(&new->wait);
		new->thread = kthread_run(hold, new, "slowfault_resv");
		if (!IS_ERR(new->thread))
			return new;
		err = PTR_ERR(new->thread);
		kfree(new);
	}
	dma_buf_put(buf);
	return ERR_PTR(err);
}

/* Give the region its own reference to the hold; false if it has a hold already. */
static bool publish(struct region *r, struct resv_hold *new)
{
	bool first;

	mutex_lock(&r->setup);
	first = !r->resv;
	if (first) {
		kref_get(&new->kref);
		r->resv = new;
	}
	mutex_unlock(&r->setup);
	return first;
}

/**
 * resv_lock() - hold the lock of the dma-buf @fd until resv_unlock(), or for the longest time
 * that a region may stall.
 * @r: the region.
 * @fd: a dma-buf's descriptor.
 * Return: 0, EBUSY if the region holds a lock already, or the error of the wait for the lock.
 */
long resv_lock(struct region *r, int fd)
{
	struct dma_buf *buf = dma_buf_get(fd);
	struct resv_hold *new;
	long err;

	new = IS_ERR(buf) ? ERR_CAST(buf) : start_hold(buf);
	if (IS_ERR(new))
		return PTR_ERR(new);
	if (!publish(r, new)) {
		let_hold_go(new);
		return -EBUSY;
	}
	err = wait_for_completion_killable(&new->tried) ?: new->err;
	kref_put(&new->kref, hold_free);
	return err;
}

/* resv_unlock() - let go of the lock. ENOENT if the region holds none. */
long resv_unlock(struct region *r)
{
	struct resv_hold *old;

	mutex_lock(&r->setup);
	old = r->resv;
	r->resv = NULL;
	mutex_unlock(&r->setup);
	if (!old)
		return -ENOENT;
	let_hold_go(old);
	return 0;
}
