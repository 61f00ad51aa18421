#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh bisect: what it refuses, each of its exit statuses, and the right kernel found
# in a list of kernels that are only a word each.

set -u

# shellcheck source=harness/check/bisect_suite
. "$(dirname "$0")/bisect_suite"

check_refused_options()
{
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
}

check_machine()
{
	hide_qemu
	begin "bisect breaks without QEMU"
	PATH=$scratch/tools ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	want_said '^run_tests.sh: no qemu-system-x86_64 here: make setup'
	want_lines 1
	end
	begin "bisect breaks without programs for the guest"
	touch "$FAKE/unbuildable"
	ladder --good 6.0 --bad 6.2 $cell
	want_status 3
	rm "$FAKE/unbuildable"
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

check_interrupted()
{
	begin "Ctrl-C ends bisect"
	make_ladder ok stays SPINNING
	start bisect -o "$scratch/ladder" --good 6.0.1 --bad 6.0.2 $cell
	interrupt INT 130
	end
}

make_tree ok ok
make_ladder ok ok ok ok SPINNING SPINNING SPINNING SPINNING
check_refused_options
check_machine
check_full_disk
check_ladder
check_ladder_errors
check_interrupted
exit "$failed"
