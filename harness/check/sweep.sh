#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The surroundings of a run are no fault of the kernel: harness/check/sweep tries many. This
# script checks that its table can say BAD, and how run_tests.sh reports a few of them.
# FAULTSIG_BIN is where the programs are, when not here.

set -u

top=$(pwd)
bin=$(cd "${FAULTSIG_BIN:-.}" && pwd) || exit 1
scratch=$TMPDIR
# Seconds. A cell takes milliseconds, but minutes if a spinner starves its controller.
PINNED_S=20

# shellcheck source=harness/check/wants
. "$(dirname "$0")/wants"

# ---- the table itself, with programs that misbehave at nice 19 ----

make_fakes()
{
	mkdir "$scratch/fakes"
	cat >"$scratch/fakes/user_access" <<'FAKE'
#!/bin/sh
cell=load.uffd_missing_anon.none
if [ "$1" = --list ]; then
	printf '%s\tCOMPLETED\n' "$cell"
	exit
fi
said="# faultsig {\"cell\":\"$cell\",\"observed\""
mode=good
[ "$(nice)" -ne 19 ] || mode=$FAKE
case $mode in
hang) sleep 60 ;;
silent) exit 139 ;;
esac
echo '1..1'
case $mode in
good) printf '%s:"COMPLETED","reason":"","ms":1}\nok 1 %s\n' "$said" "$cell" ;;
fail) printf '%s:"WRONG","reason":"odd","ms":1}\nnot ok 1 %s\n' "$said" "$cell" ;;
wordless) printf '%s:"SKIP","reason":"","ms":1}\nok 1 %s # SKIP\n' "$said" "$cell" ;;
broken) printf '%s:"ERROR","reason":"short","ms":1}\nnot ok 1 %s\n' "$said" "$cell" ;;
lost) printf '# none: Test terminated by timeout\nnot ok 1 %s\n' "$cell" ;;
esac
FAKE
	chmod +x "$scratch/fakes/user_access"
	sed -n 's/^\([a-z][a-z_]*\).*/\1/p' "$top/tests/programs" | while read -r program; do
		[ "$program" = user_access ] ||
			cp "$scratch/fakes/user_access" "$scratch/fakes/$program"
	done
}

# table MODE
table()
{
	FAKE=$1 FAULTSIG_BIN=$scratch/fakes FAULTSIG_SWEEP_DEADLINE=3 \
		harness/check/sweep policies >"$scratch/said" 2>&1
	status=$?
}

check_table()
{
	make_fakes
	for mode in fail wordless lost hang; do
		begin "the sweep's table says BAD of programs that $mode"
		table "$mode"
		want_status 1
		want_said '^BAD  nice 19 .* [14] '
		end
	done
	for mode in broken silent; do
		begin "the sweep's table says error of programs that $mode"
		table "$mode"
		want_status 1
		want_said '^BAD  nice 19 .* 3 '
		end
	done
}

# ---- what run_tests.sh says ----

# told WHAT WORDS PREFIX...: check that the run is an error, in one line with these words
told()
{
	begin "$1: an error of the run, in one line"
	words=$2
	shift 2
	FAULTSIG_BIN=$bin "$@" "$top/run_tests.sh" -q -o "$scratch/results" \
		-t 'user_access:load.uffd_missing_anon.*' \
		-t 'process_vm:vm_readv.uffd_missing_anon.*' >"$scratch/said" 2>&1
	status=$?
	want_status 3
	[ "$(grep -cE "^(  |run_tests.sh: )$words" "$scratch/said")" -eq 1 ] ||
		blame "not one line '$words'"
	end
}

check_runs()
{
	told 'too few descriptors' 'a cell needs 128 descriptors' prlimit --nofile=64
	told 'too few queued signals' 'a cell needs 16 queued signals' prlimit --sigpending=2
	told 'a tiny RLIMIT_FSIZE' 'results need files of 64 MiB' prlimit --fsize=100
	told 'too little address space' 'a cell needs 256 MiB' prlimit --as=200000000
	if command -v strace >/dev/null; then
		told 'a tracer' 'process [0-9]+ traces all that we start' strace -f -o /dev/null
	else
		echo 'skip - a tracer: no strace'
	fi
	if [ "$(id -u)" -eq 0 ]; then
		told 'the /proc of another pid namespace' '/proc is that of another pid' \
			unshare -p -f
	else
		echo 'skip - the /proc of another pid namespace: not root'
	fi
}

# On one CPU, started as a real-time task: the spinner is seen, and the policy is reported.
check_policy()
{
	if [ "$(id -u)" -ne 0 ]; then
		echo 'skip - a spinner and a real-time controller: not root'
		return
	fi
	begin 'a spinner does not starve its real-time controller'
	FAULTSIG_BIN=$bin timeout "$PINNED_S" taskset -c 0 chrt -f 1 "$top/run_tests.sh" -x -v \
		-o "$scratch/results" -t 'uaccess:pipe_read.uffd_missing_anon.sig*' \
		>"$scratch/said" 2>&1
	status=$?
	[ "$status" -ne 124 ] || blame "not done after $PINNED_S s"
	want_said 'uaccess:pipe_read.uffd_missing_anon.sigusr1 .*(DEFERRED|SPINNING)'
	want_said 'started under SCHED_FIFO'
	end
}

# A skip's object says who can supply the thing that is missing.
check_words()
{
	begin 'a skip names its cure, its configuration, its kernel'
	"$bin/faultsig_controls" -f unavailable >"$scratch/said" 2>&1
	status=$?
	want_status 0
	want_said '"cure":"buy the \\"other\\" machine","needs_config":"CONFIG_NOBODY CONFIG_ELSE"'
	want_said '"since":"99.9","hardware":true'
	end
}

# Pins and the kernel's log may not be read: cell and run say that they were not judged.
check_unjudged()
{
	if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
		echo 'skip - what could not be judged: not root, or no name spaces'
		return
	fi
	begin 'what could not be judged is told, of the cell and of the run'
	# A device that no driver has
	mknod "$scratch/nobody" c 240 240
	# shellcheck disable=SC2016 # for the other shell
	FAULTSIG_BIN=$bin unshare -m sh -c \
		'mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys &&
		mount --bind "$0" /dev/kmsg && exec "$@"' "$scratch/nobody" "$top/run_tests.sh" \
		-o "$scratch/results" -t 'process_vm:vm_readv.uffd_missing_anon.none' \
		>"$scratch/said" 2>&1
	status=$?
	want_status 0
	for words in 'page pins: no access' 'kernel log: no access'; do
		want_said " 1  $words"
		grep -q "\"unjudged\":.*\"$words" "$scratch/results/results.jsonl" ||
			blame "no '$words' in the object"
	done
	end
}

# ---- all of it ----

check_all()
{
	FAULTSIG_BIN=$bin harness/check/sweep -s >"$scratch/table"
	grep '^BAD' "$scratch/table" >"$scratch/said"
	grep '^-' "$scratch/table" | while read -r _ what; do
		echo "skip - $what"
	done
	report "a smoke run ends with 0 or 3 in $(grep -c '^ok' "$scratch/table") surroundings" \
		"$(sed -n '1s/^BAD *//p' "$scratch/said")"
}

check_table
check_runs
check_policy
check_words
check_unjudged
check_all
exit "$failed"
