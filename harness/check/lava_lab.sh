#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# LAVA, all of it: a lab on this machine runs cells on several kernels, its results are those of
# the run, a failed cell is a failed case, a worker that is killed loses no verdict, and
# nothing is left when the lab is stopped.
#
# By name only: it needs root, installs some 200 packages into a root directory of the lab's
# own, and takes from 5 to 40 minutes.

set -u

# Cells of one program that pass, that fail as known, and that skip
CELLS='pipe_read.uffd_missing_anon.*'
# So many that their job is in the middle of them when its log says that they run
MANY_CELLS='uaccess:*.uffd_missing_anon.sig*'
# Two or more
KERNELS=${FAULTSIG_LAB_KERNELS:-debian:5.10 debian:6.1 debian:6.12 debian:7.3}
# Seconds until cells run
UNTIL_CELLS_S=600

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

lab=kernels/lava/lab

context()
{
	tail -n 30 "$TMPDIR/said" 2>/dev/null
}

seconds_since()
{
	echo "$(($(date +%s) - $1)) s"
}

# processes: print what of LAVA runs here; check scripts have its name, too
processes()
{
	pgrep -af 'lava-server|lava-worker|lava-run|gunicorn|faultsig-lab'
}

# machine: print what a lab could leave
machine()
{
	processes
	cut -d : -f 1 /etc/passwd
	dpkg-query -W -f '${Package} ${db:Status-Status}\n' | grep -E 'lava|gunicorn'
	grep -E 'lava-|/lab' /proc/mounts
	losetup -a | grep lava-
	ls -d /etc/lava* /var/lib/lava* 2>/dev/null
}

# submit DIR [OPTION]...: $cells, on the kernels, to the lab
submit()
{
	dir=$1
	shift
	set -- ./run_tests.sh submit -q -t "$cells" -o "$dir" "$@"
	for kernel in $kernels; do
		set -- "$@" -k "$kernel"
	done
	"$@" >"$TMPDIR/said" 2>&1
}

# want_counts WHAT DIR...: check that LAVA has the cases of these results
want_counts()
{
	what=$1
	shift
	if ! kernels/lava/counts "$@" >"$TMPDIR/said" 2>&1; then
		not_ok "$what" 'LAVA has other results'
		return
	fi
	ok "$what: $(sed 's/.*: \(.*: .*\)/\1/' "$TMPDIR/said" | paste -sd ';' -)"
}

check_four()
{
	start=$(date +%s)
	kernels=$KERNELS
	if submit "$TMPDIR/four"; then
		ok "cells on several kernels are as expected: $(seconds_since "$start")"
	else
		not_ok 'cells on several kernels are as expected' "exit status $?"
	fi
	want_counts 'LAVA has the cases of results.jsonl' "$TMPDIR"/four/*
}

# Without expectations each known defect is a failure.
check_failing()
{
	kernels=debian:6.1
	submit "$TMPDIR/raw" -x
	status=$?
	if [ $status -ne 1 ]; then
		not_ok 'a new failure fails the run' "exit status $status"
		return
	fi
	want_counts 'a cell that fails is a failed case in LAVA' "$TMPDIR/raw"
	grep -q ' fail' "$TMPDIR/said" || not_ok 'a failed case' 'there is none'
}

# cases_came: succeed if the last job has test cases
cases_came()
{
	python3 - <<-'EOF'
		import json, os, urllib.request
		def ask(path):
		    url = f'{os.environ["FAULTSIG_LAVA"]}/api/v0.2/jobs/{path}'
		    token = f'Token {os.environ["FAULTSIG_LAVA_TOKEN"]}'
		    request = urllib.request.Request(url, headers={'Authorization': token})
		    return urllib.request.urlopen(request, timeout=60).read().decode()
		jobs = json.loads(ask('?state=Running'))['results']
		raise SystemExit(not any('LAVA_SIGNAL_TESTCASE' in ask(f'{job["id"]}/logs/')
		                         for job in jobs if job['state'] == 'Running'))
	EOF
}

check_killed_worker()
{
	kernels=debian:6.1
	cells=$MANY_CELLS
	submit "$TMPDIR/killed" &
	submitted=$!
	until=$(($(date +%s) + UNTIL_CELLS_S))
	until cases_came 2>/dev/null || [ "$(date +%s)" -gt $until ]; do
		sleep 1
	done
	$lab kill-worker >/dev/null 2>&1
	wait $submitted
	status=$?
	if [ $status -ne 0 ]; then
		not_ok 'a worker that is killed loses no verdict' "exit status $status"
	elif ! grep -q 'LAVA lost the job' "$TMPDIR/killed/console.log"; then
		not_ok 'a worker that is killed loses no verdict' 'it was killed too late'
	else
		want_counts 'a worker that is killed loses no verdict' "$TMPDIR/killed"
	fi
}

if [ "$(id -u)" -ne 0 ]; then
	echo 'skip - a lab of LAVA: not root'
	exit 0
fi
cells=$CELLS
machine >"$TMPDIR/before"
start=$(date +%s)
if ! $lab start 2 >"$TMPDIR/said" 2>&1; then
	not_ok 'the lab starts' "$(tail -n 1 "$TMPDIR/said")"
	exit 1
fi
trap '$lab stop' EXIT
trap 'exit 1' HUP INT TERM
ok "the lab starts: $(seconds_since "$start")"
eval "$($lab env)"
check_four
check_failing
check_killed_worker
start=$(date +%s)
$lab stop
trap - EXIT
machine >"$TMPDIR/after"
diff "$TMPDIR/before" "$TMPDIR/after" >"$TMPDIR/said"
report "the lab stops, and leaves nothing: $(seconds_since "$start")" "$(head -n 3 "$TMPDIR/said")"
exit $failed
