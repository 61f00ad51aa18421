#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What run_tests.sh concludes from what the programs say, and from how they end. On a copy of
# the runner, with programs that do what they are told (fake_program).

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

check_known_failures()
{
	begin "passes when only known failures fail"
	run
	want_status 0
	want_said "^known issues: 2 cells"
	want_said "^  uaccess spins while a signal is pending"
	want_said "^      2 cells, SPINNING, cpu 480.5-480.5 ms, in handle_userfault"
	want_said "^ +1  no such device"
	want_said "^cells: 7 run, 4 pass, 2 known, 0 new, 1 skipped, 0 errors in "
	want_result read.uffd_minor.sigusr1 '"raw":"not_ok","verdict":"expected_fail"'
	want_result read.fuse_private.none '"raw":"skip","verdict":"skip"'
	want_result readv.uffd_missing.none '"verdict":"pass","defect":null'
	end
	begin "-x makes them new"
	run -x
	want_status 1
	want_said "^NEW failures: 2 cells"
	want_said "DEFERRED -> SPINNING: uaccess, source uffd: 2 cells"
	want_said "uaccess:read.uffd_minor.sigusr1: it said \"SPINNING\""
	want_said "repro: .*run_tests.sh -t 'uaccess:read.uffd_m[a-z]*.sigusr1'"
	want_said "repro: .*/uaccess -r read.uffd_m[a-z]*.sigusr1"
	end
	begin "a known failure with another outcome is new"
	sed -i 's/minor.sigusr1.*/minor.sigusr1\tDEFERRED\tUNKILLABLE/' "$suite/uaccess.cells"
	run
	want_status 1
	want_said "DEFERRED -> UNKILLABLE"
	want_said ", 1 known, 1 new,"
	end
	begin "an unexpected pass fails the run"
	sed -i 's/minor.sigusr1.*/minor.sigusr1\tDEFERRED\tok/' "$suite/uaccess.cells"
	run
	want_status 1
	want_said "^UNEXPECTED PASSES: 1 cell"
	want_result read.uffd_minor.sigusr1 '"raw":"ok","verdict":"unexpected_pass"'
	end
	sed -i 's/minor.sigusr1.*/minor.sigusr1\tDEFERRED\tSPINNING/' "$suite/uaccess.cells"
}

check_which_kernel()
{
	version=$(uname -r | sed 's/[^0-9.].*//')
	while read -r range expect; do
		begin "an entry for Linux '$range' is $expect here"
		sed -i "s/^# Linux Version:.*/# Linux Version: $range/;s/_to_/ - /" \
			"$suite/expectations/all-fails.txt"
		run -q
		[ "$expect" = used ] && want_status 0
		[ "$expect" = unused ] && want_status 1
		end
		known_failures
	done <<-RANGES
		4.0_to_ used
		_to_${version%%.*} used
		$(echo "$version" | cut -d . -f 1,2) used
		${version}_to_${version} used
		_to_4.0 unused
		99.1_to_ unused
		4.0_to_4.1 unused
	RANGES
	begin "a list of another kernel is not used, but read"
	mv "$suite/expectations/all-fails.txt" "$suite/expectations/v4.0-fails.txt"
	run -q
	want_status 1
	echo nonsense >>"$suite/expectations/v4.0-fails.txt"
	run -q
	want_status 3
	end
	rm "$suite/expectations/v4.0-fails.txt"
	known_failures
}

check_flakes_and_skips()
{
	begin "a flake counts neither way"
	printf '%s\n' '# Defect: chance' '# Bug Report: none yet' '# Linux Version: 4.0 -' \
		'# Observed: WRONG' '# Complaint: returned 1' \
		'uaccess:write.*,Flake' >"$suite/expectations/all-flakes.txt"
	does write.uffd_missing.none 'WRONG:returned 1'
	run
	want_status 0
	want_result write.uffd_missing.none '"verdict":"flake","defect":"chance"'
	does write.uffd_missing.none ok
	run
	want_status 0
	want_result write.uffd_missing.none '"verdict":"flake","defect":"chance"'
	end
	begin "... unless it complains of something else"
	does write.uffd_missing.none 'WRONG:returned 2'
	run
	want_status 1
	want_said "known as 'chance', but for: returned 2"
	end
	rm "$suite/expectations/all-flakes.txt"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tok/' "$suite/uaccess.cells"
	begin "a listed skip is not run, but with -x"
	printf '# Reason: hangs the kernel\n*.fuse_*.none,Skip\n*.sigkill,Skip\n' \
		>"$suite/expectations/all-skips.txt"
	run
	want_status 0
	want_said "  hangs the kernel$"
	want_result readv.uffd_missing.sigkill '"raw":"skip"'
	run -x -t 'readv.uffd_missing.sigkill'
	want_result readv.uffd_missing.sigkill '"raw":"ok"'
	end
	begin "an entry that matches no cell is a note"
	printf '# Reason: no driver\n%s,Skip\n' '*.swap.none' >"$suite/expectations/all-skips.txt"
	run
	want_status 0
	want_said "all-skips.txt:2: matches no cell: \*.swap.none"
	end
	rm "$suite/expectations/all-skips.txt"
}

check_errors()
{
	while read -r does verdict text; do
		begin "a cell that does '$does' is an error of the run"
		sed -i "s/^write.*/write.uffd_missing.none\tDEFERRED\t$does/" "$suite/uaccess.cells"
		run
		want_status 3
		want_said "$text"
		want_result write.uffd_missing.none "\"raw\":\"error\",\"verdict\":\"$verdict\""
		end
	done <<-WAYS
		ERROR error it said
		silent error without an observation
	WAYS
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tok/' "$suite/uaccess.cells"
	begin "a program that dies before its plan is an error of the run"
	touch "$suite/process_vm.dies"
	run
	rm "$suite/process_vm.dies"
	want_status 3
	want_said "process_vm: exit 9 before its plan"
	want_said "^cells: 7 run, 2 pass, 2 known, 0 new, 1 skipped, 2 errors"
	end
}

# ---- programs that break ----

check_broken_programs()
{
	for does in crash exit hang; do
		case $does in
		hang) raw=timeout ;;
		*) raw=crash ;;
		esac
		sed -i "s/^read.uffd_missing.none.*/read.uffd_missing.none\tDEFERRED\t$does/" \
			"$suite/uaccess.cells"
		begin "$does: the cell is named and the others run"
		run
		want_status 1
		want_result read.uffd_missing.none "\"raw\":\"$raw\",\"verdict\":\"fail\""
		want_said "^cells: 7 run, 3 pass, 2 known, 1 new, 1 skipped, 0 errors"
		want_said "uaccess:read.uffd_missing.none: "
		end
		begin "$does can be expected"
		know SPINNING "uaccess:read.uffd_missing.none,$(echo "$raw" |
			sed 's/^c/C/;s/^t/T/')" "it breaks" \
			'its program ended in this cell: (signal 11|exit 7)'
		run
		want_status 0
		want_said ", 3 known, 0 new,"
		end
		known_failures
	done
	begin "hang: the log has the kernel's view of the tasks"
	grep -q '^# task .* sleep: State S' "$suite/results/uaccess.log" || blame "no task in the log"
	grep -q '^#   syscall: ' "$suite/results/uaccess.log" || blame "no syscall in the log"
	end
	begin "a program that breaks again loses the rest, by name"
	sed -i "s/^read.uffd_missing.none.*/read.uffd_missing.none\tDEFERRED\tcrash/
		s/minor.sigusr1.*/minor.sigusr1\tDEFERRED\tcrash/" "$suite/uaccess.cells"
	run
	want_status 3
	want_said "broke twice"
	want_said "^cells: 7 run"
	end
	sed -i "s/^read.uffd_missing.none.*/read.uffd_missing.none\tDEFERRED\tok/
		s/minor.sigusr1.*/minor.sigusr1\tDEFERRED\tSPINNING/" "$suite/uaccess.cells"
	begin "a task left behind is killed and told"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tleak/' "$suite/uaccess.cells"
	run
	want_status 0
	want_said "uaccess left a task behind"
	end
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tok/' "$suite/uaccess.cells"
}

make_suite
check_known_failures
check_which_kernel
check_flakes_and_skips
check_errors
check_broken_programs
exit "$failed"
