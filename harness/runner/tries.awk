# SPDX-License-Identifier: GPL-2.0-only
#
# Prints how each try of a cell ended, from results.jsonl: RAW<TAB>OUTCOME<TAB>REASON<TAB>
# a line for people. With json.awk.

/^[{]"totals":/ { next }

{
	raw = json_get($0, "raw")
	outcome = raw == "skip" ? "SKIP" : json_get($0, "observed")
	reason = json_get($0, "reason")
	line = "expected " json_get($0, "expected") ", observed " outcome
	if (reason != "")
		line = line " (" reason ")"
	printf "%s\t%s\t%s\t%s\n", raw, outcome, reason, line
}
