/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual machine of a cell: one vCPU, ordinary memory at guest address 0 and the
 * page that stalls at GUEST_HELD.  It lives in the victim; its ordinary memory and what
 * KVM said of it are shared with the controller.
 */
#ifndef KVM_MACHINE_H
#define KVM_MACHINE_H

/* Of <linux/kvm.h>, for headers older than these. */
#ifndef KVM_CAP_PRE_FAULT_MEMORY
#define KVM_CAP_PRE_FAULT_MEMORY 236

struct kvm_pre_fault_memory {
	__u64 gpa;
	__u64 size;
	__u64 flags;
	__u64 padding[5];
};

#define KVM_PRE_FAULT_MEMORY _IOWR(KVMIO, 0xd5, struct kvm_pre_fault_memory)
#endif

#ifndef KVM_MEM_GUEST_MEMFD
#define KVM_MEM_GUEST_MEMFD 4UL

struct kvm_userspace_memory_region2 {
	__u32 slot;
	__u32 flags;
	__u64 guest_phys_addr;
	__u64 memory_size;
	__u64 userspace_addr;
	__u64 guest_memfd_offset;
	__u32 guest_memfd;
	__u32 pad1;
	__u64 pad2[14];
};

#define KVM_SET_USER_MEMORY_REGION2 _IOW(KVMIO, 0x49, struct kvm_userspace_memory_region2)

struct kvm_create_guest_memfd {
	__u64 size;
	__u64 flags;
	__u64 reserved[6];
};

#define KVM_CREATE_GUEST_MEMFD _IOWR(KVMIO, 0xd4, struct kvm_create_guest_memfd)
#endif

#ifndef GUEST_MEMFD_FLAG_MMAP
#define GUEST_MEMFD_FLAG_MMAP 1ULL
#define GUEST_MEMFD_FLAG_INIT_SHARED 2ULL
#endif

/* Guest physical addresses; a huge page has to fit at the last one. */
#define GUEST_CODE	0x1000		/* not a page */
#define GUEST_DATA	0x2000		/* struct guest_data; not a page */
#define GUEST_RAM	0x3000		/* bytes of ordinary memory */
#define GUEST_HELD	0x200000

#define GUEST_PAGE	4096		/* the guest's: not a page of ours */
#define UNTOUCHED	0x33
#define NO_EXIT		0xffff		/* never an exit_reason */

enum { SLOT_RAM, SLOT_HELD };

/**
 * struct guest_data - what the guest's program works on, at GUEST_DATA.
 * @entered: how often the program began.
 * @copy: where it puts what it finds in the page.
 * @payload: what it stores to the page.
 */
struct guest_data {
	uint32_t entered;
	uint8_t copy[FAULT_LEN];
	uint8_t payload[FAULT_LEN];
};

/**
 * struct machine - shared by controller and victim.
 * @ram: the guest's ordinary memory.
 * @run: the vCPU's page, in the victim.
 * @vm: the victim's descriptor.
 * @vcpu: the victim's descriptor.
 * @odd_exits: how often EINTR came without KVM_EXIT_INTR.
 * @odd_exit: the exit_reason that came instead.
 * @done: the guest came to its end.
 * @resumed: KVM_RUNs after the one that stalled.
 * @handler: the engine's own handler of SIGUSR1.
 * @bus_code: si_code of a SIGBUS, 0 if none came.
 * @bus_addr: its si_addr.
 */
struct machine {
	uint8_t ram[GUEST_RAM] __attribute__((aligned(GUEST_PAGE)));
	struct kvm_run *run;
	int vm;
	int vcpu;
	unsigned int odd_exits;
	unsigned int odd_exit;
	bool done;
	unsigned int resumed;
	struct sigaction handler;
	int bus_code;
	uintptr_t bus_addr;
};

static struct machine *machine_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

static struct guest_data *guest_data(struct machine *m)
{
	return (struct guest_data *)(m->ram + GUEST_DATA);
}

static struct machine *machine_map(void)
{
	struct machine *m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (m == MAP_FAILED)
		return NULL;
	memset(guest_data(m)->copy, UNTOUCHED, FAULT_LEN);
	payload_fill(guest_data(m)->payload, FAULT_LEN);
	return m;
}

/**
 * struct available - what the KVM of this machine can't do, and why; found out once.
 * @guest: guests run.
 * @mmu: their accesses are the processor's, not those of KVM's instruction emulator.
 * @prefault: KVM_PRE_FAULT_MEMORY.
 * @irqchip: an interrupt controller in the kernel.
 * @gmem: guest_memfd as the memory of a guest.
 */
static struct available {
	struct answer guest;
	struct answer mmu;
	struct answer prefault;
	struct answer irqchip;
	struct answer gmem;
} available;

static int set_slot(struct machine *m, unsigned int slot, uint64_t gpa, void *memory, size_t size)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .guest_phys_addr = gpa, .memory_size = size,
		.userspace_addr = (uintptr_t)memory,
	};

	return ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &region) ? -errno : 0;
}

/*
 * The guest's page is the file's; @memory is only what the host has at that address.
 * Such a machine needs no memory attributes: the file may be mapped, since 6.18.
 */
static int set_gmem_slot(struct machine *m, void *memory, size_t size)
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

/* The vCPU's page is for the process that runs it: not the machine's before. */
static int map_run(struct machine *m, int kvm)
{
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	if (size < 0)
		return -errno;
	m->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->vcpu, 0);
	return m->run == MAP_FAILED ? -errno : 0;
}

/* The descriptors are the victim's, closed with it. */
static int machine_create(struct machine *m, unsigned long type, int (*equip)(struct machine *m))
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), err;

	if (kvm < 0)
		return -errno;
	m->vm = ioctl(kvm, KVM_CREATE_VM, type);
	if (m->vm < 0)
		return -errno;
	err = equip ? equip(m) : 0;
	if (err)
		return err;
	m->vcpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
	if (m->vcpu < 0)
		return -errno;
	err = map_run(m, kvm) ?: set_slot(m, SLOT_RAM, 0, m->ram, sizeof(m->ram));
	close(kvm);
	return err;
}

static long kvm_run(struct machine *m)
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

#endif /* KVM_MACHINE_H */
