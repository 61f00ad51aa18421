#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the faultsig programs, several at a time, and says what is new. The programs
# tell what they saw; what is expected of this kernel is in expectations/; in
# faultsig_runner (harness/runner/) the two meet. POSIX sh, busybox included.

# To git bisect all that is less than 128 is a finding.
[ "${1-}" != bisect-step ] || trap 'exit 128' EXIT

# Here, whatever the caller's cd looks through, and whatever link we were called by
unset CDPATH
self=$0
[ ! -h "$self" ] || self=$(readlink -f "$self") || exit 3
here=$(cd "$(dirname "$self")" && pwd) || exit 3
PROGRAMS=${FAULTSIG_PROGRAMS:-$(sed -n 's/^\([a-z][a-z_]*\).*/\1/p' "$here/tests/programs")}
expectations=${FAULTSIG_EXPECTATIONS:-$here/expectations}
huge_pools=/sys/kernel/mm/hugepages

# Percent of all cells that an amd64 guest has to judge; of the others nobody has measured it.
# 7.3.4 judged 98 % of its first 9,463; of the 1,054 with sigkill 6.1 judged 95 %, 5.10 60 %.
# An image without its tree has no slowfault.ko, which is 17 % less.
GUEST_FLOOR=70
GUEST_FLOOR_5=40

# Sorting and ranges must not depend on the user.
LC_ALL=C
export LC_ALL

choices=	# -t, -c, --tier and --first: options with their value, one a line
kernels=	# -k, one a line
arches=		# -a, one a line
jobs=		# -j
repeat=1	# -n
out=		# -o
raw=		# -x
quiet=		# -q
verbose=	# -v
require=	# --require
seed=		# --seed
json=		# --json
all=		# --all
forms=		# of report: --html and so on, one word a line
guest=		# the cells run in one
work=		# where a run keeps its files until they are complete
made_out=	# $out was not there before
running=	# process id of faultsig_runner, while it does

# shellcheck source=harness/runner/lib.sh
. "$here/harness/runner/lib.sh" || exit 3

usage()
{
	cat <<'USAGE'
usage: run_tests.sh [run] [CELLS] [-k KERNEL]... [-a ARCH]... [-j N] [-n REPEAT] [-o DIR]
                          [-x] [-q|-v] [--require PERCENT] [--all] [--seed N]
       run_tests.sh list [CELLS] [--json]   cells: program, cell, expected outcome, class
       run_tests.sh explain [--json] CELL   the story of one cell, and what to do if it fails
       run_tests.sh contract                what is right, as a page: docs/contract.md
       run_tests.sh report  [-q] DIR...     summary of results; of several, what differs
       run_tests.sh report  --html|--junit|--ktap|--kcidb|--csv FILE DIR...  docs/reports.md
       run_tests.sh submit  -k KERNEL...    run, with guests that are jobs of LAVA
       run_tests.sh bisect, git bisect run .../run_tests.sh bisect-step
                                            which kernel changed a cell: bisect -h

A cell is path.source.stimulus, or program:path.source.stimulus. CELLS are all, or

  -t GLOB    those that match: 'uaccess:*.uffd_*.sigusr1', or a program. Several are OR-ed
  -c CHANGE  those that go through mm/gup.c, mm/gup.c:faultin_page, or what the commits
             REV..REV, in a kernel tree, change; the most special first (docs/select.md)
  --tier smoke|quick|full, --first N    those of a tier, so many of them
  -k KERNEL  run in a guest with this kernel: debian:VERSION or debian:SUITE, an image,
             a build tree, or host for the running kernel. Of several, each has its results
             in a directory below -o, and what differs is shown in the end
  -a ARCH    amd64 (default), arm64 or riscv64: the machine of the guests
  -j N       jobs, or guests, to run at once (default: three jobs, or one guest, a CPU);
             several guests share the cells of a kernel
  -n REPEAT  run every cell so often, and show how often each outcome came; of more than
             20 cells only those that are not unanimous
  -o DIR     results.jsonl and PROGRAM.log go there (default: results/ beside
             run_tests.sh, of an installed suite faultsig-results/ here, or a new
             directory in $TMPDIR if that can't be written)
  -x         no expectations: every failure counts
  --require PERCENT    fail the run if fewer of the selected cells were judged, that is neither
             skipped nor broken (default: 0; for all cells of an amd64 guest 70, before 6.0 40)
  --all      also where many have failed alike: else the rest of their program, class and
             stimulus is not run after 20, or after 6 that took 10 s, and told as such
  --seed N   the moments of races, as a run with that seed had them (default: any)
  -q, -v     print only what is not as expected; print every cell as it finishes

exit status: 0  all as expected
             1  an unexpected verdict: a new failure, or a pass where a failure is known;
                or fewer cells judged than --require asks for
             2  a wrong option, verb or cell, or a pattern that matches nothing
             3  the run itself broke: set-up error, program missing, crashed or not
                built, full disk, unreadable expectations. More telling than 1
             130 interrupted (128 + signal)

environment: FAULTSIG_BIN, _PROGRAMS, _EXPECTATIONS, _GUEST_PROGRAMS, _GUEST_CPUS: docs/faultsig.1
USAGE
}

# ---- files of a run ----

# Only files of an earlier run may be replaced.
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

# Beside the suite, unless that is a place of the system's.
place_of_results()
{
	case $here/ in
	*/libexec/*) echo "$PWD/faultsig-results" ;;
	*) echo "$here/results" ;;
	esac
}

open_results()
{
	choose_out "$(place_of_results)"
	for_results refuse_foreign
	if [ -d "$out/.faultsig.run" ]; then
		owner=$(cat "$out/.faultsig.run/pid" 2>/dev/null)
		is_running "$owner" && broke "another run, pid $owner, writes to $out"
		rm -rf "$out/.faultsig.run"
	fi
	mkdir "$out/.faultsig.run" 2>/dev/null || broke "no space left in $out"
	work=$out/.faultsig.run
	if disk_is_full "$work" || ! echo $$ >"$work/pid"; then
		broke "no space left in $out$(tell_limit)"
	fi
}

# ---- the run ----

run_cells()
{
	set -f
	IFS=$newline
	# shellcheck disable=SC2086 # an option a line
	set -- $choices --parent $$ --bin "$bin" --programs "$PROGRAMS" \
		--supervise "$supervise" --work "$work" --out "$out" --release "$release" \
		--machine "$machine" --build "$build" --config "$config" --repeat "$repeat" \
		--jobs "$jobs" --timeout "$(setting_timeout "$here/settings")" --show "$show" \
		--require "$require" --huge-pools "$huge_pools" --maps "$here/kernels/map"
	unset IFS
	set +f
	[ -n "$raw" ] || set -- "$@" --expectations "$expectations"
	[ -z "$all" ] || set -- "$@" --all
	[ -z "$guest" ] || set -- "$@" --boot "$boot" --kernel "$kernels" --arch "$arches" \
		--cpus "${FAULTSIG_GUEST_CPUS:-1}" --guest-programs "$programs" \
		--config-file "$config_file"
	run_in_background "$runner" run "$@"
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

publish()
{
	for_results rm
	for file in "$work"/*.log "$work/results.jsonl"; do
		[ ! -e "$file" ] || mv "$file" "$out" || broke "can't move $file to $out"
	done
	made_out=
	remove_work
}

# Sets $repro to how run_tests.sh can be called again, and $beside to where its programs are.
tell_places()
{
	repro=$0
	[ "$here" != "$PWD" ] || repro=./run_tests.sh
	beside=$bin
	[ "$bin" != "$PWD" ] || beside=.
}

summarize()
{
	tell_places
	if [ -n "$guest" ]; then
		repro="$repro -k $kernels -a $arches"
		beside=
	fi
	"$runner" summary ${quiet:+--quiet} --repro "$repro" --bin "$beside" "$1"
}

choose_show()
{
	if [ -n "$quiet" ]; then
		show=nothing
	elif [ -n "${FAULTSIG_LAVA_CASES:-}" ]; then
		show=cases
	elif [ -n "$verbose" ]; then
		show=cells
	elif [ -t 2 ]; then
		show=progress
	elif [ -n "${FAULTSIG_PROGRESS-}" ]; then
		show=marks
	else
		show=programs
	fi
}

# A guest has to judge at least so much, so that a kernel that fails the probes is seen.
choose_floor()
{
	[ -z "$require" ] || return 0
	require=0
	[ -z "$choices" ] && [ "$guest $machine" = 'yes x86_64' ] || return 0
	case $release in
	[1-5].*) require=$GUEST_FLOOR_5 ;;
	*) require=$GUEST_FLOOR ;;
	esac
}

# Describes the kernel that the cells run on: sets $release, $machine and $build, and for a guest
# $config_file and $programs.
find_kernel()
{
	guest=
	if [ "$kernels" = host ]; then
		release=$(uname -r)
		machine=$(uname -m)
		build=$(uname -v)
		return
	fi
	said=$("$boot" --show -a "$arches" "$kernels") || exit 3
	release=$(echo "$said" | sed -n 1p)
	config_file=$(echo "$said" | sed -n 2p)
	machine=$(machine_of "$architectures" "$arches")
	build=
	programs=${FAULTSIG_GUEST_PROGRAMS:-}
	[ -n "$programs" ] || programs=$("$here/kernels/programs" -a "$arches") || exit 3
	guest=yes
	FAULTSIG_RELEASE=$release
	export FAULTSIG_RELEASE
}

# Refuses what is wrong with -k and -a, as far as it can be told before anything is fetched.
check_targets()
{
	kernels=${kernels:-host}
	boot=$here/kernels/boot
	architectures=$here/kernels/architectures
	guests=$(echo "$kernels" | grep -vx host)
	[ "$guests${FAULTSIG_SUBMIT:-}" != yes ] || refuse "submit needs -k: a kernel to boot"
	[ -z "$arches" ] || [ -n "$guests" ] || refuse "-a needs -k: a kernel to boot"
	[ -r "$architectures" ] || [ -z "$guests" ] ||
		broke "no $architectures: -k runs from the source tree"
	for arch in $arches; do
		[ -n "$(machine_of "$architectures" "$arch")" ] ||
			refuse "-a takes amd64, arm64 or riscv64: $arch"
	done
	[ -z "$guests" ] || [ -x "$boot" ] || broke "no $boot: -k runs from the source tree"
	arches=${arches:-amd64}
}

# Each kernel, on each machine, is a run of its own.
run_several()
{
	set -- -- -n "$repeat" ${all:+--all} ${require:+--require "$require"} \
		${seed:+--seed "$seed"} ${raw:+-x} ${quiet:+-q} ${verbose:+-v}
	set -f
	IFS=$newline
	for choice in $choices; do
		set -- "$@" "$choice"
	done
	[ -z "$jobs" ] || set -- -j "$jobs" "$@"
	[ -z "$out" ] || set -- -o "$out" "$@"
	exec "$here/kernels/several" -k "$kernels" -a "$arches" "$@"
}

verb_run()
{
	[ $# -eq 0 ] || refuse "not an option: $1$(as_a_cell "$1")"
	check_file_size
	check_targets
	case $kernels$arches in
	*"$newline"*) run_several ;;
	esac
	supervise=$(find_tool faultsig_supervise "$bin" "$here") || exit
	open_results
	find_kernel
	[ -z "$raw" ] || export FAULTSIG_LAVA_RAW=yes
	config=$(config_hash)
	[ -n "$config" ] || config=unknown
	[ -n "$jobs" ] || jobs=$(choose_jobs "$guest")
	choose_show
	choose_floor
	choose_seed
	run_cells
	status=$?
	[ "$status" -ne 137 ] || broke "faultsig_runner was killed"
	[ "$status" -eq 0 ] || exit "$status"
	publish
	summarize "$out"
}

verb_list()
{
	[ $# -eq 0 ] || refuse "not an option: $1$(as_a_cell "$1")"
	set -f
	IFS=$newline
	# shellcheck disable=SC2086 # an option a line
	"$runner" list $choices --bin "$bin" --programs "$PROGRAMS" ${json:+--json} \
		--maps "$here/kernels/map" --release "$(uname -r)" --machine "$(uname -m)" \
		--build "$(uname -v)" --expectations "$expectations"
}

verb_contract()
{
	[ $# -eq 0 ] || refuse "contract takes no argument"
	program=$(find_tool "${PROGRAMS%%[!a-z_]*}" "$bin" "$here") || exit
	exec "$program" --contract
}

verb_explain()
{
	[ $# -eq 1 ] || refuse "explain takes one cell"
	cell=$1
	tell_places
	set -- --exact --any-kernel --bin "$beside" --programs "$PROGRAMS" -t "$cell" \
		--expectations "$expectations" --repro "$repro" --release "$(uname -r)" \
		--machine "$(uname -m)" --build "$(uname -v)" --maps "$here/kernels/map" \
		${json:+--json}
	[ ! -x "$here/kernels/boot" ] || set -- "$@" --boot "$here/kernels/boot"
	[ "$expectations" != "$PWD/expectations" ] || set -- "$@" --expectations expectations
	"$runner" explain "$@"
}

verb_report()
{
	# shellcheck source=harness/report/verb.sh
	. "$here/harness/report/verb.sh" || exit 3
	report "$@"
}

# ---- arguments ----

check_kernel()
{
	case $1 in
	host | debian:?*) ;;
	*) [ -r "$1" ] || refuse "-k takes host, debian:VERSION, an image or a build tree: $1" ;;
	esac
}

# The programs, here or in a guest, find the seed in their environment, and that they are to say
# what they saw: what is known is the runner's to add.
choose_seed()
{
	[ -n "$seed" ] || seed=$(od -A n -N 4 -t u4 /dev/urandom | tr -d ' ')
	FAULTSIG_SEED=$seed
	FAULTSIG_RAW=1
	export FAULTSIG_SEED FAULTSIG_RAW
}

read_option()
{
	case $1 in
	t | c) need_line "$1" "$2"; choices=$choices-$1$2$newline ;;
	tier | first) [ "$2" = full ] || choices=$choices--$1=$2$newline ;;
	k) check_kernel "$2"; kernels=$kernels${kernels:+$newline}$2 ;;
	a) arches=$arches${arches:+$newline}$2 ;;
	j) need_number j "$2" 256; jobs=$2 ;;
	n) need_number n "$2" 9999; repeat=$2 ;;
	o) out=$2 ;;
	x) raw=yes ;;
	require) need_percent "$2"; require=$2 ;;
	seed) need_seed "$2"; seed=$2 ;;
	html | junit | ktap | kcidb | csv | origin) forms=$forms--$1=$2$newline ;;
	q) quiet=1 ;;
	v) verbose=yes ;;
	h) usage; exit 0 ;;
	:) refuse "-$2 needs a value" ;;
	*) refuse "unknown option: -$2" ;;
	esac
}

# as_a_cell WORD: what to say of a word that looks like a cell
as_a_cell()
{
	case $1 in
	*[.:*]*) printf ", a cell goes with -t: -t '%s'" "$1" ;;
	esac
}

options_of()
{
	case $1 in
	run) echo :ht:c:k:a:j:n:o:xqv-: ;;
	list) echo :ht:c:-: ;;
	explain | contract) echo :h-: ;;
	report) echo :hq-: ;;
	*)
		refuse "unknown verb: $1$(as_a_cell "$1")$(did_you_mean "$1" run list explain \
			contract report submit bisect bisect-step)"
		;;
	esac
}

# Arguments: a verb, and a long option, which getopts takes for "-" with a value
read_long_option()
{
	case $1:$2 in
	*:help) usage; exit 0 ;;
	run:require | run:seed | run:tier | run:first | list:tier | list:first) needs_next=$2 ;;
	report:html | report:junit | report:ktap | report:kcidb | report:csv | report:origin)
		needs_next=$2 ;;
	run:all) all=yes ;;
	list:json | explain:json) json=yes ;;
	report:raw) forms=$forms--raw$newline ;;
	run:require=* | run:seed=* | run:tier=* | run:first=* | list:tier=* | list:first=* | \
		report:html=* | report:junit=* | report:ktap=* | \
		report:kcidb=* | report:csv=* | report:origin=*)
		read_option "${2%%=*}" "${2#*=}" ;;
	*)
		refuse "unknown option: --$2$(did_you_mean "--$2" --help --require --all --seed \
			--tier --first --json --html --junit --ktap --kcidb --csv --raw --origin)"
		;;
	esac
}

bin=$(cd "${FAULTSIG_BIN:-$here}" 2>/dev/null && pwd) || broke "no directory $FAULTSIG_BIN"
case ${1-} in
bisect | bisect-step | submit)
	program=$here/kernels/$1
	shift
	[ -x "$program" ] || broke "no $program: it runs from the source tree"
	exec "$program" "$@"
	;;
esac
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

set_traps
# The forms of report are made by python3 alone.
[ -n "$forms" ] || runner=$(find_tool faultsig_runner "$bin" "$here") || exit
# On one line: it may be long, and this file another when it ends.
"verb_$verb" "$@"; exit
