# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the list of cells (run_tests.sh list), then docs/coverage.txt, and prints it as a page
# (-v what=page), or what is wrong with it (-v what=faults), or each row with the number of
# its cells (-v what=counts).

BEGIN {
	FS = "\t"
}

# A shell glob becomes a regular expression for a line of "program:cell".
function pattern(glob,    re)
{
	re = glob
	gsub(/\./, "\\.", re)
	gsub(/\*/, ".*", re)
	gsub(/\?/, ".", re)
	return "^" (glob ~ /:/ ? "" : "[^:]*:") re "$"
}

function matches(glob,    re, i, n)
{
	re = pattern(glob)
	for (i = 1; i <= cells; i++)
		n += cell[i] ~ re
	return n + 0
}

function fault(text)
{
	if (what == "faults")
		printf "line %d: %s\n", FNR, text
}

function end_row()
{
	if (id == "")
		return
	if (!globs && !reason)
		fault(id " has neither a cell nor a reason")
	if (what == "page")
		printf "| %s | %s | %s |\n", id, claim, answer
	if (what == "counts")
		printf "%s\t%d\t%s\n", id, number, claim
	id = ""
}

function begin_row(name, text)
{
	if (seen[name]++)
		fault(name " is there twice")
	id = name
	claim = text
	answer = ""
	globs = reason = number = 0
}

function add_glob(glob,    n)
{
	globs++
	answer = answer (answer == "" ? "" : " ") "`" glob "`"
	if (what != "page")
		number += n = matches(glob)
	if (what == "faults" && !n)
		fault(id ": no cell is like " glob)
}

NR == FNR {
	cell[++cells] = $1 ":" $2
	next
}

/^#/ || /^$/ {
	next
}

/^= / {
	end_row()
	if (what == "page")
		printf "\n## %s\n\n| row | what | cells, or why there is none |\n|---|---|---|\n",
		       substr($0, 3)
	next
}

/^\t! / {
	reason = 1
	answer = answer (answer == "" ? "" : "; ") substr($0, 4)
	next
}

/^\t/ {
	add_glob($2)
	next
}

/^[a-z0-9.]+: / {
	end_row()
	split($0, part, ": ")
	begin_row(part[1], substr($0, length(part[1]) + 3))
	next
}

{
	fault("neither a chapter, a row, a glob nor a reason: " $0)
}

END {
	end_row()
	if (!FNR || NR == FNR)
		fault("there is no row")
}
