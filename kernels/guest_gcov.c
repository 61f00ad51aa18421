// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_gcov: reads the counters of a kernel of kernels/build --gcov, in the guest.
 *
 *	faultsig_gcov reset		all counters become zero
 *	faultsig_gcov dump		print them, and make them zero
 *	faultsig_gcov dump DIRECTORY	print those of a program instead: for harness/check
 *
 * The kernel has a .gcda file below debugfs for each of its object files. The result channel
 * takes lines of text, and most counters are zero, so this prints no file but a line for each
 * function with a counter that is not:
 *
 *	gcda VERSION STAMP PATH
 *	fn IDENT LINES_SUM GRAPH_SUM COUNTERS INDEX:COUNT...
 *	gcov FILES FUNCTIONS
 *
 * All numbers but the last line's are hexadecimal. kernels/coverage/counters.py makes .gcda files
 * of them again. The last line is the proof that nothing was lost. A signal of the harness, or a
 * kernel without counters, must not look like code that was not reached: the exit status is 1.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT		"/sys/kernel/debug/gcov"
#define RESET		ROOT "/reset"

/* The format of GCC 12 and later, whose lengths are bytes: a word is a native uint32_t. */
#define GCDA_MAGIC	0x67636461u
#define TAG_FUNCTION	0x01000000u
#define TAG_ARCS	0x01a10000u
#define HEADER_WORDS	4
#define FUNCTION_WORDS	3

/* mm/memory.c has 40 KiB of them. */
#define FILE_BYTES	(4 << 20)

struct totals {
	size_t files;
	size_t functions;
};

static void die(const char *what, const char *path)
{
	fprintf(stderr, "faultsig_gcov: %s: %s\n", path, what);
	exit(EXIT_FAILURE);
}

static void reset(void)
{
	int fd = open(RESET, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		die(strerror(errno), RESET);
	close(fd);
}

/* Counters are two words each, the low one first. */
static uint64_t counter(const uint32_t *word)
{
	return word[0] | (uint64_t)word[1] << 32;
}

/* Prints a line if there is anything to tell. */
static bool print_function(const uint32_t *function, const uint32_t *counters, size_t nr)
{
	bool any = false;

	for (size_t i = 0; i < nr; i++) {
		if (!counter(&counters[2 * i]))
			continue;
		if (!any)
			printf("fn %x %x %x %zx", function[0], function[1], function[2], nr);
		any = true;
		printf(" %zx:%llx", i, (unsigned long long)counter(&counters[2 * i]));
	}
	if (any)
		putchar('\n');
	return any;
}

/* Prints the functions of a file. */
static size_t print_functions(const uint32_t *word, size_t words, const char *path)
{
	const uint32_t *function = NULL;
	size_t at = HEADER_WORDS, printed = 0, len;

	while (at + 2 <= words) {
		/* A program writes a negative length where all counters are zero. */
		len = (int32_t)word[at + 1] < 0 ? 0 : word[at + 1] / sizeof(*word);
		if (at + 2 + len > words)
			die("a record is longer than the file", path);
		if (word[at] == TAG_FUNCTION && len == FUNCTION_WORDS)
			function = &word[at + 2];
		else if (word[at] == TAG_ARCS && function)
			printed += print_function(function, &word[at + 2], len / 2);
		at += 2 + len;
	}
	return printed;
}

static void print_file(const char *path, const char *root, struct totals *totals)
{
	static uint32_t word[FILE_BYTES / sizeof(uint32_t)];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = 1;
	size_t size = 0;

	if (fd < 0)
		die(strerror(errno), path);
	while (len > 0 && size < sizeof(word)) {
		len = read(fd, (char *)word + size, sizeof(word) - size);
		if (len < 0)
			die(strerror(errno), path);
		size += len;
	}
	close(fd);
	if (size < HEADER_WORDS * sizeof(*word) || size == sizeof(word) || word[0] != GCDA_MAGIC)
		die("not the counters of a kernel built by GCC 12 or later", path);
	printf("gcda %x %x %s\n", word[1], word[2], path + strlen(root));
	totals->files++;
	totals->functions += print_functions(word, size / sizeof(*word), path);
}

static bool is_counters(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && !strcmp(name + len - 5, ".gcda");
}

static void print_below(const char *directory, const char *root, struct totals *totals)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;
	char path[1024];

	if (!entries)
		die(strerror(errno), directory);
	while ((entry = readdir(entries))) {
		/* The kernel may have been built in ~/.cache. */
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (entry->d_type == DT_DIR)
			print_below(path, root, totals);
		else if (entry->d_type == DT_REG && is_counters(entry->d_name))
			print_file(path, root, totals);
	}
	closedir(entries);
}

static void dump(const char *root)
{
	struct totals totals = { 0 };

	print_below(root, root, &totals);
	if (!totals.files)
		die("no counters: the kernel is not one of kernels/build --gcov", root);
	printf("gcov %zu %zu\n", totals.files, totals.functions);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "reset")) {
		reset();
	} else if (argc == 2 && !strcmp(argv[1], "dump")) {
		dump(ROOT);
		reset();
	} else if (argc == 3 && !strcmp(argv[1], "dump")) {
		dump(argv[2]);
	} else {
		fprintf(stderr, "usage: faultsig_gcov reset|dump [DIRECTORY]\n");
		return 2;
	}
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
