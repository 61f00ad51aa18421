# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # run_tests.sh reads this: its variables
#
# The part of run_tests.sh that runs cells on other kernels than the running one: in a
# guest of kernels/boot, and on several kernels side by side.

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
	[ $# -lt 2 ] || "$runner" compare "$@"
}

run_several()
{
	supervise=$(find_tool faultsig_supervise) || exit
	choose_out
	made_out=
	work=$(make_temporary) || exit
	write_target_jobs >"$work/jobs"
	run_in_background "$runner" several --parent $$ --supervise "$supervise" --out "$out" \
		--jobs "${jobs:-$(count_cpus)}" "$work/jobs"
	worst=$?
	compare_targets
	return $worst
}
