# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the results of a run on a mutant, a line for each cell: program:cell, its verdict
# ("as_expected" for a pass and for a known failure), the observed outcome, and the seconds from
# the first cell until its end.
#
# stdin: PROGRAM<TAB>CELL<TAB>MS<TAB>VERDICT<TAB>OBSERVED, as faultsig_runner fields prints them

BEGIN { FS = OFS = "\t" }

{
	seconds += $3 / 1000
	verdict = $4
	if (verdict == "pass" || verdict == "expected_fail" || verdict == "flake")
		verdict = "as_expected"
	print $1 ":" $2, verdict, $5, sprintf("%.1f", seconds)
}
