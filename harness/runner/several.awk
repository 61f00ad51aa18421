# SPDX-License-Identifier: GPL-2.0-only
#
# Follows the runs on several kernels and prints what each said once it is done.
#
# stdin: the stream of faultsig_supervise, whose jobs are run_tests.sh
# -v out=   where their results are
# exit:     the most telling exit status of all: 3, 2, 1 or 0

BEGIN { FS = "\t" }

/^\001\t/ { next }

/^\001/ {
	if ($2 != "start")
		finish(substr($1, 2), $2, $3)
	next
}

{
	at = index($0, "\t")
	job = substr($0, 1, at - 1)
	said[job] = said[job] substr($0, at + 1) "\n"
}

function finish(job, event, ms,    status)
{
	status = event ~ /^exit [0-3]$/ ? substr(event, 6) + 0 : 3
	if (status > worst)
		worst = status
	printf "== %s, %d s%s: %s\n", job, ms / 1000, event ~ /^exit/ ? "" : " (" event ")",
	       out "/" job
	printf "%s", said[job]
	fflush()
	delete said[job]
}

END { exit worst }
