// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual machine of a cell: one vCPU, ordinary memory at guest address 0 and the
 * page that stalls at GUEST_HELD.  It lives in the victim; its ordinary memory and KVM's
 * results are shared with the controller.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine.h"

enum { SLOT_RAM, SLOT_HELD };

/**
 * machine_of() - find the machine of a cell.
 * @c: the cell.
 * Return: the machine; NULL before guest_setup().
 */
struct machine *machine_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * guest_data() - find the data of the guest's program.
 * @m: the machine.
 * Return: the data, in the guest's ordinary memory.
 */
struct guest_data *guest_data(struct machine *m)
{
	return (struct guest_data *)(m->ram + GUEST_DATA);
}

/**
 * machine_map() - map memory for a machine, shared with children.
 * Return: the machine, to be unmapped; NULL with errno set.
 */
struct machine *machine_map(void)
{
	struct machine *m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (m == MAP_FAILED)
		return NULL;
	memset(guest_data(m)->copy, UNTOUCHED, FAULT_LEN);
	payload_fill(guest_data(m)->payload, FAULT_LEN);
	return m;
}

static int set_slot(struct machine *m, unsigned int slot, uint64_t gpa, void *memory, size_t size)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .guest_phys_addr = gpa, .memory_size = size,
		.userspace_addr = (uintptr_t)memory,
	};

	return ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &region) ? -errno : 0;
}

/**
 * machine_set_held() - give the guest the page that stalls.
 * @m: the machine.
 * @memory: the page.
 * @size: its bytes.
 * Return: 0 or -errno.
 */
int machine_set_held(struct machine *m, void *memory, size_t size)
{
	return set_slot(m, SLOT_HELD, GUEST_HELD, memory, size);
}

/**
 * machine_set_held_gmem() - give the guest a page of a guest_memfd as the page that stalls.
 * @m: the machine.
 * @memory: the host's memory at that address.
 * @size: bytes of the page.
 *
 * Such a machine needs no memory attributes: the file may be mapped, since 6.18.
 *
 * Return: 0 or -errno.
 */
int machine_set_held_gmem(struct machine *m, void *memory, size_t size)
{
	struct kvm_create_guest_memfd gmem = {
		.size = size,
		.flags = GUEST_MEMFD_FLAG_MMAP | GUEST_MEMFD_FLAG_INIT_SHARED,
	};
	struct kvm_userspace_memory_region2 region = {
		.slot = SLOT_HELD, .flags = KVM_MEM_GUEST_MEMFD, .guest_phys_addr = GUEST_HELD,
		.memory_size = size, .userspace_addr = (uintptr_t)memory,
	};
	int fd = ioctl(m->vm, KVM_CREATE_GUEST_MEMFD, &gmem);

	if (fd < 0)
		return -errno;
	region.guest_memfd = fd;
	return ioctl(m->vm, KVM_SET_USER_MEMORY_REGION2, &region) ? -errno : 0;
}

/* Map the vCPU's page, in the process that runs the vCPU. */
static int map_run(struct machine *m, int kvm)
{
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	if (size < 0)
		return -errno;
	m->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->vcpu, 0);
	return m->run == MAP_FAILED ? -errno : 0;
}

/**
 * machine_create() - make the virtual machine, with one vCPU and its ordinary memory.
 * @m: the machine; its descriptors are the caller's, closed with it.
 * @equip: set-up that comes ahead of the vCPU; returns 0 or -errno.
 * Return: 0 or -errno.
 */
int machine_create(struct machine *m, int (*equip)(struct machine *m))
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), err;

	if (kvm < 0)
		return -errno;
	m->vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (m->vm < 0)
		return -errno;
	err = equip(m);
	if (err)
		return err;
	m->vcpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
	if (m->vcpu < 0)
		return -errno;
	err = map_run(m, kvm) ?: set_slot(m, SLOT_RAM, 0, m->ram, sizeof(m->ram));
	close(kvm);
	return err;
}

/**
 * machine_start() - have the first KVM_RUN behind us, in which KVM makes a thread for the machine.
 * @m: the machine, ready to run.
 *
 * For want of memory or of tasks that fails, which says nothing of a fault.
 *
 * Return: 0 or -errno.
 */
int machine_start(struct machine *m)
{
	long ret;

	m->run->immediate_exit = 1;
	ret = sysret(ioctl(m->vcpu, KVM_RUN, 0));
	m->run->immediate_exit = 0;
	return ret == -EINTR ? 0 : ret ?: -EPROTO;
}

/**
 * machine_run() - call KVM_RUN, and count an EINTR that comes without KVM_EXIT_INTR.
 * @m: the machine.
 * Return: result of the call, or -errno.
 */
long machine_run(struct machine *m)
{
	bool at_once = m->run->immediate_exit;
	long ret;

	m->run->exit_reason = NO_EXIT;
	ret = sysret(ioctl(m->vcpu, KVM_RUN, 0));
	if (ret == -EINTR && !at_once && m->run->exit_reason != KVM_EXIT_INTR) {
		m->odd_exits++;
		m->odd_exit = m->run->exit_reason;
	}
	return ret;
}
