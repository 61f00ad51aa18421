#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# docs/defects.md, the index of known defects, is what the lists of expectations/ make of it:
# each defect has a harm, a cell and a page of docs/subsystems/, none is there twice, and each page
# of reports/defects/ belongs to one. Each search is tried on lists with a defect. The reports
# themselves: reports.sh.
#
#	harness/check/defects.sh page >docs/defects.md
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

# What is right for a cell depends on the kernel; the page is about the newest.
cells_of_newest()
{
	FAULTSIG_RELEASE=7.3.0 ./run_tests.sh list
}

# index page|faults CELLS [EXPECTATIONS]
index()
{
	harness/check/defects_index.py "$@" 2>&1
}

if [ "${1-}" = page ]; then
	cells=$(mktemp) || exit 1
	trap 'rm -f "$cells"' EXIT
	cells_of_newest >"$cells"
	index page "$cells"
	exit
fi

cells=$TMPDIR/cells
lists=$TMPDIR/expectations

context()
{
	diff "$TMPDIR/page" docs/defects.md
}

# finds TITLE WORDS SED: the lists, edited, have to be called faulty
finds()
{
	rm -rf "$lists"
	cp -R expectations "$lists"
	sed -i "$3" "$lists"/*.txt
	if index faults "$cells" "$lists" | grep -q "$2"; then
		ok "$1 is found"
	else
		not_ok "$1 is found" "nothing like '$2'"
	fi
}

# differs WHAT SED: the page of lists that were edited is another
differs()
{
	rm -rf "$lists"
	cp -R expectations "$lists"
	sed -i "$2" "$lists"/*.txt
	if ! index page "$cells" "$lists" >"$TMPDIR/other"; then
		not_ok "the page is another after $1" 'there is none'
	else
		report "the page is another after $1" \
			"$(! cmp -s "$TMPDIR/other" docs/defects.md || echo 'it is the same')"
	fi
}

if ! command -v python3 >/dev/null; then
	echo 'skip - the index of defects: no python3'
	exit
fi
cells_of_newest >"$cells"
index page "$cells" >"$TMPDIR/page"
if [ "$(uname -m)" = x86_64 ]; then
	report 'docs/defects.md is what expectations/ says' "$(cmp -s "$TMPDIR/page" \
		docs/defects.md || echo 'it is not: harness/check/defects.sh page')"
else
	echo 'skip - docs/defects.md is what expectations/ says: its cells are those of amd64'
fi
report 'each defect has a harm and a cell, each report a defect' "$(index faults "$cells")"
finds 'a defect without a harm' 'Harm is none of' '/^# Harm: never returns/d'
finds 'a harm that is no word of ours' 'Harm is none of' 's/^# Harm: spins/# Harm: turns/'
finds 'a defect of no cell' 'no cell is like' 's/^lock_fault:.*,Fail/&ed:nothing.*,Fail/'
finds 'a report that is not there' 'mlock-eof.md is not there' 's/mlock-eio/mlock-eof/'
finds 'a report of no defect' 'mlock-eio.md: no block' \
	's/mlock-eio/mlock_eio.txt/; s/^# Defect: mlock() of/# Defect: mlock(2) of/'
# shellcheck disable=SC2016 # an address of sed
finds 'a block that is there twice' 'the same as' \
	'/^# Defect: KSM takes/,/^$/ { H; d }; $ { G; p; g }'
finds 'a defect that no page of a subsystem tells' 'no page of docs/subsystems' \
	's/^# Defect: KSM takes/# Defect: KSM gives/'
finds 'a page that tells of a defect that is gone' 'no such defect' '/^# Defect: KSM takes/,/^$/d'
finds 'a page that names other kernels' 'and not .*| since 4.5 |' \
	's/^# Linux Version: 4.4 -/# Linux Version: 4.5 -/'
finds 'a page that names another outcome' 'and not .*| KILLED |' \
	's/^# Observed: COMPLETED/# Observed: KILLED/'
differs 'a defect came' 's/^# Defect: KSM takes/# Defect: KSM gives/'
differs 'a defect went' '/^# Defect: KSM takes/,/^$/d'
differs 'its kernels changed' 's/^# Linux Version: 4.4 -/& 6.12/'
exit "$failed"
