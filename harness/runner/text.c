// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts, lists and maps of texts, and the globs that match cells. Of faultsig_runner, and of
 * the test programs, which read the expectations by the same code.
 */
#include <fnmatch.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define FNV_OFFSET	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

static void *have(void *memory)
{
	if (!memory)
		broke("out of memory");
	return memory;
}

/**
 * grow() - make room for one more element of an array.
 * @memory: the array, or NULL.
 * @nr: how many elements it has.
 * @size: the size of one.
 *
 * The array doubles whenever @nr is a power of two, so the caller need not keep its size.
 *
 * Return: the array, perhaps at another address.
 */
void *grow(void *memory, size_t nr, size_t size)
{
	if (nr & (nr - 1) && nr)
		return memory;
	return have(reallocarray(memory, nr ? 2 * nr : 1, size));
}

/**
 * zalloc() - allocate memory that is all zero.
 * @size: how many bytes.
 *
 * Return: the memory, which the caller frees.
 */
void *zalloc(size_t size)
{
	return have(calloc(1, size));
}

/**
 * copy() - copy a text.
 * @text: the text.
 *
 * Return: the copy, which the caller frees.
 */
char *copy(const char *text)
{
	return have(strdup(text));
}

/**
 * copy_part() - copy the beginning of a text.
 * @text: the text.
 * @len: how many bytes of it, at most.
 *
 * Return: the copy, which the caller frees.
 */
char *copy_part(const char *text, size_t len)
{
	return have(strndup(text, len));
}

static char *format_list(const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0)
		broke("out of memory");
	return text;
}

/**
 * format() - print to a text.
 * @format: as printf() has it.
 *
 * Return: the text, which the caller frees.
 */
char *format(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = format_list(format, arguments);
	va_end(arguments);
	return text;
}

/* ---- buffers ---- */

/**
 * buffer_add() - append bytes.
 * @buffer: the buffer.
 * @text: the bytes, none of them NUL.
 * @len: how many.
 */
void buffer_add(struct buffer *buffer, const char *text, size_t len)
{
	if (buffer->len + len >= buffer->size) {
		buffer->size = 2 * (buffer->len + len) + 64;
		buffer->text = have(realloc(buffer->text, buffer->size));
	}
	memcpy(buffer->text + buffer->len, text, len);
	buffer->len += len;
	buffer->text[buffer->len] = '\0';
}

/**
 * buffer_puts() - append a text.
 * @buffer: the buffer.
 * @text: the text.
 */
void buffer_puts(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

/**
 * buffer_printf() - append what printf() would print.
 * @buffer: the buffer.
 * @format: as printf() has it.
 */
void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = format_list(format, arguments);
	va_end(arguments);
	buffer_puts(buffer, text);
	free(text);
}

/**
 * buffer_free() - give back the memory, and leave an empty buffer.
 * @buffer: the buffer.
 */
void buffer_free(struct buffer *buffer)
{
	free(buffer->text);
	*buffer = (struct buffer){ 0 };
}

/* ---- lists ---- */

/**
 * list_add() - append a text.
 * @list: the list.
 * @text: the text, which is the list's from now on.
 */
void list_add(struct list *list, char *text)
{
	list->text = grow(list->text, list->nr, sizeof(*list->text));
	list->text[list->nr++] = text;
}

/**
 * list_split() - cut a text at each of some characters.
 * @text: the text.
 * @separators: the characters.
 *
 * Return: the pieces, empty ones too; none if the text is empty.
 */
struct list list_split(const char *text, const char *separators)
{
	struct list list = { 0 };
	size_t len;

	if (!*text)
		return list;
	for (;; text += len + 1) {
		len = strcspn(text, separators);
		list_add(&list, copy_part(text, len));
		if (!text[len])
			return list;
	}
}

/**
 * list_free() - free the texts, and leave an empty list.
 * @list: the list.
 */
void list_free(struct list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		free(list->text[i]);
	free(list->text);
	*list = (struct list){ 0 };
}

/* ---- maps ---- */

static struct map_slot *find_slot(const struct map *map, const char *key)
{
	uint64_t hash = FNV_OFFSET;
	size_t at;

	for (const char *c = key; *c; c++)
		hash = (hash ^ (unsigned char)*c) * FNV_PRIME;
	at = (hash ^ hash >> 32) & (map->size - 1);
	while (map->slot[at].key && strcmp(map->slot[at].key, key))
		at = (at + 1) & (map->size - 1);
	return &map->slot[at];
}

static void enlarge(struct map *map)
{
	struct map larger = { .size = map->size ? 2 * map->size : 64, .nr = map->nr };

	larger.slot = have(calloc(larger.size, sizeof(*larger.slot)));
	for (size_t i = 0; i < map->size; i++)
		if (map->slot[i].key)
			*find_slot(&larger, map->slot[i].key) = map->slot[i];
	free(map->slot);
	*map = larger;
}

/**
 * map_at() - the number of a text, for reading and writing.
 * @map: the map.
 * @key: the text, which is copied.
 *
 * Return: where the number is until the next call: 0 if the text is new.
 */
size_t *map_at(struct map *map, const char *key)
{
	struct map_slot *slot;

	if (2 * map->nr >= map->size)
		enlarge(map);
	slot = find_slot(map, key);
	if (!slot->key) {
		slot->key = copy(key);
		map->nr++;
	}
	return &slot->value;
}

/**
 * map_has() - whether a text is there.
 * @map: the map.
 * @key: the text.
 *
 * Return: true if map_at() was called with it.
 */
bool map_has(const struct map *map, const char *key)
{
	return map->size && find_slot(map, key)->key;
}

/**
 * map_free() - free the texts, and leave an empty map.
 * @map: the map.
 */
void map_free(struct map *map)
{
	for (size_t i = 0; i < map->size; i++)
		free(map->slot[i].key);
	free(map->slot);
	*map = (struct map){ 0 };
}

/* ---- what is in a text ---- */

/**
 * starts_with() - whether a text begins with another.
 * @text: the text.
 * @start: the other.
 *
 * Return: true if it does.
 */
bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/**
 * is_word_of() - whether a word is one of several.
 * @word: the word.
 * @words: the words, with one blank between them.
 *
 * Return: true if it is; an empty word never is.
 */
bool is_word_of(const char *word, const char *words)
{
	size_t len = strlen(word);

	for (const char *at = words; len && (at = strstr(at, word)); at++)
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/**
 * matches() - whether an extended regular expression is found in a text.
 * @text: the text.
 * @regex: the expression, a constant of this program.
 *
 * Return: true if it is.
 */
bool matches(const char *text, const char *regex)
{
	regex_t compiled;
	bool found;

	if (regcomp(&compiled, regex, REG_EXTENDED | REG_NOSUB))
		return false;
	found = !regexec(&compiled, text, 0, NULL, 0);
	regfree(&compiled);
	return found;
}

/**
 * read_line() - read a line, whatever its bytes are.
 * @file: where from.
 * @line: gets the line, without its newline, and with a blank for each NUL.
 *
 * Return: false at the end of the file.
 */
bool read_line(FILE *file, struct buffer *line)
{
	ssize_t len = getline(&line->text, &line->size, file);

	if (len < 0)
		return false;
	if (len && line->text[len - 1] == '\n')
		line->text[--len] = '\0';
	for (char *nul = line->text; (nul = memchr(nul, '\0', line->text + len - nul)); nul++)
		*nul = ' ';
	line->len = len;
	return true;
}

/**
 * split_fields() - cut a line at its tabs, in place.
 * @line: the line.
 * @field: gets the fields; the last one has the rest, those that lack are empty.
 * @nr: how many fields.
 */
void split_fields(char *line, char **field, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		field[i] = line;
		line += strcspn(line, "\t");
		if (*line && i + 1 < nr)
			*line++ = '\0';
	}
}

/* ---- shell globs ---- */

static bool is_like(const char *pattern, const char *text)
{
	return !fnmatch(pattern, text, FNM_NOESCAPE);
}

/**
 * glob_matches() - whether a shell glob matches a cell.
 * @pattern: PROGRAM:CELL, or CELL for that of any program; "*" stands for dots, too.
 * @program: the program.
 * @cell: the cell.
 *
 * Return: true if it does.
 */
bool glob_matches(const char *pattern, const char *program, const char *cell)
{
	const char *colon = strchr(pattern, ':');
	char *of_program;
	bool matches;

	if (!colon)
		return is_like(pattern, cell);
	of_program = copy_part(pattern, colon - pattern);
	matches = is_like(of_program, program) && is_like(colon + 1, cell);
	free(of_program);
	return matches;
}
