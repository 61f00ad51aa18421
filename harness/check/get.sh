#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels/get chooses only kernels whose packages the mirror has whole, and names the one that
# is gone. A stand-in for apt-cache knows three kernels in one suite.

set -u

# shellcheck source=harness/check/says
. harness/check/says

command -v dpkg-deb >/dev/null || {
	echo 'skip - kernels/get: no dpkg-deb'
	exit 0
}

bin=$TMPDIR/bin
export FAULTSIG_CACHE="$TMPDIR/cache"
mkdir -p "$bin"

for suite in bullseye bookworm bookworm-backports trixie trixie-backports sid experimental; do
	mkdir -p "$FAULTSIG_CACHE/apt/$suite-amd64"
	touch "$FAULTSIG_CACHE/apt/$suite-amd64/updated"
	echo "$suite" >"$FAULTSIG_CACHE/apt/$suite-amd64/conf"
done

cat >"$bin/apt-cache" <<'FAKE'
#!/bin/sh
[ "$(cat "$APT_CONFIG")" = trixie-backports ] || exit 0
case $1 in
search)
	for version in 6.16.12 6.17.13 6.19.14; do
		echo "linux-image-$version+deb13-amd64 - Linux"
	done
	;;
pkgnames) printf '%s\n' linux-binary-6.16.12+deb13-amd64 linux-modules-6.16.12+deb13-amd64 \
	linux-binary-6.19.14+deb13-amd64 ;;
show)
	shift
	for package; do
		version=${package#linux-image-}
		echo "Package: $package"
		echo "Version: ${version%+*}-1"
		[ "${version%+*}" = 6.17.13 ] ||
			echo "Depends: kmod, linux-binary-$version (= 1), linux-modules-$version (= 1)"
		echo
	done
	;;
esac
FAKE
chmod +x "$bin/apt-cache"

PATH=$bin:$PATH kernels/get -a amd64 --list >"$TMPDIR/list" 2>&1
list=$(paste -sd ' ' "$TMPDIR/list")
case $list in
'6.16.12 trixie-backports 6.17.13 trixie-backports') wrong= ;;
*) wrong=$list ;;
esac
report 'kernels that are whole are listed, old ones of one package, too' "$wrong"

PATH=$bin:$PATH kernels/get -a amd64 debian:6.19 >"$TMPDIR/said" 2>&1
status=$?
wrong=
[ "$status" -eq 110 ] && grep -q 'no more linux-modules-6.19.14+deb13-amd64$' "$TMPDIR/said" ||
	wrong="exit $status, $(cat "$TMPDIR/said")"
report 'the package that is gone is named' "$wrong"

# A mirror whose lists are of two states, so often, and then says so much
cat >"$bin/apt-get" <<'FAKE'
#!/bin/sh
case $* in
indextargets*) echo mirror:/none ;;
*update)
	[ "$(wc -l <"$TMPDIR/slept")" -lt "$SYNCS" ] || exit "$STATUS"
	echo 'E: Failed to fetch x  File has unexpected size (1 != 2). Mirror sync in progress?'
	exit 100
	;;
esac
FAKE
cat >"$bin/sleep" <<'FAKE'
#!/bin/sh
echo "$1" >>"$TMPDIR/slept"
FAKE
chmod +x "$bin/apt-get" "$bin/sleep"

# list_from SYNCS STATUS: print how long was slept, and the exit status
list_from()
{
	: >"$TMPDIR/slept"
	SYNCS=$1 STATUS=$2 PATH=$bin:$PATH kernels/get -a amd64 --list --update >"$TMPDIR/said" 2>&1
	echo "$? $(paste -sd ' ' "$TMPDIR/slept")"
}

export TMPDIR

# check_mirror WHAT SYNCS STATUS WANTED
check_mirror()
{
	said=$(list_from "$2" "$3")
	wrong=
	[ "$said" = "$4" ] || wrong="said $said, not $4"
	report "$1" "$wrong"
}

check_mirror 'a mirror that is being synchronised is asked again' 1 0 '0 20'
check_mirror '... but not for ever' 9 0 '110 20 40 60'
check_mirror 'a mirror that is not there is asked once' 0 100 '110 '
exit $failed
