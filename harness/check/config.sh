#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The configurations of kernels/build: what the suite asks for comes out of Kconfig as it was
# asked for, in the kernel source that the framework came from. An option whose menu is off is
# lost in silence, and with it mutants, fixes, coverage and bisection.

set -u

# shellcheck source=harness/check/says
. harness/check/says

said=$TMPDIR/said
export FAULTSIG_CACHE="$TMPDIR/cache"

context()
{
	cat "$said"
}

# configures BUILD ARGUMENT...: make a configuration; its path is in $config, the rest in $said
configures()
{
	config=$("$@" --config-only "$KSRC" 2>"$said")
}

for tool in flex bison bc setpriv flock; do
	command -v "$tool" >/dev/null || {
		echo "skip - kernels/build: no $tool"
		exit 0
	}
done
if [ -e "$KSRC/.config" ] || [ -d "$KSRC/include/config" ]; then
	echo "skip - kernels/build: $KSRC was built in place"
	exit 0
fi

for kind in '' --debug --gcov; do
	what="the configuration${kind:+ of $kind} keeps what is asked for"
	# shellcheck disable=SC2086 # an option or none
	if configures kernels/build $kind && grep -qx CONFIG_USERFAULTFD=y "$config"; then
		ok "$what"
	else
		not_ok "$what" 'see above'
	fi
done

# The negative control: an option without the menu that it is in
mkdir "$TMPDIR/copy"
cp -r kernels "$TMPDIR/copy"
grep -vx CONFIG_MD=y config >"$TMPDIR/copy/config"
configures "$TMPDIR/copy/kernels/build"
status=$?
if [ "$status" -eq 2 ] && grep -q 'CONFIG_BLK_DEV_DM=y is n' "$said"; then
	ok 'an option whose menu is off is named'
else
	not_ok 'an option whose menu is off is named' "status $status"
fi

exit "$failed"
