#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the faultsig programs, several at a time, and says what is new. The programs
# tell what they saw; what is expected of this kernel is in expectations/; here and in
# harness/runner/*.awk the two meet. POSIX sh and awk, busybox included.

# To git bisect all that is less than 128 is a finding.
[ "${1-}" != bisect-step ] || trap 'exit 128' EXIT

PROGRAMS=${FAULTSIG_PROGRAMS:-user_access uaccess process_vm direct_io io_uring populate kvm \
	driver_fault driver_io_uring kernel_gup fault_flags outcomes drm_fault}

# Here, whatever the caller's cd looks through, and whatever link we were called by
unset CDPATH
self=$0
[ ! -h "$self" ] || self=$(readlink -f "$self") || exit 3
here=$(cd "$(dirname "$self")" && pwd) || exit 3
lib=$here/harness/runner
expectations=${FAULTSIG_EXPECTATIONS:-$here/expectations}
huge_pools=/sys/kernel/mm/hugepages
HUGE_TRIES=20	# the keepers of the programs give theirs back when those are gone
newline='
'
tab=$(printf '\t')

# awk has to count bytes, and sort and ranges must not depend on the user.
LC_ALL=C
export LC_ALL

patterns=	# -t, one a line
kernels=	# -k, one a line
arches=		# -a, one a line
jobs=		# -j
repeat=1	# -n
out=		# -o
raw=		# -x
quiet=		# -q
verbose=	# -v
require=	# --require
all=		# --all
guest=		# the cells run in one
work=		# where a run keeps its files until they are complete
made_out=	# $out was not there before
supervisor=	# process ids, while they run
collector=

usage()
{
	cat <<'USAGE'
usage: run_tests.sh [run]   [-t GLOB]... [-k KERNEL]... [-a ARCH]... [-j N] [-n REPEAT]
                            [-o DIR] [-x] [-q|-v] [--require PERCENT] [--all]
       run_tests.sh list    [-t GLOB]...    cells: program, cell, expected outcome, class
       run_tests.sh explain CELL            the story of one cell
       run_tests.sh report  [-q] DIR...     summary of results; of several, what differs
       run_tests.sh bisect, git bisect run .../run_tests.sh bisect-step
                                            which kernel changed a cell: bisect -h

A cell is path.source.stimulus, or program:path.source.stimulus.

  -t GLOB    only cells that match: 'uaccess:*.uffd_*.sigusr1', '*.sigkill', or a
             whole program: uaccess. Several are OR-ed
  -k KERNEL  run in a guest with this kernel: debian:VERSION or debian:SUITE, an image,
             a build tree, or host for the running kernel. Of several, each has its
             results in a directory below -o, and what differs is shown in the end
  -a ARCH    amd64 (default), arm64 or riscv64: the machine of the guests
  -j N       jobs, or guests, to run at once (default: three jobs, or one guest, a CPU)
  -n REPEAT  run every cell so often, and show how often each outcome came; of more than
             20 cells only those that are not unanimous
  -o DIR     results.jsonl and PROGRAM.log go there (default: results/ beside
             run_tests.sh, or a new directory in $TMPDIR if that can't be written)
  -x         no expectations: every failure counts
  --require PERCENT
             fail the run if fewer of the selected cells were judged, that is neither
             skipped nor broken (default: 0; for all cells of an amd64 guest 70, and 40
             before Linux 6)
  --all      run all cells, also where many have failed alike: else the rest of their
             program, class and stimulus is not run after 20, or after 6 that took
             10 s, and told as such
  -q         print only what is not as expected
  -v         print every cell as it finishes

exit status: 0  all as expected
             1  an unexpected verdict: a new failure, or a pass where a failure is known;
                or fewer cells judged than --require asks for
             2  a wrong option, verb or cell, or a pattern that matches nothing
             3  the run itself broke: set-up error, program missing, crashed or not
                built, full disk, unreadable expectations. More telling than 1
             130 interrupted (128 + signal)

environment: FAULTSIG_BIN           where the programs are (default: beside run_tests.sh)
             FAULTSIG_PROGRAMS      their names
             FAULTSIG_EXPECTATIONS  another directory of expectations
             FAULTSIG_GUEST_PROGRAMS  static programs for guests (default: built with
                                    kernels/programs)
             FAULTSIG_GUEST_CPUS    CPUs of a guest (default: 1)
USAGE
}

refuse()
{
	echo "run_tests.sh: $1" >&2
	echo "run_tests.sh: try '${2:-run_tests.sh -h}'" >&2
	exit 2
}

broke()
{
	echo "run_tests.sh: $1" >&2
	exit 3
}

# ---- files of a run ----

remove_work()
{
	[ -z "$work" ] || rm -rf "$work"
	work=
	[ -z "$made_out" ] || rmdir "$out" 2>/dev/null
}

interrupted()
{
	trap '' INT TERM HUP PIPE
	[ -z "$supervisor" ] || kill -TERM "$supervisor" 2>/dev/null
	# shellcheck disable=SC2086 # either may be empty
	wait $supervisor $collector
	echo "run_tests.sh: interrupted" >&2
	exit $((128 + $1))
}

disk_is_full()
{
	! printf '%08192d\n' 0 2>/dev/null >"$work/space" || ! rm "$work/space"
}

tell_limit()
{
	[ "$(ulimit -f)" = unlimited ] || echo ", or files may not be larger (ulimit -f)"
}

# A step could not write its files, or has a complaint of its own.
step_failed()
{
	if disk_is_full; then
		broke "no space left in ${out:-$work}$(tell_limit)"
	fi
	broke "$1"
}

make_temporary()
{
	mktemp -d "${TMPDIR:-/tmp}/faultsig.XXXXXX" ||
		broke "can't make a directory in ${TMPDIR:-/tmp}"
}

choose_out()
{
	if [ -z "$out" ]; then
		out=$here/results
		mkdir "$out" 2>/dev/null && made_out=yes
		[ -w "$out" ] && return
		out=$(make_temporary) || exit
		made_out=yes
	elif [ ! -d "$out" ]; then
		mkdir -p "$out" 2>/dev/null || broke "can't make the directory $out"
		made_out=yes
	fi
	[ -w "$out" ] || broke "can't write to $out"
}

# What an earlier run left may be replaced, nothing else.
is_ours()
{
	case $1 in
	*.log) head -n 1 "$1" | grep -q '^# faultsig: ' ;;
	*) tail -n 1 "$1" | grep -q '^{"totals":' ;;
	esac
}

for_results()
{
	for result in results.jsonl console.log $PROGRAMS; do
		case $result in
		*.jsonl | *.log) ;;
		*) result=$result.log ;;
		esac
		[ ! -e "$out/$result" ] || "$1" "$out/$result"
	done
}

refuse_foreign()
{
	is_ours "$1" || refuse "$1 is not from run_tests.sh: choose another -o"
}

is_running()
{
	[ -n "$1" ] && grep -q run_tests "/proc/$1/cmdline" 2>/dev/null
}

open_results()
{
	choose_out
	for_results refuse_foreign
	if [ -d "$out/.faultsig.run" ]; then
		owner=$(cat "$out/.faultsig.run/pid" 2>/dev/null)
		is_running "$owner" && broke "another run, pid $owner, writes to $out"
		rm -rf "$out/.faultsig.run"
	fi
	mkdir "$out/.faultsig.run" 2>/dev/null || broke "no space left in $out"
	work=$out/.faultsig.run
	if disk_is_full || ! echo $$ >"$work/pid"; then
		broke "no space left in $out$(tell_limit)"
	fi
	for file in results.jsonl errors notes tally stale again jobs; do
		: >"$work/$file" || step_failed "can't write to $work"
	done
}

# ---- cells ----

# Can a pattern mean cells of this program?
is_wanted()
{
	[ -n "$patterns" ] || return 0
	while read -r pattern; do
		case $pattern in
		*:*) pattern=${pattern%%:*} ;;
		*[].*?[]*) return 0 ;;
		esac
		# shellcheck disable=SC2254 # a glob on purpose
		case $1 in
		$pattern) return 0 ;;
		esac
	done <<PATTERNS
$patterns
PATTERNS
	return 1
}

# Arguments: a program and what is wrong with it; the others still run
program_broke()
{
	if disk_is_full; then
		step_failed
	fi
	echo "$1 $2" >>"$work/errors"
}

list_program()
{
	if [ ! -x "$bin/$1" ]; then
		program_broke "$1" "is missing or not built (make)"
		return
	fi
	"$bin/$1" --list </dev/null 2>/dev/null >"$work/cells" ||
		program_broke "$1" "--list failed"
	awk -v program="$1" -F "$tab" '
		$1 !~ /^[a-z0-9_]+[.][a-z0-9_]+[.][a-z0-9_]+$/ || NF < 2 { exit 3 }
		{ print program FS $0 }
		END { if (!NR) exit 3 }' "$work/cells" 2>/dev/null >>"$work/listed" ||
		program_broke "$1" "--list is unreadable or empty"
}

list_cells()
{
	: >"$work/listed"
	for program in $PROGRAMS; do
		if is_wanted "$program"; then
			list_program "$program"
		fi
	done
}

select_cells()
{
	unmatched=$(FAULTSIG_PATTERNS=$patterns awk -f "$lib/glob.awk" -f "$lib/select.awk" \
		"$work/listed" 2>&1 >"$work/selected") && return
	[ ! -s "$work/errors" ] || broke "$(head -n 1 "$work/errors")"
	disk_is_full && step_failed
	refuse "no cell matches '$unmatched'" "run_tests.sh list"
}

read_expectations()
{
	: >"$work/entries"
	[ -z "$raw" ] || return
	set --
	for file in "$expectations"/*-fails.txt "$expectations"/*-flakes.txt \
		    "$expectations"/*-skips.txt; do
		[ ! -f "$file" ] || set -- "$@" "$file"
	done
	[ $# -gt 0 ] || return 0
	problem=$(awk -v release="$release" -v machine="$machine" -v build="$build" \
		-f "$lib/expect_read.awk" "$@" 2>&1 >"$work/entries") ||
		step_failed "$problem"
}

# ---- the run ----

# Arguments: the plan to write, how often to run the cells, the files that hold them
plan_jobs()
{
	plan=$1
	times=$2
	shift 2
	problem=$(awk -v bin="$bin" -v timeout="$(setting_timeout)" -v jobs="$work/jobs" \
		-v repeat="$times" -v guest="$guest" -f "$lib/plan.awk" "$@" 2>&1 >"$plan") ||
		step_failed "$problem"
}

setting_timeout()
{
	sed -n 's/^timeout=\([0-9][0-9]*\).*/\1/p' "$here/settings" 2>/dev/null |
		awk '{ timeout = $1 } END { print timeout == "" ? 45 : timeout }'
}

match_expectations()
{
	stale=
	[ -n "$patterns" ] || stale=$work/stale
	problem=$(awk -v stale="$stale" -f "$lib/glob.awk" -f "$lib/expect_match.awk" \
		"$work/entries" "$work/selected" 2>&1 >"$work/matched") ||
		step_failed "$problem"
	cat "$work/stale" >>"$work/notes"
}

# mawk else waits for a full buffer before it looks at the first line.
live_awk()
{
	case $(awk -W version 2>&1 </dev/null) in
	mawk*) exec awk -W interactive "$@" ;;
	*) exec awk "$@" ;;
	esac
}

# In a process of its own. Not every shell closes fd 8 for good in a redirection.
collect()
{
	exec <"$work/stream" 8>&-
	# Neither side waits for the other, whether the guest is there or not.
	[ -z "$stop_pipe" ] || exec 7<>"$stop_pipe"
	live_awk -v dir="$work" -v entries="$work/entries" -v plan="$1" -v again="$2" \
		-v errors="$work/errors" -v notes="$work/notes" -v tally="$work/tally" \
		-v show="$show" -v total="$total" -v repeat="$repeat" \
		-v kernel="$release" -v arch="$machine" -v config="$config" -v guest="$guest" \
		-v config_file="$guest_config" -v stop="$stop" -v stop_pipe="$stop_pipe" \
		-f "$lib/json.awk" -f "$lib/collect.awk" 2>"$work/complaints"
}

# The supervisor has to be our child: it ends with us. Fd 8 keeps either side from
# waiting for the other to open the fifo; each gives it up once it has its own end.
run_pass()
{
	exec 8<>"$work/stream"
	if [ "$show" = progress ]; then
		collect "$1" "$2" >&2 &
	else
		collect "$1" "$2" &
	fi
	collector=$!
	"$supervise" -j "$jobs" -p $$ <"$work/jobs" >"$work/stream" 8>&- &
	supervisor=$!
	exec 8>&-
	wait "$supervisor"
	supervisor=
	wait "$collector" || step_failed "$(cat "$work/complaints")"
	collector=
	check_tally
}

check_tally()
{
	counted=
	while IFS=$tab read -r kind number file; do
		case $kind in
		bytes) [ "$(wc -c <"$file")" -eq "$number" ] || step_failed "$file is incomplete" ;;
		unexpected) counted=yes ;;
		esac
	done <"$work/tally"
	[ -n "$counted" ] || step_failed "the results were not counted"
}

run_cells()
{
	mkfifo "$work/stream" || step_failed "can't make a fifo in $work"
	stop=
	stop_pipe=
	if [ -z "$all" ]; then
		stop=$work/stop
		: >"$stop"
		FAULTSIG_STOP=$stop
		export FAULTSIG_STOP
	fi
	plan_jobs "$work/plan" "$repeat" "$work/listed" "$work/matched"
	total=$(wc -l <"$work/plan")
	if [ -n "$guest" ]; then
		run_guests
		return
	fi
	run_pass "$work/plan" "$work/again"
	[ -s "$work/again" ] || return 0
	plan_jobs "$work/plan_again" 1 "$work/again"
	run_pass "$work/plan_again" ""
}

# A hash of the kernel's configuration, to tell two builds of one release apart
config_hash()
{
	if [ -n "$guest" ]; then
		cat "${config_file:-/dev/null}"
	elif [ -r /proc/config.gz ]; then
		gzip -dc </proc/config.gz
	elif [ -r "/boot/config-$(uname -r)" ]; then
		cat "/boot/config-$(uname -r)"
	else
		return
	fi 2>/dev/null | sha256sum 2>/dev/null | cut -c 1-12
}

read_taint()
{
	cat /proc/sys/kernel/tainted 2>/dev/null || echo 0
}

# How many huge pages are in use, and how many are reserved, in all pools
read_huge_pages()
{
	for pool in "$huge_pools"/*; do
		cat "$pool/nr_hugepages" "$pool/free_hugepages" "$pool/resv_hugepages" |
			tr '\n' ' '
		echo
	done 2>/dev/null | awk '{ used += $1 - $2; reserved += $3 } END {
		printf "%.0f %.0f\n", used, reserved }'
}

# Arguments: what they were before the run; prints what there is more of
more_huge_pages()
{
	read_huge_pages | awk -v used="$1" -v reserved="$2" '
		$1 > used + 0 {
			printf "%.0f huge pages more are in use", $1 - used
			both = " and "
		}
		$2 > reserved + 0 { printf "%s%.0f more are reserved", both, $2 - reserved }'
}

# In a guest each cell is asked; here others may use them, too, if not for long.
check_huge_pages()
{
	[ -z "$guest" ] || return 0
	tries=$HUGE_TRIES
	while more=$(more_huge_pages "$@") && [ -n "$more" ] && [ "$tries" -gt 0 ]; do
		tries=$((tries - 1))
		sleep 0.2 2>/dev/null || sleep 1
	done
	[ -z "$more" ] ||
		echo "$more than before the run: the kernel lost them, or another process came" \
			>>"$work/errors"
}

read_uptime()
{
	cut -d ' ' -f 1 /proc/uptime 2>/dev/null || date +%s
}

make_totals()
{
	awk -v errors="$work/errors" -v notes="$work/notes" -v kernel="$release" \
		-v began="$1" -v ended="$(read_uptime)" \
		-v taint_before="$2" -v taint_after="$(read_taint)" \
		-v require="$require" \
		-f "$lib/json.awk" -f "$lib/totals.awk" "$work/results.jsonl" \
		2>"$work/complaints" >"$work/totals" && grep -q '}$' "$work/totals"
}

add_totals()
{
	make_totals "$@" || step_failed "$(cat "$work/complaints")"
	cat "$work/totals" 2>/dev/null >>"$work/results.jsonl" || step_failed
	tail -n 1 "$work/results.jsonl" | cmp -s - "$work/totals" || step_failed
}

publish()
{
	for_results rm
	for file in "$work"/*.log "$work/results.jsonl"; do
		[ ! -e "$file" ] || mv "$file" "$out" || broke "can't move $file to $out"
	done
	made_out=
	remove_work
}

summarize()
{
	repro=$0
	[ "$here" != "$PWD" ] || repro=./run_tests.sh
	beside=$bin
	[ "$bin" != "$PWD" ] || beside=.
	if [ -n "$guest" ]; then
		repro="$repro -k $kernels -a $arches"
		beside=
	fi
	awk -v dir="$1" -v quiet="$quiet" -v repro="$repro" -v bin="$beside" \
		-f "$lib/json.awk" -f "$lib/summary.awk" "$1/results.jsonl"
}

find_supervisor()
{
	for supervise in "$bin/faultsig_supervise" "$here/faultsig_supervise"; do
		[ ! -x "$supervise" ] || return 0
	done
	broke "faultsig_supervise is missing or not built (make)"
}

choose_show()
{
	if [ -n "$quiet" ]; then
		show=
	elif [ -n "$verbose" ]; then
		show=cells
	elif [ -t 2 ]; then
		show=progress
	else
		show=programs
	fi
}

# What a guest reaches at least, so that a kernel that fails the probes is seen.
choose_floor()
{
	[ -z "$require" ] || return 0
	require=0
	[ -z "$patterns" ] && [ "$guest $machine" = 'yes x86_64' ] || return 0
	case $release in
	[1-5].*) require=$GUEST_FLOOR_5 ;;
	*) require=$GUEST_FLOOR ;;
	esac
}

count_cpus()
{
	getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null ||
		grep -c '^processor' /proc/cpuinfo || echo 1
}

# What the running kernel is; see find_guest()
find_host()
{
	release=$(uname -r)
	machine=$(uname -m)
	build=$(uname -v)
	guest=
	guest_config=
}

# Else SIGXFSZ ends whoever writes the results, without a word.
check_file_size()
{
	size=$(ulimit -f)
	[ "$size" = unlimited ] || [ "$size" -ge 131072 ] ||
		broke "results need files of 64 MiB (ulimit -f)"
}

verb_run()
{
	[ $# -eq 0 ] || refuse "not an option: $1"
	check_file_size
	check_targets
	case $targets in
	*"$newline"*) run_several; return ;;
	esac
	find_supervisor
	open_results
	if [ "$kernels" = host ]; then
		find_host
	else
		find_guest
	fi
	began=$(read_uptime)
	taint=$(read_taint)
	huge_pages=$(read_huge_pages)
	config=$(config_hash)
	[ -n "$config" ] || config=unknown
	# Half of its time a cell waits for a victim that sleeps.
	[ -n "$jobs" ] || jobs=$((3 * $(count_cpus)))
	choose_show
	choose_floor
	read_expectations
	list_cells
	select_cells
	[ -s "$work/selected" ] || broke "$(head -n 1 "$work/errors")"
	match_expectations
	run_cells
	# shellcheck disable=SC2086 # two numbers
	check_huge_pages $huge_pages
	add_totals "$began" "$taint"
	publish
	summarize "$out"
}

verb_list()
{
	[ $# -eq 0 ] || refuse "not an option: $1"
	work=$(make_temporary) || exit
	list_cells
	select_cells
	cat "$work/selected"
	[ ! -s "$work/errors" ] || broke "$(head -n 1 "$work/errors")"
}

verb_explain()
{
	[ $# -eq 1 ] || refuse "explain takes one cell"
	work=$(make_temporary) || exit
	patterns=$1
	list_cells
	awk -F "$tab" -v cell="$1" '$2 == cell || $1 ":" $2 == cell' "$work/listed" \
		>"$work/selected"
	if [ ! -s "$work/selected" ]; then
		[ ! -s "$work/errors" ] || broke "$(head -n 1 "$work/errors")"
		refuse "no such cell: $1" "run_tests.sh list"
	fi
	while IFS=$tab read -r program cell expected; do
		"$bin/$program" --explain "$cell" </dev/null ||
			broke "$program can't explain $cell ($expected)"
	done <"$work/selected"
}

verb_report()
{
	[ $# -gt 0 ] || refuse "report takes one directory of results or several"
	for dir; do
		[ -r "$dir/results.jsonl" ] || refuse "no results in $dir"
	done
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
	[ "$several" -eq 1 ] ||
		awk -f "$lib/json.awk" -f "$lib/compare.awk" "$@"
	return "$worst"
}

# ---- arguments ----

need_number()
{
	case $2 in
	'' | *[!0-9]* | ?????*) refuse "-$1 takes a number: $2" ;;
	esac
	[ "$2" -ge 1 ] || refuse "-$1 takes 1 to $3: $2"
	[ "$2" -le "$3" ] || refuse "-$1 takes 1 to $3: $2"
}

need_percent()
{
	case $1 in
	'' | *[!0-9]* | ????*) refuse "--require takes a percentage, 0 to 100: $1" ;;
	esac
	[ "$1" -le 100 ] || refuse "--require takes a percentage, 0 to 100: $1"
}

read_option()
{
	case $1 in
	t) patterns=$patterns${patterns:+$newline}$2 ;;
	k) check_kernel "$2"; kernels=$kernels${kernels:+$newline}$2 ;;
	a) arches=$arches${arches:+$newline}$2 ;;
	j) need_number j "$2" 256; jobs=$2 ;;
	n) need_number n "$2" 9999; repeat=$2 ;;
	o) out=$2 ;;
	x) raw=yes ;;
	require) need_percent "$2"; require=$2 ;;
	q) quiet=1 ;;
	v) verbose=yes ;;
	h) usage; exit 0 ;;
	:) refuse "-$2 needs a value" ;;
	*) refuse "unknown option: -$2" ;;
	esac
}

options_of()
{
	case $1 in
	run) echo :ht:k:a:j:n:o:xqv-: ;;
	list) echo :ht:-: ;;
	explain) echo :h-: ;;
	report) echo :hq-: ;;
	*) refuse "unknown verb: $1" ;;
	esac
}

# Arguments: a verb, and a long option, which getopts takes for "-" with a value
read_long_option()
{
	case $1:$2 in
	*:help) usage; exit 0 ;;
	run:require) needs_next=$2 ;;
	run:all) all=yes ;;
	run:require=*) read_option require "${2#*=}" ;;
	*) refuse "unknown option: --$2" ;;
	esac
}

# shellcheck source=kernels/guest.sh
. "$here/kernels/guest.sh" || exit 3
case ${1-} in
bisect | bisect-step)
	# shellcheck source=kernels/bisect.sh
	. "$here/kernels/bisect.sh"; exit
	;;
esac
bin=$(cd "${FAULTSIG_BIN:-$here}" 2>/dev/null && pwd) || broke "no directory $FAULTSIG_BIN"
verb=run
case ${1-} in
'' | -*) ;;
*) verb=$1; shift ;;
esac
options=$(options_of "$verb") || exit
needs_next=
while getopts "$options" option; do
	case $option in
	-) read_long_option "$verb" "$OPTARG" ;;
	*) read_option "$option" "${OPTARG-}" ;;
	esac
	[ -n "$needs_next" ] || continue
	shift $((OPTIND - 1))
	OPTIND=1
	[ $# -gt 0 ] || refuse "--$needs_next needs a value"
	read_option "$needs_next" "$1"
	needs_next=
	shift
done
shift $((OPTIND - 1))
[ -z "$quiet" ] || [ -z "$verbose" ] || refuse "-q and -v exclude each other"

# A write beyond ulimit -f fails, then, as on a full disk.
trap '' XFSZ
trap remove_work EXIT
trap 'interrupted 1' HUP
trap 'interrupted 2' INT
trap 'interrupted 13' PIPE
trap 'interrupted 15' TERM
# On one line: it may be long, and this file another when it ends.
"verb_$verb" "$@"; exit
