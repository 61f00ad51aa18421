# SPDX-License-Identifier: GPL-2.0-only
#
# Prints what a run found: one paragraph a defect, not one line a cell. With json.awk.
#
# stdin: results.jsonl
# -v dir=      where the results are
# -v quiet=1   only what is not as expected, and the totals
# -v repro=    how run_tests.sh was called: ./run_tests.sh
# -v bin=      where the programs are: . Empty if they ran in a guest
# exit:  0 all as expected, 1 an unexpected verdict, 3 the run itself broke or no totals

BEGIN {
	EXAMPLES = 3
	FEW = 20
}

function add_reason(group, example)
{
	if (group_size[group] <= EXAMPLES)
		examples[group, group_size[group]] = example
}

# Groups keep the order in which they were first seen.
function add_to(section, group)
{
	if (!((section, group) in known_group)) {
		known_group[section, group] = 1
		groups[section, ++nr_groups[section]] = group
	}
	section_size[section]++
	group_size[group]++
}

function add_word(set, group, word)
{
	if (word != "" && !((set, group, word) in has_word)) {
		has_word[set, group, word] = 1
		words[set, group] = words[set, group] (words[set, group] == "" ? "" : ", ") word
	}
}

function add_cpu(group, ms)
{
	if (ms == "")
		return
	if (!(group in cpu_min) || ms + 0 < cpu_min[group])
		cpu_min[group] = ms + 0
	if (!(group in cpu_max) || ms + 0 > cpu_max[group])
		cpu_max[group] = ms + 0
}

# uffd of read.uffd_missing_anon.sigusr1
function source_family(cell,    part)
{
	split(cell, part, ".")
	sub(/_.*/, "", part[2])
	return part[2]
}

function count_cell(    id, seen)
{
	id = program ":" cell
	seen = json_get($0, "observed")
	outcome = seen == "" ? raw : seen
	if (raw != "ok" && seen == json_get($0, "expected"))
		outcome = outcome " (" raw ")"
	if (!(id in runs))
		ids[++nr_ids] = id
	runs[id]++
	if (!outcomes[id, outcome]++)
		outcome_list[id, ++nr_outcomes[id]] = outcome
	nr_verdict[verdict]++
}

function group_failure(    expected)
{
	expected = json_get($0, "expected")
	group = expected " -> " outcome ": " program ", source " source_family(cell)
	add_to("new", group)
	if (group_size[group] == 1)
		repro_of[group] = program SUBSEP cell
	add_reason(group, program ":" cell ": " json_get($0, "reason"))
}

function group_cell()
{
	if (verdict == "expected_fail" || verdict == "flake") {
		group = json_get($0, "defect") (verdict == "flake" ? " (flaky)" : "")
		add_to("known", group)
		add_word("outcome", group, outcome)
		add_word("function", group, json_get($0, "function"))
		add_cpu(group, json_get($0, "cpu_ms"))
	} else if (verdict == "fail") {
		group_failure()
	} else if (verdict == "unexpected_pass") {
		group = "listed as failing: " json_get($0, "defect")
		add_to("unexpected", group)
		add_reason(group, program ":" cell)
	} else if (verdict == "skip") {
		group = json_get($0, "reason")
		add_to("skipped", group)
		add_word("cure", group, json_get($0, "cure"))
	} else if (verdict == "not_run") {
		group = json_get($0, "reason")
		add_to("not_run", group)
		add_reason(group, program ":" cell)
	} else if (verdict == "error") {
		group = program ": " json_get($0, "reason")
		add_to("errors", group)
		add_reason(group, program ":" cell)
	}
}

# What a cell that ran could not look at
function group_unjudged(    i, n, text)
{
	n = json_list($0, "unjudged", text)
	for (i = 1; i <= n; i++)
		add_to("unjudged", text[i])
}

/^[{]"totals":/ { totals = $0; next }

{
	program = json_get($0, "program")
	cell = json_get($0, "cell")
	raw = json_get($0, "raw")
	verdict = json_get($0, "verdict")
	count_cell()
	group_cell()
	group_unjudged()
}

# ---- the sections ----

function cells(n)
{
	return n (n == 1 ? " cell" : " cells")
}

function begin_section(section, title)
{
	if (!nr_groups[section])
		return 0
	print title ": " cells(section_size[section])
	return nr_groups[section]
}

function print_examples(group,    i)
{
	for (i = 1; i <= EXAMPLES && i <= group_size[group]; i++)
		print "      " examples[group, i]
	if (group_size[group] > EXAMPLES)
		print "      and " group_size[group] - EXAMPLES " more"
}

function print_known(    i, n, group)
{
	n = begin_section("known", "known issues")
	for (i = 1; i <= n; i++) {
		group = groups["known", i]
		print "  " group
		printf "      %s, %s", cells(group_size[group]), words["outcome", group]
		if (group in cpu_min)
			printf ", cpu %.1f-%.1f ms", cpu_min[group], cpu_max[group]
		if (words["function", group] != "")
			printf ", in %s", words["function", group]
		print ""
	}
}

function print_new(    i, n, group, at)
{
	n = begin_section("new", "NEW failures")
	for (i = 1; i <= n; i++) {
		group = groups["new", i]
		print "  " group ": " cells(group_size[group])
		print_examples(group)
		split(repro_of[group], at, SUBSEP)
		print "      repro: " repro " -t '" at[1] ":" at[2] "'"
		if (bin != "")
			print "      repro: " bin "/" at[1] " -r " at[2]
	}
}

function print_groups(section, title,    i, n)
{
	n = begin_section(section, title)
	for (i = 1; i <= n; i++) {
		print "  " groups[section, i] ": " cells(group_size[groups[section, i]])
		print_examples(groups[section, i])
	}
}

function print_skipped(    i, n, group)
{
	n = begin_section("skipped", "skipped")
	for (i = 1; i <= n; i++) {
		group = groups["skipped", i]
		printf "  %6d  %s", group_size[group], group
		print words["cure", group] == "" ? "" : " (cure: " words["cure", group] ")"
	}
}

function print_unjudged(    i, n)
{
	n = nr_groups["unjudged"]
	if (n)
		print "not looked at:"
	for (i = 1; i <= n; i++)
		printf "  %6d  %s\n", group_size[groups["unjudged", i]], groups["unjudged", i]
}

function print_ratio(id,    j)
{
	printf "  %s ", id
	for (j = 1; j <= nr_outcomes[id]; j++)
		printf "%s %s %d/%d", (j > 1 ? "," : ""), outcome_list[id, j],
		       outcomes[id, outcome_list[id, j]], runs[id]
	print ""
}

# Of cells that ran more than once: all if they are few, else those with several outcomes
function print_ratios(    i, id, repeated, shown)
{
	for (i = 1; i <= nr_ids; i++) {
		id = ids[i]
		repeated += runs[id] > 1
		if (runs[id] < 2 || (nr_outcomes[id] < 2 && (quiet || nr_ids > FEW)))
			continue
		if (!shown++)
			print (nr_ids > FEW ? "not unanimous:" : "outcomes:")
		print_ratio(id)
	}
	if (repeated && !shown && !quiet)
		print "unanimous: " cells(repeated)
}

function print_lines(key, title,    i, n, line)
{
	n = json_list(totals, key, line)
	if (n)
		print title ":"
	for (i = 1; i <= n; i++)
		print "  " line[i]
	return n
}

# ---- the end ----

# Warning, oops, lockup, machine check, bad page: the bits a run must not set.
function new_taint(before, after,    bit, name, list)
{
	split("16384 L 512 W 128 D 32 B 16 M", name, " ")
	for (bit = 1; bit in name; bit += 2)
		if (int(after / name[bit]) % 2 && !(int(before / name[bit]) % 2))
			list = list name[bit + 1]
	return list
}

function print_totals()
{
	printf "cells: %d run, %d pass, %d known, %d new, %d skipped, %d errors in %s s\n",
	       NR - (totals != "") - nr_verdict["not_run"], nr_verdict["pass"],
	       nr_verdict["expected_fail"] + nr_verdict["flake"],
	       nr_verdict["fail"] + nr_verdict["unexpected_pass"],
	       nr_verdict["skip"], nr_verdict["error"], json_get(totals, "seconds")
	if (nr_verdict["not_run"])
		print "not run: " cells(nr_verdict["not_run"])
	if (json_get(totals, "judged") != "")
		print "judged: " json_get(totals, "judged") "% of the cells"
	print "results: " dir "/results.jsonl, logs: " dir "/*.log"
}

END {
	if (totals == "") {
		print "no totals in " dir "/results.jsonl: the run did not end"
		exit 3
	}
	if (!quiet) {
		print_known()
		print_skipped()
		print_unjudged()
			print_lines("notes", "notes")
	}
	print_new()
	print_groups("unexpected", "UNEXPECTED PASSES")
	print_groups("not_run", "NOT RUN (--all runs them)")
	print_ratios()
	print_groups("errors", "errors")
	broken = print_lines("errors", "THE RUN BROKE") + nr_verdict["error"]
	taint = new_taint(json_get(totals, "taint_before"), json_get(totals, "taint_after"))
	if (taint != "")
		print "THE KERNEL IS NEWLY TAINTED: " taint
	few = json_get(totals, "judged") + 0 < json_get(totals, "require") + 0
	if (few)
		print "TOO FEW CELLS WERE JUDGED: " json_get(totals, "judged") "%, and " \
		      json_get(totals, "require") "% are required (--require)"
	print_totals()
	if (broken)
		exit 3
	exit nr_verdict["fail"] + nr_verdict["unexpected_pass"] > 0 || taint != "" || few
}
