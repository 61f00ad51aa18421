# SPDX-License-Identifier: GPL-2.0-only
#
# Prints what a soak compares of each cell in results.jsonl: PROGRAM:CELL OBSERVED RAW VERDICT
# KERNEL REASON, with N for each number in the reason. With json.awk.

/^[{]"totals":/ { next }

{
	reason = json_get($0, "reason")
	gsub(/0x[0-9a-f]+|-?[0-9]+([.][0-9]+)?/, "N", reason)
	print json_get($0, "program") ":" json_get($0, "cell"), json_get($0, "observed"),
	      json_get($0, "raw"), json_get($0, "verdict"), json_get($0, "kernel"), reason
}
