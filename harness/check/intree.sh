#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The suite as a part of kernel trees: all, run_tests, install, gen_tar and clean
# of tools/testing/selftests, without O=, with an absolute and a relative one.
# The trees hold the framework and this suite; kselftest asks for no more. run_kselftest.sh is
# green with known defects, and red with anything new; and the readers of its log see what the
# programs said.

set -u

# A second, newer framework: since 7.1 it prints one plan for a run, runs cells in the
# order of the source, and its lib.mk adds include directories.
NEWER=7.3
# A deadline for apt, the download and the unpacking, in case the mirror hangs.
FETCH_S=240

# A cell that every kernel since 5.7 fails, and the pattern of its entry; and one that passes
KNOWN=pipe_read.uffd_missing_anon.sigusr1
ENTRY='*.uffd_*.sigusr1,Fail'
PASS=pipe_read.uffd_missing_anon.none

log=$TMPDIR/log
unset FAULTSIG_RAW FAULTSIG_EXPECTATIONS
jobs=$(nproc 2>/dev/null || echo 1)
programs=$(sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs)

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

# Print the cells that did not pass last, as only the end of a long log is shown.
context()
{
	cat "$log"
	grep -E 'Bail out!|expected [A-Z_]+, observed|not ok' "$log"
}

# selftests ARGS...: run the top Makefile so that it does not hide that a target failed.
# The test is about make: without optimization this is the fastest.
selftests()
{
	make -C "$tree/tools/testing/selftests" --no-print-directory -j"$jobs" \
		TARGETS=faultsig FORCE_TARGETS=1 USERCFLAGS='-O0 -g0' "$@"
}

# one_cell DIR: run nothing but the first cell of each program, or a known defect, by
# kselftest's own way to give arguments
one_cell()
{
	for program in $programs; do
		cell=$("$1/$program" --list | sed -n '1s/[^[:graph:]].*//p')
		[ "$program" != uaccess ] || cell=$KNOWN
		name=$(echo "$program" | tr '[:lower:]' '[:upper:]')
		export "KSELFTEST_${name}_ARGS=-r $cell"
		echo "$program $cell"
	done >"$TMPDIR/cells"
}

# ran: succeed if, by the log, the one cell of each program ran or was skipped, and each
# program was ok for kselftest
ran()
{
	while read -r program cell; do
		grep -qE "^# ok 1 $cell( |\$)" "$log" &&
			grep -qE "^ok [0-9]+ selftests: .*faultsig.*: $program( |\$)" "$log" ||
			echo "$program"
	done <"$TMPDIR/cells" | tr '\n' ' '
}

# all_of WHAT WHY DIR FILE...: print a result line for files that must be there
all_of()
{
	what=$1
	why=$2
	dir=$3
	shift 3
	for file; do
		[ -e "$dir/$file" ] || echo "$file"
	done >"$TMPDIR/lost"
	if [ -s "$TMPDIR/lost" ]; then
		not_ok "$what" "$why: $(tr '\n' ' ' <"$TMPDIR/lost")"
	else
		ok "$what"
	fi
}

check_all()
{
	if selftests "$@" all >"$log" 2>&1; then
		# shellcheck disable=SC2086 # a list
		all_of "$label all" 'built no' "$build/faultsig" \
			$programs faultsig_supervise faultsig_controls faultsig_sandbox
	else
		not_ok "$label all" 'does not build'
		return 1
	fi
}

check_run_tests()
{
	one_cell "$build/faultsig"
	selftests "$@" run_tests >"$log" 2>&1
	lost=$(ran)
	if [ -z "$lost" ]; then
		ok "$label run_tests"
	else
		not_ok "$label run_tests" "no result of $lost"
	fi
}

check_install()
{
	installed=$TMPDIR/installed
	rm -rf "$installed"
	if ! selftests "$@" install KSFT_INSTALL_PATH="$installed" >"$log" 2>&1; then
		not_ok "$label install" 'failed'
		return
	fi
	# shellcheck disable=SC2046,SC2086 # lists
	all_of "$label install" 'without' "$installed/faultsig" \
		$programs faultsig_supervise faultsig_runner faultsig_controls faultsig_sandbox \
		run_tests.sh config settings harness/runner/lib.sh tests/programs \
		$(find expectations -type f)

	one_cell "$installed/faultsig"
	kselftest -c faultsig
	lost=$(ran)
	if [ -n "$lost" ]; then
		not_ok "$label run_kselftest.sh" "no result of $lost"
	elif ! grep -qx "# timeout set to $(sed -n 's/^timeout=//p' settings)" "$log"; then
		not_ok "$label run_kselftest.sh" 'settings was not read'
	elif [ "$status" -ne 0 ]; then
		not_ok "$label run_kselftest.sh" "exit status $status"
	else
		ok "$label run_kselftest.sh"
	fi
}

# kselftest ARGS...: run what is installed, and set $status. Through a pipe: with a file as its
# output, run_kselftest.sh loses the nested results.
kselftest()
{
	(
		cd / && "$installed/run_kselftest.sh" "$@" 2>&1
		echo $? >"$TMPDIR/status"
	) | cat >"$log"
	status=$(cat "$TMPDIR/status")
}

# red WHAT LINE: the collection has just failed, and said so of the cell. Before 7.1
# run_kselftest.sh exits with 0, whatever its programs do.
red()
{
	if ! grep -qE "^# $2" "$log"; then
		not_ok "$label $1" "no line like '$2'"
	elif ! grep -q '^not ok [0-9]* selftests: faultsig: uaccess # exit=1$' "$log"; then
		not_ok "$label $1" 'the program is not red'
	elif [ "$status" -eq 0 ] && [ "$tree_series" = "$NEWER" ]; then
		not_ok "$label $1" 'exit status 0'
	else
		ok "$label $1 (exit status $status)"
	fi
}

# What is new is red; what is known is not, and FAULTSIG_RAW=1 tells nevertheless.
check_known()
{
	kunits="--kunit $KSRC/tools/testing/kunit"
	[ ! -d "build/framework-$NEWER" ] ||
		kunits="$kunits --kunit build/framework-$NEWER/tools/testing/kunit"
	# shellcheck disable=SC2086 # options
	report "$label readers of the whole log" \
		"$(harness/check/readers.py selftests "$log" $kunits 2>&1 >/dev/null)"
	if grep -q "^# ok 1 $KNOWN # SKIP" "$log"; then
		echo "skip - $label a known defect: $KNOWN can't run here"
		return
	fi
	report "$label a known defect is XFAIL, and run_kselftest.sh green" \
		"$(grep -q "^# ok 1 $KNOWN # XFAIL " "$log" || echo 'it is not')"
	export FAULTSIG_RAW=1
	kselftest -t faultsig:uaccess
	unset FAULTSIG_RAW
	red 'FAULTSIG_RAW=1 is the raw truth' "not ok 1 $KNOWN\$"
	lists=$installed/faultsig/expectations
	cp "$lists/all-fails.txt" "$TMPDIR/all-fails.txt"
	grep -vxF "$ENTRY" "$TMPDIR/all-fails.txt" >"$lists/all-fails.txt"
	kselftest -t faultsig:uaccess
	red 'a failure that no list knows is red' "not ok 1 $KNOWN\$"
	cp "$TMPDIR/all-fails.txt" "$lists/all-fails.txt"
	printf '%s\n' '# Defect: a planted one' '# Bug Report: none' '# Linux Version: 4.0 -' \
		'# Observed: SPINNING' "uaccess:$PASS,Fail" >"$lists/$(uname -m)-fails.txt"
	export KSELFTEST_UACCESS_ARGS="-r $PASS"
	kselftest -t faultsig:uaccess
	red 'a pass where a failure is known is red' \
		"not ok 1 $PASS #  unexpected pass of: a planted one\$"
	rm "$lists/$(uname -m)-fails.txt"
}

check_gen_tar()
{
	selftests "$@" gen_tar KSFT_INSTALL_PATH="$installed" >"$log" 2>&1
	if tar -tzf "$installed/kselftest-packages/kselftest.tar.gz" 2>>"$log" |
		grep -q '/faultsig/run_tests\.sh$'; then
		ok "$label gen_tar"
	else
		not_ok "$label gen_tar" 'no suite in the archive'
	fi
}

# The netdev CI runs each program alone, by overriding the lists.
check_alone()
{
	one_cell "$build/faultsig"
	sed -i -n '/^populate /p' "$TMPDIR/cells"
	selftests TEST_PROGS=populate TEST_GEN_PROGS= run_tests >"$log" 2>&1
	if [ -z "$(ran)" ]; then
		ok "$label a program alone"
	else
		not_ok "$label a program alone" 'no result of it'
	fi
}

check_clean()
{
	selftests "$@" clean >"$log" 2>&1
	{
		rsync -anc -O --delete --out-format='%o %n' "$source/" \
			"$tree/tools/testing/selftests/faultsig/"
		[ "$build" = "$tree/tools/testing/selftests" ] ||
			find "$build/faultsig" -type f
	} >"$TMPDIR/left"
	if [ -s "$TMPDIR/left" ]; then
		not_ok "$label clean" "left $(tr '\n' ' ' <"$TMPDIR/left")"
	else
		ok "$label clean"
	fi
}

# check_tree NAME FRAMEWORK: check one tree with all targets
check_tree()
{
	tree=$TMPDIR/$1
	tree_series=$1
	kernels/framework copy "$2" "$tree" >"$log" 2>&1 || {
		not_ok "$1 tree" 'no framework in it'
		return
	}
	cp -a "$source" "$tree/tools/testing/selftests/faultsig"

	label="$1:"
	build=$tree/tools/testing/selftests
	check_all && {
		check_run_tests
		check_alone
		check_install
		check_known
		check_gen_tar
		check_clean
	}

	label="$1 O=absolute:"
	build=$TMPDIR/out-$1/kselftest
	check_all O="$TMPDIR/out-$1" && {
		check_run_tests O="$TMPDIR/out-$1"
		check_install O="$TMPDIR/out-$1"
		check_gen_tar O="$TMPDIR/out-$1"
		check_clean O="$TMPDIR/out-$1"
	}

	# from the top of the tree
	label="$1 O=relative:"
	build=$tree/out/kselftest
	check_all O=out && {
		check_install O=out
		check_clean O=out
	}
	rm -rf "$tree" "$TMPDIR/out-$1"
}

# The project without what is built: the programs must come from the tree.
source=$TMPDIR/source
rsync -a --exclude=/.git --exclude-from=.gitignore ./ "$source"

series=$(sed -n 's/^VERSION = //p; s/^PATCHLEVEL = //p' "$KSRC/Makefile" |
	head -n 2 | paste -sd.)
check_tree "$series" "$KSRC"

newer=build/framework-$NEWER
if [ "$series" = "$NEWER" ]; then
	:
elif timeout "$FETCH_S" kernels/framework fetch-series "$newer" "$NEWER" >"$log" 2>&1; then
	check_tree "$NEWER" "$newer"
else
	cat "$log"
	echo "skip - $NEWER: no linux-source package that new to be had"
fi

exit "$failed"
