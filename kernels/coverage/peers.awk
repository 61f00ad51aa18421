# SPDX-License-Identifier: GPL-2.0-only
#
# Prints what other projects' programs say on a kernel, for kernels/mutate --cells mm and the
# like, in the form of mutate.awk: "PROGRAM: TEST" for each line of TAP, "PROGRAM" for its exit,
# and one line for the guest, so that a kernel that dies or complains is seen.
#
# peers.awk GROUPS RESULTS.LOG; -v status=N is the exit status of kernels/boot

BEGIN { FS = OFS = "\t" }

# gcovN<TAB>STORY: PROGRAM ARGUMENT...
NR == FNR {
	sub(/^gcov/, "cells", $1)
	sub(/^[^:]*: /, "", $2)
	program[$1] = $2
	next
}

# \001cellsN<TAB>EVENT<TAB>MS of the supervisor in the guest
/^\001cells/ {
	job = substr($1, 2)
	if ($2 == "start") {
		started[job] = $3
		next
	}
	# 4: all was skipped
	verdict = $2 == "exit 0" || $2 == "exit 4" ? "as_expected" : "fail"
	print program[job], verdict, $2, sprintf("%.1f", ($3 - started[job]) / 1000)
	delete started[job]
	next
}

# Numbers, addresses and times in the name of a test are not the same each time.
$1 in program && $2 ~ /^(not )?ok [0-9]/ {
	verdict = $2 ~ /^not/ && $2 !~ /# (SKIP|XFAIL|TODO)/ ? "fail" : "as_expected"
	name = $2
	sub(/^(not )?ok [0-9]+ *(- )?/, "", name)
	gsub(/0x[0-9a-f]+|[0-9]+(\.[0-9]+)?/, "N", name)
	print program[$1] ": " name, verdict, $2 ~ /^not/ ? "not ok" : "ok", ""
}

END {
	for (job in started)
		print program[job], "fail", "never ended", ""
	print "the guest", status == 0 ? "as_expected" : "fail", "exit " status, ""
}
