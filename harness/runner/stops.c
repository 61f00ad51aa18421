// SPDX-License-Identifier: GPL-2.0-only
/*
 * When many cells of a class have newly failed alike, those of the same program, class and
 * stimulus as the one that has just failed are not to be run any more. The programs read
 * that in a file before each cell (harness/engine/stop.c); a guest gets it through a pipe.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

/*
 * A deadline each, a few seconds, and three minutes for all of them; a fault of one source,
 * layout or release alone fails fewer.
 */
#define ALIKE_MAX	20
/*
 * Cells that wait for a deadline, or spin until it, are enough sooner: on the one CPU of a
 * guest that is emulated such a cell can take ten times what it says.
 */
#define ALIKE_SLOW	6
#define ALIKE_SLOW_MS	10000

static struct alike *find_alike(struct stops *stops, const char *key)
{
	size_t *place = map_at(&stops->alike, key);

	if (!*place) {
		stops->group = grow(stops->group, stops->nr_groups, sizeof(*stops->group));
		stops->group[stops->nr_groups++] = (struct alike){ 0 };
		*place = stops->nr_groups;
	}
	return &stops->group[*place - 1];
}

/* A guest that does not read must not keep us waiting: then it runs what it need not. */
static void tell_guest(const struct pass *pass, const struct guest *guest, const char *line)
{
	ssize_t len = strlen(line);

	if (guest->stop_pipe < 0 || write(guest->stop_pipe, line, len) == len)
		return;
	note_line(pass->run, copy("a guest did not read which cells are not to be run"));
}

static void write_stop(const struct pass *pass, const char *line)
{
	const struct options *options = pass->run->options;
	char *name = format("%s/stop", options->work);
	FILE *file = fopen(name, "a");

	if (!file)
		broke("can't write to %s: %s", name, strerror(errno));
	fputs(line, file);
	check_written(file, name, options->out);
	fclose(file);
	free(name);
	for (size_t i = 0; i < pass->nr_guests; i++)
		tell_guest(pass, &pass->guest[i], line);
}

static void stop_group(struct pass *pass, const char *group, const char *why)
{
	struct stops *stops = &pass->run->stops;
	char *line;

	if ((*map_at(&stops->stopped, group))++)
		return;
	line = format("%s\t%s\n", group, why);
	list_add(&stops->lines, line);
	write_stop(pass, line);
}

/**
 * count_alike() - count a cell that has newly failed, and stop its like if they are many.
 * @pass: the pass.
 * @cell: the cell.
 * @object: what was seen.
 */
void count_alike(struct pass *pass, const struct cell *cell, const char *object)
{
	char *seen, *function, *key, *group, *why;
	struct alike *alike;

	if (pass->run->options->all)
		return;
	seen = json_get(object, "observed");
	function = json_get(object, "function");
	key = format("%s %s %s", cell->class, seen, function);
	alike = find_alike(&pass->run->stops, key);
	alike->nr++;
	alike->ms += json_number(object, "ms");
	if (alike->nr >= ALIKE_MAX || (alike->nr >= ALIKE_SLOW && alike->ms >= ALIKE_SLOW_MS)) {
		group = format("%s\t%s\t%s", cell->program, cell->class, stimulus_of(cell->name));
		why = format("not run: %zu cells of %s failed alike (%s%s%s)", alike->nr,
			     cell->class, seen, *function ? " in " : "", function);
		stop_group(pass, group, why);
		free(group);
		free(why);
	}
	free(seen);
	free(function);
	free(key);
}

/**
 * tell_stops() - tell a new guest what earlier ones were told.
 * @pass: the pass.
 * @guest: the guest.
 */
void tell_stops(struct pass *pass, const struct guest *guest)
{
	const struct list *lines = &pass->run->stops.lines;

	for (size_t i = 0; i < lines->nr; i++)
		tell_guest(pass, guest, lines->text[i]);
}
