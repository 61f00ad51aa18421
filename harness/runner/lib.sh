# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Functions that run_tests.sh shares with the programs behind its verbs. Messages are in the
# name of run_tests.sh, because users know no other.

newline='
'

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

# ---- the machine ----

read_uptime()
{
	cut -d ' ' -f 1 /proc/uptime 2>/dev/null || date +%s
}

count_cpus()
{
	getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null ||
		grep -c '^processor' /proc/cpuinfo || echo 1
}

# Arguments: a table of architectures, Debian's name for one. Prints what uname -m says there.
machine_of()
{
	sed -n "s/^$2[[:space:]][[:space:]]*\([^[:space:]]*\).*/\1/p" "$1"
}

# ---- files ----

# Arguments: the name of a program of ours that is no test, and where it may be
find_tool()
{
	tool=$1
	shift
	for directory; do
		if [ -x "$directory/$tool" ]; then
			echo "$directory/$tool"
			return
		fi
	done
	broke "$tool is missing or not built (make)"
}

make_temporary()
{
	mktemp -d "${TMPDIR:-/tmp}/faultsig.XXXXXX" ||
		broke "can't make a directory in ${TMPDIR:-/tmp}"
}

# Argument: a directory
disk_is_full()
{
	! printf '%08192d\n' 0 2>/dev/null >"$1/space" || ! rm "$1/space"
}

tell_limit()
{
	[ "$(ulimit -f)" = unlimited ] || echo ", or files may not be larger (ulimit -f)"
}

# Else SIGXFSZ ends whoever writes the results, without a word.
check_file_size()
{
	size=$(ulimit -f)
	[ "$size" = unlimited ] || [ "$size" -ge 131072 ] ||
		broke "results need files of 64 MiB (ulimit -f)"
}

# Sets $out, where it is empty to $1 or, if that can't be written, to a new directory; and
# $made_out if it was not there.
choose_out()
{
	if [ -z "$out" ]; then
		out=$1
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

# Takes away $work, and $out if we made it and there is nothing in it.
remove_work()
{
	[ -z "$work" ] || rm -rf "$work"
	work=
	[ -z "$made_out" ] || rmdir "$out" 2>/dev/null
}

# Argument: kselftest's file settings. Seconds that a program may take
setting_timeout()
{
	timeout=$(sed -n 's/^timeout=\([0-9][0-9]*\).*/\1/p' "$1" 2>/dev/null | tail -n 1)
	echo "${timeout:-45}"
}

# ---- options ----

# Arguments: an option's name, its value. No value would be all cells.
need_line()
{
	case $2 in
	'' | *"$newline"*) refuse "-$1 takes one line, and not an empty one" ;;
	esac
}

# Arguments: an option's name, its value, the largest
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

need_seed()
{
	case $1 in
	'' | *[!0-9]* | ???????????*) refuse "--seed takes a number, 0 to 4294967295: $1" ;;
	esac
	[ "$1" -le 4294967295 ] || refuse "--seed takes a number, 0 to 4294967295: $1"
}

# Arguments: a mistyped word, and those there are. Prints which one may be meant.
did_you_mean()
{
	# A typo is told also where nothing is built.
	# shellcheck disable=SC2154 # the caller's
	tool=$(find_tool faultsig_runner "$bin" "$here" 2>/dev/null) || return
	near=$("$tool" nearest -- "$@")
	[ -z "$near" ] || echo "; did you mean $near?"
}

# ---- one program that runs for long, and can be interrupted ----

# In the background, so that a signal reaches our traps. A program, and no function, which
# would be in a shell of its own: its parent, by whom it ends, has to be us.
run_in_background()
{
	"$@" &
	running=$!
	wait "$running"
	status=$?
	running=
	return "$status"
}

# Argument: a signal's number
interrupted()
{
	trap '' INT TERM HUP PIPE
	[ -z "$running" ] || kill -TERM "$running" 2>/dev/null
	# shellcheck disable=SC2086 # may be empty
	wait $running
	echo "run_tests.sh: interrupted" >&2
	exit $((128 + $1))
}

set_traps()
{
	# A write beyond ulimit -f fails, then, as on a full disk.
	trap '' XFSZ
	trap remove_work EXIT
	trap 'interrupted 1' HUP
	trap 'interrupted 2' INT
	trap 'interrupted 13' PIPE
	trap 'interrupted 15' TERM
}

# choose_jobs [GUEST]: jobs at once here, or guests. Half of its time a cell waits for a victim
# that sleeps; an emulated CPU does not wait.
choose_jobs()
{
	if [ -n "${1-}" ]; then
		count_cpus
	else
		echo $((3 * $(count_cpus)))
	fi
}
