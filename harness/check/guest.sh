#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests: what a command writes arrives whole, every way a guest can end is a
# verdict, and no QEMU is left behind, whoever is killed. On one Debian kernel, 6.1.

set -u

kernel=debian:6.1
programs=$TMPDIR/programs
out=$TMPDIR/guest

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

context()
{
	cat "$TMPDIR/said" "$out/verdict" 2>/dev/null
	tail -n 20 "$out/console.log" 2>/dev/null
}

skip_all()
{
	echo "skip - guests: $1"
	exit 0
}

# boot ARGUMENT...: boot a guest; its results are in $TMPDIR/results
boot()
{
	kernels/boot -p "$programs" -o "$out" "$@" >"$TMPDIR/results" 2>"$TMPDIR/said"
}

# ends WHAT CODE VERDICT ARGUMENT...: check that the guest ends with this code and verdict
ends()
{
	what=$1
	want=$2
	pattern=$3
	shift 3
	boot "$@"
	code=$?
	if [ "$code" -ne "$want" ]; then
		not_ok "$what" "exit code $code, not $want"
	elif ! grep -q "$pattern" "$out/verdict"; then
		not_ok "$what" "no verdict '$pattern'"
	else
		ok "$what"
	fi
}

# A program that does as the guest's first argument says.
write_program()
{
	cc -O2 -static -o "$programs/program" harness/check/guest_program.c
}

# A program with three cells, as run_tests.sh knows them; the second panics.
write_cells()
{
	mkdir -p "$TMPDIR/cells"
	cc -O2 -static -o "$TMPDIR/cells/cells" harness/check/guest_cells.c
	cp "$programs/faultsig_init" "$TMPDIR/cells"
	cc -std=gnu11 -O2 -D_GNU_SOURCE -static -o "$TMPDIR/cells/faultsig_supervise" \
		harness/runner/supervise.c harness/runner/tasks.c
}

# result CELL TEXT: succeed if the result of the cell has the text
result()
{
	grep "\"cell\":\"$1\"" "$TMPDIR/panic/results.jsonl" | grep -q "$2"
}

# A cell that takes the kernel down must not cost any other cell.
check_panic()
{
	write_cells
	FAULTSIG_PROGRAMS=cells FAULTSIG_BIN=$TMPDIR/cells \
		FAULTSIG_GUEST_PROGRAMS=$TMPDIR/cells \
		./run_tests.sh -x -k $kernel -o "$TMPDIR/panic" >"$TMPDIR/said" 2>&1
	code=$?
	if [ $code -ne 1 ]; then
		not_ok 'a cell that panics' "exit code $code, not 1"
	elif ! result a.b.one '"verdict":"pass"' || ! result a.b.three '"verdict":"pass"'; then
		not_ok 'a cell that panics' 'another cell was not run'
	elif ! result a.b.two '"observed":"CRASH","reason":"guest panic: '; then
		not_ok 'a cell that panics' 'is no crash'
	elif ! grep -q 'sysrq: Trigger a crash' "$TMPDIR/panic/console.log"; then
		not_ok 'a cell that panics' 'the console was not kept'
	else
		ok 'a cell that panics costs itself and no other'
	fi
}

# Every path and every stimulus, on one source
check_cells()
{
	./run_tests.sh -q -k $kernel -t '*.uffd_missing_anon.*' -o "$TMPDIR/cells_of_6.1" \
		>"$TMPDIR/said" 2>&1
	code=$?
	cat "$TMPDIR/said"
	if [ $code -ne 0 ]; then
		not_ok 'the cells on anonymous memory' "exit code $code"
	else
		ok "the cells on anonymous memory, on $kernel: $(grep '^cells:' "$TMPDIR/said")"
	fi
}

# What a guest is asked for is there: of the cells that need the same (the last value of a line of
# the list), the last one is not skipped
check_needs()
{
	./run_tests.sh list --json | tac |
		awk -F '"' '$20 ~ /[a-z]/ && !seen[$20]++ { print "-t " $4 ":" $8 }' \
			>"$TMPDIR/needs"
	# shellcheck disable=SC2046 # -t and a cell a line
	./run_tests.sh -q -k $kernel --require 100 $(cat "$TMPDIR/needs") \
		-o "$TMPDIR/needs_of_6.1" >"$TMPDIR/said" 2>&1
	code=$?
	cat "$TMPDIR/said"
	if [ $code -ne 0 ] || [ "$(wc -l <"$TMPDIR/needs")" -lt 10 ]; then
		not_ok 'what guests are asked for is there' "exit code $code"
	else
		ok "what guests are asked for is there: $(grep '^cells:' "$TMPDIR/said")"
	fi
}

# Drivers: the module builds, loads, and its controls are found out; then each of its programs
# in a few cells, and the fuzzer.
check_module()
{
	static=$(kernels/programs 2>"$TMPDIR/said") || {
		not_ok 'static programs' "$(tail -n 1 "$TMPDIR/said")"
		return
	}
	if kernels/module $kernel >"$TMPDIR/module" 2>"$TMPDIR/said" &&
		! grep -q 'warning:' "$(dirname "$(cat "$TMPDIR/module")")/log"; then
		ok "slowfault.ko builds for $kernel without a warning"
	else
		not_ok "slowfault.ko builds for $kernel without a warning" \
			"$(tail -n 1 "$TMPDIR/said")"
		return
	fi
	check_module_controls
	check_module_cells
	torment 'the fuzzer of slowfault.ko' 'ioctls in' faultsig_fuzz 5000 1
	torment 'kill -9 of who owns a job of slowfault.ko' ' 0 failed' \
		faultsig_orphans userfaultfd
}

# torment WHAT PATTERN PROGRAM ARGUMENT...: check that the program's last line has the pattern
torment()
{
	what=$1
	pattern=$2
	shift 2
	if boot -p "$static" --needs 'slowfault drm' -t 300 $kernel -- "$@" &&
		tail -n 1 "$TMPDIR/results" | grep -q "$pattern"; then
		ok "$what: $(tail -n 1 "$TMPDIR/results")"
	else
		cat "$TMPDIR/results"
		not_ok "$what" "$(tail -n 1 "$TMPDIR/said")"
	fi
}

# Check the controls with wrong handlers and those whose counters only a guest has, in the words
# that --expect asks for
check_module_controls()
{
	"$static/faultsig_controls" --expect | awk -F '\t' '$2 == "guest" || /^driver_/' \
		>"$TMPDIR/expect"
	# shellcheck disable=SC2046 # a list
	boot -p "$static" --needs slowfault -t 120 $kernel -- faultsig_controls \
		$(sed 's/^\([^.]*\).*/-f \1/' "$TMPDIR/expect")
	while IFS=$(printf '\t') read -r cell _ raw observed words; do
		if grep "\"cell\":\"$cell\"" "$TMPDIR/results" |
			grep "\"observed\":\"$observed\"" |
			sed 's/.*"reason":"//; s/",".*//' | grep -qE "$words"; then
			echo "ok - control $cell: $observed"
		else
			echo "not ok - control $cell: not $raw, $observed, '$words'"
		fi
	done <"$TMPDIR/expect" >"$TMPDIR/verdicts"
	cat "$TMPDIR/verdicts"
	! grep -q '^not ok' "$TMPDIR/verdicts" || failed=1
}

# Check each kind of handler on each kind of path, and all flags and outcomes
check_module_cells()
{
	./run_tests.sh -q -k $kernel -t 'driver_*:*.sigusr1' -t 'driver_*:*.sigkill' \
		-t 'kernel_gup:*.none' -t 'kernel_gup:*.sigusr1' -t fault_flags -t outcomes \
		-t 'drm_fault:*.sigusr1' -o "$TMPDIR/module_cells" >"$TMPDIR/said" 2>&1
	code=$?
	cat "$TMPDIR/said"
	if [ $code -ne 0 ]; then
		not_ok "cells that need the module" "exit code $code"
	else
		ok "cells that need the module, on $kernel: $(grep '^cells:' "$TMPDIR/said")"
	fi
}

# build: the programs of the guest
build()
{
	mkdir -p "$programs"
	write_program || skip_all 'no static C library'
	cc -std=gnu11 -O2 -D_GNU_SOURCE -static -o "$programs/faultsig_init" \
		kernels/guest_init.c
}

# qemus: print the number of our QEMUs
qemus()
{
	pgrep -f "qemu.*$TMPDIR" | wc -l
}

# wait_for COUNT: wait until so many of our QEMUs are there; ten tries, one a second
wait_for()
{
	tries=10
	while [ "$(qemus)" -ne "$1" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 1
	done
}

# killed WHAT SIGNAL: send the signal to boot, and check that its QEMU goes
killed()
{
	# A shell makes its background jobs ignore SIGINT.
	env --default-signal=INT kernels/boot -p "$programs" -o "$out" \
		-t 120 $kernel -- program hang \
		>"$TMPDIR/results" 2>"$TMPDIR/said" &
	boot=$!
	wait_for 1 || not_ok "$1" 'never started QEMU'
	kill "-$2" $boot
	wait $boot
	if wait_for 0; then
		ok "$1"
	else
		not_ok "$1" 'QEMU is still there'
	fi
}

command -v qemu-system-x86_64 >/dev/null || skip_all 'no qemu-system-x86_64'
kernels/get $kernel >"$TMPDIR/said" 2>&1 || skip_all "no kernel: $(tail -n 1 "$TMPDIR/said")"
build

ends 'the exit code of the command' 3 '^exit 3' -t 120 $kernel -- program talk
if [ "$(grep -c '^line [0-9]* of the results$' "$TMPDIR/results")" -eq 20000 ]; then
	ok 'kernel messages cannot corrupt results'
else
	not_ok 'kernel messages cannot corrupt results' 'lines are missing'
fi
ends 'a killed command' 100 '^signal 9' -t 120 $kernel -- program die
ends 'a missing program' 103 '^broken guest: nobody' -t 120 $kernel -- nobody
ends 'a warning' 101 '^warning: WARNING' -t 120 $kernel -- program complain
ends 'a panic' 101 '^panic: ' -t 120 $kernel -- program panic
if grep -qx 'running: path.source.second' "$out/verdict"; then
	ok 'a panic names the cell'
else
	not_ok 'a panic names the cell' 'it does not'
fi
ends 'silence' 102 '^silence' -t 120 -s 30 $kernel -- program hang
ends 'the deadline' 102 '^deadline' -t 40 -s 90 $kernel -- program hang
ends 'a reset' 104 '^lost' -t 120 $kernel -- program reboot
ends 'out of memory' 101 '^panic: ' -t 120 -m 256 $kernel -- program eat
ends 'no console' 3 '^exit 3' -t 120 --append console=ttyS7 $kernel -- program quit
ends 'not a kernel' 103 '^no boot' -t 30 "$programs/program" -- program quit

killed 'Ctrl-C leaves no QEMU' INT
killed 'kill -9 leaves no QEMU' KILL

check_panic
check_cells
check_needs
check_module

exit $failed
