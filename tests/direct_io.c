// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of O_DIRECT and of Linux AIO.  O_DIRECT pins the user's buffer before it
 * does any I/O: the thread stalls in get_user_pages(), and what was not pinned is
 * neither read nor written.  Each cell has a file of its own on an ext4 file system
 * that lives in memory (fixtures/loopfs.c).
 *
 * Deciding kernel code: fs/iomap/direct-io.c:iomap_dio_bio_iter(),
 * lib/iov_iter.c:iov_iter_extract_pages(), mm/gup.c:faultin_page(), fs/aio.c.
 */
#include <asm/posix_types.h>	/* aio_abi.h forgets it */
#include <errno.h>
#include <linux/aio_abi.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "loopfs.h"
#include "old_matrix.h"

#include "direct_io/file.h"
#include "direct_io/read.h"
#include "direct_io/write.h"
#include "direct_io/aio.h"
#include "direct_io/aio_copy.h"

FAULTSIG_MAIN(loopfs_mount)
