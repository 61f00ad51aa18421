#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# docs/coverage.txt says which cells answer a place where a kernel waits, and a bug it had.
# Each glob has to match a cell, each row has to have one or a reason why there is none, and
# docs/coverage.md is what the file prints. Each search is tried on a file with a defect.
#
#	harness/check/coverage.sh page		print docs/coverage.md
#	harness/check/coverage.sh counts	print each row with the number of its cells
#	harness/check/coverage.sh paths		print docs/cells.txt: each path with that number
#
# docs/cells.txt is there so that no cell goes, or comes, unseen.
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

list=docs/coverage.txt

# read_list WHAT CELLS [FILE]: print a page, faults or counts
read_list()
{
	awk -v what="$1" -f harness/check/coverage.awk "$2" "${3:-$list}"
}

page()
{
	cat <<'PAGE'
# Where a kernel waits, what went wrong there, and the cells that look

`harness/check/coverage.sh page` prints this page from `coverage.txt`. `make check` compares
the two, and finds a row without a cell or a reason. `run_tests.sh list -t GLOB` shows the cells of
a row, and `harness/check/coverage.sh counts` their number.
PAGE
	echo "$list" | read_list page - "$list"
}

# count_paths CELLS: print how many cells each path of a program has, as docs/cells.txt does
count_paths()
{
	grep '^#' docs/cells.txt
	awk '{
		sub(/\..*/, "", $2)
		if (!(($1, $2) in cells))
			path[++n] = $1 " " $2
		cells[$1, $2]++
	}
	END {
		for (i = 1; i <= n; i++) {
			split(path[i], is, " ")
			print is[1], is[2], cells[is[1], is[2]]
		}
	}' "$1"
}

# lost CELLS: print, in a line, where docs/cells.txt and a list of cells differ
lost()
{
	count_paths "$1" | diff docs/cells.txt - | sed -n 's/^[<>] /&/p' | head -n 6 | tr '\n' ';'
}

judge_paths()
{
	if [ "$(uname -m)" != x86_64 ]; then
		echo 'skip - docs/cells.txt: it is of x86-64'
		return
	fi
	report 'each path has as many cells as docs/cells.txt says' "$(lost "$TMPDIR/cells")"
	sed 5d "$TMPDIR/cells" >"$TMPDIR/fewer"
	if [ -n "$(lost "$TMPDIR/fewer")" ]; then
		ok 'a cell that is gone is found'
	else
		not_ok 'a cell that is gone is found' 'it is not'
	fi
}

case ${1-} in
paths)
	./run_tests.sh list | count_paths -
	exit
	;;
page)
	page
	exit
	;;
counts)
	./run_tests.sh list | read_list counts - "$list"
	exit
	;;
esac

# finds TITLE WORDS LINE...: the lines, added to the list, have to be called faulty
finds()
{
	title=$1
	words=$2
	shift 2
	cp "$list" "$TMPDIR/spoilt"
	printf '%b\n' "$@" >>"$TMPDIR/spoilt"
	if read_list faults "$TMPDIR/cells" "$TMPDIR/spoilt" | grep -q "$words"; then
		ok "$title is found"
	else
		not_ok "$title is found" "nothing like '$words'"
	fi
}

./run_tests.sh list >"$TMPDIR/cells"
faults=$(read_list faults "$TMPDIR/cells")
report 'each row has a cell or a reason, each glob matches a cell' "$faults"
page >"$TMPDIR/page"
report 'docs/coverage.md is what coverage.txt prints' \
	"$(cmp -s "$TMPDIR/page" docs/coverage.md || echo 'it is not')"
judge_paths
finds 'a glob that matches nothing' 'no cell is like' 'zz.1: x' '\tload.nothing.*'
finds 'a row without cells' 'neither a cell nor a reason' 'zz.1: x'
finds 'a row that is there twice' 'twice' 'zz.1: x' '\t! y' 'zz.1: x' '\t! y'
finds 'a line of another kind' 'neither a chapter' 'some words'
exit "$failed"
