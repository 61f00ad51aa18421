# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # run_tests.sh reads this: its variables
#
# run_tests.sh bisect: the kernels are Debian's packages, and nothing is compiled.

read_bisect_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) bisect_usage; exit 0 ;;
		--good | --bad | -a | -o | --log)
			[ $# -gt 1 ] || deny "$1 needs a value"
			case $1 in
			--good) good=${2#debian:} ;;
			--bad) bad=${2#debian:} ;;
			-a) arch=$2 ;;
			-o) out=$2 ;;
			--log) log=$2 ;;
			esac
			shift
			;;
		-*) deny "unknown option: $1" ;;
		*)
			[ -z "$cell" ] || deny "bisect takes one cell"
			cell=$1
			;;
		esac
		shift
	done
	[ -n "$cell" ] || deny "bisect takes a cell"
	[ -n "$good" ] || deny "bisect needs --good KERNEL"
	[ -n "$bad" ] || deny "bisect needs --bad KERNEL"
}

# The places in the ladder that a version or series means
places_of()
{
	awk -v want="${1%.x}" '$1 == want || index($1, want ".") == 1 ||
		index($1, want "~") == 1 { print NR }' "$work/ladder"
}

# Sets $good_at and $bad_at, the widest that was meant
find_ends()
{
	run_child "$work/ladder" "$work/said" "$here/kernels/get" --list -a "$arch" ||
		stop "no list of kernels: $(last_words "$work/said")"
	for end in "$good" "$bad"; do
		[ -n "$(places_of "$end")" ] ||
			refuse "no such kernel: $end" "kernels/get --list -a $arch"
	done
	good_at=$(places_of "$good" | head -n 1)
	bad_at=$(places_of "$bad" | head -n 1)
	if [ "$good_at" -le "$bad_at" ]; then
		bad_at=$(places_of "$bad" | tail -n 1)
	else
		good_at=$(places_of "$good" | tail -n 1)
	fi
	[ "$good_at" -ne "$bad_at" ] || deny "--good and --bad are the same kernel"
}

version_at()
{
	sed -n "$1s/ .*//p" "$work/ladder"
}

# "VERSION (SUITE)"
name_at()
{
	sed -n "$1s/\(.*\) \(.*\)/\1 (\2)/p" "$work/ladder"
}

# The run broke before there was a result.
explain_no_run()
{
	untestable=$(last_words "$work/said")
	[ "$status" -ne 2 ] || deny "$untestable"
	[ "$status" -lt 128 ] || stop "a run was ended by signal $((status - 128))"
	case $untestable in
	'no space left'*) stop "$untestable" ;;
	esac
	check_space "$dir"
	untestable="can't be got: $untestable"
}

# Sets $outcome and $line; or, where there is none, $untestable
read_outcome()
{
	outcome=
	line=
	untestable=
	if [ ! -s "$work/tries" ]; then
		explain_no_run
	elif [ "$(count_tries error)" -gt 0 ]; then
		explain_error || stop "$untestable"
	else
		outcome=$(cut -f 2 "$work/tries")
		reason=$(cut -f 3 "$work/tries")
		line=$(cut -f 4 "$work/tries")
	fi
}

# Arguments: a place in the ladder. $work/seen.PLACE keeps what was seen there.
test_version()
{
	version=$(version_at "$1")
	began=$(read_uptime)
	run_cell "debian:$version" "$out/$version"
	read_outcome
	printf '%s\n%s\n' "$outcome" "$line" >"$work/seen.$1"
	tested=$((tested + 1))
}

# Arguments: a place, and what it was found to be
tell_version()
{
	seconds=$(seconds_since "$began")
	printf '  %-32s %-12s %6s s  %s\n' "$(name_at "$1")" "${outcome:--}" "$seconds" \
		"$2${untestable:+: $untestable}"
	write_log "version=$version" "arch=$arch" "cell=$cell" "outcome=$outcome" \
		"verdict=$2" "reason=${untestable:-$line}" "seconds:=$seconds" \
		"directory=$dir" "console=$console" || stop "can't write to $log"
}

# Arguments: a place, and which end that is
test_end()
{
	test_version "$1"
	tell_version "$1" "$2"
	[ -n "$outcome" ] || stop "the $2 end, $version, $untestable: choose another"
}

# The untried place nearest to the middle of what is left, or nothing
next_place()
{
	awk -v a="$good_at" -v b="$bad_at" '
	function try(n) { if (n > a && n < b && !(n in passed)) { print n; exit } }
	BEGIN { if (a > b) { n = a; a = b; b = n } }
	{ passed[$1] = 1 }
	END {
		for (i = 0; i <= b - a; i++) {
			try(int((a + b) / 2) + i)
			try(int((a + b) / 2) - i)
		}
	}' "$work/passed"
}

# A skip says something only where an end says the same
is_passed_over()
{
	[ -n "$outcome" ] || return 0
	[ "$outcome" = SKIP ] && [ "$good_outcome" != SKIP ] && [ "$bad_outcome" != SKIP ] &&
		untestable="skipped: $reason"
}

search_ladder()
{
	: >"$work/passed"
	between=0
	while at=$(next_place) && [ -n "$at" ]; do
		test_version "$at"
		if is_passed_over; then
			echo "$at" >>"$work/passed"
			tell_version "$at" "passed over"
			continue
		fi
		between=$((between + 1))
		if [ "$outcome" = "$good_outcome" ]; then
			good_at=$at
			tell_version "$at" good
		else
			bad_at=$at
			tell_version "$at" bad
		fi
	done
}

# The evidence
tell_end()
{
	echo "  $(version_at "$1"): $(sed -n 2p "$work/seen.$1")"
	echo "      $out/$(version_at "$1")"
}

tell_found()
{
	set -- "$good_at" "$bad_at"
	[ "$1" -lt "$2" ] || set -- "$2" "$1"
	echo "$cell changed between $(name_at "$1") and $(name_at "$2")"
	tell_end "$1"
	tell_end "$2"
	[ $(($2 - $1)) -eq 1 ] || echo "  in between, all passed over: $(($2 - $1 - 1))"
	echo "kernels: $tested of $nr_kernels booted or tried, in" \
		"$(seconds_since "$first_began") s; log: $log"
}

verb_bisect()
{
	good=
	bad=
	tested=0
	read_bisect_options "$@"
	work=$(make_temporary) || exit
	set_traps remove_work
	check_space
	find_cell
	check_machine
	find_ends
	choose_out
	out=$(cd "$out" && pwd) || exit 3
	log=${log:-$out/bisect-log.jsonl}
	open_log
	nr_kernels=$((good_at > bad_at ? good_at - bad_at + 1 : bad_at - good_at + 1))
	first_began=$(read_uptime)
	test_end "$good_at" good
	good_outcome=$outcome
	test_end "$bad_at" bad
	bad_outcome=$outcome
	if [ "$good_outcome" = "$bad_outcome" ]; then
		echo "run_tests.sh: $cell is $outcome at both ends: choose others" >&2
		exit 2
	fi
	search_ladder
	tell_found
	[ "$between" -gt 0 ] || [ ! -s "$work/passed" ] ||
		stop "no kernel between the two could be tested"
}
