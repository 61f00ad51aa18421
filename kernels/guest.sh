# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # run_tests.sh reads this: its variables
#
# The part of run_tests.sh that runs cells on other kernels than the running one: in a
# guest of kernels/boot, and on several kernels side by side.

# A kernel that dies in a cell loses that cell and nothing else: the others are run in a
# fresh guest. One that dies so often is not worth more of anybody's time.
GUESTS_MAX=25

# Seconds a guest may take, whatever its cells do: 20 to 60 ms each under TCG, and 0.2 to
# 1.2 s on a kernel with KASAN and lockdep.
GUEST_BASE_S=300
GUEST_CELL_MS=100
GUEST_DEBUG_CELL_MS=3000

# Percent of all cells that an amd64 guest has to judge; of the others nobody has measured it.
# 7.3.4 judged 98 % of its first 9,463; of the 1,054 with sigkill 6.1 judged 95 %, 5.10 60 %. An image without its tree has no slowfault.ko, which is 17 % less.
GUEST_FLOOR=70
GUEST_FLOOR_5=40

# ---- which guests ----

# The kernels to run on, and the machines: KERNEL<TAB>ARCH a line
list_targets()
{
	echo "$kernels" | while read -r kernel; do
		if [ "$kernel" = host ]; then
			echo "host$tab"
			continue
		fi
		for arch in $arches; do
			echo "$kernel$tab$arch"
		done
	done
}

# A directory name for a kernel and a machine
target_name()
{
	name=${1#debian:}
	[ ! -e "$1" ] || name=$(basename "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")")
	echo "$name${2:+-$2}" | tr -c 'A-Za-z0-9._+~\n-' '_'
}

# What -k names, as far as it can be told before anything is fetched
check_kernel()
{
	case $1 in
	host | debian:?*) ;;
	*) [ -r "$1" ] || refuse "-k takes host, debian:VERSION, an image or a build tree: $1" ;;
	esac
}

check_targets()
{
	kernels=${kernels:-host}
	boot=$here/kernels/boot
	for arch in $arches; do
		case $arch in
		amd64 | arm64 | riscv64) ;;
		*) refuse "-a takes amd64, arm64 or riscv64: $arch" ;;
		esac
	done
	[ "$kernels" = host ] && [ -n "$arches" ] && refuse "-a needs -k: a kernel to boot"
	arches=${arches:-amd64}
	targets=$(list_targets | sort | uniq -d)
	[ -z "$targets" ] || refuse "-k takes each kernel once: ${targets%%"$tab"*}"
	targets=$(list_targets)
	[ "$kernels" = host ] || [ -x "$boot" ] || broke "no $boot: -k runs from the source tree"
}

# ---- one guest ----

# Sets what a run on the running kernel asks uname for
find_guest()
{
	said=$("$boot" --show -a "$arches" "$kernels") || exit 3
	release=$(echo "$said" | sed -n 1p)
	config_file=$(echo "$said" | sed -n 2p)
	guest_config=$config_file
	case $arches in
	amd64) machine=x86_64 ;;
	arm64) machine=aarch64 ;;
	riscv64) machine=riscv64 ;;
	esac
	build=
	programs=${FAULTSIG_GUEST_PROGRAMS:-}
	[ -n "$programs" ] || programs=$("$here/kernels/programs" -a "$arches") || exit 3
	guest=yes
	FAULTSIG_RELEASE=$release
	export FAULTSIG_RELEASE
}

# The words of the fifth field of all selected cells
guest_needs()
{
	cut -f 5 "$work/selected" | tr ' ' '\n' | sort -u | tr '\n' ' '
}

# Seconds for so many cells
guest_deadline()
{
	cell_ms=$GUEST_CELL_MS
	! grep -qs '^CONFIG_KASAN=y' "$config_file" || cell_ms=$GUEST_DEBUG_CELL_MS
	echo $((GUEST_BASE_S + $1 * cell_ms / 1000))
}

# One job of the supervisor here, whose command is another one with all the jobs
write_guest_job()
{
	mv "$work/jobs" "$work/guest_jobs"
	nr_guests=$((nr_guests + 1))
	printf 'guest\t0\t%s\t-a\t%s\t-c\t%s\t-p\t%s' "$boot" "$arches" \
		"${FAULTSIG_GUEST_CPUS:-1}" "$programs" >"$work/jobs"
	printf '\t-i\t%s\t-o\t%s\t-t\t%s\t--needs\t%s' "$work/guest_jobs" "$work/guest" \
		"$(guest_deadline "$(wc -l <"$1")")" "$(guest_needs)" >>"$work/jobs"
	[ -z "$stop_pipe" ] || printf '\t--stop\t%s' "$stop_pipe" >>"$work/jobs"
	printf '\t%s\t--\tfaultsig_supervise\t-j\t1\n' "$kernels" >>"$work/jobs"
}

# What the kernel said, guest by guest
keep_console()
{
	if [ "$nr_guests" -eq 1 ]; then
		echo "# faultsig: the console, guest by guest"
	fi
	echo "# faultsig: guest $nr_guests: $(head -n 1 "$work/guest/verdict" 2>/dev/null)"
	[ ! -e "$work/guest/console.log" ] || cat "$work/guest/console.log"
}

# Guests until no cell is left over
run_guests()
{
	plan=$work/plan
	nr_guests=0
	[ -z "$stop" ] || stop_pipe=$work/stop.pipe
	while :; do
		# A new one: nothing that the last guest did not read
		if [ -n "$stop_pipe" ]; then
			rm -f "$stop_pipe"
			mkfifo "$stop_pipe" || step_failed "can't make a fifo in $work"
		fi
		write_guest_job "$plan"
		left=$work/left.$nr_guests
		: >"$left"
		[ "$nr_guests" -lt "$GUESTS_MAX" ] || left=
		run_pass "$plan" "$left"
		keep_console >>"$work/console.log" || step_failed
		[ -s "$left" ] || return 0
		plan_jobs "$work/plan_again" 1 "$left"
		plan=$work/plan_again
	done
}

# ---- several kernels ----

# A job of the supervisor for each target: this program, on that kernel alone
write_target_jobs()
{
	echo "$targets" | while IFS=$tab read -r kernel arch; do
		name=$(target_name "$kernel" "$arch")
		printf '%s\t0\t%s\trun\t-k\t%s' "$name" "$here/run_tests.sh" "$kernel"
		[ -z "$arch" ] || printf '\t-a\t%s' "$arch"
		printf '\t-o\t%s\t-n\t%s' "$out/$name" "$repeat"
		[ -z "$all" ] || printf '\t--all'
		[ -z "$require" ] || printf '\t--require\t%s' "$require"
		[ -z "$raw$quiet$verbose" ] || printf '\t-%s' "${raw:+x}${quiet:+q}${verbose:+v}"
		[ -z "$patterns" ] || printf '\t-t\t%s' "$(echo "$patterns" | sed "2,\$s/^/-t$tab/" |
			paste -s -)"
		echo
	done
}

# The results of all targets that have any
compare_targets()
{
	set --
	# shellcheck disable=SC2013 # names without blanks
	for name in $(cut -f 1 "$work/jobs"); do
		[ ! -r "$out/$name/results.jsonl" ] || set -- "$@" "$out/$name/results.jsonl"
	done
	[ $# -lt 2 ] || awk -f "$lib/json.awk" -f "$lib/compare.awk" "$@"
}

run_several()
{
	find_supervisor
	choose_out
	made_out=
	work=$(make_temporary) || exit
	write_target_jobs >"$work/jobs"
	mkfifo "$work/stream"
	live_awk -v out="$out" -f "$lib/several.awk" <"$work/stream" &
	collector=$!
	"$supervise" -j "${jobs:-$(count_cpus)}" -p $$ <"$work/jobs" >"$work/stream" &
	supervisor=$!
	wait "$supervisor"
	supervisor=
	wait "$collector"
	worst=$?
	collector=
	compare_targets
	return $worst
}
