#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh for a person at a terminal, and for a machine that reads: the nearest word for a
# typo, completion, explain, JSON, colours and progress.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

# ---- typos ----

check_typos()
{
	while IFS='|' read -r arguments meant; do
		begin "'$arguments': did you mean $meant?"
		# shellcheck disable=SC2086 # several arguments
		run $arguments
		want_status 2
		want_lines 2
		want_said "^run_tests.sh: .*; did you mean $meant\?\$"
		end
	done <<-LINES
		lsit|list
		explian x|explain
		bisct|bisect
		--requre 5|--require
		-t uacess|uaccess
		-t uacess:read.*|uaccess:read.\*
		-t raed.*|read.\*
		-t read.ufd_missing.sigusr1|read.uffd_missing.sigusr1
		explain readv.uffd_missing.sigkil|readv.uffd_missing.sigkill
		explain process_vm:reedv.uffd_misssing.none|process_vm:readv.uffd_missing.none
	LINES
	for arguments in frobnicate --nonsense '-t nothing.like.that' 'explain *.*.*'; do
		begin "'$arguments' is near to nothing"
		# shellcheck disable=SC2086 # several arguments
		run $arguments
		want_status 2
		want_lines 2
		want_not_said 'did you mean'
		end
	done
}

# ---- explain ----

check_explain()
{
	begin "explain says what is known of a cell, on which kernels, and what to do"
	know WRONG "uaccess:write.*,Fail" "a defect of other kernels" "returned 1"
	sed -i '/a defect of other kernels/,$s/4\.0 -/2.6 - 3.2/' \
		"$suite/expectations/all-fails.txt"
	run explain read.uffd_missing.sigusr1
	want_status 0
	want_said '^the story of read\.uffd_missing\.sigusr1$'
	want_said '^  known      uaccess spins while a signal is pending$'
	want_said '^             Linux 4.0 -, this one too: SPINNING$'
	want_said '^             none yet$'
	want_said 'run_tests.sh -x -n 20 -t uaccess:read\.uffd_missing\.sigusr1$'
	want_said 'bisect-step uaccess:read\.uffd_missing\.sigusr1$'
	want_said 'get_maintainer.pl -f '
	want_said '^      uaccess:read\.uffd_missing\.sigusr1,Fail$'
	end
	begin "explain knows what is known of other kernels"
	run explain uaccess:write.uffd_missing.none
	want_said '^  known      a defect of other kernels$'
	want_said '^             Linux 2.6 - 3.2: WRONG$'
	end
	begin "explain says that nothing is known"
	run explain readv.uffd_missing.none
	want_said '^  known      nothing: a failure is a new one$'
	end
	begin "the lines of explain are an entry that run_tests.sh reads"
	run explain readv.uffd_missing.none
	{
		echo
		sed -n 's/^      //p' "$scratch/said" | sed 's/the outcome that was seen/SPINNING/'
	} >>"$suite/expectations/all-fails.txt"
	run -t process_vm
	want_status 1
	want_said '^UNEXPECTED PASSES: 1 cell$'
	end
	known_failures
}

# ---- JSON ----

# want_json EXPRESSION: an expression of Python that has to be true of the objects o[0], o[1] ...
want_json()
{
	python3 -c '
import json, sys
o = [json.loads(line) for line in open(sys.argv[1])]
sys.exit(not eval(sys.argv[2]))' "$scratch/said" "$1" 2>"$scratch/error" || {
		cat "$scratch/error" >>"$scratch/said"
		blame "not true: $1"
	}
}

check_json()
{
	begin "list --json is an object a cell, with all that list says"
	run list
	cut -f 1-4 "$scratch/said" >"$scratch/listed"
	run list --json -t '*'
	want_status 0
	want_json 'len(o) == 7'
	want_json '{"program", "cell", "expected", "class", "needs"} == set.union(*map(set, o))'
	python3 -c 'import json, sys
for line in sys.stdin:
	x = json.loads(line)
	print(x["program"], x["cell"], x["expected"], x["class"], sep="\t")' <"$scratch/said" |
		cmp -s - "$scratch/listed" || blame "other cells than those of list"
	end
	begin "explain --json is one object"
	run explain --json read.uffd_missing.sigusr1
	want_status 0
	want_json 'len(o) == 1 and o[0]["known"][0]["here"] is True'
	want_json 'o[0]["known"][0]["observed"] == "SPINNING"'
	want_json '"uaccess:read.uffd_missing.sigusr1" in o[0]["actions"]["repeat"]'
	end
	begin "explain --json of a real program has the story in its parts"
	FAULTSIG_PROGRAMS=user_access FAULTSIG_BIN=$built "$top/run_tests.sh" explain --json \
		load.uffd_missing_anon.sigusr1 >"$scratch/said" 2>&1
	story='path source stimulus expected because decided by always'
	want_json "' '.join(o[0]['story']) == '$story'"
	end
}

# ---- colours and progress ----

# on_terminal COMMAND: run a command line on a terminal
on_terminal()
{
	TERM=xterm script -qec "$1" /dev/null >"$scratch/said" 2>&1 </dev/null
	status=$?
	# The line that is rewritten has no end.
	echo >>"$scratch/said"
}

escape=$(printf '\033')

check_colours()
{
	begin "colours on a terminal"
	does write.uffd_missing.none WRONG:new
	on_terminal "$suite/run_tests.sh -v"
	want_said "$escape\[1;31mfail "
	want_said "$escape\[32mpass "
	want_said "$escape\[1;31mNEW failures"
	want_said "$escape\[1;31mcells$escape"
	end
	for without in 'NO_COLOR=1' 'TERM=dumb'; do
		begin "... but with $without none"
		on_terminal "$without $suite/run_tests.sh -v"
		want_said '^NEW failures'
		want_not_said "$escape\[[0-9;]*m"
		end
	done
	begin "... and in a pipe none"
	run -v
	want_said '^NEW failures'
	want_not_said "$escape"
	end
	does write.uffd_missing.none ok
}

# One kernel of several, which needs no guest: a job of the supervisor like that of kernels/several
check_progress()
{
	begin "how far each of several kernels is, on a terminal"
	mkdir "$scratch/jobs"
	for name in one two; do
		printf '%s\t0\t/bin/sh\t-c\t%s\n' "$name" \
			"exec env FAULTSIG_PROGRESS=1 $suite/run_tests.sh -o $scratch/jobs/$name"
	done >"$scratch/jobs/list"
	does write.uffd_missing.none hang
	on_terminal "$built/faultsig_runner several --supervise $built/faultsig_supervise \
		--jobs 2 --out OUT $scratch/jobs/list"
	want_said '(one|two): starts \| (one|two): '
	want_said '(one|two): [0-6]/7 cells, [0-9]+ unexpected'
	want_said '^.*== (one|two), [0-9]+ s'
	want_not_said 'faultsig-progress'
	end
	begin "... and elsewhere nothing of it"
	"$built/faultsig_runner" several --supervise "$built/faultsig_supervise" --jobs 2 \
		--out OUT "$scratch/jobs/list" >"$scratch/said" 2>&1 </dev/null
	want_not_said "starts|faultsig-progress|$escape"
	want_said '^== one, '
	end
	does write.uffd_missing.none ok
}

# ---- completion ----

# completes "WORDS" "OFFERED": what bash offers behind these words, of which the last is begun
completes()
{
	begin "completes '$1'"
	bash -c '
		cd "$1" && . "$2"
		compopt() { :; }
		# As readline splits a line: a colon is a word
		read -ra COMP_WORDS <<<"$(sed "s/:/ : /g" <<<"$3")"
		[[ $3 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_faultsig
		printf "%s\n" "${COMPREPLY[@]}"' completion "$suite" \
		"$top/harness/completion/faultsig.bash" "$1" >"$scratch/said" 2>&1
	[ "$(sort "$scratch/said" | paste -s -d ' ' -)" = "$2" ] || blame "not '$2'"
	end
}

check_completion()
{
	if ! command -v bash >/dev/null; then
		echo 'skip - completion: no bash'
		return
	fi
	completes './run_tests.sh ex' 'explain'
	completes './run_tests.sh bi' 'bisect bisect-step'
	completes './run_tests.sh list --' '--first --help --json --tier'
	completes './run_tests.sh -t ' 'process_vm read. readv. uaccess write.'
	completes './run_tests.sh -t re' 'read. readv.'
	completes './run_tests.sh -t read.' 'read.fuse_private. read.uffd_minor. read.uffd_missing.'
	completes './run_tests.sh -q -t read.uffd_mis' 'read.uffd_missing.'
	completes './run_tests.sh explain read.uffd_missing.' \
		'read.uffd_missing.none read.uffd_missing.sigusr1'
	completes './run_tests.sh -t process_vm:' 'readv.'
	completes './run_tests.sh explain process_vm:readv.uffd_missing.s' \
		'readv.uffd_missing.sigkill'
	completes './run_tests.sh -t nothing' ''
	completes './run_tests.sh run -a ' 'amd64 arm64 riscv64'

	# No user waits for a second. The limit has room for a machine with other work.
	begin 'completes one of all real cells in less than 3 s'
	before=$(cut -d ' ' -f 1 /proc/uptime)
	FAULTSIG_BIN=$built bash -c '
		unset FAULTSIG_PROGRAMS
		cd "$1" && . harness/completion/faultsig.bash
		_faultsig_cells ./run_tests.sh pipe_read.uffd_missing_anon.sig' completion "$top" \
		>"$scratch/said" 2>&1
	awk -v a="$before" -v b="$(cut -d ' ' -f 1 /proc/uptime)" 'BEGIN { exit b - a >= 3 }' ||
		blame "it took from $before to $(cut -d ' ' -f 1 /proc/uptime)"
	want_said '^pipe_read.uffd_missing_anon.sigkill$'
	end
}

make_suite
check_typos
check_explain
check_json
if command -v script >/dev/null; then
	check_colours
	check_progress
else
	echo 'skip - colours and progress: no script(1)'
fi
check_completion
exit "$failed"
