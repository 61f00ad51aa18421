// SPDX-License-Identifier: GPL-2.0-only
/*
 * The callers inside the kernel: GUP, fixup_user_fault() and uaccess on the memory of the
 * process that asks, in its own system call or in a kernel thread that borrows its mm.
 * Results of the kernel's functions are passed on as they are.
 */
#include <linux/completion.h>
#include <linux/file.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "compat.h"
#include "slowfault.h"

/* The FOLL_* flags that the fast forms accept: mm/gup.c:gup_fast_fallback(). */
#define FOLL_FAST	(SLOWFAULT_FOLL_WRITE | SLOWFAULT_FOLL_FORCE | \
			 SLOWFAULT_FOLL_LONGTERM | SLOWFAULT_FOLL_NOFAULT)

/* struct job - a call, and the task whose memory it works on. */
struct job {
	struct task_struct *worker;	/* or NULL: the caller itself */
	struct completion done;
	bool cancelled;			/* the caller was killed */
	bool counted;			/* among region.calls */
	struct kref kref;
	struct file *file;		/* of the region, which keeps the pages the call got */
	struct task_struct *task;	/* the caller */
	struct mm_struct *mm;		/* its memory */
	struct slowfault_call call;
	u8 *data;			/* the bytes to copy, SLOWFAULT_CALL_BYTES */
};

/* ---- GUP ---- */

static bool is_gup(const struct slowfault_call *call)
{
	return call->op <= SLOWFAULT_PUP_REMOTE;
}

static bool is_pin(const struct slowfault_call *call)
{
	return call->op >= SLOWFAULT_PUP && call->op <= SLOWFAULT_PUP_REMOTE;
}

static bool is_fast(const struct slowfault_call *call)
{
	return call->op == SLOWFAULT_GUP_FAST || call->op == SLOWFAULT_PUP_FAST;
}

/* May the call be long-term? Only pins may and, before 6.3, only if they keep mmap_lock. */
static bool may_pin_longterm(const struct slowfault_call *call)
{
	return call->op == SLOWFAULT_PUP || call->op == SLOWFAULT_PUP_FAST ||
	       (call->op == SLOWFAULT_PUP_REMOTE && !(call->flags & SLOWFAULT_CALL_LOCKED));
}

/* Translate the flags into the kernel's; returns false if this kernel lacks one of them. */
static bool foll_flags(u32 ours, unsigned int *flags)
{
	static const struct { u32 ours; unsigned int kernel; } map[] = {
		{ SLOWFAULT_FOLL_WRITE, FOLL_WRITE },
		{ SLOWFAULT_FOLL_FORCE, FOLL_FORCE },
		{ SLOWFAULT_FOLL_INTERRUPTIBLE, FOLL_INTERRUPTIBLE },
		{ SLOWFAULT_FOLL_NOWAIT, FOLL_NOWAIT },
		{ SLOWFAULT_FOLL_NOFAULT, FOLL_NOFAULT },
		{ SLOWFAULT_FOLL_LONGTERM, FOLL_LONGTERM },
		{ SLOWFAULT_FOLL_HWPOISON, FOLL_HWPOISON },
	};
	size_t i;

	*flags = 0;
	for (i = 0; i < ARRAY_SIZE(map); i++) {
		if (!(ours & map[i].ours))
			continue;
		if (!map[i].kernel)
			return false;
		*flags |= map[i].kernel;
	}
	return true;
}

/* Forms of GUP that want mmap_lock held; with SLOWFAULT_CALL_LOCKED they may drop it. */
static long gup_locked(struct job *job, unsigned long start, long nr, unsigned int flags,
		       struct page **pages)
{
	struct slowfault_call *call = &job->call;
	int locked = 1, *lockedp = call->flags & SLOWFAULT_CALL_LOCKED ? &locked : NULL;
	long ret;

	if (mmap_read_lock_killable(job->mm))
		return -EINTR;
	switch (call->op) {
	case SLOWFAULT_GUP:
		ret = compat_gup(get_user_pages, start, nr, flags, pages);
		break;
	case SLOWFAULT_PUP:
		ret = compat_gup(pin_user_pages, start, nr, flags, pages);
		break;
	case SLOWFAULT_GUP_REMOTE:
		ret = compat_gup_remote(get_user_pages_remote, job->mm, start, nr, flags, pages,
					lockedp);
		break;
	default:
		ret = compat_gup_remote(pin_user_pages_remote, job->mm, start, nr, flags, pages,
					lockedp);
	}
	if (locked)
		mmap_read_unlock(job->mm);
	call->locked = locked;
	return ret;
}

static long gup(struct job *job, unsigned long start, long nr, struct page **pages)
{
	unsigned int flags;

	if (!foll_flags(job->call.foll, &flags))
		return -EOPNOTSUPP;
	switch (job->call.op) {
	case SLOWFAULT_GUP_UNLOCKED:
		return get_user_pages_unlocked(start, nr, pages, flags);
	case SLOWFAULT_GUP_FAST:
		return get_user_pages_fast(start, nr, flags, pages);
	case SLOWFAULT_PUP_UNLOCKED:
		return pin_user_pages_unlocked(start, nr, pages, flags);
	case SLOWFAULT_PUP_FAST:
		return pin_user_pages_fast(start, nr, flags, pages);
	default:
		return gup_locked(job, start, nr, flags, pages);
	}
}

/* Allocate space for the pages a call may get. NULL: no memory, or too many are held. */
static struct held_pages *take_room(struct region *r, long nr)
{
	struct held_pages *held = kvzalloc(struct_size(held, pages, nr), GFP_KERNEL_ACCOUNT);
	bool room;

	mutex_lock(&r->setup);
	room = held && r->nr_held < SLOWFAULT_HELD_MAX;
	if (room)
		r->nr_held++;
	mutex_unlock(&r->setup);
	if (room)
		return held;
	kvfree(held);
	return NULL;
}

static void keep_held(struct region *r, struct held_pages *held)
{
	mutex_lock(&r->setup);
	if (held->nr > 0)
		list_add(&held->list, &r->held);
	else
		r->nr_held--;
	mutex_unlock(&r->setup);
	if (held->nr <= 0)
		kvfree(held);
}

static void call_gup(struct job *job)
{
	struct region *r = job->file->private_data;
	unsigned long start = job->call.addr & PAGE_MASK;
	long nr = (PAGE_ALIGN(job->call.addr + job->call.len) - start) >> PAGE_SHIFT;
	struct held_pages *held = take_room(r, nr);

	if (!held) {
		job->call.ret = -ENOSPC;
		return;
	}
	held->pinned = is_pin(&job->call);
	held->nr = gup(job, start, nr, held->pages);
	job->call.ret = held->nr;
	keep_held(r, held);
}

static void put_held(struct held_pages *held)
{
	long i;

	if (held->pinned)
		unpin_user_pages(held->pages, held->nr);
	else
		for (i = 0; i < held->nr; i++)
			put_page(held->pages[i]);
	kvfree(held);
}

/* caller_put() - give back all pages that calls on this region got. */
void caller_put(struct region *r)
{
	struct held_pages *held, *next;

	mutex_lock(&r->setup);
	list_for_each_entry_safe(held, next, &r->held, list) {
		put_held(held);
		r->nr_held--;
	}
	INIT_LIST_HEAD(&r->held);
	mutex_unlock(&r->setup);
}

/* caller_held() - number of pages that calls on this region hold. The caller has @r->setup. */
unsigned int caller_held(struct region *r)
{
	struct held_pages *held;
	unsigned int nr = 0;

	list_for_each_entry(held, &r->held, list)
		nr += held->nr;
	return nr;
}

/* caller_byte() - read a byte of a page that the last call got, by the kernel's own mapping. */
long caller_byte(struct region *r, struct slowfault_byte *byte)
{
	struct held_pages *held;
	long err = -ENOENT;
	u8 value;

	if (byte->reserved || byte->offset >= PAGE_SIZE)
		return -EINVAL;
	mutex_lock(&r->setup);
	held = list_first_entry_or_null(&r->held, struct held_pages, list);
	if (held && byte->page < held->nr) {
		region_copy(held->pages[byte->page], byte->offset, &value, 1, false);
		byte->value = value;
		err = 0;
	}
	mutex_unlock(&r->setup);
	return err;
}

/* ---- all others ---- */

static long fixup(struct job *job)
{
	unsigned int flags = job->call.foll & SLOWFAULT_FOLL_WRITE ? FAULT_FLAG_WRITE : 0;
	bool unlocked = false;
	long ret;

	if (mmap_read_lock_killable(job->mm))
		return -EINTR;
	ret = fixup_user_fault(job->mm, job->call.addr, flags,
			       job->call.flags & SLOWFAULT_CALL_LOCKED ? &unlocked : NULL);
	mmap_read_unlock(job->mm);
	job->call.locked = !unlocked;
	return ret;
}

static long get_u32(struct job *job, u32 __user *addr)
{
	u32 value = 0;
	long ret = get_user(value, addr);

	memcpy(job->data, &value, sizeof(value));
	job->call.len = sizeof(value);
	return ret;
}

static long access_vm(struct job *job)
{
	unsigned int flags = job->call.foll & SLOWFAULT_FOLL_WRITE ? FOLL_WRITE : 0;

	return access_process_vm(job->task, job->call.addr, job->data, job->call.len, flags);
}

static long call_other(struct job *job)
{
	struct slowfault_call *call = &job->call;
	void __user *addr = u64_to_user_ptr(call->addr);

	switch (call->op) {
	case SLOWFAULT_FIXUP:
		return fixup(job);
	case SLOWFAULT_FAULT_IN_READABLE:
		return fault_in_readable(addr, call->len);
	case SLOWFAULT_FAULT_IN_WRITEABLE:
		return fault_in_writeable(addr, call->len);
	case SLOWFAULT_FAULT_IN_SAFE_WRITEABLE:
		return COMPAT_NO_SAFE_WRITEABLE ? -EOPNOTSUPP :
						  fault_in_safe_writeable(addr, call->len);
	case SLOWFAULT_COPY_FROM_USER:
		return copy_from_user(job->data, addr, call->len);
	case SLOWFAULT_COPY_TO_USER:
		return copy_to_user(addr, job->data, call->len);
	case SLOWFAULT_GET_USER:
		return get_u32(job, addr);
	case SLOWFAULT_PUT_USER:
		return put_user(call->fill, (u32 __user *)addr);
	case SLOWFAULT_COPY_FROM_USER_NOFAULT:
		return copy_from_user_nofault(job->data, addr, call->len);
	case SLOWFAULT_COPY_TO_USER_NOFAULT:
		return copy_to_user_nofault(addr, job->data, call->len);
	default:
		return access_vm(job);
	}
}

static void run(struct job *job)
{
	struct slowfault_call *call = &job->call;
	u32 i;

	if (is_gup(call)) {
		call_gup(job);
		return;
	}
	memset(job->data, call->fill, SLOWFAULT_CALL_BYTES);
	call->ret = call_other(job);
	for (i = 0; i < call->len; i++)
		call->sum += job->data[i];
}

/* ---- the task that runs it ---- */

static void job_free(struct kref *kref)
{
	struct job *job = container_of(kref, struct job, kref);
	struct region *r = job->file->private_data;

	if (job->worker)
		put_task_struct(job->worker);
	mmput(job->mm);
	if (job->counted)
		atomic_dec(&r->calls);
	put_task_struct(job->task);
	fput(job->file);
	kfree(job->data);
	kfree(job);
}

/*
 * The worker. It ends by a function of the kernel, which puts the reference that keeps this
 * code loaded: the module's own code could not do that and then return.
 */
static int work(void *data)
{
	struct job *job = data;

	allow_kernel_signal(SIGKILL);
	/* A signal that came before it was allowed is lost: look at @cancelled, too. */
	if (!READ_ONCE(job->cancelled)) {
		kthread_use_mm(job->mm);
		run(job);
		kthread_unuse_mm(job->mm);
	}
	complete(&job->done);
	kref_put(&job->kref, job_free);
	module_put_and_kthread_exit(0);
}

static struct job *job_new(struct file *file, const struct slowfault_call *call)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL_ACCOUNT);

	if (!job)
		return NULL;
	job->data = kzalloc(SLOWFAULT_CALL_BYTES, GFP_KERNEL_ACCOUNT);
	if (!job->data) {
		kfree(job);
		return NULL;
	}
	init_completion(&job->done);
	kref_init(&job->kref);
	job->file = get_file(file);
	job->task = current;
	get_task_struct(current);
	job->mm = current->mm;
	mmget(job->mm);
	job->call = *call;
	atomic_inc(&((struct region *)file->private_data)->calls);
	job->counted = true;
	return job;
}

/*
 * Run the call in a kernel thread. A caller that is killed kills its worker, but does not wait
 * for it: that could last until the worker sees the signal, or until its region has stalled
 * for long enough.
 */
static long run_in_kthread(struct job *job)
{
	struct task_struct *worker = kthread_create(work, job, "slowfault_call");
	long err;

	if (IS_ERR(worker))
		return PTR_ERR(worker);
	__module_get(THIS_MODULE);
	kref_get(&job->kref);
	get_task_struct(worker);
	job->worker = worker;
	wake_up_process(worker);
	err = wait_for_completion_killable(&job->done);
	if (err) {
		WRITE_ONCE(job->cancelled, true);
		send_sig(SIGKILL, worker, 1);
	}
	return err;
}

static bool call_makes_sense(const struct slowfault_call *call)
{
	if (call->op >= SLOWFAULT_OPS || call->foll & ~SLOWFAULT_FOLL_ALL ||
	    call->flags & ~SLOWFAULT_CALL_ALL || !call->len ||
	    call->len > SLOWFAULT_CALL_BYTES || !current->mm ||
	    call->addr >= TASK_SIZE || call->addr + call->len > TASK_SIZE)
		return false;
	/* mm/gup.c would answer these flags with a warning in the log. */
	if (is_fast(call) && call->foll & ~FOLL_FAST)
		return false;
	return !(call->foll & SLOWFAULT_FOLL_LONGTERM) || may_pin_longterm(call);
}

/* caller_call() - do @call on the caller's memory, and fill in its results. */
long caller_call(struct file *file, struct slowfault_call *call)
{
	struct job *job;
	long err = 0;

	if (!call_makes_sense(call))
		return -EINVAL;
	job = job_new(file, call);
	if (!job)
		return -ENOMEM;
	if (call->flags & SLOWFAULT_CALL_KTHREAD)
		err = run_in_kthread(job);
	else
		run(job);
	if (!err) {
		*call = job->call;
		/* It has returned, although its worker may be at its last instructions. */
		job->counted = false;
		atomic_dec(&((struct region *)file->private_data)->calls);
	}
	kref_put(&job->kref, job_free);
	return err;
}
