#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The reports of reports/defects/: each known defect has one, all are in one form, what each says
# of kernels is what its program showed (shown.md), the programs compile, and README.md is the
# index that is made of them. Each search is tried on reports with a fault.
#
#	harness/check/reports.sh page >reports/defects/README.md
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

reports=reports/defects

# What is right for a cell depends on the kernel; the index is about the newest.
cells_of_newest()
{
	FAULTSIG_RELEASE=7.3.0 ./run_tests.sh list
}

# index page|faults CELLS [REPORTS]
index()
{
	harness/check/reports_index.py "$@" 2>&1
}

if [ "${1-}" = page ]; then
	cells=$(mktemp) || exit 1
	trap 'rm -f "$cells"' EXIT
	cells_of_newest >"$cells"
	index page "$cells"
	exit
fi

cells=$TMPDIR/cells
broken=$TMPDIR/broken

context()
{
	diff "$TMPDIR/page" $reports/README.md
}

# finds TITLE WORDS FILE SED: reports, one of them edited, have to be called faulty
finds()
{
	rm -rf "$broken"
	cp -R $reports "$broken"
	sed -i "$4" "$broken/$3"
	if index faults "$cells" "$broken" | grep -q -e "$2"; then
		ok "$1 is found"
	else
		not_ok "$1 is found" "nothing like '$2'"
	fi
}

# compiles PROGRAM: as a reader would, who takes warnings for errors
compiles()
{
	${CC:-gcc} -O2 -Wall -Wextra -Werror -c -o "$TMPDIR/program.o" "$1" >"$TMPDIR/said" 2>&1
}

if ! command -v python3 >/dev/null; then
	echo 'skip - the reports: no python3'
	exit
fi
cells_of_newest >"$cells"
index page "$cells" >"$TMPDIR/page"
if [ "$(uname -m)" = x86_64 ]; then
	report "$reports/README.md is the index of the reports" "$(cmp -s "$TMPDIR/page" \
		$reports/README.md || echo 'it is not: harness/check/reports.sh page')"
else
	echo "skip - $reports/README.md is the index of the reports: its cells are those of amd64"
fi
report 'each defect has a report, and each report is whole' "$(index faults "$cells")"

programs=0
for program in "$reports"/*.c; do
	programs=$((programs + 1))
	compiles "$program" || not_ok "$program compiles" "$(head -n 1 "$TMPDIR/said")"
done
[ "$failed" -ne 0 ] || ok "all $programs programs compile"
sed 's/return 2;/return two;/' $reports/bystanders.c >"$TMPDIR/bad.c"
report 'a program that does not compile is found' \
	"$(! compiles "$TMPDIR/bad.c" || echo 'it compiles')"

finds 'a defect without a report' '0 reports have the defect "KSM takes' ksm-uffd-wp.md \
	's/^- Defect: KSM takes/- Defect: KSM gives/'
finds 'a defect that is none' 'has no defect "KSM gives' ksm-uffd-wp.md \
	's/^- Defect: KSM takes/- Defect: KSM gives/'
finds 'a defect with two reports' '2 reports have the defect "KSM takes' mlock-eio.md \
	"s/^- Defect: .*/&\n$(grep '^- Defect: KSM takes' $reports/ksm-uffd-wp.md)/"
finds 'a section that is missing' 'its sections are not' mlock-eio.md '/^## Who is hit/d'
finds 'a section that is empty' '"Who is hit" is empty' mlock-eio.md \
	'/^## Who/,/^## Since/ { /^#/!d }'
finds 'no list to send it to' '"To" has no list' mlock-eio.md 's/^- .*@.*//'
finds 'a cell of another defect' 'no command with a cell of its defects' mlock-eio.md \
	's/mlock_fails.fuse/mlock.fuse/'
finds 'a kernel that has not the defect' 'which its command boots' core-waits.md \
	's/-k debian:7.3 -x/-k debian:6.1 -x/'
finds 'a kernel that its table does not have' '"Kernels" and the row of' core-waits.md \
	's/^- Kernels: /&6.1 /'
finds 'a kernel on which nothing was shown' 'shown.md: core-waits, 6.1.*: no' core-waits.md \
	's/^- Kernels: /&6.1 /; s/^| core-waits.c | no | no/| core-waits.c | no | yes/'
finds 'a program that was not run' 'shown.md has no row mlock-eio' shown.md '/^| .mlock-eio/d'
finds 'a program of 61 lines or more' 'lines, more than' mlock-eio.c '$ p; $ p'
finds 'a program that needs the suite' 'more than libc and linux/' mlock-eio.c \
	's/<fcntl.h>/"engine.h"/'
finds 'a program that sleeps' 'mlock-eio.c sleeps' mlock-eio.c 's/alarm(20)/sleep(20)/'
finds 'a patch that is not there' 'there is no kernels/fixes/nothing' mlock-eio.md \
	's,kernels/fixes/populate-tried,kernels/fixes/nothing,'
finds 'a patch that is not named' 'does not name kernels/fixes/populate-tried' mlock-eio.md \
	's,kernels/fixes/populate-tried,kernels/fixes/nothing,'
finds 'a program without a report' 'a program without a report' mlock-eio.md '/^- Defect/d'
exit "$failed"
