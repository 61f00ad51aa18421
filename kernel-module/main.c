// SPDX-License-Identifier: GPL-2.0-only
/*
 * slowfault: a device whose page faults are slow on command, for the tests of faultsig.
 * All that it allocates and all its waits are bounded. It can't be unloaded while a region is
 * open or mapped, and reaches no memory but its caller's.
 */
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "compat.h"
#include "slowfault.h"

static long ioctl_persona(struct region *r, const void __user *arg)
{
	struct slowfault_persona persona;

	if (copy_from_user(&persona, arg, sizeof(persona)))
		return -EFAULT;
	return region_choose(r, &persona);
}

static long ioctl_state(struct region *r, void __user *arg)
{
	struct slowfault_state state;

	region_state(r, &state);
	return copy_to_user(arg, &state, sizeof(state)) ? -EFAULT : 0;
}

static long ioctl_call(struct file *file, void __user *arg)
{
	struct slowfault_call call;
	long err;

	if (copy_from_user(&call, arg, sizeof(call)))
		return -EFAULT;
	call.ret = 0;
	call.locked = 0;
	call.sum = 0;
	err = caller_call(file, &call);
	if (err)
		return err;
	return copy_to_user(arg, &call, sizeof(call)) ? -EFAULT : 0;
}

static long ioctl_byte(struct region *r, void __user *arg)
{
	struct slowfault_byte byte;
	long err;

	if (copy_from_user(&byte, arg, sizeof(byte)))
		return -EFAULT;
	err = caller_byte(r, &byte);
	if (err)
		return err;
	return copy_to_user(arg, &byte, sizeof(byte)) ? -EFAULT : 0;
}

static long ioctl_resv_lock(struct region *r, const void __user *arg)
{
	s32 fd;

	return copy_from_user(&fd, arg, sizeof(fd)) ? -EFAULT : resv_lock(r, fd);
}

static long ioctl_watch(struct file *file, const void __user *arg)
{
	u64 addr;

	if (copy_from_user(&addr, arg, sizeof(addr)))
		return -EFAULT;
	return watch_start(file, addr);
}

static long slowfault_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct region *r = file->private_data;
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case SLOWFAULT_IOC_ABI:
		return put_user((u32)SLOWFAULT_ABI, (u32 __user *)user);
	case SLOWFAULT_IOC_PERSONA:
		return ioctl_persona(r, user);
	case SLOWFAULT_IOC_RELEASE:
		region_let_go(r);
		return 0;
	case SLOWFAULT_IOC_STATE:
		return ioctl_state(r, user);
	case SLOWFAULT_IOC_CALL:
		return ioctl_call(file, user);
	case SLOWFAULT_IOC_WATCH:
		return ioctl_watch(file, user);
	case SLOWFAULT_IOC_PUT:
		caller_put(r);
		return 0;
	case SLOWFAULT_IOC_BYTE:
		return ioctl_byte(r, user);
	case SLOWFAULT_IOC_RESV_LOCK:
		return ioctl_resv_lock(r, user);
	case SLOWFAULT_IOC_RESV_UNLOCK:
		return resv_unlock(r);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations slowfault_fops = {
	.owner = THIS_MODULE,
	.open = region_open,
	.release = region_close,
	.read = region_read,
	.write = region_write,
	.llseek = noop_llseek,
	.poll = region_poll,
	.mmap = region_mmap,
	.unlocked_ioctl = slowfault_ioctl,
};

static struct miscdevice slowfault_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "slowfault",
	.mode = 0600,
	.fops = &slowfault_fops,
};

module_misc_device(slowfault_device);
MODULE_DESCRIPTION("page fault handlers that stall on command");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
