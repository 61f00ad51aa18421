#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A newcomer's first hour, as README.md tells it, with the time that the machine takes for each
# stage: clone to the first verdict; a failure, planted by taking a known defect out of the
# lists, to what it means and what to do; and a new path, from the template to its verdict.
# Nothing is downloaded: the framework is the one of this tree (KSRC).

set -u

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

CELL=uaccess:pipe_read.uffd_missing_anon.sigusr1
DEFECT='a kernel-mode fault on a userfaultfd spins while a signal is pending'
# Generous, for one slow core with other work to do: two idle ones need 20, 1 and 5 s.
VERDICT_S=600
FAILURE_S=60
NEW_CELL_S=300

KSRC=${KSRC:-$(kernels/framework find build/framework)}
clone=$TMPDIR/faultsig
log=$TMPDIR/log
jobs=$(nproc 2>/dev/null || echo 1)
: >"$log"
unset FAULTSIG_BIN FAULTSIG_EXPECTATIONS FAULTSIG_PROGRAMS FAULTSIG_RAW

context()
{
	tail -n 30 "$log"
}

# try STATUS COMMAND...: run a command in the clone; STATUS is the exit status to expect
try()
{
	want=$1
	shift
	(cd "$clone" && "$@") >"$log" 2>&1 </dev/null
	status=$?
	[ "$status" -eq "$want" ]
}

said()
{
	grep -qE -e "$1" "$log"
}

# begin: take the time; stage WHAT LIMIT_S WHY: print the stage's result and time
begin()
{
	began=$(date +%s)
	why=
}

stage()
{
	took=$(($(date +%s) - began))
	[ -n "$3" ] || [ "$took" -le "$2" ] || set -- "$1" "$2" "more than $2 s"
	report "$1: $took s" "$3"
}

# The tree as it is, if it is no repository of git's or belongs to somebody else
bring()
{
	if ! git clone -q . "$clone" >"$log" 2>&1; then
		rsync -a --exclude=/.git --exclude-from=.gitignore ./ "$clone" >"$log" 2>&1
	fi
}

build()
{
	try 0 make -j"$jobs" KSRC="$KSRC"
}

# ---- the stages ----

first_verdict()
{
	begin
	if ! bring; then
		why="no clone"
	elif ! build; then
		why="it does not build"
	elif ! try 0 ./run_tests.sh -t "$CELL"; then
		why="exit status $status of the first cell"
	elif ! said '^cells: 1 run'; then
		why="it does not say that a cell ran"
	fi
	cp "$log" "$TMPDIR/first"
	stage 'clone to first verdict' "$VERDICT_S" "$why"
}

# plant: take the defect out of the clone's lists
plant()
{
	sed -i "/^# Defect: $DEFECT/,/^\$/d" "$clone/expectations/all-fails.txt"
}

# lines_to_add: what explain says is to be written to the lists, with its blanks filled in
lines_to_add()
{
	sed -n 's/^      \(# .*\|[a-z_]*:.*,Fail\)$/\1/p' "$log" |
		sed 's/what is wrong, in a line/planted/; s/one of those in .*/spins/
			s/the outcome that was seen/SPINNING/'
}

# read_failure: what a newcomer looks for in the words of the failure; prints what is missing
read_failure()
{
	said 'DEFERRED -> SPINNING' || echo 'neither expected nor observed outcome'
	said 'signal pending' || echo 'no evidence'
	repro=$(sed -n 's/^ *repro: //p' "$log" | head -n 1)
	[ -n "$repro" ] || echo 'no repro line'
	try 1 sh -c "$repro" || echo "the repro line ends with $status: $repro"
}

# understand: do what explain says; print what is missing
understand()
{
	try 0 ./run_tests.sh explain "$CELL" || echo 'no story'
	said '^  because    .*only fatal signals' || echo 'no rule'
	said '^  decided by .*do_user_addr_fault' || echo 'no code that decides'
	said '^  whom to tell .*get_maintainer' || echo 'nobody to tell'
	{
		echo
		lines_to_add
	} >"$TMPDIR/lines"
	cat "$TMPDIR/lines" >>"$clone/expectations/all-fails.txt"
	try 0 ./run_tests.sh -t "$CELL" || echo "the lines of explain do not make it a known one"
	said '^ *planted' || echo 'the known issue has not the name that was written'
}

first_failure()
{
	if ! grep -qF "$DEFECT" "$TMPDIR/first"; then
		echo "skip - first understood failure: this machine does not show the defect"
		return
	fi
	begin
	plant
	if try 1 ./run_tests.sh -t "$CELL"; then
		why=$(read_failure && understand)
	else
		why="exit status $status with a defect that no list knows"
	fi
	stage 'a planted failure, to what it means and what to do' "$FAILURE_S" "$why"
}

# docs/adding-a-path.md, steps 2 to 7
add_path()
{
	cp "$clone/docs/templates/path.c" "$clone/tests/uaccess/uname.c" &&
		sed -i 's/^\(static .*families\[\] = {\)/\1 rows_uname,/' \
			"$clone/tests/uaccess.c" &&
		sed -i 's/^#endif .*/extern const struct matrix_row rows_uname[];\n\n&/' \
			"$clone/tests/uaccess/families.h"
}

new_cell()
{
	begin
	if try 0 ./run_tests.sh list -t 'uname.*'; then
		why="there are such cells already"
	elif ! add_path || ! build; then
		why="it does not build"
	elif ! try 0 ./run_tests.sh -t uname.uffd_missing_anon.none; then
		why="exit status $status of the new cell"
	elif ! said '^cells: 1 run, [01] pass, 0 known, 0 new'; then
		why="the new cell did not run"
	fi
	stage 'a new path, from the template to its verdict' "$NEW_CELL_S" "$why"
}

first_verdict
[ "$failed" -eq 0 ] || exit 1
first_failure
new_cell
exit "$failed"
