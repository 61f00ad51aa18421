# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What the programs of kernels/ share: the cache, messages, the table of architectures, and
# packages of any suite and architecture.

# Where cd looks is its caller's affair.
unset CDPATH

# shellcheck disable=SC2034 # read there
cache=${FAULTSIG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/faultsig}

# Package lists are trusted so long before apt is asked again.
LISTS_MIN=1440

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

# arch_names: what Debian calls the machines that a guest can have
arch_names()
{
	sed '/^#/d; s/[[:space:]].*//' "$(dirname "$0")/architectures" | paste -s -d , - |
		sed 's/,/, /g'
}

# use_arch NAME: sets $arch, Debian's name for it, and the rest of its row in architectures
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

# the_arch NAME: Debian's name for it
the_arch()
{
	(use_arch "$1" && echo "$arch")
}

# A check, which is not in this directory, says beforehand where it is.
# shellcheck source=kernels/apt.sh
. "${lib_dir:-$(dirname "$0")}/apt.sh"

# use_apt SUITE ARCH [fresh]: from here on apt knows this suite and no other
use_apt()
{
	apt=$cache/apt/$1-$2
	if [ -z "${3-}" ] && [ -n "$(find "$apt/updated" -mmin -$LISTS_MIN 2>/dev/null)" ]; then
		export APT_CONFIG="$apt/conf"
		return
	fi
	has_tool apt-get apt
	private_apt "$apt" "$1" "$2" || exit 110
	# W: a suite without this architecture. It has no kernel for us, then.
	apt-get -q update >"$apt/log" 2>&1 || {
		grep '^E:' "$apt/log" >&2
		return 1
	}
	touch "$apt/updated"
}

# begin: $scratch, in the cache, and nobody else there beside us
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

# download PACKAGE[=VERSION]...: of $suite and $arch, into $scratch/debs, which has
# nothing else
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

# unpack DIR [TAR OPTION]...: what was downloaded
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

# mutant_header KEY FILE: what a semantic patch of mutants/ says there, continuation lines
# joined
mutant_header()
{
	awk -v key="// $1:" '
		index($0, key) == 1 { text = substr($0, length(key) + 2); on = 1; next }
		on && /^\/\/   / { text = text " " substr($0, 6); next }
		{ on = 0 }
		END { print text }' "$2"
}
