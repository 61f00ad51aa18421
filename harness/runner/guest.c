// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells in a guest: one job of the supervisor here, whose command is kernels/boot, which
 * runs another supervisor in the guest with all the jobs. A kernel that dies in a cell
 * loses that cell and nothing else: the others are run in a fresh guest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
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

/* A boot takes as long as this many cells: fewer are not worth another guest. */
#define GUEST_CELLS_MIN		400

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
static size_t read_complaints(struct pass *pass, size_t number)
{
	char *name = format("%s/guest%zu/verdict", pass->run->options->work, number);
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
static void charge_console(struct pass *pass, size_t number, const char *why)
{
	if (!read_complaints(pass, number))
		break_run(pass->run, format("the kernel complained, outside of any cell: %s", why));
}

static void lose_all(struct pass *pass, size_t number, const char *why)
{
	char *reason = format("the guest: %s", why);
	struct job *job;

	break_run(pass->run, copy(reason));
	for (size_t i = 0; i < pass->plan.nr; i++) {
		job = pass->plan.job[i];
		if (job->guest == number && !job->ended)
			lose_job(pass, job, reason);
	}
	free(reason);
}

/* One or two digits behind "exit": the program's own, not one of kernels/boot */
static bool is_alive(const char *event)
{
	size_t digits = starts_with(event, "exit ") ? strspn(event + 5, "0123456789") : 0;

	return digits && digits <= 2 && !event[5 + digits];
}

static void end_jobs_of(struct pass *pass, size_t number, const char *why)
{
	char *ended = format("guest %s", why);
	struct job *job;

	for (size_t i = 0; i < pass->plan.nr; i++) {
		job = pass->plan.job[i];
		if (job->guest == number && !job->ended)
			end_job(pass, job, ended);
	}
	free(ended);
}

/* Its cells are over; what is left of the plan is for another guest. */
static void guest_ended(struct pass *pass, size_t number, const char *event)
{
	const struct guest *guest = &pass->guest[number];
	const char *why = guest->last_words ? guest->last_words : event;
	bool dead = !is_alive(event), running = is_running(pass, number);

	if (starts_with(why, "guest: "))
		why += strlen("guest: ");
	if (!strcmp(event, NO_GUEST) || (dead && !guest->reported && !running))
		lose_all(pass, number, why);
	else if (!strcmp(event, COMPLAINED) && !running)
		charge_console(pass, number, why);
	else if (dead)
		note_line(pass->run, format("a guest ended: %s", why));
	end_jobs_of(pass, number, why);
}

/* The supervisor on this side tells the time, and the guests' ends. */
static void read_outer_event(struct pass *pass, char *line)
{
	static const char name[] = "\001guest";
	char *field[3];

	split_fields(line, field, 3);
	pass->now_ms = strtod(field[2], NULL);
	if (starts_with(field[0], name) && strcmp(field[1], "start"))
		guest_ended(pass, strtoul(field[0] + strlen(name), NULL, 10), field[1]);
}

/**
 * read_guest_line() - take off what is around a line of a guest's supervisor.
 * @pass: the pass.
 * @line: the line; gets the inner one.
 *
 * Return: false if there is no inner one.
 */
bool read_guest_line(struct pass *pass, struct buffer *line)
{
	static const char name[] = "guest", words[] = "faultsig: ";
	char *inner = strchr(line->text, '\t');
	struct guest *guest;

	if (!starts_with(line->text, name) || !inner) {
		read_outer_event(pass, line->text);
		return false;
	}
	guest = &pass->guest[strtoul(line->text + strlen(name), NULL, 10)];
	line->len -= ++inner - line->text;
	memmove(line->text, inner, line->len + 1);
	if (!guest->told) {
		guest->told = true;
		tell_stops(pass, guest);
	}
	if (!starts_with(line->text, words))
		return true;
	free(guest->last_words);
	guest->last_words = copy(line->text + strlen(words));
	return false;
}

/* ---- its job ---- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_needs(struct lines *words, const struct job *job)
{
	struct list list;

	for (size_t i = 0; i < job->tries.nr; i++) {
		list = list_split(job->tries.try[i]->cell->needs, " ");
		for (size_t j = 0; j < list.nr; j++)
			if (*list.text[j])
				lines_add(words, copy(list.text[j]));
		list_free(&list);
	}
}

/* The words for what the cells of a guest need of a machine, each once */
static char *guest_needs(const struct pass *pass, size_t number)
{
	struct buffer needs = { 0 };
	struct lines words = { 0 };

	for (size_t i = 0; i < pass->plan.nr; i++)
		if (pass->plan.job[i]->guest == number)
			add_needs(&words, pass->plan.job[i]);
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

/* The largest first */
static int compare_jobs(const void *a, const void *b)
{
	const struct job *x = *(struct job *const *)a, *y = *(struct job *const *)b;

	if (x->tries.nr != y->tries.nr)
		return x->tries.nr < y->tries.nr ? 1 : -1;
	return x->text_at < y->text_at ? -1 : x->text_at > y->text_at;
}

/* The cells that a guest has in the first @nr jobs, of a program or of all */
static size_t count_cells(struct job *const *job, size_t nr, size_t guest, const char *program)
{
	size_t cells = 0;

	for (size_t i = 0; i < nr; i++)
		if (job[i]->guest == guest && (!program || !strcmp(job[i]->program, program)))
			cells += job[i]->tries.nr;
	return cells;
}

/*
 * Where the next job belongs: to the guest that has least of its program, and then least to do.
 * A cell of one program takes ten times as long as one of another.
 */
static size_t find_guest(struct job *const *job, size_t nr, size_t guests)
{
	size_t best = 0, of_program, all, least_of_program = SIZE_MAX, least = SIZE_MAX;

	for (size_t guest = 0; guest < guests; guest++) {
		of_program = count_cells(job, nr, guest, job[nr]->program);
		all = count_cells(job, nr, guest, NULL);
		if (of_program > least_of_program ||
		    (of_program == least_of_program && all >= least))
			continue;
		best = guest;
		least_of_program = of_program;
		least = all;
	}
	return best;
}

/* The guests share the jobs, the largest first. */
static void share_jobs(struct pass *pass)
{
	size_t nr = pass->plan.nr;
	struct job **job = zalloc((nr + 1) * sizeof(*job));

	for (size_t i = 0; i < nr; i++)
		job[i] = pass->plan.job[i];
	qsort(job, nr, sizeof(*job), compare_jobs);
	for (size_t i = 0; i < nr; i++)
		job[i]->guest = find_guest(job, i, pass->nr_guests);
	free(job);
}

/* A job's line in the plan, to the guest that runs it */
static void hand_out(struct pass *pass)
{
	const struct plan *plan = &pass->plan;
	size_t end;

	for (size_t i = 0; i < plan->nr; i++) {
		end = i + 1 < plan->nr ? plan->job[i + 1]->text_at : plan->text.len;
		buffer_add(&pass->guest[plan->job[i]->guest].jobs,
			   plan->text.text + plan->job[i]->text_at, end - plan->job[i]->text_at);
	}
}

static void write_guest_job(const struct pass *pass, size_t number, struct buffer *job)
{
	const struct options *options = pass->run->options;
	const struct guest *guest = &pass->guest[number];
	const char *seed = getenv("FAULTSIG_SEED"), *work = options->work;
	char *name = format("guest_jobs%zu", number), *needs = guest_needs(pass, number);

	write_file(pass->run, name, guest->jobs.text);
	buffer_printf(job, "guest%zu\t0\t%s\t-a\t%s\t-c\t%s\t-p\t%s", number, options->boot,
		      options->arch, options->cpus, options->guest_programs);
	buffer_printf(job, "\t-i\t%s/%s\t-o\t%s/guest%zu\t-t\t%zu\t--needs\t%s", work, name,
		      work, number, guest_deadline_s(pass), needs);
	if (guest->stop_pipe >= 0)
		buffer_printf(job, "\t--stop\t%s/stop%zu.pipe", work, number);
	/* What the kernel does not know of its command line it gives to init's environment. */
	if (seed)
		buffer_printf(job, "\t--append\tFAULTSIG_SEED=%s", seed);
	buffer_printf(job, "\t%s\t--\tfaultsig_supervise\t-j\t1\n", options->guest_kernel);
	free(name);
	free(needs);
}

static void write_guest_jobs(const struct pass *pass)
{
	struct buffer job = { 0 };

	for (size_t i = 0; i < pass->nr_guests; i++)
		write_guest_job(pass, i, &job);
	write_file(pass->run, "jobs", job.text);
	buffer_free(&job);
}

/* Neither side waits for the other, whether the guest is there or not. */
static int open_stop_pipe(const struct options *options, size_t number)
{
	char *name = format("%s/stop%zu.pipe", options->work, number);
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
static void keep_console(const struct run *run, size_t place, int number)
{
	const char *work = run->options->work;
	char *name = format("%s/console.log", work);
	char *from = format("%s/guest%zu/console.log", work, place);
	char *verdict = format("%s/guest%zu/verdict", work, place);
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

static void prepare_guests(struct pass *pass)
{
	const struct options *options = pass->run->options;
	size_t nr = 1 + pass->plan.nr_tries / GUEST_CELLS_MIN;

	nr = nr < (size_t)options->jobs ? nr : (size_t)options->jobs;
	nr = nr < pass->plan.nr ? nr : pass->plan.nr;
	pass->nr_guests = nr ? nr : 1;
	pass->guest = zalloc(pass->nr_guests * sizeof(*pass->guest));
	share_jobs(pass);
	hand_out(pass);
	for (size_t i = 0; i < pass->nr_guests; i++)
		pass->guest[i].stop_pipe = options->all ? -1 : open_stop_pipe(options, i);
}

/**
 * run_guests() - run a pass in guests, as many side by side as there are jobs (-j).
 * @pass: the pass, with its plan.
 * @number: of the first of them, from 1.
 *
 * Return: true if cells are left for other guests.
 */
bool run_guests(struct pass *pass, int number)
{
	const struct options *options = pass->run->options;
	char *jobs = format("%s/jobs", options->work);

	prepare_guests(pass);
	write_guest_jobs(pass);
	collect(pass, start_supervisor(options->supervise, pass->nr_guests, jobs));
	end_supervisor();
	for (size_t i = 0; i < pass->nr_guests; i++) {
		if (pass->guest[i].stop_pipe >= 0)
			close(pass->guest[i].stop_pipe);
		keep_console(pass->run, i, number + i);
	}
	free(jobs);
	return pass->lost.nr;
}
