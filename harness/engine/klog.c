// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the kernel's log and taint before and after a cell.
 *
 * A report is charged to the cell whose task it names. Cells run side by side, so a report
 * that names no task of this cell is passed on, with its sequence number: if no cell claims
 * it, it is charged to the run.
 *
 * Deciding kernel code: kernel/printk/printk.c:devkmsg_read(), kernel/panic.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

/* "CPU: 0 PID: 7 Comm: victim" is the third line of a report, or the tenth with KASAN. */
#define REPORT_LINES	12

/*
 * Taints that alarm, W, D, B, L and M: a warning, an oops, a bad page, a soft lockup, a
 * machine check.  The taints of modules and tests that were loaded meanwhile are no failure.
 */
#define TAINT_ALARMING	(BIT_OF(9) | BIT_OF(7) | BIT_OF(5) | BIT_OF(14) | BIT_OF(4))

static bool read_taint(uint64_t *taint)
{
	char buf[32];

	if (!read_file("/proc/sys/kernel/tainted", buf, sizeof(buf)))
		return false;
	*taint = strtoull(buf, NULL, 10) & TAINT_ALARMING;
	return true;
}

/*
 * Did the kernel write the record? Facility 0 is its own; lines that daemons write to
 * /dev/kmsg are no failure. The line of a control (tests/controls/) counts as the kernel's.
 */
static bool is_kernels(const char *record, const char *text)
{
	return strtoul(record, NULL, 10) < 8 || strstr(text, "faultsig control ");
}

/*
 * Names of the counters that were below zero when the program began, or that a cell has told: the
 * kernel says so again each time that its counters are refreshed, with the number of the moment,
 * and no other cell has done it. All processes of the program share them.
 */
#define NEGATIVE_MAX	8
static char unshared[NEGATIVE_MAX][64];
static char (*negative)[sizeof(unshared[0])] = unshared;

/* Read the name out of "vmstat_refresh: nr_hugetlb -512"; false for any other line. */
static bool read_counter(const char *text, char name[static 64])
{
	return sscanf(text, "vmstat_refresh: %63s", name) == 1;
}

/**
 * klog_was_negative() - tell whether a line is about a counter that klog_note_negative() noted.
 * @text: the line.
 * Return: true if it is.
 */
bool klog_was_negative(const char *text)
{
	char name[64];
	int i = 0;

	if (!read_counter(text, name))
		return false;
	while (i < NEGATIVE_MAX && strcmp(negative[i], name))
		i++;
	return i < NEGATIVE_MAX;
}

/**
 * klog_note_negative() - note the counter that the kernel says is below zero, if it says so.
 * @record: a record of /dev/kmsg.
 */
void klog_note_negative(const char *record)
{
	const char *text = strchr(record, ';');
	char name[64];
	int i = 0;

	if (!text || !is_kernels(record, ++text) || !read_counter(text, name))
		return;
	while (i < NEGATIVE_MAX && negative[i][0] && strcmp(negative[i], name))
		i++;
	if (i < NEGATIVE_MAX)
		snprintf(negative[i], sizeof(negative[i]), "%s", name);
}

/**
 * klog_prepare() - have the kernel refresh its counters, and read what it says of them. Called
 *	once, before the cells. A guest has only just been booted, and its console is read as well.
 */
void klog_prepare(void)
{
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int refresh = open("/proc/sys/vm/stat_refresh", O_WRONLY | O_CLOEXEC);
	char record[8192];
	ssize_t n;

	negative = shared_memory(sizeof(unshared));
	if (!runs_alone() && kmsg >= 0 && refresh >= 0) {
		lseek(kmsg, 0, SEEK_END);
		n = write(refresh, "1", 1);	/* some kernels return EINVAL, and say the same */
		while ((n = read(kmsg, record, sizeof(record) - 1)) > 0) {
			record[n] = '\0';
			klog_note_negative(record);
		}
	}
	if (kmsg >= 0)
		close(kmsg);
	if (refresh >= 0)
		close(refresh);
}

/**
 * klog_before() - remember where the log ends and what taints the kernel.
 * @c: the cell.
 */
void klog_before(struct fault_cell *c)
{
	struct kernel_state *k = &c->before;

	k->taint_known = read_taint(&k->taint);
	if (!k->taint_known)
		add_unjudged(c, "kernel taint: no access to /proc/sys/kernel/tainted");
	k->kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->kmsg >= 0)
		lseek(k->kmsg, 0, SEEK_END);
	else
		add_unjudged(c, "kernel log: no access to /dev/kmsg");
}

/**
 * klog_alarming() - look for a pattern of harness/engine/alarms in a kernel log line.
 * @line: the record's text.
 * Return: true if the line tells of a defect. A guest's console is read with the same list.
 */
bool klog_alarming(const char *line)
{
	static const char *const alarms[] = {
#include "alarms.inc"
	};
	static regex_t compiled[ARRAY_LEN(alarms)];
	static size_t nr_compiled;
	size_t i;

	for (; nr_compiled < ARRAY_LEN(alarms); nr_compiled++)
		if (regcomp(&compiled[nr_compiled], alarms[nr_compiled], REG_EXTENDED | REG_NOSUB))
			abort();
	for (i = 0; i < ARRAY_LEN(alarms); i++)
		if (!regexec(&compiled[i], line, 0, NULL, 0))
			return true;
	return false;
}

/* struct report - an alarming line and whether a task of this cell is named below it. */
struct report {
	unsigned long long seq;
	unsigned int lines;	/* lines read below it; the report ends at REPORT_LINES */
	bool ours;
	char text[190];
};

/* Does the line name the task, as in "PID: 7 Comm", "victim/7", "victim[7]", "task victim:7"? */
static bool names_task(const char *text, pid_t tid)
{
	char number[16];
	const char *at;
	size_t len = snprintf(number, sizeof(number), "%d", tid);

	if (!tid)
		return false;
	for (at = strstr(text, number); at; at = strstr(at + 1, number)) {
		char ahead = at == text ? 0 : at[-1], behind = at[len];

		if (behind >= '0' && behind <= '9')
			continue;
		if (ahead == '/' || ahead == '[' || ahead == ':' ||
		    (ahead == ' ' && at - text > 4 && !strncasecmp(at - 5, "PID: ", 5)))
			return true;
	}
	return false;
}

static bool names_our_task(const struct fault_cell *c, const char *text)
{
	const struct victim *v = &c->victim;

	return names_task(text, getpid()) || names_task(text, v->pid) ||
	       (v->shared && names_task(text, atomic_load(&v->shared->tid))) ||
	       names_task(text, c->obs.stalled_tid) || names_task(text, c->obs.worker);
}

/*
 * Does the line belong to the cell? It does if nothing else runs here, if it names a task of
 * the cell, or if it is a control's line with the name of the cell.
 */
static bool names_cell(const struct fault_cell *c, const char *text)
{
	if (strstr(text, "faultsig control "))
		return strstr(text, c->name);
	return runs_alone() || names_our_task(c, text);
}

/*
 * A segfault of another program: any program of the machine may have one. Or one of a victim
 * that ignores SIGSEGV, and is to die of it: arch/x86/mm/fault.c:show_signal_msg().
 */
static bool is_strange_segfault(const struct fault_cell *c, const char *text)
{
	return strstr(text, "]: segfault at ") &&
	       (c->stim->flags & STIM_FAULT_IGNORED || !names_our_task(c, text));
}

static void end_report(struct fault_cell *c, struct report *report)
{
	if (!report->text[0])
		return;
	if (report->ours && !c->obs.klog[0])
		snprintf(c->obs.klog, sizeof(c->obs.klog), "%s", report->text);
	report_klog(c, report->seq, report->ours, report->text);
	report->text[0] = '\0';
}

/* Skip the prefix of a control's line: the words that are to alarm follow its cell's name. */
static const char *words_of(const char *text)
{
	const char *words = strncmp(text, "faultsig control ", 17) ? NULL : strstr(text, ": ");

	return words ? words + 2 : text;
}

static void take_record(struct fault_cell *c, char *record, struct report *report)
{
	char *text = strchr(record, ';'), *seq = strchr(record, ',');

	if (!text || !seq)
		return;
	text++;
	text[strcspn(text, "\n")] = '\0';
	if (!is_kernels(record, text))
		return;
	if (report->text[0]) {
		report->ours |= names_cell(c, text);
		if (++report->lines == REPORT_LINES || report->ours)
			end_report(c, report);
	} else if (klog_was_negative(text)) {
		add_unjudged(c, "a counter of the kernel: below zero before");
	} else if (klog_alarming(words_of(text)) && !is_strange_segfault(c, text)) {
		report->seq = strtoull(seq + 1, NULL, 10);
		report->lines = 0;
		report->ours = names_cell(c, text);
		snprintf(report->text, sizeof(report->text), "%s", text);
		klog_note_negative(record);
	}
}

static void read_klog(struct fault_cell *c)
{
	struct report report = { 0 };
	char record[8192];
	ssize_t n;

	for (;;) {
		n = read(c->before.kmsg, record, sizeof(record) - 1);
		if (n < 0 && errno == EPIPE) {
			add_unjudged(c, "kernel log: overwritten before it was read");
			continue;
		}
		if (n <= 0)
			break;
		record[n] = '\0';
		take_record(c, record, &report);
	}
	end_report(c, &report);
}

/**
 * klog_after() - read what the kernel logged since klog_before(), and its new taints.
 * @c: the cell, its victim gone; its observation gets both.
 */
void klog_after(struct fault_cell *c)
{
	uint64_t taint;

	if (c->before.taint_known && read_taint(&taint))
		c->obs.tainted = taint & ~c->before.taint;
	if (c->before.kmsg < 0)
		return;
	read_klog(c);
	close(c->before.kmsg);
}
