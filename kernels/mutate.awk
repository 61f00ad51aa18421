# SPDX-License-Identifier: GPL-2.0-only
#
# What a run says of a mutant, a line a cell: program:cell, its verdict ("as_expected" for a
# pass and for a known failure), what was observed, seconds from the first cell until its end.
# With json.awk.
#
# stdin: results.jsonl

BEGIN { OFS = "\t" }

/^[{]"totals":/ { next }

{
	seconds += json_get($0, "ms") / 1000
	verdict = json_get($0, "verdict")
	if (verdict == "pass" || verdict == "expected_fail" || verdict == "flake")
		verdict = "as_expected"
	print json_get($0, "program") ":" json_get($0, "cell"), verdict,
	      json_get($0, "observed"), sprintf("%.1f", seconds)
}
