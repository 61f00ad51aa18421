/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that faultsig_fuzz and faultsig_orphans share: the life of the module, tasks that
 * have to end, and memory of a DRM driver for resv.c and watch.c.
 */
#ifndef SLOWFAULT_TRIAL_H
#define SLOWFAULT_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "slowfault_uapi.h"

#define DEVICE	"/dev/slowfault"

/**
 * struct buffer - a dumb buffer of a DRM driver.
 * @card: the device, for mmap(), or -1 if there is none.
 * @dmabuf: descriptor of the buffer as a dma-buf.
 * @offset: offset for mmap() of @card.
 * @size: bytes.
 */
struct buffer {
	int card;
	int dmabuf;
	uint64_t offset;
	size_t size;
};

bool set_patience_ms(unsigned int ms);
uint64_t now_ms(void);
int open_pidfd(pid_t pid);
bool ends_in(int pidfd, int ms);
bool module_is_free(int ms);
bool no_workers(int ms);
bool unload(void);
struct buffer find_buffer(void);

#endif /* SLOWFAULT_TRIAL_H */
