#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh works wherever a stranger calls it: through a link, under a path with spaces,
# with CDPATH, with little space for files. And under every scheduling policy the victim runs
# below its controller.

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

# ---- scheduling policies ----

# A victim that sleeps for 8 s, until a deadline of the engine is over
sleeper=$built/faultsig_controls
sleeping=storm_stops
FOUND_DS=100

# tasks: print pid, parent, number of threads and level of each process of the sleeper. The
# level is 20 for SCHED_IDLE, -100 for a real-time task, else the nice value
tasks()
{
	path=$(readlink -f "$sleeper")
	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$path" ] || continue
		sed 's/(.*)/-/' "${exe%exe}stat" 2>/dev/null
	done | awk '{
		policy = $41
		print $1, $4, $20, policy == 5 ? 20 : policy == 0 || policy == 3 ? $19 : -100
	}'
}

# find_levels PROGRAM: print the levels of the controller and of its victim. The victim is the
# process with two threads (with one, it is starting) whose parent is a child of the program
find_levels()
{
	tasks | awk -v program="$1" '
		{
			parent[$1] = $2
			threads[$1] = $3
			level[$1] = $4
		}
		END {
			for (pid in parent)
				if (threads[pid] == 2 && parent[parent[pid]] == program)
					print level[parent[pid]], level[pid]
		}'
}

# below NAME PREFIX...: check that the victim runs below its controller, and that there is no
# real-time task
below()
{
	begin "the victim runs below its controller, started $1"
	shift
	"$@" "$sleeper" -f "$sleeping" >"$scratch/said" 2>&1 </dev/null &
	program=$!
	levels=
	tries=$FOUND_DS
	while [ -z "$levels" ] && [ "$tries" -gt 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
		levels=$(find_levels "$program")
	done
	kill -KILL "$program"
	wait "$program" 2>/dev/null
	echo "levels of controller and victim: $levels" >>"$scratch/said"
	[ -n "$levels" ] || blame "no victim was seen"
	[ "${levels#* }" -gt "${levels% *}" ] 2>/dev/null || blame "controller, victim: $levels"
	[ "${levels% *}" -ge -20 ] 2>/dev/null || blame "a real-time controller"
	end
}

below 'as usual' env
below 'with nice 7' nice -n 7
below 'with nice 16' nice -n 16
below 'with nice 19' nice -n 19
if [ "$(id -u)" -eq 0 ] && command -v chrt >/dev/null; then
	below 'with nice -10' nice -n -10
	below 'under SCHED_FIFO' chrt -f 1
	below 'under SCHED_RR' chrt -r 1
	below 'under SCHED_BATCH' chrt -b 0
	below 'under SCHED_IDLE' chrt -i 0
else
	echo 'skip - other policies: not root, or no chrt'
fi

exit "$failed"
