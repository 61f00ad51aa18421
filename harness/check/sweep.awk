# SPDX-License-Identifier: GPL-2.0-only
#
# Sums up the output of programs (PROGRAM.out) as run_tests.sh would read it: prints a line with
# the exit status, passes, skips, failures, errors, and words for the worst of them. Errors whose
# words fit "excused", an expression, are counted, but make no exit status.

# Words of the first skip, and of the first error: KIND is "skip" or "error", WHERE a cell.
function words(kind, text, where) {
	if (kind == "error" && excused != "" && text ~ excused)
		forgiven++
	if (text == "")
		bad = "a skip or an error without words"
	else if (first[kind] == "")
		first[kind] = where text
}

function end_program() {
	if (program == "" || bailed)
		return
	if (status == 124 || status == 137) {
		bad = program " hangs"
	} else if (!planned) {
		errors++
		words("error", program " ended with " status " before its plan")
	} else if (done < planned) {
		failures++
		words("error", program " ended with " status " in a cell")
	}
}

FNR == 1 {
	end_program()
	program = FILENAME
	sub(/.*\//, "", program)
	sub(/[.]out$/, "", program)
	planned = done = bailed = 0
	status = -1
	delete seen
	delete reason
}

/^Bail out! faultsig: / {
	bailed = 1
	errors++
	words("error", substr($0, 21))
}

/^1[.][.][0-9]+$/ { planned = substr($0, 4) + 0 }

/^# faultsig \{/ {
	cell = $0
	sub(/.*"cell":"/, "", cell)
	sub(/".*/, "", cell)
	seen[cell] = $0
	sub(/.*"observed":"/, "", seen[cell])
	sub(/".*/, "", seen[cell])
	reason[cell] = $0
	sub(/.*"reason":"/, "", reason[cell])
	sub(/",".*/, "", reason[cell])
}

/^#  RUN / { cause = "" }

/^# .*: Test (terminated|exited|failed to terminate)/ { cause = $0 }

/^(not )?ok [0-9]+ / {
	done++
	cell = $1 == "not" ? $4 : $3
	if ($3 == "-" || $4 == "-")
		cell = $1 == "not" ? $5 : $4
	if (seen[cell] == "SKIP") {
		skips++
		words("skip", reason[cell])
	} else if (seen[cell] == "ERROR") {
		errors++
		words("error", reason[cell], cell ": ")
	} else if ($1 == "ok") {
		passes++
	} else if (seen[cell] == "" && cause !~ /by timeout|signal/) {
		errors++
		words("error", "the cell ended without an observation")
	} else {
		failures++
		if (failure == "")
			failure = cell ": " seen[cell] cause ", " reason[cell]
	}
}

/^status [0-9]+$/ { status = $2 }

END {
	end_program()
	status = failures ? 1 : errors > forgiven ? 3 : 0
	text = failure != "" ? failure : first["error"] != "" ? first["error"] : first["skip"]
	if (bad != "") {
		status = 4
		text = bad
	}
	printf "%d\t%d\t%d\t%d\t%d\t%s\n", status, passes, skips, failures, errors, text
}
