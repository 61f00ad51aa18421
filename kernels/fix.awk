# SPDX-License-Identifier: GPL-2.0-only
#
# Compares the cells of a patched kernel with those of the unpatched one, for kernels/fix. Prints
# one sentence, and puts each cell that is not as it has to be in the file "wrong", with what it
# was and what it is.
#
# titles    the defects that the patch mends, one a line
# hung      PROGRAM:CELL<TAB>TITLE of each cell that the unpatched kernel is not asked for, because
#           that defect would hang it
# base      PROGRAM:CELL<TAB>VERDICT<TAB>OBSERVED<TAB>DEFECT of the unpatched kernel; a cell that
#           was run several times may have several lines
# listed    PROGRAM:CELL of each cell that has to be there
# the last  the same as base, of the patched kernel

BEGIN { FS = OFS = "\t" }

FILENAME == titles { nr_titles++; title[nr_titles] = $0; is_ours[$0]; next }

FILENAME == hung { hangs_by[$1] = $2; next }

FILENAME == base {
	was[$1] = was[$1] "\n" $2 " " $4 "\n"
	if ($2 == "expected_fail" && $4 in is_ours)
		of[$1] = $4
	else if ($2 == "skip" && $1 in hangs_by)
		of[$1] = hangs_by[$1]
	next
}

FILENAME == listed { nr_listed++; order[nr_listed] = $1; next }

{
	is[$1] = $2 " " $4
	observed[$1] = $3
	seen = $2 == "expected_fail" && !($4 in is_ours) ? 2 : \
		$2 == "unexpected_pass" || $2 == "pass"
	if ($1 in of)
		good = seen
	else
		good = $2 != "error" && index(was[$1], "\n" is[$1] "\n") > 0
	if (!good && !($1 in bad))
		bad[$1] = is[$1] " (" $3 ")"
	if (seen == 2)
		other[$1]
}

function one_line(text)
{
	gsub(/\n+/, ", ", text)
	return substr(text, 3, length(text) - 4)
}

END {
	printf "" >wrong
	for (i = 1; i <= nr_listed; i++) {
		cell = order[i]
		if (!(cell in is))
			bad[cell] = "not there"
		if (cell in of) {
			nr[of[cell]]++
			mended[of[cell]] += !(cell in bad) && !(cell in other)
			elsewhere[of[cell]] += !(cell in bad) && cell in other
		} else {
			nr_others++
			nr_changed += cell in bad
		}
		if (cell in bad)
			print cell, one_line(was[cell]), bad[cell] >wrong
	}
	for (i = 1; i <= nr_titles; i++) {
		name = title[i]
		printf "%d of %d cells of \"%s\" pass, ", mended[name], nr[name], name
		if (elsewhere[name])
			printf "%d fail by another defect alone, ", elsewhere[name]
		if (!nr[name])
			print "(none)", "this kernel does not show", name >wrong
	}
	printf "%d other verdicts of %d change\n", nr_changed, nr_others
}
