# SPDX-License-Identifier: GPL-2.0-only
#
# Keeps the listed cells that any pattern matches. With glob.awk.
#
# stdin:   PROGRAM<TAB>CELL<TAB>EXPECTED
# environ: FAULTSIG_PATTERNS, one a line, none for all
# exit:    2 and the first pattern that matches no cell on stderr

BEGIN {
	FS = "\t"
	patterns = split(ENVIRON["FAULTSIG_PATTERNS"], pattern, "\n")
	for (i = 1; i <= patterns; i++)
		names_program[i] = pattern[i] !~ /[].:*?[]/
}

function wanted(program, cell,    i, hit)
{
	for (i = 1; i <= patterns; i++) {
		if (names_program[i] ? pattern[i] != program : !glob_match(pattern[i], program, cell))
			continue
		used[i] = hit = 1
	}
	return hit
}

!patterns || wanted($1, $2)

END {
	for (i = 1; i <= patterns; i++) {
		if (i in used)
			continue
		print pattern[i] | "cat >&2"
		exit 2
	}
}
