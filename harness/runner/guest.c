// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells in a guest: one job of the supervisor here, whose command is kernels/boot, which
 * runs another supervisor in the guest with all the jobs. A kernel that dies in a cell
 * loses that cell and nothing else: the others are run in a fresh guest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

/*
 * Seconds a guest may take, whatever its cells do: 20 to 60 ms each under TCG, and 0.2 to
 * 1.2 s on a kernel with KASAN and lockdep.
 */
#define GUEST_BASE_S		300
#define GUEST_CELL_MS		100
#define GUEST_DEBUG_CELL_MS	3000

/* How kernels/boot says, by its exit status, that there was no guest, or a complaint */
#define NO_GUEST	"exit 110"
#define COMPLAINED	"exit 101"

/* ---- the stream: the guest, around everything ---- */

/* A program keeps the beginning of a line. */
static bool is_told(const struct pass *pass, const char *line)
{
	for (size_t i = 0; i < pass->told.size; i++)
		if (pass->told.slot[i].key && starts_with(line, pass->told.slot[i].key))
			return true;
	return false;
}

/* "warning: WARNING: ...", without the kind, which boot puts in front */
static const char *behind_kind(const char *line)
{
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz ");

	return len && starts_with(line + len, ": ") ? line + len + 2 : line;
}

static bool is_about_cells(const char *line)
{
	return starts_with(line, "running: ") || starts_with(line, "no module: ") ||
	       starts_with(line, "no mount: ") || starts_with(line, "oom: ");
}

/*
 * Each thing that the console has a complaint of is a cell's, in words, or breaks the run:
 * a cell that fails for another reason, or as expected, does not answer for the kernel.
 * The first line of the file is the verdict; some of the others are no complaints.
 */
static size_t read_complaints(struct pass *pass)
{
	char *name = format("%s/guest/verdict", pass->run->options->work);
	FILE *file = fopen(name, "r");
	struct buffer line = { 0 };
	size_t nr = 0, complaints = 0;

	while (file && read_line(file, &line)) {
		if (!nr++ || is_about_cells(line.text))
			continue;
		complaints++;
		if (!is_told(pass, behind_kind(line.text)))
			break_run(pass->run, format("the kernel complained, outside of any cell: %s",
						    behind_kind(line.text)));
	}
	if (file)
		fclose(file);
	buffer_free(&line);
	free(name);
	return complaints;
}

/* The guest ended with a complaint: one at least is told. */
static void charge_console(struct pass *pass, const char *why)
{
	if (!read_complaints(pass))
		break_run(pass->run, format("the kernel complained, outside of any cell: %s", why));
}

static void lose_all(struct pass *pass, const char *why)
{
	char *reason = format("the guest: %s", why);

	break_run(pass->run, copy(reason));
	for (size_t i = 0; i < pass->plan.nr; i++)
		if (!pass->plan.job[i]->ended)
			lose_job(pass, pass->plan.job[i], reason);
	free(reason);
}

/* One or two digits behind "exit": the program's own, not one of kernels/boot */
static bool is_alive(const char *event)
{
	size_t digits = starts_with(event, "exit ") ? strspn(event + 5, "0123456789") : 0;

	return digits && digits <= 2 && !event[5 + digits];
}

/* Its cells are over; what is left of the plan is for another guest. */
static void guest_ended(struct pass *pass, const char *event)
{
	const char *why = pass->last_words ? pass->last_words : event;
	bool dead = !is_alive(event);
	char *ended;

	if (starts_with(why, "guest: "))
		why += strlen("guest: ");
	if (!strcmp(event, NO_GUEST) || (dead && !pass->reported && !is_running(pass)))
		lose_all(pass, why);
	else if (!strcmp(event, COMPLAINED) && !is_running(pass))
		charge_console(pass, why);
	else if (dead)
		note_line(pass->run, format("a guest ended: %s", why));
	ended = format("guest %s", why);
	for (size_t i = 0; i < pass->plan.nr; i++)
		if (!pass->plan.job[i]->ended)
			end_job(pass, pass->plan.job[i], ended);
	free(ended);
}

/* The supervisor on this side tells the time, and the guest's end. */
static void read_outer_event(struct pass *pass, char *line)
{
	char *field[3];

	split_fields(line, field, 3);
	pass->now_ms = strtod(field[2], NULL);
	if (!strcmp(field[0], "\001guest") && strcmp(field[1], "start"))
		guest_ended(pass, field[1]);
}

/**
 * read_guest_line() - take off what is around a line of the guest's supervisor.
 * @pass: the pass.
 * @line: the line; gets the inner one.
 *
 * Return: false if there is no inner one.
 */
bool read_guest_line(struct pass *pass, struct buffer *line)
{
	static const char guest[] = "guest\t", words[] = "faultsig: ";

	if (!starts_with(line->text, guest)) {
		read_outer_event(pass, line->text);
		return false;
	}
	line->len -= strlen(guest);
	memmove(line->text, line->text + strlen(guest), line->len + 1);
	if (!pass->told_guest) {
		pass->told_guest = true;
		tell_stops(pass);
	}
	if (!starts_with(line->text, words))
		return true;
	free(pass->last_words);
	pass->last_words = copy(line->text + strlen(words));
	return false;
}

/* ---- its job ---- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words for what the selected cells need of a machine, each once */
static char *guest_needs(const struct run *run)
{
	struct buffer needs = { 0 };
	struct lines words = { 0 };
	struct list list;

	for (size_t i = 0; i < run->selected.nr; i++) {
		list = list_split(run->selected.cell[i]->needs, " ");
		for (size_t j = 0; j < list.nr; j++)
			if (*list.text[j])
				lines_add(&words, copy(list.text[j]));
		list_free(&list);
	}
	if (words.list.nr)
		qsort(words.list.text, words.list.nr, sizeof(char *), compare_texts);
	for (size_t i = 0; i < words.list.nr; i++)
		buffer_printf(&needs, "%s%s", i ? " " : "", words.list.text[i]);
	list_free(&words.list);
	map_free(&words.seen);
	return needs.text ? needs.text : copy("");
}

static size_t guest_deadline_s(const struct pass *pass)
{
	bool debug = map_has(&pass->run->configuration.on, "CONFIG_KASAN");

	return GUEST_BASE_S +
	       pass->plan.nr_tries * (debug ? GUEST_DEBUG_CELL_MS : GUEST_CELL_MS) / 1000;
}

static void write_guest_job(const struct pass *pass)
{
	const struct options *options = pass->run->options;
	const char *seed = getenv("FAULTSIG_SEED");
	char *needs = guest_needs(pass->run);
	struct buffer job = { 0 };

	write_file(pass->run, "guest_jobs", pass->plan.text.text);
	buffer_printf(&job, "guest\t0\t%s\t-a\t%s\t-c\t%s\t-p\t%s", options->boot, options->arch,
		      options->cpus, options->guest_programs);
	buffer_printf(&job, "\t-i\t%s/guest_jobs\t-o\t%s/guest\t-t\t%zu\t--needs\t%s",
		      options->work, options->work, guest_deadline_s(pass), needs);
	if (pass->stop_pipe >= 0)
		buffer_printf(&job, "\t--stop\t%s/stop.pipe", options->work);
	/* What the kernel does not know of its command line it gives to init's environment. */
	if (seed)
		buffer_printf(&job, "\t--append\tFAULTSIG_SEED=%s", seed);
	buffer_printf(&job, "\t%s\t--\tfaultsig_supervise\t-j\t1\n", options->guest_kernel);
	write_file(pass->run, "jobs", job.text);
	buffer_free(&job);
	free(needs);
}

/* Neither side waits for the other, whether the guest is there or not. */
static int open_stop_pipe(const struct options *options)
{
	char *name = format("%s/stop.pipe", options->work);
	int fd;

	unlink(name);
	if (mkfifo(name, 0600))
		broke("can't make a fifo in %s: %s", options->work, strerror(errno));
	fd = open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		broke("can't open %s: %s", name, strerror(errno));
	free(name);
	return fd;
}

static void copy_file(FILE *to, FILE *from)
{
	char bytes[BUFSIZ];
	size_t len;

	while ((len = fread(bytes, 1, sizeof(bytes), from)))
		fwrite(bytes, 1, len, to);
}

/* Keeps what the kernel printed, guest by guest. */
static void keep_console(const struct run *run, int number)
{
	const char *work = run->options->work;
	char *name = format("%s/console.log", work), *from = format("%s/guest/console.log", work);
	char *verdict = format("%s/guest/verdict", work);
	FILE *console = fopen(name, "a"), *guest = fopen(from, "r"), *said = fopen(verdict, "r");
	struct buffer line = { 0 };

	if (!console)
		broke("can't write to %s: %s", name, strerror(errno));
	if (number == 1)
		fputs("# faultsig: the console, guest by guest\n", console);
	fprintf(console, "# faultsig: guest %d: %s\n", number,
		said && read_line(said, &line) ? line.text : "");
	if (guest)
		copy_file(console, guest);
	check_written(console, name, run->options->out);
	fclose(console);
	if (guest)
		fclose(guest);
	if (said)
		fclose(said);
	buffer_free(&line);
	free(name);
	free(from);
	free(verdict);
}

/**
 * run_guest() - run a pass in a guest.
 * @pass: the pass, with its plan.
 * @number: of the guest, from 1.
 *
 * Return: true if cells are left for another guest.
 */
bool run_guest(struct pass *pass, int number)
{
	const struct options *options = pass->run->options;
	char *jobs = format("%s/jobs", options->work);

	pass->guest = true;
	if (!options->all)
		pass->stop_pipe = open_stop_pipe(options);
	write_guest_job(pass);
	collect(pass, start_supervisor(options->supervise, 1, jobs));
	end_supervisor();
	if (pass->stop_pipe >= 0)
		close(pass->stop_pipe);
	keep_console(pass->run, number);
	free(jobs);
	return pass->lost.nr;
}
