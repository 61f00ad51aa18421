# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # bisect-step reads this
#
# bisect-step without a cell: looks for one that tells the two ends of the bisection apart, among
# those that go through what the commits between them change. It is written down, so that the
# other steps have the same one.

# Cells that are run at the bad end: a cross-section, and half a minute
CHOICE_CELLS=500
# Cells that failed there, and are tried at the good end
CHOICE_FAILED=20

# Sets $good (commits, one a line) and $bad to what git bisect knows. Argument: who needs them
find_ends()
{
	good=$(git bisect terms --term-good 2>/dev/null)
	good=$(git for-each-ref --format='%(objectname)' "refs/bisect/$good-*")
	bad=$(git bisect terms --term-bad 2>/dev/null)
	bad=$(git rev-parse -q --verify "refs/bisect/$bad")
	if [ -z "$good" ] || [ -z "$bad" ]; then
		stop "$1 needs both ends: git bisect start, good and bad first"
	fi
}

# What the bisection began with: its ends move
bisection()
{
	git bisect log 2>/dev/null | sed -n '/^# /p' | head -n 2 | cksum | cut -d ' ' -f 1
}

# Arguments: good or bad, a commit, options of run_tests.sh. Leaves the results in $dir
run_end()
{
	end=$1
	check_out "$2" || stop "can't check out $2"
	dir=$home/$(git rev-parse --short=12 HEAD)/choice
	mkdir -p "$dir" || stop "can't make the directory $dir"
	shift 2
	build_kernel || stop "the $end end, $(git rev-parse --short=12 HEAD), $why"
	run_child "$work/said" "$work/said.err" "$here/run_tests.sh" -q -x -k "$built" -a "$arch" \
		-o "$dir" "$@"
	cat "$work/said.err" >>"$work/said"
	grep -q '^cells: ' "$work/said" || stop "the $end end: $(last_words "$work/said")"
}

# Argument: a regular expression for the raw results. Prints the cells of $dir that have one
cells_with()
{
	"$runner" fields program,cell,raw "$dir/results.jsonl" |
		awk -F "$tab" -v raw="^($1)\$" '$3 ~ raw { print $1 ":" $2 }'
}

# Sets $cell
choose_cell()
{
	find_home
	known=$home/cell-$(bisection)
	cell=$(cat "$known" 2>/dev/null)
	[ -z "$cell" ] || return 0
	find_ends "bisect-step without a cell"
	start=$(git symbolic-ref -q --short HEAD || git rev-parse HEAD)
	from=$(echo "$good" | head -n 1)
	# What has to fail at the end that is not good, and to pass at the good one
	fails='not_ok|crash|timeout'
	passes=ok
	if [ "$expect" = fail ]; then
		fails=ok
		passes='not_ok|crash|timeout'
	fi
	needs=' slowfault '
	run_end bad "$bad" -c "$from..$bad" --first $CHOICE_CELLS
	cells_with "$fails" | head -n $CHOICE_FAILED >"$work/candidates"
	[ -s "$work/candidates" ] ||
		stop "no cell that goes through the changes tells that the bad end is bad: name one"
	set --
	while read -r candidate; do
		set -- "$@" -t "$candidate"
	done <"$work/candidates"
	run_end good "$from" "$@"
	cells_with "$passes" >"$work/passed"
	cell=$(grep -xF -f "$work/passed" "$work/candidates" | head -n 1)
	[ -n "$cell" ] || stop "each cell that tells the bad end is the same at the good one: name one"
	go_back
	echo "cell: $cell"
	echo "$cell" >"$known" || stop "can't write to $home"
}
