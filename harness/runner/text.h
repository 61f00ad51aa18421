/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts, lists and maps of texts, and how a program ends when it can't go on (broke.c for
 * faultsig_runner, known.c for the test programs). Memory that can't be had ends the program,
 * so that no caller has to look.
 */
#ifndef FAULTSIG_RUNNER_TEXT_H
#define FAULTSIG_RUNNER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A text that grows. @text ends with a NUL, and is NULL before the first byte. */
struct buffer {
	char *text;
	size_t len;
	size_t size;
};

/* Texts in order. The list owns them. */
struct list {
	char **text;
	size_t nr;
};

/* Numbers by text. */
struct map {
	struct map_slot {
		char *key;
		size_t value;
	} *slot;
	size_t size;	/* a power of two, or 0 */
	size_t nr;
};

void *grow(void *memory, size_t nr, size_t size);
void *zalloc(size_t size);
char *copy(const char *text);
char *copy_part(const char *text, size_t len);
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void buffer_add(struct buffer *buffer, const char *text, size_t len);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *buffer);

void list_add(struct list *list, char *text);
struct list list_split(const char *text, const char *separators);
void list_free(struct list *list);

size_t *map_at(struct map *map, const char *key);
bool map_has(const struct map *map, const char *key);
void map_free(struct map *map);

bool starts_with(const char *text, const char *start);
bool is_word_of(const char *word, const char *words);
bool matches(const char *text, const char *regex);
bool read_line(FILE *file, struct buffer *line);
void split_fields(char *line, char **field, size_t nr);
bool glob_matches(const char *pattern, const char *program, const char *cell);

void refuse(const char *hint, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
void broke(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void check_written(FILE *file, const char *name, const char *directory);

#endif /* FAULTSIG_RUNNER_TEXT_H */
