#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh bisect-step: what it refuses, each of its exit statuses, and the right commit
# found, by a real git bisect run over a history of kernels that are only a word each.

set -u

# shellcheck source=harness/check/bisect_suite
. "$(dirname "$0")/bisect_suite"

# ---- what it refuses ----

check_refused_options()
{
	while IFS='|' read -r arguments complaint; do
		begin "bisect-step refuses '$arguments'"
		# shellcheck disable=SC2086 # several arguments
		step ok $arguments
		want_status 128
		want_said "^run_tests.sh: .*$complaint"
		want_said "^run_tests.sh: try '.*(bisect -h|list|--list -a amd64|-h)'"
		want_lines 2
		end
	done <<-ARGUMENTS
		--frobnicate $cell|unknown option
		$cell $cell|one cell
		--expect broken $cell|ok or fail
		--match [ $cell|regular expression
		--tries 0 $cell|takes 1 to
		--tries x $cell|takes a number
		--tries 2 --bad 3 $cell|1 to --tries
		--tries|needs a value
		-a sparc $cell|amd64, arm64
		--log $scratch/no/log $cell|can't write
		no.such.cell|no such cell
		$cell.none|no such cell
		uaccess|no such cell
		uaccess:*.sigusr1|no pattern
		write.uffd.none|several programs .*: process_vm uaccess|uaccess process_vm
	ARGUMENTS
	begin "git bisect takes no verdict from bisect-step -h"
	step ok -h
	want_status 128
	want_said '125  skip: '
	end
}

# Arguments: a directory to be in, the complaint
refuse_tree()
{
	(cd "$1" && "$suite/run_tests.sh" bisect-step $cell) >"$scratch/said" 2>&1 </dev/null
	status=$?
	want_status 128
	want_said "^run_tests.sh: $2"
	want_lines 1
	end
}

check_refused_trees()
{
	begin "stops where there is no git tree"
	refuse_tree "$scratch" "no git tree here: run it in"
	begin "stops in a git tree that is no kernel's"
	git init -q "$scratch/other"
	refuse_tree "$scratch/other" "not the root of a kernel tree"
	begin "stops below the root of the tree"
	refuse_tree "$tree/mm" "not the root of a kernel tree"
	begin "stops where tracked files are changed"
	echo more >>"$tree/mm/gup.c"
	refuse_tree "$tree" "changed files in the tree, as mm/gup.c: commit or stash"
	git -C "$tree" checkout -q mm/gup.c
	begin "does not mind files that git doesn't track"
	touch "$tree/notes"
	step ok $cell
	want_status 0
	rm "$tree/notes"
	end
}

# ---- one step ----

check_step_verdicts()
{
	while IFS='|' read -r does options code said; do
		begin "$does${options:+ with $options} is $code"
		# shellcheck disable=SC2086 # several arguments
		step "$does" $options $cell
		want_status "$code"
		want_said "$said"
		want_lines 1
		want_logged "\"exit\":$code,"
		end
	done <<-VERDICTS
		ok||0|^good: [0-9a-f]+ mm: change 2: 1 of 1 ok,
		ok|--tries 3|0|^good: .*: 3 of 3 ok
		SPINNING||1|^bad: .*: 1 of 1 failed: expected DEFERRED, observed SPINNING \(it said
		crash||1|^bad: .*observed CRASH
		hang||1|^bad: .*observed TIMEOUT
		panic|--tries 2|1|^bad: .*: 2 of 2 failed: .*CRASH \(guest panic: Kernel panic
		alternate|--tries 4 --bad 2|1|^bad: .*: 2 of 4 failed
		alternate|--tries 4 --bad 3|125|^skip: .*: 2 of 4 failed, 3 would be bad: .*WRONG
		SPINNING|--match SPIN.*sigusr9|125|^skip: .*: another failure: .*SPINNING
		SPINNING|--match SPINNING|1|^bad:
		ok|--expect fail|1|^bad: .*: 1 of 1 ok
		SPINNING|--expect fail|0|^good: .*: 1 of 1 failed
		alternate|--expect fail --tries 2 --bad 2|125|^skip:
		skip||125|^skip: .*: skipped: no such device
		ERROR||125|^skip: .*: its set-up failed: it said
		uncompilable||125|^skip: .*: does not build: the build failed: mm/gup.c:1
		lost||125|^skip: .*: configuration: .*lost what the suite
		unbootable||125|^skip: .*: does not boot: no boot: nothing for 60 s
		early_panic||125|^skip: .*: does not boot: panic: .*VFS
		no_flex||128|^run_tests.sh: no kernel: no flex here: install flex
		broken||128|^run_tests.sh: no kernel: kernels/build ended with 77
		no_qemu||128|^run_tests.sh: .*no qemu here: install it
		no_memory||128|^run_tests.sh: .*cannot allocate memory
		silent||128|^run_tests.sh: the cell ended without an observation
	VERDICTS
	begin "a step leaves a record"
	step SPINNING --log "$scratch/log" -a riscv64 $cell
	for field in '"subject":"mm: change 2"' '"compiler":"cc 1.2"' '"verdicts":["not_ok"]' \
		'"outcome":"bad"' "\"sha\":\"$(git -C "$tree" rev-parse HEAD)\"" ' -a riscv64 '; do
		want_logged "$field" "$scratch/log"
	done
	for file in console directory; do
		kept=$(sed "s/.*\"$file\":\"\([^\"]*\).*/\1/" "$scratch/log")
		[ -e "$kept" ] || blame "no $file $kept"
	done
	end
}

check_machine()
{
	begin "bisect-step stops without QEMU, before it builds"
	hide_qemu
	PATH=$scratch/tools step SPINNING $cell
	want_status 128
	want_said '^run_tests.sh: no qemu-system-x86_64 here: make setup'
	want_lines 1
	end
	begin "bisect-step stops without programs for the guest"
	touch "$FAKE/unbuildable"
	step ok $cell
	want_status 128
	want_said "^run_tests.sh: no programs for guests: can't build"
	rm "$FAKE/unbuildable"
	end
	begin "bisect-step stops with a part of itself missing"
	mv "$suite/kernels/bisect.sh" "$scratch"
	step ok $cell
	want_status 128
	mv "$scratch/bisect.sh" "$suite/kernels"
	end
}

# ---- interrupted ----

check_interrupted()
{
	while read -r does signal; do
		begin "SIG$signal ends a step at the fake that $does"
		echo "$does" >"$FAKE/does"
		start bisect-step $cell
		interrupt "$signal" 128
		want_logged '"outcome":"stop"'
		want_logged '"why":"interrupted"'
		end
		rm "$FAKE/does"
	done <<-WAYS
		compiles INT
		stays INT
		stays TERM
	WAYS
	begin "Ctrl-C at the other end of --check comes back"
	make_tree stays ok ok ok
	git -C "$tree" bisect start c4 c1 >/dev/null
	git -C "$tree" rev-parse HEAD >"$scratch/head"
	start bisect-step --check $cell
	interrupt INT 128
	git -C "$tree" rev-parse HEAD | cmp -s - "$scratch/head" || blame "another commit"
	end
	for does in compiles stays; do
		begin "kill -9 of a step ends the fake that $does"
		echo "$does" >"$FAKE/does"
		start bisect-step $cell
		interrupt KILL 137
		end
		rm "$FAKE/does"
	done
}

# ---- git bisect run ----

# Arguments: those of bisect-step; between the first commit and the last
bisect_tree()
{
	git -C "$tree" bisect start "c$number" c1 >/dev/null
	(cd "$tree" && git bisect run "$suite/run_tests.sh" bisect-step "$@") \
		>"$scratch/said" 2>&1 </dev/null
	status=$?
	found=$(git -C "$tree" log -1 --format=%s refs/bisect/bad)
	git -C "$tree" bisect reset >/dev/null 2>&1
	[ -z "$(git -C "$tree" status --porcelain)" ] || blame "the tree is not clean"
}

want_found()
{
	want_status 0
	want_said 'is the first bad commit'
	[ "$found" = "mm: change $1" ] || blame "found '$found' and not change $1"
}

check_git_bisect()
{
	begin "git bisect run finds the commit, past those that don't build or boot"
	make_tree ok ok uncompilable ok ok unbootable ok SPINNING uncompilable lost SPINNING \
		SPINNING
	bisect_tree $cell
	want_found 8
	want_said '^skip: .*: does not boot'
	end
	begin "... with a kernel that panics in the cell"
	make_tree ok ok ok ok ok ok panic panic panic
	bisect_tree $cell
	want_found 7
	end
	begin "--expect fail finds what mended it"
	make_tree SPINNING SPINNING unbootable SPINNING SPINNING ok ok ok uncompilable ok
	bisect_tree --expect fail $cell
	want_found 6
	end
	begin "--match passes over another failure"
	make_tree ok ok ok WRONG ok WRONG ok SPINNING SPINNING SPINNING
	bisect_tree --match 'observed SPINNING' $cell
	want_found 8
	end
	begin "--tries and --bad find a cell that fails now and then"
	make_tree ok ok ok ok ok ok alternate alternate alternate
	bisect_tree --tries 4 --bad 2 $cell
	want_found 7
	end
	begin "git bisect run stops where bisect-step does"
	make_tree ok ok no_flex no_flex no_flex no_flex no_flex SPINNING
	bisect_tree $cell
	[ "$status" -ne 0 ] || blame "exit status 0"
	want_said 'bisect run failed'
	end
	begin "the log is JSON, an object a commit"
	if command -v python3 >/dev/null; then
		python3 -c 'import json, sys
for line in sys.stdin: json.loads(line)["sha"]' <"$log" 2>"$scratch/said" ||
			blame "python3 can't read it"
	fi
	end
}

# Arguments: what the commits do
bisect_ends()
{
	make_tree "$@"
	bisect_tree --check $cell
}

check_ends()
{
	begin "--check tries both ends, once"
	bisect_ends ok ok ok ok ok SPINNING SPINNING SPINNING SPINNING
	want_found 6
	for commit in c1 c9; do
		[ "$(grep -c "\"sha\":\"$(git -C "$tree" rev-parse $commit)" "$log")" -eq 1 ] ||
			blame "$commit was not tried once"
	done
	end
	begin "--check stops at a good end that fails"
	bisect_ends SPINNING ok ok ok SPINNING
	want_said "^run_tests.sh: the good end, [0-9a-f]*, is bad: start again"
	want_said 'bisect run failed'
	end
	begin "--check stops at a bad end that passes"
	bisect_ends ok ok ok ok ok
	want_said "^run_tests.sh: the bad end, [0-9a-f]*, is good: start again"
	want_said 'bisect run failed'
	end
	begin "--check stops at an end that can't be tested"
	bisect_ends unbootable ok ok ok SPINNING
	want_said "^run_tests.sh: the good end, [0-9a-f]*, can't be tested: choose another"
	end
	begin "--check needs a bisection"
	step ok --check $cell
	want_status 128
	want_said '^run_tests.sh: --check needs both ends: git bisect start'
	want_lines 1
	end
	begin "--check at an end comes back to the commit under test"
	make_tree ok ok SPINNING SPINNING SPINNING
	git -C "$tree" bisect start c5 c1 >/dev/null
	git -C "$tree" rev-parse HEAD >"$scratch/head"
	(cd "$tree" && "$suite/run_tests.sh" bisect-step --check $cell) >"$scratch/said" 2>&1
	status=$?
	want_status 1
	git -C "$tree" rev-parse HEAD | cmp -s - "$scratch/head" || blame "another commit"
	end
}

# ---- without a cell ----

# Arguments: options of bisect-step
bisect_without_cell()
{
	rm -rf "$tree/.git/faultsig"
	bisect_tree "$@"
}

# The map of a kernel that has one function
make_map()
{
	mkdir -p "$suite/kernels/map"
	printf '%s\n' '# Linux 6.1.0, made up' 'path 0 uaccess.read' \
		'func mm/gup.c:faultin_page 0' >"$suite/kernels/map/6.1"
}

check_choice()
{
	begin "without a cell one is looked for among those that go through the changes"
	make_map
	make_tree ok ok uncompilable ok SPINNING SPINNING SPINNING
	bisect_without_cell
	want_found 5
	[ "$(grep -c "^cell: uaccess:$cell" "$scratch/said")" -eq 1 ] || blame "not chosen once"
	end
	begin "... with --expect fail one that was mended"
	make_tree SPINNING SPINNING ok ok ok
	bisect_without_cell --expect fail
	want_found 3
	end
	begin "... and it stops where none tells the ends apart"
	make_tree ok ok ok ok
	bisect_without_cell
	want_said "no cell that goes through the changes tells that the bad end is bad"
	make_tree SPINNING ok ok SPINNING
	bisect_without_cell
	want_said "is the same at the good one: name one"
	end
	begin "... where no cell goes through the changes"
	sed -i 's/faultin_page/other/' "$suite/kernels/map/6.1"
	bisect_without_cell
	want_said "the bad end: none of the [0-9]+ changed files has a changed function"
	end
	begin "... and without a bisection"
	step ok
	want_status 128
	want_said "^run_tests.sh: bisect-step without a cell needs both ends: git bisect start"
	want_lines 1
	end
	rm -rf "$suite/kernels/map"
}

make_tree ok ok
check_refused_options
check_refused_trees
check_step_verdicts
check_machine
check_git_bisect
check_choice
check_ends
check_interrupted
exit "$failed"
