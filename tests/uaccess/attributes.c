// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the answer of statx() with that of fstat(), which another function of fs/stat.c
 * writes. A second statx() would not do: it would forget the same attributes.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "attributes.h"
#include "faultsig.h"
#include "libc.h"

/**
 * attributes_check() - check that statx() gave the same answer as fstat().
 * @fd: the file that both are asked about.
 * @stx: the answer, STATX_BASIC_STATS.
 * Return: NULL, or a complaint.
 */
const char *attributes_check(int fd, const struct statx *stx)
{
	struct stat st;
	size_t i;

	if (fstat(fd, &st))
		return complain("fstat(): %s", strerror(errno));

	const struct { const char *name; uint64_t is, want; } fields[] = {
		{ "stx_ino", stx->stx_ino, st.st_ino },
		{ "stx_mode", stx->stx_mode, st.st_mode },
		{ "stx_nlink", stx->stx_nlink, st.st_nlink },
		{ "stx_uid", stx->stx_uid, st.st_uid },
		{ "stx_gid", stx->stx_gid, st.st_gid },
		{ "stx_size", stx->stx_size, st.st_size },
		{ "stx_blocks", stx->stx_blocks, st.st_blocks },
		{ "stx_blksize", stx->stx_blksize, st.st_blksize },
		{ "stx_dev_major", stx->stx_dev_major, major(st.st_dev) },
		{ "stx_dev_minor", stx->stx_dev_minor, minor(st.st_dev) },
		{ "stx_mtime", stx->stx_mtime.tv_sec, st.st_mtim.tv_sec },
		{ "stx_mtime's nanoseconds", stx->stx_mtime.tv_nsec, st.st_mtim.tv_nsec },
		{ "stx_ctime", stx->stx_ctime.tv_sec, st.st_ctim.tv_sec },
		{ "stx_ctime's nanoseconds", stx->stx_ctime.tv_nsec, st.st_ctim.tv_nsec },
	};

	for (i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].is != fields[i].want)
			return complain("%s is %llu, fstat() says %llu", fields[i].name,
					(unsigned long long)fields[i].is,
					(unsigned long long)fields[i].want);
	return NULL;
}
