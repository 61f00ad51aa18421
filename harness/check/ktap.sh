#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the programs print when they are run as selftests are, without run_tests.sh: a known
# defect is XFAIL, all else as it was seen; and what the readers of TAP see in that (readers.py).
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

bin=${FAULTSIG_BIN:-.}
log=$TMPDIR/log
lists=$TMPDIR/lists

# A path with passes and known failures on every kernel since 5.7; one of the latter, whose
# entry is its stimulus's alone; a pass
FIXTURE=pipe_read
KNOWN=pipe_read.uffd_missing_anon.sigstop
PASS=pipe_read.uffd_missing_anon.none
# It fails with a complaint that its entry names.
COMPLAINS=store_release.uffd_wp_anon_unregister.none

# As intree.sh, which runs before
NEWER=7.3
FETCH_S=240

unset FAULTSIG_RAW FAULTSIG_EXPECTATIONS

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

context()
{
	tail -n 6 "$log" | cut -c 1-200
}

# Lists that a check may plant something in
copy_lists()
{
	rm -rf "$lists"
	cp -R expectations "$lists"
}

# plant KIND ENTRY LINE...: a block of its own in a list for this machine
plant()
{
	kind=$1
	entry=$2
	shift 2
	{
		printf '# %s\n' "$@"
		echo "$entry"
	} >"$lists/$(uname -m)-$kind.txt"
}

# run PROGRAM ARGS...: set $status
run()
{
	program=$1
	shift
	"$bin/$program" "$@" >"$log" 2>&1 </dev/null
	status=$?
}

# with_lists PROGRAM ARGS...
with_lists()
{
	FAULTSIG_EXPECTATIONS=$lists
	export FAULTSIG_EXPECTATIONS
	run "$@"
	unset FAULTSIG_EXPECTATIONS
}

# wants WHAT STATUS REGEX...: the last run ended so, and printed such lines
wants()
{
	what=$1
	why=
	[ "$status" -eq "$2" ] || why="exit status $status, not $2"
	shift 2
	for regex; do
		grep -qE -e "$regex" "$log" || why="no line like '$regex'"
	done
	report "$what" "$why"
}

# readers WHAT: all readers see the same in the log
readers()
{
	# shellcheck disable=SC2086 # options
	if harness/check/readers.py program "$log" $kunits >"$TMPDIR/readers" 2>&1; then
		ok "$1: $(sed -n '1s/.*: //p' "$TMPDIR/readers") for $(sed -n '2,$s/: [0-9].*//p' \
			"$TMPDIR/readers" | paste -sd, | sed 's/,/, /g')"
	else
		cat "$TMPDIR/readers"
		not_ok "$1" 'a reader sees something else'
	fi
}

can_fault()
{
	[ "$(id -u)" -eq 0 ] || [ "$(cat /proc/sys/vm/unprivileged_userfaultfd 2>/dev/null)" = 1 ]
}

kunits="--kunit $KSRC/tools/testing/kunit"
newer=build/framework-$NEWER
if timeout "$FETCH_S" kernels/framework fetch-series "$newer" "$NEWER" >"$log" 2>&1; then
	kunits="$kunits --kunit $newer/tools/testing/kunit"
else
	echo "skip - kunit.py of $NEWER: no linux-source package that new to be had"
fi

# ---- as it is installed: the lists beside the program ----

if ! can_fault; then
	echo "skip - known defects: they need root, or vm.unprivileged_userfaultfd=1"
	exit 0
fi

run uaccess -f $FIXTURE
wants 'a known defect is XFAIL, and the program green' 0 \
	"^ok [0-9]+ $KNOWN # XFAIL a kernel-mode fault on a userfaultfd spins" \
	"^ok [0-9]+ $PASS\$" '^# Totals: pass:[0-9]* fail:0 xfail:[1-9]'
readers 'nothing new'

FAULTSIG_RAW=1
export FAULTSIG_RAW
run uaccess -r $KNOWN
wants 'FAULTSIG_RAW=1: what was seen' 1 "^not ok 1 $KNOWN\$"
unset FAULTSIG_RAW

run uaccess -r $KNOWN.typo
wants 'a name that no cell has is red' 1 '^Bail out! faultsig: no cell matches'

# ---- something new ----

copy_lists
sed -i '/^\*\.uffd_\*\.sigstop,Fail$/d' "$lists/all-fails.txt"
plant fails "uaccess:$PASS,Fail" 'Defect: a planted one' 'Bug Report: none' \
	'Linux Version: 4.0 -' 'Observed: SPINNING'
plant skips "uaccess:pipe_read.uffd_missing_anon.sigkill,Skip" 'Reason: planted'
with_lists uaccess -f $FIXTURE
wants 'a failure that no list knows is red' 1 "^not ok [0-9]+ $KNOWN\$"
wants 'a pass where a failure is known is red' 1 \
	"^not ok [0-9]+ $PASS #  unexpected pass of: a planted one\$"
wants 'what must not run here is skipped' 1 \
	"^ok [0-9]+ pipe_read.uffd_missing_anon.sigkill # SKIP planted\$"
readers 'something new'

copy_lists
sed -i 's/^# Complaint: still asleep.*/# Complaint: another/' "$lists/all-fails.txt"
with_lists user_access -r $COMPLAINS
wants 'a complaint that the entry does not name is red' 1 "^not ok 1 $COMPLAINS\$" \
	"^# $COMPLAINS: known as 'UFFDIO_UNREGISTER wakes nobody .*', but for: still asleep"

# ---- lists that can't be read ----

echo nonsense >>"$lists/all-fails.txt"
with_lists uaccess -r $PASS
wants 'a broken list is red' 1 '^Bail out! faultsig: .*all-fails.txt:[0-9]*: no comma in'
lists=$TMPDIR/nowhere
with_lists uaccess -r $PASS
wants 'a directory that is not there is red' 1 \
	"^Bail out! faultsig: can't read FAULTSIG_EXPECTATIONS=.*nowhere"

# ---- names ----

# LKFT makes "_" of what is no letter, digit, "_" or "-".
twice=$(sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs | while read -r program; do
	"$bin/$program" --list | sed "s/[^[:graph:]].*//; s/^/$program./"
done | tr . _ | sort | uniq -d | head -n 3)
report 'no two cells have one name at LKFT' "$twice"

# ---- do the readers see a loss? ----

run uaccess -f $FIXTURE
cp "$log" "$TMPDIR/good"
while IFS=: read -r what edit; do
	sed "$edit" "$TMPDIR/good" >"$log"
	if harness/check/readers.py program "$log" >"$TMPDIR/readers" 2>&1; then
		not_ok "$what is seen" 'no reader missed anything'
	else
		ok "$what is seen"
	fi
done <<'EDITS'
a lost line:/^ok 7 /d
a failure that is none:s/^ok 1 /not ok 1 /
a known failure without its directive:s/ # XFAIL .*//
a name with a "#":s/^\(ok 3 [^ ]*\)/\1#1/
EDITS

exit "$failed"
