#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh as its users meet it: what it refuses, what it concludes from what the
# programs say, what it leaves in its directory. On a copy of the runner, with programs
# that do what they are told (fake_program), and a little with the real ones.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

# ---- what it refuses ----

check_usage()
{
	for arguments in "-z 6.1" "-a arm64" "-k debian:6.1 -a sparc" "-k debain:6.1" \
		"-k host -k host" "--frobnicate" "bisct" "bisect" "run extra" "-j 0" "-j x" "-n" \
			 "list -x" "explain" "report" "-q -v"; do
		begin "refuses '$arguments'"
		# shellcheck disable=SC2086 # several arguments
		run $arguments
		want_status 2
		want_lines 2
		want_said "^run_tests.sh: .*(unknown|not an option|takes|needs|exclude)"
		want_said "^run_tests.sh: try '"
		end
	done
	begin "prints its usage"
	run -h
	want_status 0
	want_said 'exit status: 0 '
	end
}

check_unknown_cells()
{
	begin "refuses a pattern that matches no cell"
	run -t 'uaccess:*' -t 'uaccess:nothing.*'
	want_status 2
	want_said "no cell matches 'uaccess:nothing\.\*'"
	want_said "try 'run_tests.sh list'"
	want_lines 2
	end
	begin "refuses a cell that is not there"
	run explain no.such.cell
	want_status 2
	want_said "no such cell: no.such.cell"
	end
	begin "leaves nothing behind after it refused"
	[ ! -e "$suite/results" ] || blame "made results/"
	end
}

check_unreadable_expectations()
{
	while IFS='|' read -r line complaint; do
		know SPINNING "$line" "another one"
		begin "refuses an expectation like '$line'"
		run
		want_status 3
		want_said "all-fails.txt:13: .*$complaint"
		want_lines 1
		end
		known_failures
	done <<-LINES
		uaccess:*.sigusr1|no comma
		uaccess:*.sigusr1,Broken|not one of
		uaccess:*/sigusr1,Fail|not a glob
	LINES
	while IFS='|' read -r observed complaint words; do
		know "$observed" "uaccess:*.sigusr1,Fail" "another one" "$complaint"
		begin "refuses Observed: $observed with Complaint: '$complaint'"
		run
		want_status 3
		want_said "all-fails.txt:1[34]: .*$words"
		want_lines 1
		end
		known_failures
	done <<-LINES
		WRONG||needs '# Complaint:
		SPINNING WRONG||needs '# Complaint:
		WRONG|returned (1|is not a regular expression
		WRONG|returned 1)|is not a regular expression
		WRONG|*|is not a regular expression
		WRONG|returned [0-9|is not a regular expression
	LINES
	begin "refuses an expectation without its keys"
	printf '\n# Defect: what\nuaccess:*,Fail\n' >>"$suite/expectations/all-fails.txt"
	run
	want_status 3
	want_said "all-fails.txt:10: .*Bug Report"
	end
	known_failures
	begin "-x does not read expectations"
	echo nonsense >"$suite/expectations/all-fails.txt"
	run -x -t process_vm
	want_status 0
	end
	known_failures
}

check_missing_program()
{
	begin "names a program that was not built"
	FAULTSIG_PROGRAMS="uaccess process_vm populate" run
	want_status 3
	want_said "populate is missing or not built"
	want_said "^cells: 7 run"
	end
	begin "does not need programs that no pattern means"
	FAULTSIG_PROGRAMS="uaccess process_vm populate" run -t 'process_vm:*'
	want_status 0
	end
}

# ---- what it lists ----

check_list()
{
	begin "lists cells with their expected outcome"
	run list
	want_status 0
	want_lines 7
	want_said "^process_vm${tab}readv.uffd_missing.sigkill${tab}KILLED${tab}user\$"
	end
	begin "lists what any pattern matches"
	run list -t '*.sigkill' -t 'uaccess:*.uffd_mi[!n]*.*' -t 'uaccess:read.uffd_mi[n]or.sigusr?'
	want_status 0
	want_lines 5
	end
	begin "lists a whole program by its name"
	run list -t process_vm
	want_lines 2
	end
	begin "explains a cell"
	run explain process_vm:readv.uffd_missing.none
	want_status 0
	want_said "^the story of readv.uffd_missing.none"
	end
}

# ---- what it concludes ----

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

# ---- repeats, reports, files ----

check_repeats()
{
	begin "-n shows how often each outcome came"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\talternate/' "$suite/uaccess.cells"
	run -n 4 -j 1
	want_status 1
	want_said "^  uaccess:write.uffd_missing.none  DEFERRED 2/4, WRONG 2/4"
	want_said "^  [^ ]*  [A-Z]* 4/4"
	want_said "^cells: 28 run"
	end
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tok/' "$suite/uaccess.cells"
}

soak()
{
	"$suite/kernels/soak" "$@" >"$scratch/said" 2>&1 </dev/null
	status=$?
}

check_soak()
{
	cp "$top/kernels/soak" "$suite/kernels"
	begin "a soak without a single verdict"
	soak -r 1 -p none
	want_status 1
	want_said 'not a single verdict'
	end
	cp "$top/kernels/soak_key.awk" "$suite/kernels"
	begin "a soak of equal runs"
	soak -r 3 -p cpu -e 2 -l "$scratch/soak.log"
	want_status 0
	want_said '^3 runs: all the same, all as expected$'
	sed 's/.* pressure \([a-z]*\), .* \([0-9]*\) cells, verdicts .*/\1 \2/' "$scratch/soak.log" \
		>"$scratch/soak.runs"
	[ "$(head -n 3 "$scratch/soak.runs" | paste -s -d ' ' -)" = 'none 7 cpu 7 none 7' ] ||
		blame "not what the log has to say"
	end
	begin "... continued, and a verdict that its log does not have"
	fake process_vm <<-CELLS
		readv.uffd_missing.none DEFERRED ok
	CELLS
	soak -r 1 -p none -l "$scratch/soak.log"
	want_status 1
	want_said '^such a run had the verdicts [0-9]+ before, says '
	want_said '^1 runs: NOT all the same'
	end
	begin "... with a verdict that changes"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\talternate/' "$suite/uaccess.cells"
	soak -r 2 -p none
	want_status 1
	want_said '^> uaccess:write.uffd_missing.none WRONG not_ok fail '
	want_said '^2 runs: NOT all the same'
	end
	does write.uffd_missing.none ok
	know SPINNING 'uaccess:read.uffd_minor.sigusr1,Fail' "words" '.*words.*'
	begin "... with words of a known failure that change"
	does read.uffd_minor.sigusr1 reword
	soak -r 2 -p none
	want_status 1
	want_said '^> uaccess:read.uffd_minor.sigusr1 SPINNING .* another of N words'
	end
	begin "... and with numbers that change, which is nothing"
	does read.uffd_minor.sigusr1 recount
	soak -r 2 -p none
	want_status 0
	end
	known_failures
	does read.uffd_minor.sigusr1 SPINNING
	begin "... ended by SIGTERM: so is its run"
	fake process_vm <<-CELLS
		readv.uffd_missing.none DEFERRED hang
	CELLS
	echo "timeout=60" >"$suite/settings"
	"$suite/kernels/soak" -r 1 -p none >"$scratch/said" 2>&1 </dev/null &
	pid=$!
	tries=100
	until pgrep -f "$suite/process_vm" >/dev/null || [ $((tries -= 1)) -eq 0 ]; do
		sleep 0.1
	done
	[ "$tries" -gt 0 ] || blame "its run never came to the cell"
	told=$(date +%s)
	kill "$pid"
	wait "$pid"
	status=$?
	want_status 143
	! pgrep -f "$suite/" >/dev/null || blame "something still runs"
	[ $(($(date +%s) - told)) -lt 30 ] || blame "it ended with its run only"
	echo "timeout=2" >"$suite/settings"
	end
	for arguments in "-r x" "-e 0" "-p much" "-c 3" "-z"; do
		begin "soak refuses '$arguments'"
		# shellcheck disable=SC2086 # words
		soak $arguments
		want_status 110
		want_said '^usage: soak'
		end
	done
}

check_report()
{
	begin "report prints the summary again"
	run -o "$scratch/one"
	cp "$scratch/said" "$scratch/said.first"
	run report "$scratch/one"
	want_status 0
	grep -v '^[a-z_]*: [0-9]* cells, ' "$scratch/said.first" | cmp -s - "$scratch/said" ||
		blame "another summary than that of the run"
	end
	begin "report of several shows what differs"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tWRONG/' "$suite/uaccess.cells"
	run -o "$scratch/two"
	run report "$scratch/one" "$scratch/two"
	want_status 1
	want_said "^differences: 1 of 7 cells"
	want_said "^  DEFERRED | WRONG!: 1 cell"
	end
	begin "report refuses a directory without results"
	run report "$scratch/one" "$scratch"
	want_status 2
	end
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\tok/' "$suite/uaccess.cells"
}

check_files()
{
	run
	begin "results are complete or not there"
	[ "$(find "$suite/results" -type f | wc -l)" -eq 3 ] || blame "other files than results"
	end
	begin "a foreign file is not overwritten"
	mkdir "$scratch/mine"
	echo mine >"$scratch/mine/results.jsonl"
	echo mine >"$scratch/mine/notes"
	run -o "$scratch/mine"
	want_status 2
	want_said "not from run_tests.sh"
	rm "$scratch/mine/results.jsonl"
	run -o "$scratch/mine"
	run -o "$scratch/mine"
	want_status 0
	[ "$(cat "$scratch/mine/notes")" = mine ] || blame "a foreign file changed"
	end
	begin "a log is the output of jobs, one after another"
	grep -c '^# faultsig: job' "$suite/results/uaccess.log" >"$scratch/said"
	want_said '^4$'
	end
}

many_cells()
{
	awk 'BEGIN { for (i = 0; i < 400; i++) print "read" i % 8 ".uffd.s" i " DEFERRED ok" }'
}

check_full_disk()
{
	begin "a full disk is said once, and leaves no results"
	mkdir "$scratch/full"
	if ! mount -t tmpfs -o size=96k tmpfs "$scratch/full" 2>/dev/null; then
		echo "skip - $what: can't mount a tmpfs"
		return
	fi
	many_cells | fake many
	FAULTSIG_PROGRAMS=many run -o "$scratch/full/out" -q
	want_status 3
	want_said "^run_tests.sh: no space left in "
	want_lines 1
	[ -z "$(ls -A "$scratch/full")" ] || blame "files were left on the disk"
	umount "$scratch/full"
	end
}

check_unprivileged()
{
	begin "runs without root"
	if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
		echo "skip - $what: not root, or no setpriv"
		return
	fi
	# $TMPDIR may be closed to others
	open=$(TMPDIR=/tmp mktemp -d) && chmod 755 "$open" && cp -R "$suite" "$open"
	TMPDIR=/tmp setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$open/suite/run_tests.sh" >"$scratch/said" 2>&1
	status=$?
	want_status 0
	want_said '^results: /tmp/faultsig\.'
	rm -rf "$open" "$(sed -n 's,^results: \(/tmp/faultsig[^/]*\)/.*,\1,p' "$scratch/said")"
	end
}

check_terminal()
{
	begin "shows its progress on a terminal only"
	if ! command -v script >/dev/null; then
		echo "skip - $what: no script(1)"
		return
	fi
	run
	want_not_said 's left'
	script -qec "$suite/run_tests.sh" /dev/null >"$scratch/said" 2>&1 </dev/null
	want_said '[1-7]/7 cells, 0 unexpected, [0-9]+ s left'
	end
}

# ---- other shells ----

comparable()
{
	sed '$d' "$suite/results/results.jsonl" | sort
}

check_other_shells()
{
	run
	comparable >"$scratch/usual"
	for shell in dash bash "busybox sh"; do
		begin "the same results with $shell"
		if ! command -v "${shell% *}" >/dev/null; then
			echo "skip - $what: not installed"
			continue
		fi
		$shell "$suite/run_tests.sh" >"$scratch/said" 2>&1
		status=$?
		comparable | cmp -s - "$scratch/usual" || blame "other results"
		want_status 0
		end
	done
}

# ---- the real programs ----

check_real_programs()
{
	begin "runs a cell of a real program"
	if [ ! -x "$built/user_access" ]; then
		echo "skip - $what: user_access is not built"
		return
	fi
	unset FAULTSIG_PROGRAMS
	cell=$("$built/user_access" --list 2>/dev/null | sed -n "1s/$tab.*//p")
	FAULTSIG_BIN=$built "$top/run_tests.sh" -t "user_access:$cell" -o "$scratch/real" \
		>"$scratch/said" 2>&1 </dev/null
	status=$?
	[ "$status" -le 1 ] || blame "exit status $status"
	want_said "^cells: 1 run"
	end
}

make_suite
check_usage
check_unknown_cells
check_unreadable_expectations
check_missing_program
check_list
check_known_failures
check_which_kernel
check_flakes_and_skips
check_errors
check_broken_programs
check_repeats
check_report
check_files
check_full_disk
check_unprivileged
check_terminal
check_other_shells
check_soak
check_real_programs
exit "$failed"
