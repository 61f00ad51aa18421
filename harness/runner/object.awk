# SPDX-License-Identifier: GPL-2.0-only
#
# Prints one JSON object of its arguments: KEY=TEXT, or KEY:=what is JSON already. With
# json.awk.

BEGIN {
	for (i = 1; i < ARGC; i++) {
		at = index(ARGV[i], "=")
		key = substr(ARGV[i], 1, at - 1)
		value = substr(ARGV[i], at + 1)
		if (!sub(/:$/, "", key))
			value = json_quote(value)
		line = line (i > 1 ? "," : "") json_quote(key) ":" value
	}
	print "{" line "}"
	exit
}
