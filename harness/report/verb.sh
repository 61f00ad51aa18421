# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # $here, $bin and the like are those of run_tests.sh
#
# The verb "report" of run_tests.sh: the table for a terminal by faultsig_runner, all other
# forms by main.py.

# The distribution's packages are those of the distribution's python3, which need not be the
# first in $PATH.
find_python()
{
	for python in /usr/bin/python3 "$(command -v python3)"; do
		[ ! -x "$python" ] || return 0
	done
	broke "report --html and the like need the package python3"
}

write_forms()
{
	find_python
	set -f
	IFS=$newline
	# shellcheck disable=SC2086 # a word a line
	exec "$python" -B "$here/harness/report/main.py" --suite "$here" --bin "$bin" \
		--expectations "$expectations" $forms -- "$@"
}

print_tables()
{
	worst=0
	several=$#
	for dir; do
		[ "$several" -eq 1 ] || echo "== $dir"
		summarize "$dir"
		status=$?
		[ "$status" -le "$worst" ] || worst=$status
		shift
		set -- "$@" "$dir/results.jsonl"
	done
	[ "$several" -eq 1 ] || "$runner" compare "$@"
	return "$worst"
}

report()
{
	[ $# -gt 0 ] || refuse "report takes one directory of results or several"
	for dir; do
		[ -r "$dir/results.jsonl" ] || refuse "no results in $dir"
	done
	case $forms in
	'') print_tables "$@" ;;
	*--html* | *--junit* | *--ktap* | *--kcidb* | *--csv*) write_forms "$@" ;;
	*) refuse "--raw and --origin need a form: --ktap FILE, --kcidb FILE" ;;
	esac
}
