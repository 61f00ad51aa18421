/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of a cell: three pages, or none, without a name, on a file system of
 * the program's own.  The controller looks at it through O_DIRECT when the victim
 * is done or dead: a block holds its old content or all of its new one.
 */
#ifndef FAULTSIG_DIRECT_IO_FILE_H
#define FAULTSIG_DIRECT_IO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "loopfs.h"

struct fault_cell;

#define BLOCK		LOOPFS_BLOCK
#define FILE_PAGES	3
#define FILE_SIZE	(FILE_PAGES * small_page())
#define SECTOR		512

/**
 * struct direct_io - state of a cell, shared by the controller and the victim.
 * @segment: first segment of the vectored calls, in a good page.
 * @returned: the call came back.
 * @ret: its result, if it came back.
 * @whole: bytes by which the complete call moves the file position.
 * @context: Linux AIO, an aio_context_t.
 * @iocb: the iocb that the events must name.
 * @rest: events that were left in the ring after the call.
 * @mapped: the victim's mapping of the file's last page.
 * @file: the controller's copy of the file's content, FILE_SIZE bytes.
 */
struct direct_io {
	uint8_t segment[BLOCK];
	bool returned;
	long ret;
	off_t whole;
	unsigned long context;
	uint64_t iocb;
	long rest;
	uint8_t *mapped;
	uint8_t file[] __attribute__((aligned(SECTOR)));
};

struct direct_io *dio_state(struct fault_cell *c);
int dio_file(struct fault_cell *c);

/* Functions for .setup and .teardown */
int dio_state_setup(struct fault_cell *c);
int dio_fill_file(struct fault_cell *c);
int dio_empty_setup(struct fault_cell *c);
int dio_full_setup(struct fault_cell *c);
int dio_vector_setup(struct fault_cell *c);
void dio_teardown(struct fault_cell *c);

/* Functions for .run */
long dio_came_back(struct fault_cell *c, long ret);

/* Functions for .check and .conserve */
const char *dio_check_bytes(const uint8_t *copy, size_t from, size_t len);
const char *dio_check_segment(const uint8_t *copy);
const char *dio_check_position(struct fault_cell *c, long moved);
const char *dio_reread(struct fault_cell *c, size_t size);
off_t dio_moved(struct fault_cell *c, long moved);
const char *dio_second_block_check(struct fault_cell *c, long ret);
const char *dio_page_unchanged(struct fault_cell *c, long ret);
const char *dio_read_conserve(struct fault_cell *c, long moved);

#endif /* FAULTSIG_DIRECT_IO_FILE_H */
