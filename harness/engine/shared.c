// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the cells of a program share, which are processes of their own, one after the other.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "program.h"

#define SHARED_AT_ONCE	2048	/* bytes that are mapped at once */
#define SHARED_ALIGN	16UL

/**
 * shared_memory() - get memory that all cells share. Called ahead of the first one.
 * @size: bytes.
 * Return: the memory, of zeros, which is there until the program ends. Without any it is over.
 */
void *shared_memory(size_t size)
{
	static uint8_t *unused, *end;
	void *memory;

	size = (size + SHARED_ALIGN - 1) & ~(SHARED_ALIGN - 1);
	if (!unused || size > (size_t)(end - unused)) {
		unused = mmap(NULL, SHARED_AT_ONCE, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (unused == MAP_FAILED) {
			perror("a page that the cells share");
			exit(EXIT_FAILURE);
		}
		end = unused + SHARED_AT_ONCE;
	}
	memory = unused;
	unused += size;
	return memory;
}
