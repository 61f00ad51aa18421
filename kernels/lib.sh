# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What the programs of kernels/ share: the cache, messages, and a private apt:
# one suite of the machine's own Debian mirror, for any architecture, signatures
# verified as always, and nothing of the machine's state touched.

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

# the_arch NAME: Debian's name for it
the_arch()
{
	case $1 in
	amd64 | x86_64 | x86) echo amd64 ;;
	arm64 | aarch64) echo arm64 ;;
	riscv64 | riscv) echo riscv64 ;;
	*) die "no such architecture: $1 (amd64, arm64, riscv64)" ;;
	esac
}

# the_keyrings: Debian's, with the keys of old suites
the_keyrings()
{
	for name in archive-keyring archive-removed-keys; do
		for end in pgp gpg; do
			file=/usr/share/keyrings/debian-$name.$end
			[ ! -r "$file" ] || {
				echo "$file"
				break
			}
		done
	done | paste -sd , -
}

# the_mirror: where this machine gets Debian from
the_mirror()
{
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		"Codename: $codename" 'Origin: Debian' | sort -u | head -n 1
}

# write_apt_conf DIR SUITE ARCH MIRROR
write_apt_conf()
{
	mkdir -p "$1/state/lists/partial" "$1/cache/archives/partial" || exit 110
	echo "deb [arch=$3 target=Packages signed-by=$(the_keyrings)] $4 $2 main" \
		>"$1/list"
	cat >"$1/conf" <<-EOF
		APT::Architecture "$3";
		APT::Architectures { "$3"; };
		Dir::Etc::sourcelist "$1/list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State "$1/state";
		Dir::State::status "/dev/null";
		Dir::Cache "$1/cache";
		Acquire::Languages "none";
	EOF
}

# use_apt SUITE ARCH [fresh]: from here on apt knows this suite and no other
use_apt()
{
	apt=$cache/apt/$1-$2
	if [ -z "${3-}" ] && [ -n "$(find "$apt/updated" -mmin -$LISTS_MIN 2>/dev/null)" ]; then
		export APT_CONFIG="$apt/conf"
		return
	fi
	has_tool apt-get apt
	mirror=$(unset APT_CONFIG && the_mirror)
	[ -n "$mirror" ] || die "apt knows no Debian mirror on this machine"
	write_apt_conf "$apt" "$1" "$2" "$mirror"
	export APT_CONFIG="$apt/conf"
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
