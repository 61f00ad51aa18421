#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The suite as a part of kernel trees: all, run_tests, install, gen_tar and clean
# of tools/testing/selftests, without O=, with an absolute and a relative one.
# The trees hold the framework and this suite; kselftest asks for no more.

set -u

# A second, newer framework: since 7.1 it prints one plan for a run, runs cells in the
# order of the source, and its lib.mk adds include directories.
NEWER=7.3
# A deadline for apt, the download and the unpacking, in case the mirror hangs.
FETCH_S=240

log=$TMPDIR/log
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
# The test is about make: without -O2 this takes a quarter of the time.
selftests()
{
	make -C "$tree/tools/testing/selftests" --no-print-directory -j"$jobs" \
		TARGETS=faultsig FORCE_TARGETS=1 USERCFLAGS='-O0 -g0' "$@"
}

# one_cell DIR: run nothing but the first cell of each program, by kselftest's
# own way to give arguments
one_cell()
{
	for program in $programs; do
		cell=$("$1/$program" --list | sed -n '1s/[^[:graph:]].*//p')
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

	# Through a pipe: with a file as its output, run_kselftest.sh loses the
	# nested results.
	one_cell "$installed/faultsig"
	(cd / && "$installed/run_kselftest.sh" -c faultsig 2>&1) | cat >"$log"
	lost=$(ran)
	if [ -n "$lost" ]; then
		not_ok "$label run_kselftest.sh" "no result of $lost"
	elif ! grep -qx "# timeout set to $(sed -n 's/^timeout=//p' settings)" "$log"; then
		not_ok "$label run_kselftest.sh" 'settings was not read'
	else
		ok "$label run_kselftest.sh"
	fi
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
