#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Nothing may be left behind, however a run ends: by Ctrl-C, by kill -9 of run_tests.sh
# or of its supervisor. The first runs are of programs that fork tasks which do not want to
# go (fake_program), the others of the real programs with all that they change on the machine.

set -u

# faultsig_supervise promises a second; the other is for a loaded machine
GONE_DS=20
# Time for a shell to start, on a loaded machine
STALL_S=30
# Cells after which the real programs are in the middle of others
REAL_CELLS=10

top=$(cd "$(dirname "$0")/../.." && pwd)
built=${FAULTSIG_BIN:-$top}
scratch=$(mktemp -d) || exit 1
suite=$scratch/suite
mark=faultsig_check_$$
runner=
others=

unset FAULTSIG_BIN FAULTSIG_PROGRAMS FAULTSIG_EXPECTATIONS

trap 'stop_runner; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"
# shellcheck source=harness/check/runner
. "$(dirname "$0")/runner"

context()
{
	cat "$scratch/said"
}

# Print the processes of a run, wherever they hide: a mark is in their environment
marked()
{
	grep -ls "FAULTSIG_MARK=$mark" /proc/[0-9]*/environ
}

name_marked()
{
	for environ in $(marked); do
		cat "${environ%environ}comm" 2>/dev/null
	done | tr '\n' ' '
}

# Print the processes that are still there after GONE_DS
wait_gone()
{
	for _ in $(seq "$GONE_DS"); do
		[ -n "$(marked)" ] || return
		sleep 0.1
	done
	name_marked
}

# Print the state of the machine that a run could change
machine_state()
{
	cat /proc/sys/vm/nr_hugepages 2>/dev/null
	cat /proc/self/mountinfo
	cat /sys/block/loop*/loop/backing_file 2>/dev/null
	cat /proc/swaps
	ls /sys/fs/fuse/connections 2>/dev/null
	find /sys/block -mindepth 1 ! -name 'loop*' | sort
	find /sys/fs/cgroup -type d -name 'faultsig*' 2>/dev/null
}

# Run in a session of its own, with SIGINT as a terminal would have it
start_run()
{
	: >"$scratch/said"
	FAULTSIG_MARK=$mark setsid env --default-signal=INT "$@" \
		>"$scratch/said" 2>&1 </dev/null 7>&- &
	runner=$!
}

# Two cells that hang, each with children which escaped it, in jobs side by side
make_suite()
{
	copy_runner "$top" "$built" "$suite" || exit 1
	cp "$top/harness/check/fake_program" "$suite/uaccess"
	printf 'read.uffd.none\tDEFERRED\tstall\nwrite.uffd.none\tDEFERRED\tstall\n' \
		>"$suite/uaccess.cells"
	mkfifo "$suite/uaccess.stalled"
}

stall_run()
{
	exec 7<>"$suite/uaccess.stalled"
	FAULTSIG_PROGRAMS=uaccess start_run "$suite/run_tests.sh" -j 2 -o "$scratch/out"
	# each cell says on the fifo that it stalls
	for _ in 1 2; do
		timeout "$STALL_S" sh -c 'read -r _' <&7 && continue
		not_ok 'cleaning up' "no cell stalled in $STALL_S s"
		exit 1
	done
	exec 7>&-
}

# Arguments: the title of the check, the exit status that the runner has to end with
report_end()
{
	wait "$runner"
	status=$?
	runner=
	if [ "$status" -eq "$2" ]; then
		report "$1" ""
	else
		report "$1" "exit status $status instead of $2"
	fi
}

# shellcheck disable=SC2317 # called by the trap
stop_runner()
{
	[ -z "$runner" ] || kill -KILL "-$runner"
}

results_left()
{
	[ -z "$(ls -A "$scratch/out" 2>/dev/null)" ] || echo "files left: $(ls -A "$scratch/out")"
}

check_interrupt()
{
	stall_run
	kill -INT "-$runner"
	report_end "Ctrl-C ends a run with 130" 130
	report "Ctrl-C leaves no task" "$(wait_gone)"
	report "Ctrl-C leaves no unfinished results" "$(results_left)"
	stall_run
	kill -TERM "$runner"
	report_end "SIGTERM ends a run with 143" 143
	report "SIGTERM leaves no task" "$(wait_gone)"
}

check_killed_runner()
{
	stall_run
	kill -KILL "$runner"
	wait "$runner" 2>/dev/null
	runner=
	report "kill -9 of run_tests.sh leaves no task" "$(wait_gone)"
	printf 'read.uffd.none\tDEFERRED\tok\n' >"$suite/uaccess.cells"
	start_run env FAULTSIG_PROGRAMS=uaccess "$suite/run_tests.sh" -o "$scratch/out"
	report_end "the next run replaces what a killed one left" 0
	printf 'read.uffd.none\tDEFERRED\tstall\nwrite.uffd.none\tDEFERRED\tstall\n' \
		>"$suite/uaccess.cells"
}

# Arguments: the name of a process and that of its parent, as /proc has them. Kills all such
# processes of this run.
kill_named()
{
	for environ in $(marked); do
		stat=$(cat "${environ%environ}stat" 2>/dev/null)
		parent=$(echo "$stat" | sed 's/.*) [A-Z] \([0-9]*\) .*/\1/')
		case $stat in
		*"($1)"*) grep -qx "$2" "/proc/$parent/comm" && kill -KILL "${stat%% *}" ;;
		esac
	done
}

check_killed_tools()
{
	while read -r name parent; do
		stall_run
		kill_named "$name" "$parent"
		report_end "kill -9 of $name breaks the run" 3
		report "kill -9 of $name leaves no task" "$(wait_gone)"
	done <<-TOOLS
		faultsig_superv faultsig_runner
		faultsig_runner run_tests.sh
	TOOLS
}

# Print the differences to the state before that are still there after GONE_DS
wait_as_before()
{
	for _ in $(seq "$GONE_DS"); do
		machine_state | diff "$scratch/before" - >"$scratch/said" && return
		sleep 0.1
	done
	sed -n 2p "$scratch/said"
}

# Programs of another run, which lease and return huge pages meanwhile
others_run()
{
	cat /proc/[0-9]*/comm 2>/dev/null | grep -q '^faultsig_keeper$'
}

# Wait until some cells of a run with -v have ended
wait_cells()
{
	for _ in $(seq $((STALL_S * 10))); do
		[ "$(grep -c '^[a-z]* .*:' "$scratch/said")" -lt "$REAL_CELLS" ] || return 0
		sleep 0.1
	done
	return 1
}

# Arguments: a signal, a program or glob for it: end a run in the middle of its cells
end_real_run()
{
	# Ctrl-C signals all processes in the foreground
	[ "$1" = INT ] && whom=- || whom=
	others_run && others=yes
	start_run env FAULTSIG_BIN="$built" "$top/run_tests.sh" -v -t "$2" -o "$scratch/real"
	if ! wait_cells; then
		not_ok "SIG$1 in a run of $2" "not $REAL_CELLS cells in $STALL_S s"
		return
	fi
	kill "-$1" "$whom$runner"
	wait "$runner" 2>/dev/null
	runner=
	report "SIG$1 in a run of $2 leaves no task" "$(wait_gone)"
	changed=$(wait_as_before)
	if [ -n "$changed" ] && { [ -n "$others" ] || others_run; }; then
		echo "skip - SIG$1 in a run of $2: another run changes the machine"
		return
	fi
	report "SIG$1 in a run of $2 leaves the machine as it was" "$changed"
}

# All programs at once, then each
check_real_programs()
{
	if [ ! -x "$built/user_access" ]; then
		echo "skip - the real programs: not built"
		return
	fi
	machine_state >"$scratch/before"
	for signal in KILL INT; do
		end_real_run "$signal" '*'
	done
	sed -n 's/^\([a-z][a-z_]*\)[[:space:]]*$/\1/p' "$top/tests/programs" >"$scratch/programs"
	while read -r program; do
		end_real_run KILL "$program:*"
	done <"$scratch/programs"
}

if [ ! -x "$built/faultsig_supervise" ]; then
	echo "not ok - cleaning up: faultsig_supervise is not built"
	exit 1
fi
if ! env --default-signal=INT true 2>/dev/null; then
	echo "skip - cleaning up: env has no --default-signal"
	exit
fi
make_suite
check_interrupt
check_killed_runner
check_killed_tools
check_real_programs
exit "$failed"
