#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh from wherever a stranger calls it: through a link, under a path with spaces,
# with CDPATH, with little room for files.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

make_suite

begin "runs through a symbolic link"
mkdir "$scratch/elsewhere"
ln -s "$suite/run_tests.sh" "$scratch/elsewhere/faultsig"
"$scratch/elsewhere/faultsig" >"$scratch/said" 2>&1 </dev/null
status=$?
want_status 0
want_said '^cells: 7 run'
end

begin "runs with CDPATH set"
mkdir "$scratch/other" "$scratch/other/suite"
(cd "$scratch" && CDPATH=$scratch/other sh suite/run_tests.sh) >"$scratch/said" 2>&1 </dev/null
status=$?
want_status 0
want_said '^cells: 7 run'
end

begin "runs in a directory with spaces, and for results in one"
cp -R "$suite" "$scratch/a suite"
"$scratch/a suite/run_tests.sh" -o "$scratch/some results" >"$scratch/said" 2>&1 </dev/null
status=$?
want_status 0
want_said '^cells: 7 run'
[ -s "$scratch/some results/results.jsonl" ] || blame "no results"
end

for blocks in 0 1 4; do
	begin "ulimit -f $blocks is one line and status 3"
	(ulimit -f "$blocks" && exec "$suite/run_tests.sh" -q) 2>&1 </dev/null |
		cat >"$scratch/said"
	want_lines 1
	want_said '^run_tests.sh: .*(ulimit -f)'
	(ulimit -f "$blocks" && exec "$suite/run_tests.sh" -q) >/dev/null 2>&1 </dev/null
	status=$?
	want_status 3
	end
done

begin "... and one that is large enough is none"
(ulimit -f 262144 && exec "$suite/run_tests.sh") >"$scratch/said" 2>&1 </dev/null
status=$?
want_status 0
end

exit "$failed"
