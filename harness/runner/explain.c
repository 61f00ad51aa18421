// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_tests.sh explain: where the reader of a failing mail lands. What a cell does and what is
 * right for it, as its program tells it; on which kernels it is known to fail; and what to do
 * about a failure.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "entered.h"
#include "explain.h"

/* Each line of a story has its key in these columns. */
#define KEY_COLUMN	2
#define TEXT_COLUMN	13

/* One thing to do about a failure */
struct action {
	const char *key;	/* for machines */
	const char *name;	/* for people */
	char *command;
};

/* A cell, and all that is printed of it */
struct page {
	const struct options *options;
	const char *repro;	/* how run_tests.sh was called */
	const struct cell *cell;
	struct list story;	/* lines, the first is the cell's name */
	struct entered entered;	/* by it, of the kernel's functions */
	struct entries known;	/* the entries that know it, on any kernel */
	struct action action[8];
	size_t nr_actions;
};

/* ---- what is there to say ---- */

static void read_story(struct page *page)
{
	const struct cell *cell = page->cell;
	char *path = format("%s/%s", page->options->choice.bin, cell->program);
	struct buffer line = { 0 };
	int status;
	FILE *output;
	pid_t pid;

	output = start_program(path, "--explain", cell->name, &pid);
	while (read_line(output, &line))
		list_add(&page->story, copy(line.text));
	fclose(output);
	if (waitpid(pid, &status, 0) != pid || status || !page->story.nr)
		broke("%s can't explain %s", cell->program, cell->line);
	buffer_free(&line);
	free(path);
}

static void add_action(struct page *page, const char *key, const char *name, char *command)
{
	page->action[page->nr_actions++] = (struct action){ key, name, command };
}

/* The first file of the kernel that the story names behind "decided by" */
static char *deciding_file(const struct page *page)
{
	static const char start[] = "  decided by ";
	const char *text;

	for (size_t i = 0; i < page->story.nr; i++) {
		text = page->story.text[i];
		if (!starts_with(text, start))
			continue;
		text += strlen(start);
		return copy_part(text, strcspn(text, ":, "));
	}
	return copy("mm/memory.c");
}

static void add_actions(struct page *page)
{
	static const char boot_end[] = "/kernels/boot";
	const char *run = page->repro, *program = page->cell->program, *name = page->cell->name;
	const char *boot = page->options->boot;
	size_t len = boot ? strlen(boot) - strlen(boot_end) : 0;

	add_action(page, "again", "once more", format("%s -t %s:%s", run, program, name));
	add_action(page, "repeat", "each time?",
		   format("%s -x -n 20 -t %s:%s", run, program, name));
	add_action(page, "raw", "the program alone",
		   format("%s/%s -r %s", page->options->choice.bin, program, name));
	/* Kernels are booted and built from the source tree only. */
	run = boot ? run : "./run_tests.sh";
	add_action(page, "kernels", "other kernels",
		   format("%s -k debian:6.12 -k debian:7.3 -t %s:%s", run, program, name));
	add_action(page, "bisect", "since which kernel",
		   format("%s bisect --good 6.12 --bad 7.3 %s:%s", run, program, name));
	add_action(page, "bisect_step", "which commit",
		   format("git bisect run %.*s/run_tests.sh bisect-step %s:%s",
			  boot ? (int)len : 1, boot ? boot : ".", program, name));
	add_action(page, "maintainers", "whom to tell",
		   format("scripts/get_maintainer.pl -f %s", deciding_file(page)));
}

/* The same defect may know a cell by several globs. */
static bool has_entry(const struct entries *entries, const struct entry *entry)
{
	for (size_t i = 0; i < entries->nr; i++)
		if (!strcmp(entries->entry[i]->title, entry->title) &&
		    !strcmp(entries->entry[i]->versions, entry->versions))
			return true;
	return false;
}

static void add_known(struct page *page, struct entry *entry)
{
	struct entries *known = &page->known;

	if (!entry || has_entry(known, entry))
		return;
	known->entry = grow(known->entry, known->nr, sizeof(*known->entry));
	known->entry[known->nr++] = entry;
}

static void find_known(struct page *page)
{
	const struct cell *cell = page->cell;

	for (size_t i = 0; i < cell->nr_fails; i++)
		add_known(page, cell->fails[i]);
	add_known(page, cell->flake);
	add_known(page, cell->skip);
}

/* ---- for people ---- */

static void print_entry(const struct entry *entry)
{
	printf("  %-10s %s\n", entry->kind == ENTRY_SKIPS ? "not run" :
	       entry->kind == ENTRY_FLAKES ? "flaky" : "known", entry->title);
	printf("             Linux %s%s%s%s\n", *entry->versions ? entry->versions : "(any)",
	       entry->here ? ", this one too" : "", *entry->observed ? ": " : "", entry->observed);
	if (*entry->report)
		printf("             %s\n", entry->report);
	printf("             %s\n", entry->place);
}

static void print_for_people(const struct page *page)
{
	const struct cell *cell = page->cell;

	for (size_t i = 0; i < page->story.nr; i++)
		puts(page->story.text[i]);
	print_entered(&page->entered);
	for (size_t i = 0; i < page->known.nr; i++)
		print_entry(page->known.entry[i]);
	if (!page->known.nr)
		puts("  known      nothing: a failure is a new one");
	puts("if it fails");
	for (size_t i = 0; i < page->nr_actions; i++)
		printf("  %-20s %s\n", page->action[i].name, page->action[i].command);
	if (!page->options->boot)
		puts("  (other kernels and commits: in the source tree)");
	printf("  it is known from now on, until it is mended: these lines in %s/all-fails.txt\n",
	       page->options->expectations ? page->options->expectations : "expectations");
	printf("      # Defect: what is wrong, in a line\n"
	       "      # Harm: one of those in expectations/README\n"
	       "      # Bug Report: none yet\n"
	       "      # Linux Version: %.*s -\n"
	       "      # Observed: the outcome that was seen\n"
	       "      %s:%s,Fail\n",
	       (int)strcspn(page->options->kernel.release, "-+~"), page->options->kernel.release,
	       cell->program, cell->name);
}

/* ---- for machines ---- */

/**
 * put_pair() - append a key and a text to a JSON object.
 * @object: the object, which is open.
 * @key: the key.
 * @text: the text, which need not be JSON.
 */
void put_pair(struct buffer *object, const char *key, const char *text)
{
	if (object->len && !strchr("{[", object->text[object->len - 1]))
		buffer_puts(object, ",");
	json_quote(object, key);
	buffer_puts(object, ":");
	json_quote(object, text);
}

/**
 * put_cell() - append what run_tests.sh list prints of a cell.
 * @object: the object, which is open.
 * @cell: the cell.
 */
void put_cell(struct buffer *object, const struct cell *cell)
{
	put_pair(object, "program", cell->program);
	put_pair(object, "cell", cell->name);
	put_pair(object, "expected", cell->expected);
	put_pair(object, "class", cell->class);
	put_pair(object, "needs", cell->needs + strspn(cell->needs, " "));
}

/* "  source     uffd_missing_anon" is a pair; lines without a key go on with the last one. */
static void put_story(struct buffer *object, const struct list *story)
{
	char *key = NULL, *text = NULL, *longer;
	const char *line;

	for (size_t i = 1; i <= story->nr; i++) {
		line = i < story->nr ? story->text[i] : NULL;
		if (line && strlen(line) <= TEXT_COLUMN)
			continue;
		if (line && text && line[KEY_COLUMN] == ' ') {
			longer = format("%s %s", text, line + TEXT_COLUMN);
			free(text);
			text = longer;
			continue;
		}
		if (text)
			put_pair(object, key, text);
		if (!line)
			return;
		key = copy_part(line + KEY_COLUMN, TEXT_COLUMN - KEY_COLUMN);
		while (*key && key[strlen(key) - 1] == ' ')
			key[strlen(key) - 1] = '\0';
		text = copy(line + TEXT_COLUMN);
	}
}

static void put_entry(struct buffer *known, const struct entry *entry)
{
	buffer_puts(known, known->len ? ",{" : "{");
	put_pair(known, "title", entry->title);
	put_pair(known, "value", entry->value);
	put_pair(known, "observed", entry->observed);
	put_pair(known, "linux", entry->versions);
	put_pair(known, "report", entry->report);
	put_pair(known, "place", entry->place);
	buffer_printf(known, ",\"here\":%s}", entry->here ? "true" : "false");
}

static void print_for_machines(const struct page *page)
{
	struct buffer object = { 0 }, known = { 0 };

	buffer_add(&object, "{", 1);
	put_cell(&object, page->cell);
	buffer_puts(&object, ",\"story\":{");
	put_story(&object, &page->story);
	buffer_puts(&object, "},\"enters\":[");
	for (size_t i = 0; i < page->entered.named; i++) {
		buffer_puts(&object, i ? "," : "");
		json_quote(&object, page->entered.function[i]->name);
	}
	buffer_puts(&object, "],\"known\":[");
	for (size_t i = 0; i < page->known.nr; i++)
		put_entry(&known, page->known.entry[i]);
	buffer_puts(&object, known.text ? known.text : "");
	buffer_puts(&object, "],\"actions\":{");
	for (size_t i = 0; i < page->nr_actions; i++)
		put_pair(&object, page->action[i].key, page->action[i].command);
	printf("%s}}\n", object.text);
	buffer_free(&object);
	buffer_free(&known);
}

/**
 * explain_cells() - print all there is to know of the cells of one name.
 * @options: the cell, the expectations, the running kernel, and, in the source tree, how to boot
 *	another one.
 * @repro: how run_tests.sh was called.
 * @json: an object a cell, for machines.
 *
 * Return: the exit status.
 */
int explain_cells(const struct options *options, const char *repro, bool json)
{
	struct cells listed = { 0 }, selected = { 0 };
	struct entries entries = { 0 };
	struct list errors = { 0 };
	struct kernel_map map;
	struct page page;

	list_cells(&options->choice, &listed, &errors);
	select_cells(&options->choice, &listed, &errors, &selected);
	if (options->expectations)
		read_expectations(&entries, options->expectations, &options->kernel);
	match_expectations(&entries, &selected);
	read_kernel_map(&map, options->choice.maps, options->kernel.release);
	for (size_t i = 0; i < selected.nr; i++) {
		page = (struct page){ .options = options, .repro = repro };
		page.cell = selected.cell[i];
		read_story(&page);
		find_entered(&page.entered, &map, page.cell);
		find_known(&page);
		add_actions(&page);
		if (json)
			print_for_machines(&page);
		else
			print_for_people(&page);
	}
	if (fflush(stdout))
		broke("can't print the story");
	return 0;
}
