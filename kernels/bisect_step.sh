# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # run_tests.sh reads this: its variables
#
# run_tests.sh bisect-step: the kernel is the commit that git bisect run has checked out. Its
# verdict is the exit status, and whatever is not one of the kernel's is 128.

decided=	# there is a verdict
start=		# what was checked out before --check went to the ends
sha=		# the commit under test

read_step_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) bisect_usage; exit ;;
		--check) check=yes ;;
		--expect | --match | --tries | --bad | --log | -a)
			[ $# -gt 1 ] || deny "$1 needs a value"
			case $1 in
			--expect) expect=$2 ;;
			--match) match=$2 ;;
			--tries) need_number -tries "$2" 999; tries=$2 ;;
			--bad) need_number -bad "$2" 999; enough=$2 ;;
			--log) log=$2 ;;
			-a) arch=$2 ;;
			esac
			shift
			;;
		-*) deny "unknown option: $1" ;;
		*)
			[ -z "$cell" ] || deny "bisect-step takes one cell"
			cell=$1
			;;
		esac
		shift
	done
}

check_step_options()
{
	[ -n "$cell" ] || deny "bisect-step takes a cell"
	case $expect in
	ok | fail) ;;
	*) deny "--expect takes ok or fail: $expect" ;;
	esac
	[ "$enough" -le "$tries" ] || deny "--bad takes 1 to --tries, which is $tries: $enough"
	echo | grep -qE -e "$match" 2>/dev/null
	[ $? -le 1 ] || deny "--match takes an extended regular expression: $match"
}

# What is tested has to be the commit, and all of it.
check_tree()
{
	root=$(git rev-parse --show-toplevel 2>/dev/null) ||
		stop "no git tree here: run it in the kernel tree that is bisected"
	if [ "$root" != "$(pwd -P)" ] || [ ! -r Kbuild ] || [ ! -d mm ]; then
		stop "not the root of a kernel tree: $PWD"
	fi
	changed=$(git status --porcelain --untracked-files=no) ||
		stop "git status fails: mend the tree first"
	[ -z "$changed" ] || stop "changed files in the tree, as$(echo "$changed" |
		sed -n '1s/^..//p'): commit or stash them"
}

# Sets $home, where the results go, and $test, by which the log knows equal steps
open_step_log()
{
	home=$(git rev-parse --git-path faultsig)
	mkdir -p "$home" || stop "can't make the directory $home"
	home=$(cd "$home" && pwd)
	test="$cell -a $arch --expect $expect --tries $tries --bad $enough --match '$match'"
	log=${log:-$home/bisect-log.jsonl}
	open_log
}

log_step()
{
	write_log "sha=$sha" "outcome=$outcome" "test=$test" "subject=$subject" \
		"config=$config" "compiler=$compiler" "verdicts:=[$verdicts]" "why=$why" \
		"exit:=$1" "seconds:=$(seconds_since "$began")" \
		"console=$console" "directory=$dir"
}

# Where the trap finds no verdict, there is none; and we may be at an end of --check.
leave_step()
{
	status=$?
	trap '' HUP INT PIPE TERM
	if [ -z "$decided" ]; then
		status=128
		outcome=stop
		[ -z "$sha" ] || log_step 128
	fi
	go_back
	remove_work
	exit "$status"
}

# Not to be interrupted half-way
check_out()
{
	setsid git -c advice.detachedHead=false checkout -q "$1"
}

go_back()
{
	[ -n "$start" ] || return 0
	if ! check_out "$start"; then
		echo "run_tests.sh: can't go back: git checkout $start" >&2
	fi
	start=
}

# Whether there is a kernel, in $built
build_kernel()
{
	module=
	case " $needs " in
	*' slowfault '*) module=--module ;;
	esac
	check_space "$dir"
	# shellcheck disable=SC2086 # may be empty
	run_child "$work/built" "$dir/build.log" "$here/kernels/build" -a "$arch" $module "$PWD"
	status=$?
	said=$(last_words "$dir/build.log")
	check_space "$dir"
	case $status${said:+ said} in
	0*) built=$(tail -n 1 "$work/built") ;;
	'1 said') why="does not build: $said"; return 1 ;;
	'2 said') why="configuration: $said"; return 1 ;;
	*) stop "no kernel: ${said:-kernels/build ended with $status}" ;;
	esac
	[ -r "$built/.config" ] || stop "no kernel: kernels/build printed no directory"
	config=$(sha256sum <"$built/.config" | cut -c 1-12)
	compiler=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\(.*\)"/\1/p' "$built/.config")
}

# Sets $nr_ok, $nr_failed (those that match) and $line, the first failure's
count_verdicts()
{
	verdicts=$(cut -f 1 "$work/tries" | sed 's/.*/"&"/' | paste -s -d , -)
	nr_ok=$(count_tries ok)
	awk -F "$tab" '$1 ~ /^(not_ok|crash|timeout)$/ { print $4 }' "$work/tries" \
		>"$work/failures"
	nr_failed=$(grep -cE -e "$match" "$work/failures")
	line=$(grep -E -e "$match" "$work/failures" | head -n 1)
}

# Sets $outcome to good, bad or skip, and $why
judge_tries()
{
	count_verdicts
	outcome=skip
	if [ "$nr_ok" -eq "$tries" ]; then
		why="$nr_ok of $tries ok"
		outcome=good
	elif [ "$nr_failed" -ge "$enough" ]; then
		why="$nr_failed of $tries failed: $line"
		outcome=bad
	elif [ "$(count_tries error)" -gt 0 ]; then
		explain_error || stop "$untestable"
		why=$untestable
	elif [ "$(count_tries skip)" -gt 0 ]; then
		why="skipped: $(awk -F "$tab" '$1 == "skip" { print $3; exit }' "$work/tries")"
	elif [ "$nr_failed" -gt 0 ]; then
		why="$nr_failed of $tries failed, $enough would be bad: $line"
	else
		why="another failure: $(head -n 1 "$work/failures")"
	fi
	case $expect.$outcome in
	fail.good) outcome=bad ;;
	fail.bad) outcome=good ;;
	esac
}

# The commit that is checked out: sets $outcome and $why, and has it logged
test_commit()
{
	began=$(read_uptime)
	sha=$(git rev-parse HEAD)
	subject=$(git log -1 --format=%s)
	dir=$home/$(git rev-parse --short=12 HEAD)
	outcome=
	config=
	compiler=
	verdicts=
	console=
	mkdir -p "$dir" || stop "can't make the directory $dir"
	if ! build_kernel; then
		outcome=skip
	elif run_cell "$built" "$dir" -x -n "$tries" && [ -s "$work/tries" ]; then
		judge_tries
	else
		stop "$(last_words "$work/said")"
	fi
	case $outcome in
	good) verdict=0 ;;
	bad) verdict=1 ;;
	skip) verdict=125 ;;
	esac
	log_step "$verdict" || stop "can't write to $log"
	echo "$outcome: $(echo "$sha" | cut -c 1-12) $subject: $why," \
		"$(seconds_since "$began") s"
}

# Arguments: good or bad, and a commit; tried only if it is not yet known to be that
check_end()
{
	known=$(object "sha=$2" "outcome=$1" "test=$test")
	! grep -qF -e "${known%?}," "$log" || return 0
	[ -n "$start" ] || start=$(git symbolic-ref -q --short HEAD || git rev-parse HEAD)
	check_out "$2" || stop "can't check out $2"
	test_commit
	[ "$outcome" != skip ] || stop "the $1 end, $2, can't be tested: choose another"
	[ "$outcome" = "$1" ] || stop "the $1 end, $2, is $outcome: start again with another"
}

check_ends()
{
	good=$(git bisect terms --term-good 2>/dev/null)
	good=$(git for-each-ref --format='%(objectname)' "refs/bisect/$good-*")
	bad=$(git bisect terms --term-bad 2>/dev/null)
	bad=$(git rev-parse -q --verify "refs/bisect/$bad")
	if [ -z "$good" ] || [ -z "$bad" ]; then
		stop "--check needs both ends: git bisect start, good and bad first"
	fi
	for commit in $good; do
		check_end good "$commit"
	done
	check_end bad "$bad"
	go_back
}

verb_bisect_step()
{
	expect=ok
	match=
	tries=1
	enough=1
	check=
	read_step_options "$@"
	check_step_options
	work=$(make_temporary) || exit
	check_space
	check_tree
	find_cell
	check_machine
	open_step_log
	[ -z "$check" ] || check_ends
	test_commit
	decided=yes
	exit "$verdict"
}
