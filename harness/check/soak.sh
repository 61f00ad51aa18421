#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels/soak: what it says of runs that are all the same, and of those that are not. On a
# copy of the runner, with programs that do what they are told (fake_program).

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

soak()
{
	"$suite/kernels/soak" "$@" >"$scratch/said" 2>&1 </dev/null
	status=$?
}

make_soak()
{
	cp "$top/kernels/soak" "$suite/kernels"
}

check_equal_runs()
{
	begin "a soak without a single verdict"
	soak -r 1 -p none
	want_status 1
	want_said 'not a single verdict'
	end
	cp "$top/kernels/soak_key.awk" "$suite/kernels"
	begin "a soak of equal runs"
	soak -r 3 -p cpu -e 2 -l "$scratch/soak.log"
	want_status 0
	want_said '^3 runs: all the same, all as expected$'
	sed 's/.* pressure \([a-z]*\), .* \([0-9]*\) cells, verdicts .*/\1 \2/' \
		"$scratch/soak.log" >"$scratch/soak.runs"
	[ "$(head -n 3 "$scratch/soak.runs" | paste -s -d ' ' -)" = 'none 7 cpu 7 none 7' ] ||
		blame "not what the log has to say"
	end
	begin "... continued, and a verdict that its log does not have"
	fake process_vm <<-CELLS
		readv.uffd_missing.none DEFERRED ok
	CELLS
	soak -r 1 -p none -l "$scratch/soak.log"
	want_status 1
	want_said '^such a run had the verdicts [0-9]+ before, says '
	want_said '^1 runs: NOT all the same'
	end
}

check_changes()
{
	begin "... with a verdict that changes"
	sed -i 's/^write.*/write.uffd_missing.none\tDEFERRED\talternate/' "$suite/uaccess.cells"
	soak -r 2 -p none
	want_status 1
	want_said '^> uaccess:write.uffd_missing.none WRONG not_ok fail '
	want_said '^2 runs: NOT all the same'
	end
	does write.uffd_missing.none ok
	know SPINNING 'uaccess:read.uffd_minor.sigusr1,Fail' "words" '.*words.*'
	begin "... with words of a known failure that change"
	does read.uffd_minor.sigusr1 reword
	soak -r 2 -p none
	want_status 1
	want_said '^> uaccess:read.uffd_minor.sigusr1 SPINNING .* another of N words'
	end
	begin "... and with numbers that change, which is nothing"
	does read.uffd_minor.sigusr1 recount
	soak -r 2 -p none
	want_status 0
	end
	known_failures
	does read.uffd_minor.sigusr1 SPINNING
}

check_ended()
{
	begin "... ended by SIGTERM: so is its run"
	fake process_vm <<-CELLS
		readv.uffd_missing.none DEFERRED hang
	CELLS
	echo "timeout=60" >"$suite/settings"
	"$suite/kernels/soak" -r 1 -p none >"$scratch/said" 2>&1 </dev/null &
	pid=$!
	tries=100
	until pgrep -f "$suite/process_vm" >/dev/null || [ $((tries -= 1)) -eq 0 ]; do
		sleep 0.1
	done
	[ "$tries" -gt 0 ] || blame "its run never came to the cell"
	told=$(date +%s)
	kill "$pid"
	wait "$pid"
	status=$?
	want_status 143
	! pgrep -f "$suite/" >/dev/null || blame "something still runs"
	[ $(($(date +%s) - told)) -lt 30 ] || blame "it ended with its run only"
	echo "timeout=2" >"$suite/settings"
	end
}

check_refused()
{
	for arguments in "-r x" "-e 0" "-p much" "-c 3" "-z"; do
		begin "soak refuses '$arguments'"
		# shellcheck disable=SC2086 # words
		soak $arguments
		want_status 110
		want_said '^usage: soak'
		end
	done
}

make_suite
make_soak
check_equal_runs
check_changes
check_ended
check_refused
exit "$failed"
