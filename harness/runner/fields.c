// SPDX-License-Identifier: GPL-2.0-only
/*
 * results.jsonl for scripts: texts of each cell's object, and objects of texts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static void print_keys(const struct list *keys, const char *object)
{
	char *text;

	for (size_t i = 0; i < keys->nr; i++) {
		text = json_get(object, keys->text[i]);
		printf("%s%s", i ? "\t" : "", text);
		free(text);
	}
	putchar('\n');
}

/**
 * print_fields() - print texts of each cell's object, a line a cell, with tabs between them.
 * @keys: their keys, with commas between them.
 * @file: a results.jsonl.
 *
 * Return: the exit status: 0, or 3 if there are no results.
 */
int print_fields(const char *keys, const char *file)
{
	struct list list = list_split(keys, ",");
	FILE *stream = strcmp(file, "-") ? fopen(file, "r") : stdin;
	struct buffer line = { 0 };

	if (!stream)
		broke("can't read %s: %s", file, strerror(errno));
	while (read_line(stream, &line))
		if (!is_totals(line.text))
			print_keys(&list, line.text);
	return 0;
}

/**
 * print_object() - print one JSON object.
 * @words: each KEY=TEXT, or KEY:=VALUE with what is JSON already; NULL ends them.
 *
 * Return: the exit status: 0, or 3 if it could not be written.
 */
int print_object(char **words)
{
	struct buffer object = { 0 };
	size_t len;
	char *key;

	for (; *words; words++) {
		len = strcspn(*words, "=");
		if (!(*words)[len])
			return 3;
		buffer_puts(&object, object.len ? "," : "{");
		key = copy_part(*words, len);
		if (len && key[len - 1] == ':') {
			key[len - 1] = '\0';
			json_quote(&object, key);
			buffer_printf(&object, ":%s", *words + len + 1);
		} else {
			json_quote(&object, key);
			buffer_puts(&object, ":");
			json_quote(&object, *words + len + 1);
		}
		free(key);
	}
	printf("%s}\n", object.len ? object.text : "{");
	return fflush(stdout) ? 3 : 0;
}
