// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads expectations/CLASS-{fails,flakes,skips}.txt (the format: expectations/README) and
 * keeps the entries that fit a kernel. Lists of other kernels are checked, too.
 */
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

enum key {
	KEY_LICENSE, KEY_DEFECT, KEY_REASON, KEY_REPORT, KEY_FIXED, KEY_VERSION, KEY_ARCH,
	KEY_CLASS, KEY_EXPECTED, KEY_OBSERVED, KEY_COMPLAINT, KEY_FUNCTION, KEY_EVIDENCE, KEY_RATE,
	KEY_HARM, NR_KEYS
};

#define KEY(k)	(1U << (k))

static const char *const key_names[NR_KEYS] = {
	"SPDX-License-Identifier", "Defect", "Reason", "Bug Report", "Fixed By", "Linux Version",
	"Arch", "Path Class", "Expected", "Observed", "Complaint", "Function", "Evidence",
	"Failure Rate", "Harm",
};

static const struct {
	const char *name;
	const char *values;	/* of its entries */
	unsigned int required;	/* keys */
} kinds[ENTRY_KINDS] = {
	[ENTRY_FAILS] = { "fails", "Fail Crash Timeout",
			  KEY(KEY_DEFECT) | KEY(KEY_REPORT) | KEY(KEY_VERSION) },
	[ENTRY_FLAKES] = { "flakes", "Flake", KEY(KEY_DEFECT) | KEY(KEY_REPORT) |
			   KEY(KEY_VERSION) | KEY(KEY_OBSERVED) },
	[ENTRY_SKIPS] = { "skips", "Skip", KEY(KEY_REASON) },
};

/* A file, and the block in it: comments, then the entries they are about. */
struct reader {
	const struct kernel *kernel;
	struct entries *entries;
	const char *file;
	size_t line;
	enum entry_kind kind;
	int rank;		/* 0: a list for another kernel */
	char *key[NR_KEYS];	/* NULL: not there */
	struct list complaints;
	enum key last_key;	/* NR_KEYS: none yet */
	size_t unreadable;	/* the first line that is no key, or 0 */
	bool has_entry;
};

static void complain(const struct reader *reader, size_t line, const char *what, const char *of)
	__attribute__((noreturn));

static void complain(const struct reader *reader, size_t line, const char *what, const char *of)
{
	broke("%s:%zu: %s%s", reader->file, line, what, of);
}

/* ---- does it fit: the class of a list, the keys of an entry ---- */

static bool is_machine(const struct kernel *kernel, const char *name)
{
	return !strcmp(name, kernel->machine) ||
	       (!strcmp(name, "arm64") && !strcmp(kernel->machine, "aarch64"));
}

/* "6.12" of "6.12.7-foo", or nothing */
static char *series_of(const char *release)
{
	const char *start = release + strcspn(release, "0123456789");
	size_t major = strspn(start, "0123456789"), minor;

	if (start[major] != '.')
		return copy("");
	minor = strspn(start + major + 1, "0123456789");
	return copy_part(start, minor ? major + 1 + minor : 0);
}

static bool is_in_build(const struct kernel *kernel, const char *name)
{
	char *build = format("%s %s", kernel->release, kernel->build);
	bool found;

	for (char *c = build; *c; c++)
		*c = tolower((unsigned char)*c);
	found = strstr(build, name);
	free(build);
	return found;
}

/* Whether the class "debian-6.1" fits: a kernel of that series, built by "debian" */
static bool is_build(const struct kernel *kernel, const char *class, const char *series)
{
	size_t len = strlen(class), tail = strlen(series) + 1;
	char *name;
	bool is;

	if (len < tail || class[len - tail] != '-' || strcmp(class + len - tail + 1, series))
		return false;
	name = copy_part(class, len - tail);
	is = is_in_build(kernel, name);
	free(name);
	return is;
}

static int class_rank(const struct kernel *kernel, const char *class)
{
	char *series = series_of(kernel->release);
	int rank = 0;

	if (!strcmp(class, "all"))
		rank = 1;
	else if (is_machine(kernel, class))
		rank = 2;
	else if (class[0] == 'v' && !strcmp(class + 1, series))
		rank = 3;
	else if (is_build(kernel, class, series))
		rank = 4;
	free(series);
	return rank;
}

static bool arch_fits(const struct kernel *kernel, const char *archs)
{
	struct list names = list_split(archs, " ");
	bool fits = false, any = false;

	for (size_t i = 0; i < names.nr; i++) {
		any = any || *names.text[i];
		fits = fits || is_machine(kernel, names.text[i]);
	}
	list_free(&names);
	return fits || !any;
}

/**
 * compare_release() - whether a kernel is older or newer than a version.
 * @release: uname -r.
 * @version: like "6.12", which 6.12.7 is in.
 *
 * Return: less than 0 if it is older, more if it is newer, 0 if it is that version.
 */
int compare_release(const char *release, const char *version)
{
	long have, want;
	char *end;

	while (*version) {
		want = strtol(version, &end, 10);
		version = end + strcspn(end, "0123456789");
		have = strtol(release, &end, 10);
		release = end + strcspn(end, "0123456789");
		if (have != want)
			return have < want ? -1 : 1;
	}
	return 0;
}

/* "5.7 - 6.12", where either end may lack, or one version */
static bool version_fits(const struct kernel *kernel, const char *range)
{
	const char *dash = strchr(range, '-'), *last;
	char *first;
	bool fits;

	if (!dash)
		return !*range || !compare_release(kernel->release, range);
	last = dash + 1 + strspn(dash + 1, " ");
	first = copy_part(range, strcspn(range, " -"));
	fits = (!*first || compare_release(kernel->release, first) >= 0) &&
	       (!*last || compare_release(kernel->release, last) <= 0);
	free(first);
	return fits;
}

/* ---- a block: comments, then the entries they are about ---- */

static void begin_block(struct reader *reader)
{
	for (size_t i = 0; i < NR_KEYS; i++) {
		free(reader->key[i]);
		reader->key[i] = NULL;
	}
	list_free(&reader->complaints);
	reader->last_key = NR_KEYS;
	reader->unreadable = 0;
	reader->has_entry = false;
}

static const char *key_text(const struct reader *reader, enum key key)
{
	return reader->key[key] ? reader->key[key] : "";
}

/* POSIX leaves a lone ")" undefined, and glibc takes it for itself. */
static bool is_closed_too_often(const char *regex)
{
	size_t depth = 0;

	for (; *regex; regex++) {
		if (*regex == '\\' && regex[1]) {
			regex++;
		} else if (*regex == '[') {
			regex += regex[1] == '^';
			regex += regex[1] == ']';
			regex += 1 + strcspn(regex + 1, "]");
			if (!*regex)
				return false;
		} else if (*regex == '(') {
			depth++;
		} else if (*regex == ')' && !depth--) {
			return true;
		}
	}
	return false;
}

static bool compile(regex_t *compiled, const char *regex)
{
	char *whole = format("^(%s)$", regex);
	int error = regcomp(compiled, whole, REG_EXTENDED | REG_NOSUB);

	free(whole);
	return !error;
}

static void check_regex(const struct reader *reader, const char *regex)
{
	char *quoted = format("'%s'", regex);
	regex_t compiled;

	if (!*regex || is_closed_too_often(regex) || !compile(&compiled, regex))
		complain(reader, reader->line, "Complaint is not a regular expression: ", quoted);
	regfree(&compiled);
	free(quoted);
}

static void continue_key(struct reader *reader, const char *text)
{
	char *longer;

	if (reader->last_key == KEY_COMPLAINT)
		complain(reader, reader->line,
			 "a Complaint is one line; several lines are several complaints", "");
	text += 1 + strspn(text + 1, " ");
	longer = format("%s %s", key_text(reader, reader->last_key), text);
	free(reader->key[reader->last_key]);
	reader->key[reader->last_key] = longer;
}

static enum key find_key(const char *text)
{
	size_t len = strcspn(text, ":"), key = 0;

	while (key < NR_KEYS && (text[len] != ':' || strlen(key_names[key]) != len ||
				 strncmp(text, key_names[key], len)))
		key++;
	return key;
}

static void read_key(struct reader *reader, enum key key, const char *text)
{
	size_t len;

	text += strlen(key_names[key]) + 1;
	text += strspn(text, " ");
	len = strlen(text);
	while (len && text[len - 1] == ' ')
		len--;
	free(reader->key[key]);
	reader->key[key] = copy_part(text, len);
	reader->last_key = key;
	if (key != KEY_COMPLAINT)
		return;
	check_regex(reader, reader->key[key]);
	list_add(&reader->complaints, copy(reader->key[key]));
}

static void read_comment(struct reader *reader, char *text)
{
	enum key key;

	if (reader->has_entry)
		complain(reader, reader->line,
			 "a comment below an entry: put an empty line between the blocks", "");
	for (char *c = text; *c; c++)
		if (*c == '\t' || *c == '\r')
			*c = ' ';
	if (reader->last_key != NR_KEYS && starts_with(text, "#   ")) {
		continue_key(reader, text);
		return;
	}
	key = starts_with(text, "# ") ? find_key(text + 2) : NR_KEYS;
	if (key != NR_KEYS)
		read_key(reader, key, text + 2);
	else if (!reader->unreadable)
		reader->unreadable = reader->line;
}

static void refuse_unreadable(const struct reader *reader)
{
	struct buffer names = { 0 };

	for (size_t key = KEY_LICENSE + 1; key < NR_KEYS; key++)
		buffer_printf(&names, "%s%s", names.len ? "|" : "", key_names[key]);
	buffer_puts(&names, ")");
	complain(reader, reader->unreadable,
		 "no known key in this comment of an entry (the keys: ", names.text);
}

static void check_required(const struct reader *reader, const char *value)
{
	unsigned int required = kinds[reader->kind].required;

	if (!strcmp(value, "Fail"))
		required |= KEY(KEY_OBSERVED);
	for (size_t key = 0; key < NR_KEYS; key++)
		if (required & KEY(key) && !*key_text(reader, key))
			complain(reader, reader->line, "this entry needs ",
				 format("'# %s: ...' above it", key_names[key]));
}

static void check_block(const struct reader *reader, const char *value)
{
	static const char ranges[] =
		"^([0-9]+([.][0-9]+)*)? *(- *([0-9]+([.][0-9]+)*)?)?$";
	const char *observed = key_text(reader, KEY_OBSERVED);
	const char *expected = key_text(reader, KEY_EXPECTED);

	if (reader->unreadable)
		refuse_unreadable(reader);
	check_required(reader, value);
	if (!matches(key_text(reader, KEY_VERSION), ranges))
		complain(reader, reader->line, "Linux Version is not like '5.7 -' or '5.7 - 6.12': ",
			 key_text(reader, KEY_VERSION));
	if (observed[strspn(observed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ")])
		complain(reader, reader->line, "Observed is not a list of outcomes: ", observed);
	if (expected[strspn(expected, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ")])
		complain(reader, reader->line, "Expected is not a list of outcomes: ", expected);
	if (!reader->complaints.nr &&
	    (!strcmp(value, "Crash") || (strcmp(value, "Skip") &&
	     (is_word_of("WRONG", observed) || is_word_of("CRASH", observed)))))
		complain(reader, reader->line,
			 "this entry covers any failure: it needs '# Complaint: ...' above it", "");
}

static void keep_entry(struct reader *reader, const char *glob, const char *value, bool here)
{
	struct entry *entry = zalloc(sizeof(*entry));
	struct entries *entries = reader->entries;

	entry->rank = reader->rank ? reader->rank : 1;
	entry->here = here;
	entry->kind = reader->kind;
	entry->value = copy(value);
	entry->glob = copy(glob);
	entry->observed = copy(key_text(reader, KEY_OBSERVED));
	entry->title = copy(key_text(reader, entry->kind == ENTRY_SKIPS ? KEY_REASON : KEY_DEFECT));
	entry->place = format("%s:%zu", reader->file, reader->line);
	entry->versions = copy(key_text(reader, KEY_VERSION));
	entry->report = copy(key_text(reader, KEY_REPORT));
	entry->classes = copy(key_text(reader, KEY_CLASS));
	entry->expected = copy(key_text(reader, KEY_EXPECTED));
	entry->nr_complaints = reader->complaints.nr;
	entry->complaint = zalloc((entry->nr_complaints + 1) * sizeof(*entry->complaint));
	for (size_t i = 0; i < entry->nr_complaints; i++)
		compile(&entry->complaint[i], reader->complaints.text[i]);
	entries->entry = grow(entries->entry, entries->nr, sizeof(struct entry *));
	entries->entry[entries->nr++] = entry;
}

static void read_entry(struct reader *reader, char *line)
{
	const char *values = kinds[reader->kind].values;
	char *value = strchr(line, ',');
	size_t len;
	bool here;

	if (!value)
		complain(reader, reader->line, "no comma in ",
			 format("'%s' (want GLOB,VALUE)", line));
	*value++ = '\0';
	len = strlen(value);
	while (len && strchr(" \t\r", value[len - 1]))
		value[--len] = '\0';
	if (!*line || line[strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_.:*?![]-")])
		complain(reader, reader->line, "not a glob of cells: ", format("'%s'", line));
	if (strchr(value, ' ') || !is_word_of(value, values))
		complain(reader, reader->line, format("'%s' is not one of: ", value), values);
	check_block(reader, value);
	reader->has_entry = true;
	here = reader->rank && version_fits(reader->kernel, key_text(reader, KEY_VERSION)) &&
	       arch_fits(reader->kernel, key_text(reader, KEY_ARCH));
	if (here || reader->kernel->any)
		keep_entry(reader, line, value, here);
}

/* ---- files ---- */

static void read_file(struct reader *reader, const char *file)
{
	const char *name = strrchr(file, '/') + 1, *dash = strrchr(file, '-');
	char *class = copy_part(name, dash - name);
	struct buffer line = { 0 };
	FILE *stream = fopen(file, "r");

	if (!stream)
		broke("can't read %s: %s", file, strerror(errno));
	reader->file = file;
	reader->line = 0;
	reader->rank = class_rank(reader->kernel, class);
	begin_block(reader);
	while (read_line(stream, &line)) {
		reader->line++;
		if (!line.text[strspn(line.text, " \t\r")])
			begin_block(reader);
		else if (line.text[0] == '#')
			read_comment(reader, line.text);
		else
			read_entry(reader, line.text);
	}
	begin_block(reader);
	fclose(stream);
	buffer_free(&line);
	free(class);
}

/* A name may hold what is a pattern to glob(). */
static char *escape_pattern(const char *directory)
{
	struct buffer escaped = { 0 };

	for (; *directory; directory++) {
		if (strchr("*?[\\", *directory))
			buffer_puts(&escaped, "\\");
		buffer_add(&escaped, directory, 1);
	}
	return escaped.text;
}

/**
 * read_expectations() - read the lists.
 * @entries: gets the entries that fit.
 * @directory: where the lists are.
 * @kernel: the kernel; with @kernel->any entries are kept that fit other ones.
 *
 * Ends the program at the first line that is not as it should be.
 */
void read_expectations(struct entries *entries, const char *directory, const struct kernel *kernel)
{
	struct reader reader = { .kernel = kernel, .entries = entries };
	char *escaped = escape_pattern(directory), *pattern;
	glob_t files;

	for (size_t kind = 0; kind < ENTRY_KINDS; kind++) {
		reader.kind = kind;
		pattern = format("%s/*-%s.txt", escaped, kinds[kind].name);
		if (!glob(pattern, 0, NULL, &files)) {
			for (size_t i = 0; i < files.gl_pathc; i++)
				read_file(&reader, copy(files.gl_pathv[i]));
			globfree(&files);
		}
		free(pattern);
	}
	free(escaped);
}
