# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# A private apt: one suite of the machine's own Debian mirror, for any architecture,
# signatures verified as always, and nothing of the machine's state touched. For whoever
# has die().

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
	mkdir -p "$1/state/lists/partial" "$1/cache/archives/partial" || return
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

# private_apt DIR SUITE ARCH: from here on apt knows this suite and no other, once it is
# updated
private_apt()
{
	mirror=$(unset APT_CONFIG && the_mirror)
	[ -n "$mirror" ] || die "apt knows no Debian mirror on this machine"
	write_apt_conf "$1" "$2" "$3" "$mirror" || return
	export APT_CONFIG="$1/conf"
}
