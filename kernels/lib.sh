# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Functions that the programs of kernels/ share: the cache, messages, the table of
# architectures, and packages of any suite and architecture.

# CDPATH is for the user's own cd: a script's must not look elsewhere.
unset CDPATH

# shellcheck disable=SC2034 # read there
cache=${FAULTSIG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/faultsig}

# Package lists are trusted for so many minutes before apt is asked again.
LISTS_MIN=1440

# A guest with programs of other projects: its seconds, how long it may be silent, since some of
# them say nothing until they are done, and its huge pages, which kselftest's do not take themselves
# shellcheck disable=SC2034 # cover's and mutate's
PEERS_S=3000 PEERS_SILENCE_S=500 PEERS_HUGE_PAGES=64

die()
{
	echo "faultsig: $*" >&2
	exit 110
}

say()
{
	echo "faultsig: $*" >&2
}

# has_tool NAME PACKAGE
has_tool()
{
	command -v "$1" >/dev/null || die "no $1 here: install $2"
}

# arch_names: print Debian's names of the architectures that a guest can have
arch_names()
{
	sed '/^#/d; s/[[:space:]].*//' "$(dirname "$0")/architectures" | paste -s -d , - |
		sed 's/,/, /g'
}

# use_arch NAME: set $arch, Debian's name of the architecture, and the rest of its row in the
# file architectures
# shellcheck disable=SC2034 # read by the programs
use_arch()
{
	while read -r arch uname_m karch triplet tree_image qemu tty qemu_package qemu_machine; do
		case $arch:" $arch $uname_m $karch " in
		'#'*) ;;
		*" $1 "*) return ;;
		esac
	done <"$(dirname "$0")/architectures"
	die "no such architecture: $1 ($(arch_names))"
}

# print_arch NAME: print Debian's name of the architecture
print_arch()
{
	(use_arch "$1" && echo "$arch")
}

# A check, which is not in this directory, says beforehand where it is.
# shellcheck source=kernels/apt.sh
. "${lib_dir:-$(dirname "$0")}/apt.sh"

# update_lists: have apt fetch its lists. A mirror that is just being synchronised has lists whose
# sizes are those of before or after; that takes it a minute or two.
update_lists()
{
	for pause in 20 40 60 ''; do
		# A warning (W:) means a suite without this architecture: it has no kernel for us.
		apt-get -q update >"$apt/log" 2>&1 && return
		grep -q 'Mirror sync in progress' "$apt/log" && [ -n "$pause" ] || return
		say "the mirror is being synchronised, looking again in $pause s"
		sleep "$pause"
	done
}

# use_apt SUITE ARCH [fresh]: make apt know this suite and no other
use_apt()
{
	apt=$cache/apt/$1-$2
	if [ -z "${3-}" ] && [ -n "$(find "$apt/updated" -mmin -$LISTS_MIN 2>/dev/null)" ]; then
		export APT_CONFIG="$apt/conf"
		return
	fi
	has_tool apt-get apt
	private_apt "$apt" "$1" "$2" || exit 110
	update_lists || {
		grep '^E:' "$apt/log" >&2
		return 1
	}
	touch "$apt/updated"
}

# begin: make $scratch in the cache, and lock the cache against other processes
begin()
{
	has_tool dpkg-deb dpkg
	has_tool flock util-linux
	mkdir -p "$cache" || die "can't make a cache in $cache"
	exec 9>"$cache/lock"
	flock 9
	scratch=$(mktemp -d "$cache/get.XXXXXX") || exit 110
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 110' HUP INT TERM
}

# download PACKAGE[=VERSION]...: download packages of $suite and $arch into $scratch/debs,
# which has nothing else
download()
{
	rm -rf "$scratch/debs"
	mkdir "$scratch/debs"
	say "downloading $*"
	(cd "$scratch/debs" && apt-get -q download "$@" >"$scratch/log" 2>&1) && return
	# The mirror may have moved on since the lists were fetched.
	# shellcheck disable=SC2154 # the caller's
	use_apt "$suite" "$arch" fresh &&
		(cd "$scratch/debs" && apt-get -q download "$@" >"$scratch/log" 2>&1) && return
	grep '^E:' "$scratch/log" >&2
	die "apt can't download $*"
}

# unpack DIR [TAR OPTION]...: unpack the downloaded packages
unpack()
{
	to=$1
	shift
	mkdir -p "$to"
	for deb in "$scratch"/debs/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -f - -C "$to" --no-same-owner "$@" ||
			die "can't unpack $(basename "$deb")"
	done
}

# mutant_header KEY FILE: print the value of a key in the header of a mutant, with its
# continuation lines joined
mutant_header()
{
	awk -v key="// $1:" '
		index($0, key) == 1 { text = substr($0, length(key) + 2); on = 1; next }
		on && /^\/\/   / { text = text " " substr($0, 6); next }
		{ on = 0 }
		END { print text }' "$2"
}
