/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rooms of other programs whose paths those of slowfault.ko run on sources of their own.
 */
#ifndef FAULTSIG_DRIVER_FAULT_ROOMS_H
#define FAULTSIG_DRIVER_FAULT_ROOMS_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../kernel-module/slowfault_uapi.h"
#include "old_matrix.h"
#include "borrow.h"
#include "slowfault.h"

#include "../user_access/instructions.h"
#include "../uaccess/peer.h"
#include "../uaccess/pipe.h"
#include "../process_vm/families.h"
#include "../populate/families.h"
#include "../populate/state.h"
#include "populate.h"
#include "../kernel_gup/old_call.h"
#include "../kernel_gup/pages.h"
#include "../kernel_gup/uaccess.h"

#endif /* FAULTSIG_DRIVER_FAULT_ROOMS_H */
