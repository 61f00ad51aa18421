// SPDX-License-Identifier: GPL-2.0-only
/*
 * Here a raw result becomes a verdict: what a program saw meets what is known of this
 * kernel, and a skip the kernel's configuration.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/**
 * judge() - what a raw result is worth.
 * @cell: the cell.
 * @raw: what its program said.
 * @object: what it saw.
 *
 * Return: the verdict; the caller frees @beyond.
 */
struct verdict judge(const struct cell *cell, const char *raw, const char *object)
{
	struct list complaints = json_list(object, "complaints");
	char *observed = json_get(object, "observed");
	const struct seen seen = { .raw = raw, .observed = observed, .complaints = &complaints };
	struct verdict verdict = expect(cell, &seen);

	list_free(&complaints);
	free(observed);
	return verdict;
}

/* ---- skips: a kernel whose configuration is known has to have what that has ---- */

/**
 * read_configuration() - read which options a kernel has.
 * @configuration: gets them.
 * @file: its .config.
 */
void read_configuration(struct configuration *configuration, const char *file)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	struct buffer line = { 0 };
	FILE *stream = fopen(file, "r");
	char *name, *end;

	configuration->known = true;
	while (stream && read_line(stream, &line)) {
		name = line.text + (starts_with(line.text, "# ") ? 2 : 0);
		end = name + strspn(name, letters);
		if (!starts_with(name, "CONFIG_"))
			continue;
		if (name > line.text && !strcmp(end, " is not set")) {
			*end = '\0';
			++*map_at(&configuration->off, name);
		} else if (name == line.text && (!strcmp(end, "=y") || !strcmp(end, "=m"))) {
			*end = '\0';
			++*map_at(&configuration->on, name);
		}
	}
	if (stream)
		fclose(stream);
	buffer_free(&line);
}

/* "CONFIG_NEW?": an option that kernels may not know, and have nevertheless what it is for */
static bool is_missing(const struct configuration *configuration, char *option)
{
	size_t len = strlen(option);

	if (len && option[len - 1] == '?') {
		option[len - 1] = '\0';
		return map_has(&configuration->off, option);
	}
	return len && !map_has(&configuration->on, option);
}

static bool is_any_missing(const struct configuration *configuration, const char *options)
{
	struct list option = list_split(options, " ");
	bool missing = false;

	for (size_t i = 0; i < option.nr && !missing; i++)
		missing = is_missing(configuration, option.text[i]);
	list_free(&option);
	return missing;
}

/**
 * is_explained() - whether the kernel's configuration, its age or the machine explains a skip.
 * @run: the run.
 * @object: what the program says of the cell.
 *
 * Return: true if one of them does, or if nobody knows the configuration.
 */
bool is_explained(const struct run *run, const char *object)
{
	char *hardware, *since, *options;
	bool explained;

	if (!run->configuration.known)
		return true;
	hardware = json_get(object, "hardware");
	since = json_get(object, "since");
	options = json_get(object, "needs_config");
	explained = !strcmp(hardware, "true") ||
		    compare_release(run->options->kernel.release, since) < 0 ||
		    is_any_missing(&run->configuration, options);
	free(hardware);
	free(since);
	free(options);
	return explained;
}
