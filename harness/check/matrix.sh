#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The whole matrix on the running kernel, once: nothing new, enough of it, fast enough.
# Also, an unprivileged user gets a run, in which cells that need a privilege skip by name.

set -u

here=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
bin=${FAULTSIG_BIN:-$here}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

CELLS_WANTED=1200
# The programs that need nothing but userfaultfd and io_uring: each has to judge cells. What
# the others judge depends on the machine.
PROGRAMS_WANTED="user_access uaccess process_vm direct_io io_uring populate uffd_events"
PROGRAMS_WANTED="$PROGRAMS_WANTED uffd_sources schedule bad_address"
SECONDS_ALLOWED=90
MEDIAN_MS_ALLOWED=20

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

# Times are judged only on the machine they were promised for: two idle CPUs.
idle()
{
	[ "$(nproc)" -ge 2 ] && awk '{ exit $1 > 0.7 }' /proc/loadavg
}

# Print the number of executed cells of those programs, their median ms, and the programs
# without one
figures()
{
	"$bin/faultsig_runner" fields program,ms,verdict "$1" |
		awk -v wanted="$PROGRAMS_WANTED" '
			BEGIN { n = split(wanted, list); for (i = 1; i <= n; i++) want[list[i]] }
			$3 ~ /^(skip|not_run|error)$/ { next }
			$1 in want { judged[$1]; print $2 }
			END { for (p in want) if (!(p in judged)) print "without", p }' |
		sort -n |
		awk '$1 == "without" { missing = missing " " $2; next }
			{ ms[++n] = $1 }
			END { print n + 0, ms[int((n + 1) / 2)] + 0, missing }'
}

judge_time()
{
	if [ "$1" -le "$2" ]; then
		ok "$3: $1, at most $2"
	elif [ "$was_idle" ]; then
		not_ok "$3" "$1, at most $2 are allowed on idle CPUs"
	else
		printf 'skip - %s: the machine was not idle\n' "$3"
	fi
}

run_matrix()
{
	was_idle=
	idle && was_idle=1
	begin=$(date +%s)
	"$here/run_tests.sh" -q -o "$work/results" >"$work/out" 2>&1
	status=$?
	end=$(date +%s)
	cat "$work/out"
	case $status in
	0) ok "the matrix: everything as expected" ;;
	*) not_ok "the matrix: everything as expected" "exit status $status" ;;
	esac
}

judge_matrix()
{
	# shellcheck disable=SC2046 # two numbers, and names
	set -- $(figures "$work/results/results.jsonl")
	cells=$1
	median=$2
	shift 2
	if [ "$cells" -ge "$CELLS_WANTED" ]; then
		ok "$cells cells executed, $CELLS_WANTED wanted"
	else
		not_ok "cells executed" "$cells, $CELLS_WANTED wanted"
	fi
	if [ $# -eq 0 ]; then
		ok "every program that can run everywhere judged cells"
	else
		not_ok "every program that can run everywhere judged cells" "not one of $*"
	fi
	judge_time "$((end - begin))" "$SECONDS_ALLOWED" "seconds for the matrix"
	judge_time "${median%.*}" "$MEDIAN_MS_ALLOWED" "milliseconds for the median cell"
}

# Copy the programs to a place that every user can reach.
run_unprivileged()
{
	if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
		printf 'skip - unprivileged run: needs root and setpriv\n'
		return
	fi
	chmod 755 "$work"
	cp "$bin/user_access" "$bin/uaccess" "$work"
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs \
		"$work/user_access" -f load -f load_fails >"$work/plain" 2>&1
	if grep -q '^ok .*load.uffd_missing_anon.sigusr1$' "$work/plain"; then
		ok "unprivileged: user-mode faults run"
	else
		not_ok "unprivileged: user-mode faults run" "$(tail -n 1 "$work/plain")"
	fi
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs \
		"$work/uaccess" -r pipe_read.uffd_missing_anon.none >"$work/plain" 2>&1
	if grep -q '^ok .*# SKIP needs userfaultfd for kernel faults$' "$work/plain" ||
		[ "$(cat /proc/sys/vm/unprivileged_userfaultfd 2>/dev/null)" = 1 ]; then
		ok "unprivileged: kernel-mode faults are skipped by name"
	else
		not_ok "unprivileged: kernel-mode faults are skipped by name" \
			"$(tail -n 1 "$work/plain")"
	fi
}

run_matrix
[ -s "$work/results/results.jsonl" ] && judge_matrix
run_unprivileged
exit "$failed"
