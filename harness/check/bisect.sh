#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Both ways to bisect: what they refuse, each of their exit statuses, and the right kernel
# found, by a real git bisect run over a history of kernels that are only a word each
# (fake_kernels). On a copy of the runner; nothing is compiled, and no guest booted.

set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
built=${FAULTSIG_BIN:-$top}
scratch=$(mktemp -d) || exit 1
suite=$scratch/suite
tree=$scratch/linux
log=$tree/.git/faultsig/bisect-log.jsonl
mark=faultsig_check_$$
cell=read.uffd.sigusr1
runner=

# For a shell to start, a few times over, on a loaded machine
START_S=30

unset FAULTSIG_BIN FAULTSIG_EXPECTATIONS FAULTSIG_GUEST_PROGRAMS
FAULTSIG_PROGRAMS="uaccess process_vm"
FAKE=$scratch/fake
GIT_CONFIG_NOSYSTEM=1
HOME=$scratch
export FAULTSIG_PROGRAMS FAKE GIT_CONFIG_NOSYSTEM HOME

# shellcheck disable=SC2317 # called by the trap
finish()
{
	[ -z "$runner" ] || kill -KILL "-$runner" 2>/dev/null
	umount "$scratch/full" 2>/dev/null
	rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=harness/check/wants
. "$top/harness/check/wants"
# shellcheck source=harness/check/runner
. "$top/harness/check/runner"

# Arguments: what the last object of a log has to hold, and which log
want_logged()
{
	tail -n 1 "${2:-$log}" | grep -qF -e "$1" || blame "not logged: $1"
}

# Arguments: what the kernel under test does, and those of bisect-step
step()
{
	echo "$1" >"$FAKE/does"
	shift
	(cd "$tree" && "$suite/run_tests.sh" bisect-step "$@") >"$scratch/said" 2>&1 </dev/null
	status=$?
	rm "$FAKE/does"
}

ladder()
{
	"$suite/run_tests.sh" bisect -o "$scratch/ladder" "$@" >"$scratch/said" 2>&1 </dev/null
	status=$?
}

# ---- the copy of the runner, and its kernels ----

make_suite()
{
	mkdir -p "$FAKE" "$scratch/bin"
	copy_runner "$top" "$built" "$suite" || exit 1
	echo "timeout=10" >"$suite/settings"
	for program in uaccess process_vm; do
		cp "$top/harness/check/fake_program" "$suite/$program"
		printf 'write.uffd.none\tDEFERRED\tok\n' >"$suite/$program.cells"
	done
	printf '%s\tDEFERRED\tok\n' "$cell" >>"$suite/uaccess.cells"
	for program in boot build get programs; do
		cp "$top/harness/check/fake_kernels" "$suite/kernels/$program"
	done
	for program in x86_64 riscv64; do
		ln -s /bin/true "$scratch/bin/qemu-system-$program"
	done
	PATH=$scratch/bin:$PATH
}

# Arguments: what the kernels of the ladder do, oldest first
make_ladder()
{
	number=0
	for does; do
		number=$((number + 1))
		echo "6.$((number / 4)).$((number % 4)) suite$((number / 4)) $does"
	done >"$FAKE/ladder"
	rm -rf "$scratch/ladder"
}

# Arguments: what the commits do, oldest first; each is tagged with its number
make_tree()
{
	rm -rf "$tree"
	git init -q "$tree"
	git -C "$tree" config user.name check
	git -C "$tree" config user.email check@example.org
	mkdir "$tree/mm"
	touch "$tree/Kbuild" "$tree/mm/gup.c"
	number=0
	for does; do
		number=$((number + 1))
		echo "$does" >"$tree/does"
		echo "$number" >"$tree/number"
		git -C "$tree" add .
		git -C "$tree" commit -q -m "mm: change $number"
		git -C "$tree" tag "c$number"
	done
}

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

# ---- what they refuse ----

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
		|takes a cell
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
	while IFS='|' read -r arguments complaint; do
		begin "bisect refuses '$arguments'"
		# shellcheck disable=SC2086 # several arguments
		ladder $arguments
		want_status 2
		want_said "^run_tests.sh: .*$complaint"
		want_said "^run_tests.sh: try '.*(bisect -h|list|--list -a amd64|-h)'"
		want_lines 2
		[ ! -e "$scratch/ladder" ] || blame "made a directory"
		end
	done <<-ARGUMENTS
		--good 6.0 --bad 6.2|takes a cell
		--bad 6.2 $cell|needs --good
		--good 6.0 $cell|needs --bad
		--good 6.0 --bad 6.2 $cell $cell|one cell
		--good 6.0 --bad 6.7 $cell|no such kernel: 6.7
		--good sid --bad 6.2 $cell|no such kernel: sid
		--good 6.0.1 --bad 6.0.1 $cell|same kernel
		--good 6.0 --bad 6.2 no.such.cell|no such cell
		--good 6.0 --bad 6.2 -a sparc $cell|amd64, arm64
		--frobnicate|unknown option
		--good|needs a value
	ARGUMENTS
	begin "bisect -h prints its usage"
	ladder -h
	want_status 0
	want_said '125  skip: '
	end
	begin "... but git bisect takes no verdict from it"
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

# A directory of all programs but the emulators
hide_qemu()
{
	mkdir "$scratch/tools"
	ln -s /usr/bin/* /bin/* "$scratch/tools" 2>/dev/null
	rm -f "$scratch"/tools/qemu-system-*
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
	begin "bisect breaks without QEMU"
	PATH=$scratch/tools ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: no qemu-system-x86_64 here: make setup'
	want_lines 1
	end
	begin "bisect-step stops without programs for the guest"
	touch "$FAKE/unbuildable"
	step ok $cell
	want_status 128
	want_said "^run_tests.sh: no programs for guests: can't build"
	end
	begin "bisect breaks without programs for the guest"
	ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	rm "$FAKE/unbuildable"
	end
	begin "bisect-step stops with a part of itself missing"
	mv "$suite/kernels/bisect.sh" "$scratch"
	step ok $cell
	want_status 128
	mv "$scratch/bisect.sh" "$suite/kernels"
	end
}

check_full_disk()
{
	begin "a full disk stops both"
	mkdir "$scratch/full"
	if ! mount -t tmpfs -o size=64k tmpfs "$scratch/full" 2>/dev/null; then
		echo "skip - $what: can't mount a tmpfs"
		return
	fi
	cat /dev/zero >"$scratch/full/zeros" 2>/dev/null
	TMPDIR=$scratch/full step ok $cell
	want_status 128
	want_said '^run_tests.sh: no space left in '
	want_lines 1
	step ok --log "$scratch/full/log" $cell
	want_status 128
	want_said "^run_tests.sh: can't write to $scratch/full/log"
	ladder -o "$scratch/full" --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: no space left in '
	umount "$scratch/full"
	end
}

# ---- interrupted ----

marked()
{
	grep -ls "FAULTSIG_MARK=$mark" /proc/[0-9]*/environ
}

# In a session of its own, as of a terminal; returns once the fake stays
start()
{
	rm -f "$FAKE/stays"
	: >"$scratch/said"
	(cd "$tree" && FAULTSIG_MARK=$mark TMPDIR=$scratch/tmp exec setsid \
		env --default-signal=INT "$suite/run_tests.sh" "$@") \
		>"$scratch/said" 2>&1 </dev/null &
	runner=$!
	for _ in $(seq $((START_S * 10))); do
		[ ! -e "$FAKE/stays" ] || return
		sleep 0.1
	done
	blame "nothing that stays was started"
}

# Arguments: a signal, the exit status
interrupt()
{
	kill "-$1" "-$runner"
	wait "$runner"
	status=$?
	runner=
	want_status "$2"
	for _ in $(seq 20); do
		[ -n "$(marked)" ] || break
		sleep 0.1
	done
	[ -z "$(marked)" ] || blame "a process is left"
	if [ "$1" = KILL ]; then
		rm -rf "$scratch/tmp/"*		# who is killed can't
		return
	fi
	want_said '^run_tests.sh: interrupted$'
	[ "$(grep -vc '^  ' "$scratch/said")" -eq 1 ] || blame "more than that was said"
	[ -z "$(ls "$scratch/tmp")" ] || blame "a temporary file is left"
}

check_interrupted()
{
	mkdir "$scratch/tmp"
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
	begin "Ctrl-C ends bisect"
	make_ladder ok stays SPINNING
	start bisect -o "$scratch/ladder" --good 6.0.1 --bad 6.0.2 $cell
	interrupt INT 130
	end
}

# ---- git bisect run ----

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

# ---- the ladder ----

check_ladder()
{
	while IFS='|' read -r kernels lower upper; do
		begin "the change in '$kernels' is behind $lower"
		# shellcheck disable=SC2086 # a kernel a word
		make_ladder $kernels
		ladder --good 6.0 --bad 6.2 $cell
		want_status 0
		want_said "^uaccess:$cell changed between $lower .suite[0-9]. and $upper .suite"
		want_said "^  $lower: expected DEFERRED, observed "
		want_said "^      $scratch/ladder/$upper\$"
		[ -s "$scratch/ladder/$upper/console.log" ] || blame "no console of $upper"
		want_logged "\"cell\":\"uaccess:$cell\"" "$scratch/ladder/bisect-log.jsonl"
		end
	done <<-LADDERS
		ok ok ok ok ok SPINNING SPINNING SPINNING|6.1.1|6.1.2
		ok SPINNING WRONG SPINNING SPINNING WRONG SPINNING SPINNING|6.0.1|6.0.2
		SPINNING SPINNING SPINNING ok ok ok ok ok|6.0.3|6.1.0
		skip skip skip skip skip ok ok ok|6.1.1|6.1.2
		ok ok ok unbootable ok ok ok SPINNING|6.1.3|6.2.0
		ok ok skip gone gone SPINNING SPINNING SPINNING|6.0.2|6.1.2
		ok ok ok ok ok ok ok crash|6.1.3|6.2.0
	LADDERS
	begin "what was passed over is told"
	make_ladder ok ok skip gone unbootable SPINNING SPINNING SPINNING
	ladder --good 6.0 --bad 6.2 $cell
	want_said '^  in between, all passed over: 3$'
	want_said '6\.0\.3 .*passed over: skipped: no such device'
	want_said "6\.1\.0 .*passed over: can't be got: apt can't download"
	want_said '6\.1\.1 .*passed over: does not boot: no boot'
	end
	begin "the newer end can be the good one"
	make_ladder SPINNING SPINNING ok ok ok
	ladder --good 6.1 --bad 6.0.1 $cell
	want_status 0
	want_said 'changed between 6\.0\.2 .* and 6\.0\.3 '
	end
}

check_ladder_errors()
{
	begin "the same outcome at both ends is an error"
	make_ladder ok ok SPINNING ok ok ok ok ok
	ladder --good 6.0 --bad 6.2 $cell
	want_status 2
	want_said "^run_tests.sh: uaccess:$cell is DEFERRED at both ends"
	! grep -q 'try' "$scratch/said" || blame "a hint at the usage"
	end
	begin "nothing testable in between is an error"
	make_ladder ok unbootable gone skip unbootable gone gone SPINNING
	ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: no kernel between the two could be tested'
	end
	for does in unbootable gone ERROR; do
		begin "an end that is $does is an error"
		make_ladder ok ok ok ok ok ok ok $does
		ladder --good 6.0 --bad 6.2 $cell
		want_status 3
		want_said '^run_tests.sh: the bad end, 6.2.0, .*: choose another'
		end
	done
	begin "a kernel whose module can't be built is passed over"
	make_ladder ok ok ok unloadable ok ok ok SPINNING
	ladder --good 6.0 --bad 6.2 $cell
	want_status 0
	want_said "6\.1\.0 .*passed over: does not boot: can't build slowfault"
	end
	begin "QEMU that fails in between breaks it"
	make_ladder ok ok ok no_qemu ok ok ok SPINNING
	ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: .*no qemu here'
	end
	begin "no list of kernels breaks it"
	touch "$FAKE/unlisted"
	ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: no list of kernels'
	rm "$FAKE/unlisted"
	end
	begin "foreign results are not overwritten"
	make_ladder ok SPINNING
	mkdir -p "$scratch/ladder/6.0.1"
	echo mine >"$scratch/ladder/6.0.1/results.jsonl"
	ladder --good 6.0.1 --bad 6.0.2 $cell
	want_status 2
	want_said 'not from run_tests.sh'
	end
}

if ! command -v git >/dev/null; then
	echo "skip - bisection: no git"
	exit
fi
if [ ! -x "$built/faultsig_supervise" ]; then
	echo "not ok - bisection: faultsig_supervise is not built"
	exit 1
fi
make_suite
make_tree ok ok
make_ladder ok ok ok ok SPINNING SPINNING SPINNING SPINNING
check_refused_options
check_refused_trees
check_step_verdicts
check_machine
check_full_disk
check_git_bisect
check_ends
check_ladder
check_ladder_errors
check_interrupted
exit "$failed"
