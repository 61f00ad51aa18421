# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # bisect and bisect-step read this
#
# Functions that kernels/bisect and kernels/bisect-step share: they find the cell, run it in a
# guest through run_tests.sh, and write the log. Both programs set $verb, then call
# begin_bisection().

# Sets the variables that both programs have.
begin_bisection()
{
	unset CDPATH
	LC_ALL=C
	export LC_ALL
	here=$(cd "$(dirname "$0")/.." && pwd) || exit 3
	tab=$(printf '\t')
	arch=amd64
	cell=
	log=
	out=
	work=		# temporary files
	made_out=	# $out was not there before
	child=		# process id of what runs, and of its group
	untestable=	# why this kernel gave no verdict
	# shellcheck source=harness/runner/lib.sh
	. "$here/harness/runner/lib.sh"
	runner=$(find_tool faultsig_runner "${FAULTSIG_BIN:-$here}" "$here") || exit
}

bisect_usage()
{
	cat <<'USAGE'
usage: run_tests.sh bisect --good KERNEL --bad KERNEL [-a ARCH] [-o DIR] [--log FILE] CELL
       git bisect run .../run_tests.sh bisect-step [--expect ok|fail] [--match REGEX]
               [--tries N] [--bad M] [--check] [--log FILE] [-a ARCH] [CELL]

bisect finds the neighbours among Debian's packaged kernels between which the outcome of
the cell changed. What it is at the two ends is good, and bad; in between, whatever is not
as at the good end is bad. A kernel that can't be got, does not boot or skips the cell is
passed over.

  --good, --bad KERNEL  a version (6.12.95), or a series: 5.10 at the older end means the
                        oldest 5.10 there is, 7.3 at the newer end the newest 7.3
  -a ARCH               amd64 (default), arm64 or riscv64: the machine of the guests
  -o DIR                DIR/VERSION gets the results and the console of each kernel
  --log FILE            gets an object a kernel (default: DIR/bisect-log.jsonl)

exit status: 0  found
             2  a wrong option, cell or kernel, or the same outcome at both ends
             3  it broke: no QEMU, full disk, an end or all in between can't be tested
             130 interrupted (128 + signal)

bisect-step builds the commit that is checked out, boots it and runs the cell. Without a cell
it takes one that passes at the good end and fails at the bad one, of the first 500 that go
through what the commits between them change.

  --expect fail   good is a commit on which the cell fails: finds what mended it
  --match REGEX   a failure counts only if its line ("expected ..., observed ... (why)")
                  matches; with another one the commit is skipped
  --tries N       run the cell so often (1)
  --bad M         so many failed tries make a commit bad (1); with fewer it is skipped
  --check         first try both ends of the bisection, once
  --log FILE      gets an object a commit (default: faultsig/bisect-log.jsonl in .git,
                  where the results are, too)

exit status: 0    good: all tries passed
             1    bad: the cell failed, did not end, or took the kernel down
             125  skip: does not build, lost a line of its configuration, does not boot,
                  the cell is skipped or breaks in its set-up, or failed too seldom
             128  stop: anything else, Ctrl-C included, with a line that says what to do
USAGE
}

deny()
{
	refuse "$1" "run_tests.sh bisect -h"
}

# As broke(), and the log has it, too
stop()
{
	why=$1
	broke "$1"
}

# Arguments: files for standard output and error, the command. It and all it starts are in a
# session of their own, where no Ctrl-C comes but ours; kill -9 of this shell is SIGTERM there.
run_child()
{
	said_out=$1
	said_err=$2
	shift 2
	setsid setpriv --pdeathsig TERM "$@" >"$said_out" 2>"$said_err" &
	child=$!
	wait "$child"
	set -- $?
	child=
	return "$1"
}

stop_child()
{
	trap '' HUP INT PIPE TERM
	if [ -n "$child" ]; then
		kill -TERM "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null
		wait "$child" 2>/dev/null
	fi
	why=interrupted
	echo "run_tests.sh: interrupted" >&2
	exit $((128 + $1))
}

set_bisection_traps()
{
	# shellcheck disable=SC2064 # now
	trap "$1" EXIT
	trap 'stop_child 1' HUP
	trap 'stop_child 2' INT
	trap 'stop_child 13' PIPE
	trap 'stop_child 15' TERM
}

# Arguments: KEY=TEXT or KEY:=JSON
object()
{
	"$runner" object "$@"
}

# Whether an object was appended whole
write_log()
{
	object "$@" >"$work/object" && cat "$work/object" 2>/dev/null >>"$log" &&
		tail -n 1 "$log" | cmp -s - "$work/object"
}

# At once, and not behind the first kernel
open_log()
{
	true 2>/dev/null >>"$log" || deny "can't write to $log: choose another --log"
}

check_space()
{
	for directory in "$@" "$work"; do
		! disk_is_full "$directory" || stop "no space left in $directory"
	done
}

seconds_since()
{
	echo "$1 $(read_uptime)" | awk '{ printf "%.1f\n", $2 - $1 }'
}

# Prints the last sentence of one of our programs from a file with its output.
last_words()
{
	sed -n "/: try '/d; s/^run_tests\.sh: //p; s/^faultsig: //p" "$1" | tail -n 1
}

# Sets $cell to PROGRAM:CELL, and $needs
find_cell()
{
	case $cell in
	'') deny "$verb takes a cell" ;;
	*[][*?]*) deny "$verb takes a cell and no pattern: $cell" ;;
	*.*.*) ;;
	*) refuse "no such cell: $cell" "run_tests.sh list" ;;
	esac
	"$here/run_tests.sh" list -t "$cell" >"$work/cells" 2>"$work/said"
	set -- $? "$(wc -l <"$work/cells")"
	if [ "$2" -eq 0 ]; then
		[ "$1" -ne 2 ] || refuse "no such cell: $cell" "run_tests.sh list"
		stop "$(last_words "$work/said")"
	fi
	[ "$2" -eq 1 ] || deny "several programs have $cell: $(cut -f 1 "$work/cells" |
		paste -s -d ' ' -)"
	cell=$(cut -f 1,2 "$work/cells" | tr "$tab" :)
	needs=$(cut -f 5 "$work/cells")
}

# Before hours go into builds and downloads
check_machine()
{
	qemu=$(sed -n "s/^$arch[[:space:]].*\(qemu-system-[^[:space:]]*\)[[:space:]]*tty.*/\1/p" \
		"$here/kernels/architectures")
	[ -n "$qemu" ] || deny "-a takes amd64, arm64 or riscv64: $arch"
	[ -x "$here/kernels/boot" ] || stop "no $here/kernels/boot: $verb needs the source tree"
	command -v "$qemu" >/dev/null || stop "no $qemu here: make setup ARCHES=$arch"
	[ -z "${FAULTSIG_GUEST_PROGRAMS:-}" ] || return 0
	run_child "$work/programs" "$work/said" "$here/kernels/programs" -a "$arch" ||
		stop "no programs for guests: $(last_words "$work/said")"
	FAULTSIG_GUEST_PROGRAMS=$(cat "$work/programs")
	export FAULTSIG_GUEST_PROGRAMS
}

# Arguments: a kernel, the directory for the results, options. Whether there are any; then
# $work/tries has them
run_cell()
{
	kernel=$1
	dir=$2
	shift 2
	console=
	: >"$work/tries"
	mkdir -p "$dir" || stop "can't make the directory $dir"
	run_child "$work/said" "$work/said.err" "$here/run_tests.sh" -q -k "$kernel" -a "$arch" \
		-o "$dir" -t "$cell" "$@"
	status=$?
	cat "$work/said.err" >>"$work/said"
	grep -q '^cells: ' "$work/said" || return
	console=$dir/console.log
	"$runner" fields raw,observed,reason,expected "$dir/results.jsonl" | awk -F "$tab" '
		{
			outcome = $1 == "skip" ? "SKIP" : $2
			print $1 FS outcome FS $3 FS "expected " $4 ", observed " outcome \
				($3 == "" ? "" : " (" $3 ")")
		}' >"$work/tries"
}

# A guest that was not started, for want of what the kernel should have given
is_no_module()
{
	case $untestable in
	*"can't build slowfault"* | *"apt can't download"*) ;;
	*) return 1 ;;
	esac
}

# Whether a try has no verdict because of the kernel. Sets $untestable.
explain_error()
{
	untestable=$(awk -F "$tab" '$1 == "error" { print $3; exit }' "$work/tries")
	case $untestable in
	*': the guest: '*)
		untestable="does not boot: ${untestable##*: the guest: }"
		told=$(sed -n 's/^# faultsig: guest [0-9]*: //p' "$dir/console.log" | tail -n 1)
		case $told in
		*qemu-system-*[Ww]arning*) ;;
		'' | *qemu-system-*) is_no_module ;;
		esac
		;;
	'its program ended: '* | 'not run: '* | 'listed, but '* | 'the cell ended without'*)
		return 1
		;;
	*) untestable="its set-up failed: $untestable" ;;
	esac
}

count_tries()
{
	awk -F "$tab" -v raw="$1" '$1 ~ "^(" raw ")$"' "$work/tries" | wc -l
}
