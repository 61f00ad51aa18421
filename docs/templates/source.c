// SPDX-License-Identifier: GPL-2.0-only
/*
 * A template: a source in a file of its own. A shared mapping of /dev/zero has no pages
 * yet; a userfaultfd holds the fault that asks for one. docs/adding-a-source.md explains it
 * line by line.
 *
 * Deciding kernel code: mm/shmem.c:shmem_zero_setup(), mm/userfaultfd.c:handle_userfault().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "require.h"
#include "sources.h"

/* The controller: can it be had here? It needs what another source has a probe for. */
static const struct answer *dev_zero_probe(const struct fault_source *source, bool user_mode)
{
	(void)source;
	return source_uffd_missing_shmem.ops->probe(&source_uffd_missing_shmem, user_mode);
}

/* The controller, before there is a victim. */
static int dev_zero_prepare(struct fault_region *r)
{
	r->page_size = small_page();
	return 0;
}

/* What the controller left room for, with a good page ahead where the layout has one. */
static int map_dev_zero(struct fault_region *r)
{
	int fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
	void *map;

	if (fd < 0)
		return -errno;
	map = mmap(r->base, 2 * r->page_size, r->prot, MAP_SHARED | MAP_FIXED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return -errno;
	if (r->page)
		memset(r->base, GOOD_BYTE, r->page_size);
	return 0;
}

static struct uffdio_range held_page(const struct fault_region *r)
{
	return (struct uffdio_range){ (uintptr_t)region_page(r), r->page_size };
}

static int open_userfaultfd(void)
{
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), device;

	if (fd >= 0)
		return fd;
	device = open("/dev/userfaultfd", O_RDWR | O_CLOEXEC);
	if (device < 0)
		return device;
	fd = ioctl(device, USERFAULTFD_IOC_NEW, O_CLOEXEC | O_NONBLOCK);
	close(device);
	return fd;
}

/* The victim: map and register. The descriptor in @fd is handed to the controller. */
static int dev_zero_arm(struct fault_region *r)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_MISSING_SHMEM | UFFD_FEATURE_THREAD_ID,
	};
	struct uffdio_register reg = {
		.range = held_page(r), .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int err = map_dev_zero(r);

	if (err)
		return err;
	r->fd = open_userfaultfd();
	if (r->fd < 0 || ioctl(r->fd, UFFDIO_API, &api) || ioctl(r->fd, UFFDIO_REGISTER, &reg))
		return -errno;
	return 0;
}

/* The controller: one message, the proof that a fault is pending, if there is any. */
static int dev_zero_next(struct fault_region *r, struct fault_event *event)
{
	struct uffd_msg msg;
	ssize_t n = read(r->fd, &msg, sizeof(msg));

	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	if (n != sizeof(msg) || msg.event != UFFD_EVENT_PAGEFAULT)
		return -EPROTO;
	*event = (struct fault_event){
		.tid = msg.arg.pagefault.feat.ptid, .addr = msg.arg.pagefault.address,
	};
	return 1;
}

/* The controller: the page comes, and whoever waits for it goes on. */
static int dev_zero_release(struct fault_region *r)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)region_page(r), .src = (uintptr_t)r->content,
		.len = r->page_size,
	};

	return ioctl(r->fd, UFFDIO_COPY, &copy) ? -errno : 0;
}

/* The controller: whoever still waits looks again. */
static int dev_zero_wake(struct fault_region *r)
{
	struct uffdio_range range = held_page(r);

	return ioctl(r->fd, UFFDIO_WAKE, &range) ? -errno : 0;
}

static const struct source_ops dev_zero_ops = {
	.probe = dev_zero_probe,
	.prepare = dev_zero_prepare,
	.arm = dev_zero_arm,
	.next = dev_zero_next,
	.release = dev_zero_release,
	.wake = dev_zero_wake,
};

/* It ends as the caller's flags say, like any userfault: no trait is set for that. */
const struct fault_source source_dev_zero = {
	.name = "dev_zero", .backing = BACKING_SHMEM, .ops = &dev_zero_ops,
};
