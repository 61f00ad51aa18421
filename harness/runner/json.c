// SPDX-License-Identifier: GPL-2.0-only
/*
 * As much JSON as results.jsonl needs. Nothing here trusts a line to be what it should:
 * a program that breaks prints anything.
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* The totals have an object in them, and nothing has more. */
#define DEPTH_MAX	2

/* A key and its value, where they are in the line. */
struct field {
	const char *key;	/* behind the quote */
	size_t key_len;
	const char *value;
	size_t len;
};

/* How many bytes of well-formed UTF-8 begin here, RFC 3629; 0 if none do. */
static size_t utf8_length(const unsigned char *at)
{
	size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 :
		     at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return len;
}

/**
 * json_clean() - make a text one that JSON allows: no control characters, no broken UTF-8.
 * @line: the text, changed in place: a blank for a tab, a question mark for the others.
 */
void json_clean(char *line)
{
	size_t len;

	for (; *line; line += len) {
		len = utf8_length((unsigned char *)line);
		if (len && (unsigned char)*line >= ' ' && *line != '\177')
			continue;
		*line = *line == '\t' ? ' ' : '?';
		len = 1;
	}
}

/* ---- skipping: behind what begins here, or NULL if that is not what it should be ---- */

static const char *skip_digits(const char *at)
{
	const char *end = at + strspn(at, "0123456789");

	return end > at ? end : NULL;
}

static const char *skip_number(const char *at)
{
	at += *at == '-';
	at = *at == '0' ? at + 1 : skip_digits(at);
	if (at && *at == '.')
		at = skip_digits(at + 1);
	if (at && (*at == 'e' || *at == 'E')) {
		at++;
		at = skip_digits(at + (*at == '+' || *at == '-'));
	}
	return at;
}

static const char *skip_string(const char *at)
{
	if (*at++ != '"')
		return NULL;
	for (; *at && *at != '"'; at++) {
		if (*at != '\\')
			continue;
		at++;
		if (*at == 'u' && strspn(at + 1, "0123456789abcdefABCDEF") >= 4)
			at += 4;
		else if (!*at || !strchr("\"\\/bfnrt", *at))
			return NULL;
	}
	return *at ? at + 1 : NULL;
}

static const char *skip_list(const char *at)
{
	if (at[1] == ']')
		return at + 2;
	do {
		at = skip_string(at + 1);
	} while (at && *at == ',');
	return at && *at == ']' ? at + 1 : NULL;
}

static const char *skip_word(const char *at)
{
	static const char *const words[] = { "null", "true", "false" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (starts_with(at, words[i]))
			return at + strlen(words[i]);
	return NULL;
}

static const char *skip_object(const char *at, int depth);

static const char *skip_value(const char *at, int depth)
{
	switch (*at) {
	case '"':
		return skip_string(at);
	case '[':
		return skip_list(at);
	case '{':
		return depth ? skip_object(at, depth - 1) : NULL;
	case 'n':
	case 't':
	case 'f':
		return skip_word(at);
	}
	return skip_number(at);
}

/* Behind "{" or ","; the field that begins there */
static const char *skip_field(const char *at, struct field *field, int depth)
{
	const char *end = skip_string(at);

	if (!end || *end != ':')
		return NULL;
	field->key = at + 1;
	field->key_len = end - at - 2;
	field->value = end + 1;
	end = skip_value(field->value, depth);
	if (end)
		field->len = end - field->value;
	return end;
}

static const char *skip_object(const char *at, int depth)
{
	struct field field;

	do {
		at = skip_field(at + 1, &field, depth);
	} while (at && *at == ',');
	return at && *at == '}' ? at + 1 : NULL;
}

/* The first field with that key, in what can be read of the line. */
static bool find(const char *line, const char *key, struct field *field)
{
	size_t len = strlen(key);

	if (*line != '{')
		return false;
	do {
		line = skip_field(line + 1, field, DEPTH_MAX);
		if (line && field->key_len == len && !memcmp(field->key, key, len))
			return true;
	} while (line && *line == ',');
	return false;
}

/* ---- what is in a line ---- */

/**
 * json_valid() - whether a line is an object as programs print it of a cell.
 * @line: the line.
 *
 * Return: true if it is one object of texts, numbers, words and lists of texts, no key
 * twice, each of lower-case letters.
 */
bool json_valid(const char *line)
{
	struct map keys = { 0 };
	bool valid = *line == '{';
	struct field field;
	char *key;

	while (valid) {
		line = skip_field(line + 1, &field, 0);
		if (!line)
			break;
		key = copy_part(field.key, field.key_len);
		valid = *key && strspn(key, "abcdefghijklmnopqrstuvwxyz_") == field.key_len &&
			!(*map_at(&keys, key))++;
		free(key);
		if (*line != ',')
			break;
	}
	map_free(&keys);
	return valid && line && !strcmp(line, "}");
}

/**
 * json_has() - whether an object has a key.
 * @line: the object.
 * @key: the key.
 *
 * Return: true if it has.
 */
bool json_has(const char *line, const char *key)
{
	struct field field;

	return find(line, key, &field);
}

/**
 * json_has_text() - whether an object has a key, with a text.
 * @line: the object.
 * @key: the key.
 *
 * Return: true if it has.
 */
bool json_has_text(const char *line, const char *key)
{
	struct field field;

	return find(line, key, &field) && *field.value == '"';
}

/* The text of a string whose inside is given */
static char *unquote(const char *text, size_t len)
{
	char *plain = copy_part(text, len), *to = plain;

	for (const char *from = plain; *from; from++) {
		if (*from == '\\' && from[1])
			*to++ = strchr("ntr", *++from) ? ' ' : *from;
		else
			*to++ = *from;
	}
	*to = '\0';
	return plain;
}

/**
 * json_get() - the text of a string, the digits of a number.
 * @line: the object.
 * @key: the key.
 *
 * Return: the text, which the caller frees; empty for null or a missing key.
 */
char *json_get(const char *line, const char *key)
{
	struct field field;

	if (!find(line, key, &field) || starts_with(field.value, "null"))
		return copy("");
	if (*field.value == '"')
		return unquote(field.value + 1, field.len - 2);
	return copy_part(field.value, field.len);
}

/**
 * json_number() - a number.
 * @line: the object.
 * @key: the key.
 *
 * Return: the number, 0 if there is none.
 */
double json_number(const char *line, const char *key)
{
	char *text = json_get(line, key);
	double number = strtod(text, NULL);

	free(text);
	return number;
}

/**
 * json_list() - the texts of a list.
 * @line: the object.
 * @key: the key.
 *
 * Return: the texts; none if there is no such list.
 */
struct list json_list(const char *line, const char *key)
{
	struct list list = { 0 };
	const char *at, *end;
	struct field field;

	if (!find(line, key, &field) || *field.value != '[')
		return list;
	for (at = field.value; at[1] == '"'; at = end) {
		end = skip_string(at + 1);
		list_add(&list, unquote(at + 2, end - at - 3));
	}
	return list;
}

/**
 * json_put() - an object with another text.
 * @line: the object.
 * @key: the key, of a text.
 * @text: the other text.
 *
 * Return: the object, which the caller frees; with no such text, as it was.
 */
char *json_put(const char *line, const char *key, const char *text)
{
	struct buffer changed = { 0 };
	struct field field;

	if (!find(line, key, &field) || *field.value != '"')
		return copy(line);
	buffer_add(&changed, line, field.value - line);
	json_quote(&changed, text);
	buffer_puts(&changed, field.value + field.len);
	return changed.text;
}

/**
 * json_quote() - append a text as a JSON string.
 * @buffer: the buffer.
 * @text: the text; what JSON does not allow in it is replaced.
 */
void json_quote(struct buffer *buffer, const char *text)
{
	char *clean = copy(text);

	json_clean(clean);
	buffer_puts(buffer, "\"");
	for (const char *c = clean; *c; c++) {
		if (*c == '"' || *c == '\\')
			buffer_puts(buffer, "\\");
		buffer_add(buffer, c, 1);
	}
	buffer_puts(buffer, "\"");
	free(clean);
}
