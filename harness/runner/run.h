/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run: its options, what is known of it so far, and one pass of it, which is one
 * supervisor with its jobs, here or in a guest.
 */
#ifndef FAULTSIG_RUNNER_RUN_H
#define FAULTSIG_RUNNER_RUN_H

#include <sys/types.h>

#include "expect.h"
#include "json.h"
#include "plan.h"

/* The lines that are shown while cells run */
enum show { SHOW_NOTHING, SHOW_PROGRESS, SHOW_MARKS, SHOW_PROGRAMS, SHOW_CELLS,
	    SHOW_CASES };

struct options {
	struct choice choice;
	struct kernel kernel;
	const char *expectations;	/* a directory, or NULL for none */
	const char *config;		/* a hash of the kernel's configuration */
	const char *config_file;	/* of the guest's kernel, or NULL */
	const char *work;		/* gets results.jsonl, and all the rest */
	const char *out;		/* what the user calls that */
	const char *supervise;		/* faultsig_supervise */
	const char *huge_pools;		/* where sysfs has the pools of huge pages */
	enum show show;
	bool all;			/* also cells where many have failed alike */
	int repeat;
	int jobs;
	int require;			/* percent of the cells */
	int timeout_s;			/* of a job */
	const char *boot;		/* kernels/boot, or NULL: no guest */
	const char *guest_kernel;
	const char *arch;		/* the guest's, as Debian names it */
	const char *guest_programs;
	const char *cpus;		/* of a guest */
};

/* Lines, each once. */
struct lines {
	struct list list;
	struct map seen;
	size_t lost;	/* lines that were too many */
};

/* Cells of one class that have newly failed, with one outcome in one kernel function. */
struct alike {
	size_t nr;
	double ms;
};

/* Groups of cells that are not to be run any more. */
struct stops {
	struct map stopped;	/* PROGRAM<TAB>CLASS<TAB>STIMULUS */
	struct list lines;	/* the same with <TAB>WHY */
	struct map alike;	/* by class, outcome and function: the place in @group */
	struct alike *group;
	size_t nr_groups;
};

/* The options that a guest's kernel has, and those that are switched off. */
struct configuration {
	bool known;
	struct map on;
	struct map off;
};

struct run {
	const struct options *options;
	struct cells listed;
	struct cells selected;
	struct entries entries;
	struct configuration configuration;
	struct lines errors;		/* what broke the run */
	struct lines notes;		/* what is only worth a line */
	struct stops stops;
	struct map logs;		/* programs whose log has been begun */
	struct map verdicts;		/* how many cells had each */
	FILE *results;
	char *results_name;
	size_t total;			/* cells to run */
	size_t done;
	size_t unexpected;
};

/* An alarming line of the kernel's log. */
struct log_line {
	char *text;
	bool claimed;	/* a cell says that it is its own */
};

/* One of the guests that run a pass side by side. */
struct guest {
	int stop_pipe;			/* or -1 */
	bool told;			/* what earlier guests were told */
	bool reported;			/* a cell */
	char *last_words;		/* or NULL */
	struct buffer jobs;		/* what its supervisor reads */
};

struct pass {
	struct run *run;
	struct plan plan;
	struct map jobs;		/* by id: the place in the plan, plus 1 */
	struct tries lost;		/* by broken jobs, to be run again */
	bool last;			/* ... but not after this pass */
	struct guest *guest;		/* or NULL: the jobs run here */
	size_t nr_guests;
	size_t answers;			/* lines with a result */
	size_t first_done;		/* of the run, when the pass began */
	double now_ms;			/* since the supervisor began */
	double shown_ms;
	struct map jobs_left;		/* by program */
	struct map cells_of;		/* by program */
	struct map unexpected_of;	/* by program */
	struct map log_places;		/* by sequence number: the place in @log_line, plus 1 */
	struct log_line *log_line;
	size_t nr_log_lines;
	struct map told;		/* lines of the log that a cell says */
};

/* collect.c */
void begin_collecting(struct pass *pass);
void collect_line(struct pass *pass, struct buffer *line);
void collect(struct pass *pass, int stream);
/* ending.c */
void end_job(struct pass *pass, struct job *job, const char *event);
void lose_job(struct pass *pass, struct job *job, const char *why);
bool is_running(const struct pass *pass, size_t guest);
/* guest.c */
bool read_guest_line(struct pass *pass, struct buffer *line);
bool run_guests(struct pass *pass, int number);
/* verdict.c */
struct verdict judge(const struct cell *cell, const char *raw, const char *object);
bool is_explained(const struct run *run, const char *object);
void read_configuration(struct configuration *configuration, const char *file);
/* result.c */
char *own_object(const struct cell *cell, const char *seen, const char *reason);
void report_cell(struct pass *pass, struct try *try, const char *object, const char *raw);
void report_own(struct pass *pass, struct try *try, const char *raw, const char *seen,
		const char *reason);
void report_skip(struct pass *pass, struct try *try, const char *object);
void note_line(struct run *run, char *text);
void break_run(struct run *run, char *text);
void lines_add(struct lines *lines, char *text);
void write_log(struct pass *pass, struct job *job);
/* stops.c */
void count_alike(struct pass *pass, const struct cell *cell, const char *object);
void tell_stops(struct pass *pass, const struct guest *guest);
/* show.c */
void show_cell(const struct cell *cell, const char *verdict, const char *object);
void show_progress(struct pass *pass);
void show_program(struct pass *pass, const char *program);
void clear_progress(const struct pass *pass);
/* cases.c */
void tell_case(const struct cell *cell, const char *verdict);
int tell_cases(const struct options *options, const char *plan);
/* supervisor.c */
int start_supervisor(const char *supervise, int jobs, const char *file);
void end_supervisor(void);
void die_with(pid_t parent);
/* machine.c */
struct huge_pages {
	double used;
	double reserved;
};

double uptime_s(void);
long read_taint(void);
struct huge_pages read_huge_pages(const char *pools);
char *more_huge_pages(const char *pools, const struct huge_pages *before);
/* totals.c */
struct run_start {
	double uptime_s;
	long taint;
	struct huge_pages huge_pages;
};

void write_totals(struct run *run, const struct run_start *start);
/* run.c */
int run_cells(const struct options *options);
void write_file(const struct run *run, const char *name, const char *text);

#endif /* FAULTSIG_RUNNER_RUN_H */
