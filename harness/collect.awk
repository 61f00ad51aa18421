# SPDX-License-Identifier: GPL-2.0-only
#
# Follows the jobs as faultsig_supervise streams them: TAP and observations in, one
# object per cell out, in the order the cells finish. Here a raw result becomes a
# verdict. With json.awk.
#
# stdin: the stream of faultsig_supervise
# -v entries=, plan=   as expect_read.awk and plan.awk print them
# -v dir=              gets results.jsonl and a PROGRAM.log each, appended
# -v again=FILE        gets the cells a broken job left over; "" when they had their chance
# -v errors=, notes=   files, get what broke the run and what is only worth a line
# -v tally=FILE        bytes written and cells counted, for the next pass and for
#                      run_tests.sh: not every awk notices a full disk
# -v show=             progress (a line rewritten in place), programs, cells, or nothing
# -v total=            cells to run, for the progress line
# -v kernel=, arch=, config=, repeat=
# -v guest=1           the stream has another around it, of a supervisor of the guest

BEGIN {
	FS = OFS = "\t"
	results = dir "/results.jsonl"
	while ((getline < tally) > 0) {
		if ($1 == "bytes")
			bytes[$3] = $2
		else
			count[$1] = $2
	}
	count["guest_cells"] = count["klog"] = 0
	close(tally)
	count_lines(errors)
	count_lines(notes)
	first_done = count["done"]
	while ((getline < entries) > 0) {
		value[++nr_entries] = $3
		observed_known[nr_entries] = $5
		title[nr_entries] = $6
	}
	while ((getline < plan) > 0)
		read_plan()
	for (job in nr_cells)
		if (job ~ /^-/)
			skip_listed(job)
	known_value["not_ok"] = "Fail"
	known_value["crash"] = "Crash"
	known_value["timeout"] = "Timeout"
}

function read_plan(    k)
{
	k = ++nr_cells[$1]
	run_of[$1] = $2
	program_of[$1] = $3
	cell[$1, k] = $4
	expected[$1, $4] = $5
	fails[$1, $4] = $6
	flake[$1, $4] = $7
	listed_skip[$1, $4] = $8
	if ($1 !~ /^-/ && !open_jobs[$3, $1]++)
		jobs_left[$3]++
}

# Not run, for what they would do to the machine.
function skip_listed(job,    i, name)
{
	for (i = 1; i <= nr_cells[job]; i++) {
		name = cell[job, i]
		report_cell(job, name, own_object(job, name, "SKIP",
			    title[listed_skip[job, name]]), "skip")
	}
	ended[job] = 1
}

function emit(file, text)
{
	print text >> file
	bytes[file] += length(text) + 1
}

# What is in the file already
function count_lines(file,    line)
{
	if (file in bytes)
		return
	bytes[file] = 0
	while ((getline line < file) > 0)
		bytes[file] += length(line) + 1
	close(file)
}

# ---- the guest, around everything ----

# Of the supervisor on this side: the time, and the guest's end.
guest && !sub(/^guest\t/, "") {
	now_ms = $3
	if ($1 == "\001guest" && $2 != "start")
		guest_ended($2)
	next
}

guest && /^faultsig: / {
	last_words = substr($0, 11)
	next
}

# Its cells are over; what is left of the plan is for another guest.
function guest_ended(event,    job, why, dead)
{
	why = last_words == "" ? event : last_words
	sub(/^guest: /, "", why)
	dead = event !~ /^exit [0-9][0-9]?$/
	if (event ~ /^exit 110$/ || (dead && !count["guest_cells"] && !any_running())) {
		break_run("the guest: " why)
		lose_all("the guest: " why)
	} else if (event == "exit 101" && !any_running() && !count["klog"]) {
		break_run("the kernel complained, outside of any cell: " why)
	} else if (dead) {
		note("a guest ended: " why)
	}
	for (job in nr_cells)
		if (!ended[job])
			end_job(job, "guest " why)
}

function any_running(    job)
{
	for (job in running)
		if (running[job] != "")
			return 1
	return 0
}

function lose_all(why,    job)
{
	for (job in nr_cells)
		if (!ended[job]) {
			ended[job] = 1
			lose_job(job, why)
		}
}

# ---- one line of a job ----

substr($0, 1, 1) == "\001" {
	read_event(substr($1, 2), $2, $3)
	next
}

{
	job = $1
	line = substr($0, length(job) + 2)
	log_line[job, ++log_lines[job]] = line
	if (line !~ /^(# |#  RUN|ok |not ok |1[.][.]|Bail out!)/)
		next
	if (line ~ /^# faultsig [{]/)
		read_observation(job, substr(line, 12))
	else if (line ~ /^#  RUN /)
		begin_cell(job, line)
	else if (line ~ /^(not )?ok [0-9]/)
		read_result(job, line)
	else if (line ~ /^1[.][.][0-9]/)
		planned[job] = 1
	else if (line ~ /: Test (terminated|exited|failed to terminate)/)
		read_cause(job, line)
	else if (line ~ /^Bail out! faultsig: /)
		bailed[job] = substr(line, 21)
	else if (line ~ /^# faultsig note: / && !told[line]++)
		note(substr(line, 18))
	else if (line ~ /^# leftover task /)
		note(program_of[job] " left a task behind (killed): " substr(line, 17))
	else if (line ~ /^# unkillable task /)
		note(program_of[job] " left a task that can't be killed: " substr(line, 19))
}

function note(text)
{
	emit(notes, text)
}

function break_run(text)
{
	emit(errors, text)
}

function begin_cell(job, line)
{
	sub(/^#  RUN +/, "", line)
	sub(/ [.][.][.]$/, "", line)
	running[job] = line
	cause[job] = ""
}

# The harness, not the cell, speaks: the cell could not tell its story.
function read_cause(job, line)
{
	sub(/^# [^ ]+: /, "", line)
	cause[job] = line
}

function read_observation(job, object,    name)
{
	name = json_get(object, "cell")
	if (json_valid(object) && ((job, name) in expected))
		observation[job, name] = object
	else
		break_run(program_of[job] " printed an unreadable observation: " \
			  substr(object, 1, 120))
}

function read_result(job, line,    ok, name, reason, at)
{
	ok = line ~ /^ok/
	sub(/^(not )?ok [0-9]+ (- )?/, "", line)
	at = index(line, " # ")
	if (at) {
		reason = substr(line, at + 3)
		line = substr(line, 1, at - 1)
	}
	name = line
	running[job] = ""
	if (!((job, name) in expected))
		break_run(program_of[job] " reported a cell that it does not list: " name)
	else if (!((job, name) in reported))
		finish_cell(job, name, ok, reason)
}

function finish_cell(job, name, ok, directive,    object, seen)
{
	object = observation[job, name]
	seen = json_get(object, "observed")
	if (directive ~ /^SKIP/ || seen == "SKIP") {
		sub(/^SKIP */, "", directive)
		if (object == "")
			object = own_object(job, name, "SKIP", directive)
		report_cell(job, name, object, "skip")
	} else if (seen == "ERROR") {
		report_cell(job, name, object, "error")
	} else if (object != "") {
		report_cell(job, name, object, ok ? "ok" : "not_ok")
	} else if (cause[job] ~ /by timeout/) {
		report_cell(job, name, own_object(job, name, "TIMEOUT", cause[job]), "timeout")
	} else if (cause[job] ~ /signal/) {
		report_cell(job, name, own_object(job, name, "CRASH", cause[job]), "crash")
	} else {
		report_cell(job, name, own_object(job, name, "ERROR",
			    "the cell ended without an observation"), "error")
	}
}

# ---- verdicts ----

# The entry that knows this failure, the most special one; 0 for a new failure.
function known_failure(list, raw, seen,    i, n, entry)
{
	n = split(list, entry, ",")
	for (i = n; i; i--)
		if (entry[i] != "" && value[entry[i]] == known_value[raw] &&
		    (raw != "not_ok" || index(observed_known[entry[i]], " " seen " ")))
			return entry[i]
	return 0
}

function any_entry(list,    i, n, entry)
{
	n = split(list, entry, ",")
	for (i = n; i; i--)
		if (entry[i] != "")
			return entry[i]
	return 0
}

# Sets verdict and entry.
function judge(job, name, raw, seen)
{
	entry = 0
	if (raw == "error" || raw == "skip") {
		verdict = raw
	} else if (flake[job, name] != "") {
		verdict = "flake"
		entry = flake[job, name]
	} else if (raw == "ok") {
		entry = any_entry(fails[job, name])
		verdict = entry ? "unexpected_pass" : "pass"
	} else {
		entry = known_failure(fails[job, name], raw, seen)
		verdict = entry ? "expected_fail" : "fail"
	}
}

function own_object(job, name, seen, reason)
{
	return "{\"cell\":" json_quote(name) ",\"program\":" json_quote(program_of[job]) \
	       ",\"expected\":" json_quote(expected[job, name]) \
	       ",\"observed\":\"" seen "\",\"reason\":" json_quote(reason) \
	       ",\"ms\":null,\"cpu_ms\":null,\"refaults\":null,\"function\":null}"
}

function report_cell(job, name, object, raw)
{
	reported[job, name] = 1
	judge(job, name, raw, json_get(object, "observed"))
	emit(results, substr(object, 1, length(object) - 1) \
	     (repeat > 1 ? ",\"run\":" run_of[job] : "") \
	     ",\"raw\":\"" raw "\",\"verdict\":\"" verdict "\",\"defect\":" \
	     (entry ? json_quote(title[entry]) : "null") \
	     ",\"kernel\":" json_quote(kernel) ",\"arch\":" json_quote(arch) \
	     ",\"config\":" json_quote(config) "}")
	fflush(results)
	count["done"]++
	count["guest_cells"]++
	count["klog"] += json_get(object, "reason") ~ /kernel log: /
	count["unexpected"] += verdict ~ /^(fail|unexpected_pass|error)$/
	cells_of[program_of[job]]++
	unexpected_of[program_of[job]] += verdict ~ /^(fail|unexpected_pass|error)$/
	if (show == "cells")
		print_cell(job, name, object)
	else
		print_progress()
}

# ---- a job begins, ends ----

function read_event(job, event, ms)
{
	if (!guest)
		now_ms = ms
	if (event == "tick")
		print_progress()
	else if (event != "start")
		end_job(job, event)
}

function write_log(job,    i, file)
{
	file = dir "/" program_of[job] ".log"
	if (!(file in bytes))
		emit(file, "# faultsig: the output of " program_of[job] ", job by job")
	emit(file, "# faultsig: " job)
	for (i = 1; i <= log_lines[job]; i++) {
		emit(file, log_line[job, i])
		delete log_line[job, i]
	}
	close(file)
}

function end_job(job, event)
{
	ended[job] = 1
	emit_ending(job, event)
	if (!planned[job] && event !~ /^guest /)
		lose_job(job, bailed[job] == "" ? event " before its plan" : bailed[job])
	else
		lose_cells(job, event)
	if (!--jobs_left[program_of[job]] && show == "programs" && again != "")
		printf "%s: %d cells, %d unexpected\n", program_of[job],
		       cells_of[program_of[job]], unexpected_of[program_of[job]]
}

function emit_ending(job, event)
{
	log_line[job, ++log_lines[job]] = "# faultsig: " job " ended: " event
	write_log(job)
}

# Nothing in it can be believed, and a second start would do no better. What the program
# says of its surroundings is the same for all of them, and said once.
function lose_job(job, why,    i)
{
	if (bailed[job] == "")
		break_run(program_of[job] ": " why)
	else if (!told[why]++)
		break_run(why)
	for (i = 1; i <= nr_cells[job]; i++)
		lose_cell(job, cell[job, i], "error", "ERROR", "its program ended: " why)
}

function lose_cells(job, event,    i, name, broken)
{
	broken = event !~ /^(exit [014]|unkillable)$/
	if (running[job] != "" && ((job, running[job]) in expected)) {
		broken = 1
		if (event ~ /^guest (silence|deadline)/)
			lose_cell(job, running[job], "timeout", "TIMEOUT", event)
		else if (event ~ /^guest /)
			lose_cell(job, running[job], "crash", "CRASH", event)
		else if (event ~ /^(timeout|unkillable)$/)
			lose_cell(job, running[job], "timeout", "TIMEOUT",
				  "no result when the time of its job was over")
		else
			lose_cell(job, running[job], "crash", "CRASH",
				  "its program ended in this cell: " event)
	} else if (broken && event !~ /^guest /) {
		break_run(program_of[job] " ended between cells: " event)
	}
	for (i = 1; i <= nr_cells[job]; i++) {
		name = cell[job, i]
		if (!broken)
			lose_cell(job, name, "error", "ERROR", "listed, but never reported")
		else if (again == "")
			lose_cell(job, name, "error", "ERROR",
				  "not run: its program broke twice before")
		else if (!((job, name) in reported))
			run_again(job, name)
	}
}

function run_again(job, name)
{
	emit(again, run_of[job] OFS job OFS program_of[job] OFS name OFS expected[job, name] \
	     OFS fails[job, name] OFS flake[job, name] OFS listed_skip[job, name])
}

function lose_cell(job, name, raw, seen, reason)
{
	if (!((job, name) in reported))
		report_cell(job, name, own_object(job, name, seen, reason), raw)
}

# ---- what is shown meanwhile ----

function print_cell(job, name, object,    seen)
{
	seen = json_get(object, "observed")
	seen = seen == expected[job, name] ? "" : " -> " seen
	printf "%-15s %s:%s  %s%s\n", verdict, program_of[job], name, expected[job, name], seen
	fflush()
}

function print_progress(    left)
{
	if (show != "progress" || (shown_ms == now_ms && count["done"] % 16))
		return
	shown_ms = now_ms
	printf "\r%d/%d cells, %d unexpected", count["done"], total, count["unexpected"]
	if (count["done"] > first_done) {
		left = now_ms / 1000 * (total - count["done"]) / (count["done"] - first_done)
		printf ", %d s left", left + 0.5
	}
	printf "\033[K"
	fflush()
}

END {
	if (show == "progress")
		printf "\r\033[K"
	for (job in nr_cells)
		if (!ended[job])
			lose_job(job, "the supervisor ended first")
	close(results)
	for (file in bytes)
		print "bytes", bytes[file], file > tally
	print "done", count["done"] + 0 > tally
	print "unexpected", count["unexpected"] + 0 > tally
	close(tally)
}
