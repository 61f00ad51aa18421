#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The verdicts of run_tests.sh can be trusted: a known failure covers only what it names, a
# guest's kernel answers for the features in its configuration and for the reports on its
# console, and a run that judged too little fails.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

# ---- known failures ----

# An entry covers what it names, and nothing more.
check_complaints()
{
	for complaint in 'returned 37, expected 100' 'handler ran 2 times, expected 1' \
		'byte 3 is 0x00, not 0x5a' '1 page pins left behind' \
		'kernel log: BUG: KASAN: use-after-free in f'; do
		begin "a known failure is new with the complaint '$complaint'"
		does read.uffd_minor.sigusr1 "SPINNING:$complaint"
		run
		want_status 1
		want_said ", 1 known, 1 new,"
		want_said "known as 'uaccess spins while a signal is pending', but for: $complaint"
		want_result read.uffd_minor.sigusr1 '"verdict":"fail","defect":null'
		end
		begin "... and known again with an entry that names it"
		know SPINNING 'uaccess:read.uffd_minor.sigusr1,Fail' "more" \
			"$(echo "$complaint" | sed 's/[0-9][0-9]*/[0-9]+/')"
		run
		want_status 0
		want_said ", 2 known, 0 new,"
		want_result read.uffd_minor.sigusr1 '"defect":"more"'
		end
		begin "... but not with a second one beside it"
		does read.uffd_minor.sigusr1 "SPINNING:$complaint|another"
		run
		want_status 1
		want_said "but for: another"
		end
		known_failures
	done
	begin "a complaint is matched from end to end"
	does read.uffd_minor.sigusr1 "SPINNING:returned 37, expected 100"
	know SPINNING 'uaccess:read.uffd_minor.sigusr1,Fail' "more" 'returned 37|expected 100'
	run
	want_status 1
	end
	known_failures
	begin "a failure without complaints in its object is an error of the run"
	does read.uffd_minor.sigusr1 mute
	run
	want_status 3
	want_said "unreadable observation, a failure without complaints: read.uffd_minor.sigusr1"
	end
	does read.uffd_minor.sigusr1 SPINNING
}

check_order()
{
	begin "an entry whose complaint was not seen comes after one that fits"
	does read.uffd_minor.sigusr1 "SPINNING:returned 37, expected 100"
	know SPINNING 'uaccess:read.uffd_minor.sigusr1,Fail' "more" 'returned 37, expected 100'
	run
	want_status 0
	want_result read.uffd_minor.sigusr1 '"defect":"more"'
	does read.uffd_minor.sigusr1 SPINNING
	run
	want_status 0
	want_result read.uffd_minor.sigusr1 '"defect":"uaccess spins while a signal is pending"'
	end
	begin "... and knows the failure where no other does"
	sed -i '1,/^uaccess/d' "$suite/expectations/all-fails.txt"
	run
	want_result read.uffd_minor.sigusr1 '"defect":"more"'
	end
	known_failures
}

# ---- the kernel's log ----

check_log()
{
	begin "a line of the kernel's log that no cell claims breaks the run"
	does read.uffd_missing.none logs:false
	does write.uffd_missing.none logs:false
	run
	want_status 3
	want_said '^  the kernel complained, outside of any cell: BUG: late'
	end
	begin "... and that one cell claims fails that cell alone"
	does write.uffd_missing.none logs:true
	run
	want_status 1
	want_said ', 2 known, 1 new, 1 skipped, 0 errors'
	end
	make_suite
}

# ---- huge pages ----

make_pools()
{
	mkdir -p "$suite/pools/2M"
	sed -i "s,^huge_pools=.*,huge_pools=$suite/pools," "$suite/run_tests.sh"
	echo 8 >"$suite/pools/2M/nr_hugepages"
	echo 6 >"$suite/pools/2M/free_hugepages"
	echo 1 >"$suite/pools/2M/resv_hugepages"
}

check_huge_pages()
{
	while IFS='|' read -r writes words; do
		make_pools
		does write.uffd_missing.none "huge:$writes"
		begin "a run after which $words breaks"
		run
		want_status 3
		want_said "^  $words than before the run:"
		end
	done <<-HUGE
		free_hugepages=5|1 huge pages more are in use
		resv_hugepages=3|2 more are reserved
		resv_hugepages=18446744073709551615|1844674407[0-9]* more are reserved
	HUGE
	make_pools
	does write.uffd_missing.none huge:free_hugepages=7
	begin "... but not one after which fewer are in use"
	run
	want_status 0
	end
	rm -r "$suite/pools"
	make_suite
}

# ---- the seed of races ----

check_seed()
{
	begin "a seed is in the totals"
	run --seed 4294967295
	want_status 0
	grep -q '"seed":4294967295,' "$suite/results/results.jsonl" || blame "not in the totals"
	end
	begin "... and one that was chosen as well"
	run
	want_status 0
	grep -Eq '"seed":[0-9]+,' "$suite/results/results.jsonl" || blame "not in the totals"
	end
	for arguments in '--seed' '--seed x' '--seed 4294967296' '--seed=' '--seed -1' \
		'list --seed 1'; do
		begin "refuses '$arguments'"
		# shellcheck disable=SC2086 # words
		run $arguments
		want_status 2
		end
	done
}

# ---- how much was judged ----

check_floor()
{
	begin "a run tells how many of its cells it judged"
	run
	want_status 0
	want_said '^judged: 85.7% of the cells$'
	grep -q '"judged":85.7,"require":0' "$suite/results/results.jsonl" ||
		blame "not in the totals"
	end
	for option in '--require 86' '--require=86' '-q --require 100'; do
		begin "fewer fail it with $option"
		# shellcheck disable=SC2086 # words
		run $option
		want_status 1
		want_said '^TOO FEW CELLS WERE JUDGED: 85.7%, and [0-9]*% are required'
		end
	done
	begin "... and so does a report of it"
	run report "$suite/results"
	want_status 1
	want_said '^TOO FEW CELLS WERE JUDGED: 85.7%, and 100% are required'
	end
	begin "as many do not"
	run --require 85 -t '*'
	want_status 0
	end
	for arguments in '--require' '--require x' '--require 101' '--require=' \
		'list --require 1'; do
		begin "refuses '$arguments'"
		# shellcheck disable=SC2086 # words
		run $arguments
		want_status 2
		want_lines 2
		end
	done
}

# ---- guests ----

# A boot that runs the supervisor here. The lines of its console are in $suite/complaints.
fake_guest()
{
	mkdir -p "$suite/kernels"
	cat >"$suite/kernels/boot" <<-'BOOT'
		#!/bin/sh
		top=$(cd "$(dirname "$0")/.." && pwd)
		while [ "$1" != -- ]; do
			case $1 in
			--show) echo 6.12.7; echo "$top/config.guest"; exit ;;
			-i) input=$2 ;;
			-o) out=$2 ;;
			--stop)
				export FAULTSIG_STOP="$top/stop.guest"
				cat "$2" >"$FAULTSIG_STOP" &
				;;
			esac
			shift
		done
		mkdir -p "$out"
		echo "the console" >"$out/console.log"
		if [ -s "$top/deadline" ]; then
			cell=$(cat "$top/deadline")
			rm "$top/deadline"
			sed "s,/faultsig/,$top/," "$input" | "$top/faultsig_supervise" -j 1 |
				sed "/ RUN  *$cell /q"
			echo "deadline: not done in 9 s" >"$out/verdict"
			echo "faultsig: guest: deadline: not done in 9 s"
			exit 102
		fi
		sed "s,/faultsig/,$top/," "$input" | "$top/faultsig_supervise" -j 1
		{
			echo "the verdict"
			cat "$top/complaints" 2>/dev/null
		} >"$out/verdict"
		[ -z "${FAULTSIG_STOP-}" ] || kill $! 2>/dev/null
		[ -s "$top/complaints" ] || exit 0
		echo "faultsig: guest: $(head -n 1 "$top/complaints")"
		exit 101
	BOOT
	chmod +x "$suite/kernels/boot"
	printf 'CONFIG_HAVE=y\nCONFIG_MODULE=m\n# CONFIG_LACKS is not set\n' >"$suite/config.guest"
}

run_guest()
{
	FAULTSIG_GUEST_PROGRAMS=$suite run -k debian:6.12 "$@"
}

check_console()
{
	words='WARNING: CPU: 0 PID: 7 at mm/gup.c:1 f'
	does read.fuse_private.none 'skip:"hardware":true'
	begin "what a guest's console says breaks the run if no cell says it"
	echo "warning: $words" >"$suite/complaints"
	run_guest
	want_status 3
	want_said "the kernel complained, outside of any cell: $words"
	end
	begin "... also if a cell has failed as expected, with other words"
	know WRONG 'uaccess:write.*,Fail' "logs" 'kernel log: .*'
	does write.uffd_missing.none 'WRONG:kernel log: BUG: another'
	run_guest
	want_status 3
	want_said "outside of any cell: $words"
	end
	begin "... and not if a cell says it, and fails by that"
	does write.uffd_missing.none "WRONG:kernel log: $words"
	known_failures
	run_guest
	want_status 1
	want_said ", 2 known, 1 new,"
	end
	begin "... but then it is about each line"
	echo "bug: BUG: sleeping function called" >>"$suite/complaints"
	run_guest
	want_status 3
	want_said "outside of any cell: BUG: sleeping"
	end
	rm "$suite/complaints"
	does write.uffd_missing.none ok
}

# A guest whose time is over while cell $1 runs, and then one without a time limit for the rest
check_deadline()
{
	begin "the time of a guest was too short for all of its cells: they are run in the next one"
	echo write.uffd_missing.none >"$suite/deadline"
	run_guest
	want_status 0
	want_said '^  a guest ended: deadline: not done in 9 s'
	want_said 'write.uffd_missing.none ran, and is run again'
	want_result write.uffd_missing.none '"verdict":"pass"'
	end
	begin "... but the first of them did not end in it, and is to blame"
	run list
	want_status 0
	sed -n "1s/^[^$tab]*$tab\([^$tab]*\)$tab.*/\1/p" "$scratch/said" >"$suite/deadline"
	run_guest
	want_status 1
	want_said 'TIMEOUT: .*: 1 cell'
	end
}

# A program of so many cells is several jobs in a guest. Its first path goes on behind the others.
check_jobs()
{
	cp "$suite/uaccess.cells" "$scratch/cells.saved"
	awk -v OFS='\t' 'BEGIN {
		print "read.first.none", "COMPLETED", "ok"
		for (i = 0; i < 900; i++)
			print "path" int(i / 30) ".source" i ".none", "COMPLETED", "ok"
		print "read.last.none", "COMPLETED", "ok"
	}' >"$suite/uaccess.cells"
	cp "$suite/settings" "$scratch/settings.saved"
	echo "timeout=100" >"$suite/settings"
	begin "a path that a program lists in two places is run once in a guest"
	run_guest -j 2
	want_status 0
	want_said '^cells: 904 run, 904 pass'
	end
	mv "$scratch/settings.saved" "$suite/settings"
	mv "$scratch/cells.saved" "$suite/uaccess.cells"
}

check_skips()
{
	while IFS='|' read -r keys expect; do
		begin "in a guest a skip with $keys is $expect"
		does read.fuse_private.none "skip:$keys"
		run_guest --require 0
		if [ "$expect" = explained ]; then
			want_status 0
			want_said "  no such device"
		else
			want_status 1
			want_said "without a reason that this kernel's configuration explains: no such device"
			want_result read.fuse_private.none '"raw":"skip","verdict":"fail"'
		fi
		end
	done <<-KEYS
		"needs_config":"CONFIG_LACKS"|explained
		"needs_config":"CONFIG_HAVE CONFIG_LACKS"|explained
		"needs_config":"CONFIG_ABSENT"|explained
		"needs_config":"CONFIG_HAVE CONFIG_LACKS?"|explained
		"needs_config":"CONFIG_HAVE CONFIG_ABSENT?"|a failure
		"needs_config":"CONFIG_HAVE"|a failure
		"needs_config":"CONFIG_HAVE CONFIG_MODULE"|a failure
		"needs_config":null,"since":"6.13","hardware":false|explained
		"since":"6.12"|a failure
		"since":"5.7"|a failure
		"needs_config":"CONFIG_HAVE","hardware":true|explained
		"cure":"mount it"|a failure
	KEYS
	begin "here it is a skip, and the summary has its cure"
	does read.fuse_private.none 'skip:"cure":"mount it"'
	run
	want_status 0
	want_said '^ +1  no such device \(cure: mount it\)$'
	end
	does read.fuse_private.none skip
	begin "a whole guest has a floor without being asked"
	does read.fuse_private.none 'skip:"hardware":true'
	for cell in read.uffd_missing.none write.uffd_missing.none; do
		does "$cell" 'skip:"hardware":true'
	done
	run_guest
	want_status 1
	want_said '^TOO FEW CELLS WERE JUDGED: 57.1%'
	run_guest -t '*'
	want_status 0
	end
	make_suite
}

# ---- many that fail alike ----

# Arguments: what the 90 cells with sigusr1 do
alike_cells()
{
	awk -v does="$1" 'BEGIN {
		for (i = 0; i < 90; i++) {
			print "read" i % 9 ".uffd_" i ".sigusr1 DEFERRED " does
			print "read" i % 9 ".uffd_" i ".none DEFERRED ok"
		}
	}' | fake alike
}

run_alike()
{
	FAULTSIG_PROGRAMS=alike FAULTSIG_GUEST_PROGRAMS=$suite run -j 1 "$@"
}

check_alike()
{
	alike_cells "UNKILLABLE:returned 1"
	for where in '' '-k debian:6.12'; do
		begin "of many that fail alike the rest is not run${where:+, $where}"
		# shellcheck disable=SC2086 # words
		run_alike $where
		want_status 1
		want_said '^NOT RUN .--all runs them.: [5-7][0-9] cells'
		want_said '20 cells of user failed alike \(UNKILLABLE in handle_userfault\)'
		want_said '^cells: 1[1-3][0-9] run, 90 pass, 0 known, [2-4][0-9] new, 0 skipped'
		want_said '^not run: [5-7][0-9] cells'
		want_result read8.uffd_89.sigusr1 '"raw":"not_run","verdict":"not_run"'
		grep -q '"not_run":[5-7][0-9]}' "$suite/results/results.jsonl" ||
			blame "not in the totals"
		end
		begin "... but with --all${where:+, $where}"
		# shellcheck disable=SC2086 # words
		run_alike --all $where
		want_status 1
		want_said '^cells: 180 run, 90 pass, 0 known, 90 new'
		want_not_said 'NOT RUN'
		end
	done
	begin "... sooner where each takes its time"
	FAKE_MS=2000.5
	export FAKE_MS
	run_alike
	unset FAKE_MS
	want_said '^NOT RUN .--all runs them.: [78][0-9] cells'
	want_said ' 6 cells of user failed alike'
	end
	begin "what is known does not count as alike"
	alike_cells SPINNING
	sed -i 's/^uaccess:/*:/' "$suite/expectations/all-fails.txt"
	run_alike
	want_status 0
	want_said ', 90 known, 0 new'
	end
	known_failures
}

make_suite
check_complaints
check_order
check_log
check_huge_pages
check_seed
check_floor
fake_guest
check_console
check_deadline
check_jobs
check_skips
check_alike
exit "$failed"
