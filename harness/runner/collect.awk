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
# -v config_file=      of the guest's kernel, if it is known
# -v stop=FILE         gets PROGRAM<TAB>CLASS<TAB>STIMULUS<TAB>WHY for cells that are not to
#                      run any more; nothing if all are
# -v stop_pipe=FIFO    ... and gets it for the guest, too
# -v guest=1           the stream has another around it, of a supervisor of the guest

BEGIN {
	FS = OFS = "\t"
	results = dir "/results.jsonl"
	while ((getline < tally) > 0) {
		if ($1 == "bytes")
			bytes[$3] = $2
		else if ($1 == "alike") {
			nr_alike[$3] = $2
			ms_alike[$3] = $4
		}
		else
			count[$1] = $2
	}
	count["guest_cells"] = 0
	close(tally)
	count_lines(errors)
	count_lines(notes)
	first_done = count["done"]
	while ((getline < entries) > 0) {
		value[++nr_entries] = $3
		observed_known[nr_entries] = $5
		title[nr_entries] = $6
		covered[nr_entries] = $9
	}
	while ((getline < plan) > 0)
		read_plan()
	for (job in nr_cells)
		if (job ~ /^-/)
			skip_listed(job)
	while (config_file != "" && (getline line < config_file) > 0)
		if (line ~ /^CONFIG_[A-Za-z0-9_]+=[ym]$/)
			configured[substr(line, 1, index(line, "=") - 1)] = 1
		else if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set$/)
			switched_off[substr(line, 3, index(line, " is ") - 3)] = 1
	# A deadline each, a few seconds, and three minutes for all of them; a fault of one source,
	# layout or release alone fails fewer.
	ALIKE_MAX = 20
	# Cells that wait for a deadline, or spin until it, are enough sooner: on the one CPU of
	# a guest that is emulated such a cell can take ten times what it says.
	ALIKE_SLOW = 6
	ALIKE_SLOW_MS = 10000
	while (stop != "" && (getline line < stop) > 0) {
		stop_line[++nr_stops] = line
		is_stopped[line_group(line)] = 1
	}
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
	class_of[$1, $4] = $9
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

# It has come up: what an earlier one was told.
guest && stop_pipe != "" && !told_guest++ {
	for (i = 1; i <= nr_stops; i++)
		print stop_line[i] > stop_pipe
	fflush(stop_pipe)
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
	} else if (event == "exit 101" && !any_running()) {
		if (!read_complaints(dir "/guest/verdict"))
			break_run("the kernel complained, outside of any cell: " why)
	} else if (dead) {
		note("a guest ended: " why)
	}
	for (job in nr_cells)
		if (!ended[job])
			end_job(job, "guest " why)
}

# Each thing that the console has a complaint of is a cell's, in words, or breaks the run:
# a cell that fails for another reason, or as expected, does not answer for the kernel.
# Returns how many there are.
function read_complaints(file,    line, n)
{
	while ((getline line < file) > 0) {
		# The first line is the verdict; others tell of cells, modules and mounts.
		if (!n++ || line ~ /^(running|no module|no mount|oom): /)
			continue
		sub(/^[a-z ]+: /, "", line)
		if (!is_told(line))
			break_run("the kernel complained, outside of any cell: " line)
		n_told++
	}
	close(file)
	return n_told
}

# A program keeps the beginning of a line.
function is_told(line,    text)
{
	for (text in told)
		if (index(line, text) == 1)
			return 1
	return 0
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
	else if (line ~ /^# faultsig-log [{]/)
		read_log(substr(line, 16))
	else if (line ~ /^#  RUN /)
		begin_cell(job, line)
	else if (line ~ /^(not )?ok [0-9]/) {
		count["answers"]++
		read_result(job, line)
	}
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

# Cells side by side see the same lines; one of them may say that it is its own.
function read_log(object,    seq, text)
{
	seq = json_get(object, "seq")
	text = json_get(object, "text")
	log_text[seq] = text
	if (json_get(object, "ours") == "true")
		log_claimed[seq] = told[text] = 1
}

# What none of them claims is about the run.
function charge_log(    seq)
{
	for (seq in log_text)
		if (!(seq in log_claimed))
			break_run("the kernel complained, outside of any cell: " log_text[seq])
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
	if (object != "" && !ok && seen != "SKIP" && seen != "ERROR" &&
	    !index(object, "\"complaints\":[")) {
		break_run(program_of[job] " printed an unreadable observation, a failure without " \
			  "complaints: " name)
		object = own_object(job, name, "ERROR", "a failure without complaints")
		seen = "ERROR"
	}
	if (seen == "NOT_RUN") {
		report_cell(job, name, object, "not_run")
	} else if (directive ~ /^SKIP/ || seen == "SKIP") {
		sub(/^SKIP */, "", directive)
		if (object == "")
			object = own_object(job, name, "SKIP", directive)
		report_skip(job, name, object)
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

# A kernel whose configuration is known has to have what that has.
function report_skip(job, name, object,    reason)
{
	if (config_file == "" || is_explained(object)) {
		report_cell(job, name, object, "skip")
		return
	}
	reason = "skipped without a reason that this kernel's configuration explains: " \
		 json_get(object, "reason")
	unexplained = 1
	report_cell(job, name, json_put(object, "reason", reason), "skip")
	unexplained = 0
}

function is_explained(object,    i, n, option)
{
	if (json_get(object, "hardware") == "true" || is_older(json_get(object, "since")))
		return 1
	n = split(json_get(object, "needs_config"), option, " ")
	for (i = 1; i <= n; i++)
		if (is_missing(option[i]))
			return 1
	return 0
}

# "CONFIG_NEW?": an option that kernels may not know, and have nevertheless what it is for
function is_missing(option)
{
	if (sub(/[?]$/, "", option))
		return option in switched_off
	return !(option in configured)
}

# Whether the kernel is older than a version: 6.12.7 is not older than 6.12
function is_older(version,    i, n, want, have)
{
	n = split(version, want, ".")
	split(kernel, have, /[^0-9]+/)
	for (i = 1; i <= n; i++)
		if (want[i] + 0 != have[i] + 0)
			return have[i] + 0 < want[i] + 0
	return 0
}

# ---- verdicts ----

# The entry that knows this failure, all of it, the most special one; 0 for a new failure.
# Then beyond is a complaint that an entry for this outcome does not cover.
function known_failure(list, raw, seen, object,    i, n, entry)
{
	n = split(list, entry, ",")
	for (i = n; i; i--) {
		if (entry[i] == "" || !is_for_outcome(entry[i], raw, seen))
			continue
		if (covers(entry[i], object)) {
			beyond = ""
			return entry[i]
		}
	}
	return 0
}

function is_for_outcome(entry, raw, seen)
{
	if (value[entry] == "Flake")
		return index(observed_known[entry], " " seen " ")
	return value[entry] == known_value[raw] &&
	       (raw != "not_ok" || index(observed_known[entry], " " seen " "))
}

# Whether each complaint of the cell is one that the entry names, from end to end
function covers(entry, object,    i, j, n, nr_regexes, complaint, regex)
{
	nr_regexes = split(covered[entry], regex, "\001")
	n = json_list(object, "complaints", complaint)
	for (i = 1; i <= n; i++) {
		for (j = 1; j <= nr_regexes; j++)
			if (complaint[i] ~ ("^(" regex[j] ")$"))
				break
		if (j <= nr_regexes)
			continue
		if (beyond == "")
			beyond = "known as '" title[entry] "', but for: " complaint[i]
		return 0
	}
	return 1
}

function any_entry(list,    i, n, entry)
{
	n = split(list, entry, ",")
	for (i = n; i; i--)
		if (entry[i] != "")
			return entry[i]
	return 0
}

# Sets verdict, entry and beyond.
function judge(job, name, raw, seen, object)
{
	entry = 0
	beyond = ""
	if (unexplained) {
		verdict = "fail"
	} else if (raw == "error" || raw == "skip" || raw == "not_run") {
		verdict = raw
	} else if (flake[job, name] != "" &&
		   (raw == "ok" || known_failure(flake[job, name], raw, seen, object))) {
		verdict = "flake"
		entry = flake[job, name]
	} else if (raw == "ok") {
		entry = any_entry(fails[job, name])
		verdict = entry ? "unexpected_pass" : "pass"
	} else {
		entry = known_failure(fails[job, name], raw, seen, object)
		verdict = entry ? "expected_fail" : "fail"
	}
}

function own_object(job, name, seen, reason)
{
	return "{\"cell\":" json_quote(name) ",\"program\":" json_quote(program_of[job]) \
	       ",\"expected\":" json_quote(expected[job, name]) \
	       ",\"observed\":\"" seen "\",\"reason\":" json_quote(reason) \
	       ",\"complaints\":[" (seen == "CRASH" ? json_quote(reason) : "") "]" \
	       ",\"ms\":null,\"cpu_ms\":null,\"refaults\":null,\"function\":null}"
}

function line_group(line,    field)
{
	split(line, field, "\t")
	return field[1] OFS field[2] OFS field[3]
}

# When many cells of a class have newly failed alike, those of the same program, class and
# stimulus as the one that has just failed are not to be run any more.
function count_alike(job, name, object,    class, alike, group, stimulus, at)
{
	class = class_of[job, name]
	at = json_get(object, "function")
	alike = class " " json_get(object, "observed") " " at
	if (stop == "")
		return
	nr_alike[alike]++
	ms_alike[alike] += json_get(object, "ms")
	if (nr_alike[alike] < ALIKE_MAX &&
	    (nr_alike[alike] < ALIKE_SLOW || ms_alike[alike] < ALIKE_SLOW_MS))
		return
	stimulus = name
	sub(/.*[.]/, "", stimulus)
	group = program_of[job] OFS class OFS stimulus
	if (group in is_stopped)
		return
	is_stopped[group] = 1
	stop_line[++nr_stops] = group OFS "not run: " nr_alike[alike] " cells of " class \
				" failed alike (" json_get(object, "observed") \
				(at == "" ? "" : " in " at) ")"
	print stop_line[nr_stops] >> stop
	fflush(stop)
	if (stop_pipe != "") {
		print stop_line[nr_stops] > stop_pipe
		fflush(stop_pipe)
	}
}

# Remembers what the cell says of the kernel's log.
function note_log(object,    i, n, complaint)
{
	n = json_list(object, "complaints", complaint)
	for (i = 1; i <= n; i++)
		if (sub(/^kernel log: /, "", complaint[i]))
			told[complaint[i]] = 1
}

function report_cell(job, name, object, raw)
{
	reported[job, name] = 1
	judge(job, name, raw, json_get(object, "observed"), object)
	note_log(object)
	if (verdict == "fail" && raw != "skip")
		count_alike(job, name, object)
	if (beyond != "")
		object = json_put(object, "reason", beyond " (" json_get(object, "reason") ")")
	emit(results, substr(object, 1, length(object) - 1) \
	     (repeat > 1 ? ",\"run\":" run_of[job] : "") \
	     ",\"raw\":\"" raw "\",\"verdict\":\"" verdict "\",\"defect\":" \
	     (entry ? json_quote(title[entry]) : "null") \
	     ",\"kernel\":" json_quote(kernel) ",\"arch\":" json_quote(arch) \
	     ",\"config\":" json_quote(config) "}")
	fflush(results)
	count["done"]++
	count["guest_cells"]++
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
		# The time of all of its cells was over, on a busy machine: they go on in another.
		if (event ~ /^guest deadline/ && count["answers"])
			note(program_of[job] ":" running[job] " ran, and is run again")
		else if (event ~ /^guest (silence|deadline)/)
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
	     OFS fails[job, name] OFS flake[job, name] OFS listed_skip[job, name] \
	     OFS class_of[job, name])
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
	charge_log()
	close(results)
	for (file in bytes)
		print "bytes", bytes[file], file > tally
	for (alike in nr_alike)
		print "alike", nr_alike[alike], alike, ms_alike[alike] > tally
	print "done", count["done"] + 0 > tally
	print "unexpected", count["unexpected"] + 0 > tally
	close(tally)
}
