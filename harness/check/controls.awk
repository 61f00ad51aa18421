# SPDX-License-Identifier: GPL-2.0-only
#
# Compares the outputs of faultsig_controls with the table of what they must be, and prints a
# line for each row. The table is the first file.

function value(key,	text) {
	text = $0
	if (!sub(".*\"" key "\":\"", "", text))
		return ""
	sub(/",".*/, "", text)
	return text
}

function bad(cell, why) {
	print "not ok - control " cell ": " why
	failed = 1
}

function verdict(cell,	seen) {
	seen = observed[cell]
	if (reason[cell] != "")
		seen = seen ", \"" reason[cell] "\""
	if (!(cell in raw))
		bad(cell, "did not run")
	else if (raw[cell] == "skip" && want_raw[cell] != "skip")
		print "skip - control " cell ": " reason[cell]
	else if (want[cell] != "" && seen == "")
		bad(cell, "ended without a report")
	else if (raw[cell] != want_raw[cell])
		bad(cell, "is " raw[cell] ": " seen)
	else if (observed[cell] != want[cell])
		bad(cell, seen ", expected " want[cell])
	else if (reason[cell] !~ regex[cell])
		bad(cell, seen ", expected /" regex[cell] "/")
	else
		print "ok - control " cell (seen == "" ? "" : ": " seen)
}

NR == FNR && $2 == "guest" { next }

NR == FNR {
	row[++rows] = $1
	want_raw[$1] = $3
	want[$1] = $4
	regex[$1] = $5
	next
}

/^# faultsig / {
	cell = value("cell")
	observed[cell] = value("observed")
	reason[cell] = value("reason")
	next
}

/^(not )?ok [0-9]+ / {
	split($0, word, " ")
	cell = word[1] == "not" ? word[4] : word[3]
	raw[cell] = word[1] == "not" ? "not ok" : / # SKIP/ ? "skip" : "ok"
	if (!(cell in want_raw))
		bad(cell, "no row says what it must come to")
	next
}

END {
	for (i = 1; i <= rows; i++)
		verdict(row[i])
	exit failed
}
