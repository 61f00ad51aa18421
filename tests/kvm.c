// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM_RUN while the host stalls a page of the guest's memory: the guest loads,
 * stores, or fetches an instruction there.  Since 6.2 a signal ends that wait with
 * EINTR, as it ends any other KVM_RUN; the guest goes on where it was when it is run
 * again.  Also what KVM itself reads and writes of guest memory, KVM_PRE_FAULT_MEMORY,
 * asynchronous page faults, and guest_memfd, which has no page to stall.
 *
 * Deciding kernel code: virt/kvm/kvm_main.c:hva_to_pfn_slow(), hva_to_pfn();
 * arch/x86/kvm/mmu/mmu.c:__kvm_mmu_faultin_pfn(), kvm_handle_error_pfn().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "old_matrix.h"

#include "kvm/machine.h"
#ifdef __x86_64__
#include "kvm/x86.h"
#else
#include "kvm/other.h"
#endif
#include "kvm/guest.h"
#include "kvm/access.h"
#include "kvm/vmm.h"
#include "kvm/emulated.h"
#include "kvm/prefault.h"
#include "kvm/irqchip.h"
#include "kvm/guest_memfd.h"
#include "kvm/probe.h"

FAULTSIG_MAIN(probe_machine)
