/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual machine of a cell: machine.c. */
#ifndef KVM_MACHINE_H
#define KVM_MACHINE_H

#include <linux/kvm.h>
#include <signal.h>

#include "faultsig.h"

/* Definitions for <linux/kvm.h> of a kernel before 6.11, 6.8, 6.18. */
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

#define GUEST_PAGE	4096		/* of the guest: not a page of ours */
#define UNTOUCHED	0x33
#define NO_EXIT		0xffff		/* never an exit_reason */

/**
 * struct guest_data - data of the guest's program, at GUEST_DATA.
 * @entered: how often the program began.
 * @copy: bytes that it found in the page.
 * @payload: bytes that it stores to the page.
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

struct machine *machine_of(struct fault_cell *c);
struct guest_data *guest_data(struct machine *m);
struct machine *machine_map(void);
int machine_set_held(struct machine *m, void *memory, size_t size);
int machine_set_held_gmem(struct machine *m, void *memory, size_t size);
int machine_create(struct machine *m, int (*equip)(struct machine *m));
int machine_start(struct machine *m);
long machine_run(struct machine *m);

#endif /* KVM_MACHINE_H */
