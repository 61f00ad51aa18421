#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh as its users meet it: what it refuses, what it lists, what it leaves in its
# directory. On a copy of the runner, with programs that do what they are told
# (fake_program), and a little with the real ones.

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
	for arguments in "load.uffd_missing_anon.none" "run uaccess:load"; do
		begin "says how to choose cells to '$arguments'"
		# shellcheck disable=SC2086 # several arguments
		run $arguments
		want_status 2
		want_said "a cell goes with -t: -t '${arguments#run }'"
		end
	done
	for option in -t -c; do
		begin "refuses an empty $option, which would be all cells, and two lines"
		run list "$option" ''
		want_status 2
		want_said "^run_tests.sh: $option takes one line, and not an empty one"
		run list "$option" "uaccess:read.*
uaccess:write.*"
		want_status 2
		end
	done
	begin "takes more patterns than fit into one argument"
	set --
	while [ $# -lt 6000 ]; do
		set -- "$@" -t "uaccess:write.uffd_missing.none"
	done
	run list "$@"
	want_status 0
	want_lines 1
	end
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
check_repeats
check_report
check_files
check_full_disk
check_unprivileged
check_terminal
check_other_shells
check_real_programs
exit "$failed"
