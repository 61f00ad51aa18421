# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# A private apt: it knows one suite of the machine's own Debian mirror, for any architecture.
# It verifies signatures as always, and touches nothing of the machine's state. Scripts that
# read this file have to define die().

# find_keyrings: print Debian's keyrings, with the keys of old suites
find_keyrings()
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

# find_mirror: print the mirror from which this machine gets Debian
find_mirror()
{
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		"Codename: $codename" 'Origin: Debian' | sort -u | head -n 1
}

# write_apt_conf DIR SUITE ARCH MIRROR
write_apt_conf()
{
	mkdir -p "$1/state/lists/partial" "$1/cache/archives/partial" || return
	echo "deb [arch=$3 target=Packages signed-by=$(find_keyrings)] $4 $2 main" \
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

# private_apt DIR SUITE ARCH: make apt know this suite and no other, once it is updated
private_apt()
{
	mirror=$(unset APT_CONFIG && find_mirror)
	[ -n "$mirror" ] || die "apt knows no Debian mirror on this machine"
	write_apt_conf "$1" "$2" "$3" "$mirror" || return
	export APT_CONFIG="$1/conf"
}
