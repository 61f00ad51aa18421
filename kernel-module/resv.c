// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds the reservation lock of a dma-buf, so that the fault handler of a real DRM driver
 * has to wait for it in its own code. A thread of its own holds it: who locks a ww_mutex
 * has to unlock it.
 */
#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "compat.h"
#include "slowfault.h"

struct resv_hold {
	struct task_struct *thread;
	struct dma_buf *buf;
	struct completion locked;
	wait_queue_head_t wait;
};

static int hold(void *data)
{
	struct resv_hold *hold = data;

	dma_resv_lock(hold->buf->resv, NULL);
	complete(&hold->locked);
	wait_event_timeout(hold->wait, kthread_should_stop(), SLOWFAULT_WAIT_MAX);
	dma_resv_unlock(hold->buf->resv);
	wait_event(hold->wait, kthread_should_stop());
	return 0;
}

static void let_hold_go(struct resv_hold *hold)
{
	kthread_stop(hold->thread);
	dma_buf_put(hold->buf);
	kfree(hold);
}

/* Takes over @buf. */
static struct resv_hold *start_hold(struct dma_buf *buf)
{
	struct resv_hold *new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	long err = -ENOMEM;

	if (new) {
		new->buf = buf;
		init_completion(&new->locked);
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

/* resv_lock() - hold the lock of the dma-buf @fd until resv_unlock(), or 30 s. */
long resv_lock(struct region *r, int fd)
{
	struct resv_hold *new;
	struct dma_buf *buf;
	long err = -EBUSY;

	mutex_lock(&r->setup);
	if (r->resv)
		goto out;
	buf = dma_buf_get(fd);
	new = IS_ERR(buf) ? ERR_CAST(buf) : start_hold(buf);
	err = PTR_ERR_OR_ZERO(new);
	if (err)
		goto out;
	r->resv = new;
	err = wait_for_completion_killable(&new->locked);
out:
	mutex_unlock(&r->setup);
	return err;
}

/* resv_unlock() - ENOENT where nothing is held. */
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
