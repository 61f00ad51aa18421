#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The negative controls: every victim that misbehaves on purpose must be found out,
# with the outcome and the words that its row asks for, and its well-behaved twin
# must pass. FAULTSIG_BIN is where the programs are, when not here.
#
# Controls that sleep until a deadline of the engine is over run beside the others. Controls
# that read counters of the whole kernel run alone, when all others are done. Some need a
# kernel of their own: guest.sh has them.

set -u

program=${FAULTSIG_BIN:-.}/faultsig_controls
# Time for processes that die with their program to be gone.
LEFTOVERS_S=5

expect=$TMPDIR/expect

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

# fixtures PACE: print the fixtures of the controls with that pace
fixtures()
{
	awk -F '\t' -v pace="$1" '$2 == pace { sub(/\..*/, "", $1); print $1 }' "$expect"
}

# run NAME ARGS...: run some of the cells
run()
{
	out=$TMPDIR/$1.out
	shift
	"$program" "$@" >"$out" 2>/dev/null
}

run_all()
{
	but=
	for fixture in $(fixtures beside); do
		run "$fixture" -f "$fixture" &
		but="$but -F $fixture"
	done
	for fixture in $(fixtures alone) $(fixtures guest); do
		but="$but -F $fixture"
	done
	# shellcheck disable=SC2086 # a list
	run in_turn $but
	wait
	for fixture in $(fixtures alone); do
		run "$fixture" -f "$fixture"
	done
}

# compare: compare the outputs with the table; print a line for each row
compare()
{
	awk -F '\t' -f harness/check/controls.awk "$expect" "$TMPDIR"/*.out
}

# processes: print the processes of this program, even if their parent is gone
processes()
{
	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$1" ] || continue
		pid=${exe#/proc/}
		echo "${pid%/exe}"
	done
}

check_leftovers()
{
	left=$LEFTOVERS_S
	path=$(readlink -f "$program")
	while [ -n "$(processes "$path")" ] && [ "$left" -gt 0 ]; do
		left=$((left - 1))
		sleep 1
	done
	pids=$(processes "$path" | tr '\n' ' ')
	report 'no process is left behind' "$pids"
}

if ! "$program" --expect >"$expect"; then
	echo "not ok - controls: $program --expect fails"
	exit 1
fi
run_all
compare || failed=1
check_leftovers
exit "$failed"
