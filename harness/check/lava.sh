#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# LAVA, as far as that goes without one: the jobs of all architectures are what LAVA's own
# schema wants, and what a guest prints comes out of a log whole. lava_lab.sh has the rest.

set -u

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

lava=$PWD/kernels/lava

context()
{
	tail -n 20 "$TMPDIR/said" 2>/dev/null
}

# Unpack LAVA's schema, which nobody needs to install.
fetch_schema()
{
	(
		lib_dir=$PWD/kernels
		# shellcheck source=kernels/lib.sh
		. "$lib_dir/lib.sh"
		suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
		arch=$(dpkg --print-architecture)
		begin
		use_apt "$suite" "$arch" && download lava-common python3-voluptuous &&
			unpack "$TMPDIR/schema"
	) >"$TMPDIR/said" 2>&1
}

# job ARCH DIR OPTIONS: the job of a guest, in DIR/job.yaml
job()
{
	echo kernel >"$TMPDIR/image"
	"$lava/guest" --server "write:$2" --arch "$1" --release 6.1 --image "$TMPDIR/image" \
		--initramfs "$TMPDIR/image" --console "$TMPDIR/console" --options="$3" \
		--append 'console=ttyS0 a="b c"' --seconds 300 --memory 1024 \
		>"$TMPDIR/said" 2>&1
	[ -s "$2/job.yaml" ]
}

is_valid()
{
	PYTHONPATH=$TMPDIR/schema/usr/lib/python3/dist-packages /usr/bin/python3 \
		"$TMPDIR/schema/usr/share/lava-common/lava-schema.py" job --strict "$1" \
		>"$TMPDIR/said" 2>&1
}

check_jobs()
{
	tab=$(printf '\t')
	sed '/^#/d' kernels/architectures | while IFS=$tab read -r arch _ _ _ _ _ _ _ machine; do
		if ! job "$arch" "$TMPDIR/$arch" "$machine"; then
			echo "not ok - a job of $arch: can't be rendered:" \
				"$(tail -n 1 "$TMPDIR/said")"
		elif ! is_valid "$TMPDIR/$arch/job.yaml"; then
			echo "not ok - a job of $arch: $(tail -n 1 "$TMPDIR/said")"
		else
			echo "ok - a job of $arch is what LAVA's schema wants"
		fi
	done >"$TMPDIR/jobs"
	cat "$TMPDIR/jobs"
	! grep -q '^not ok' "$TMPDIR/jobs" || failed=1
	sed 's/^device_type:/devise_type:/' "$TMPDIR/amd64/job.yaml" >"$TMPDIR/wrong.yaml"
	if is_valid "$TMPDIR/wrong.yaml"; then
		not_ok 'the schema refuses a wrong job' 'it does not'
	else
		ok 'the schema refuses a wrong job'
	fi
}

# The stream of a supervisor with one program: cells that pass, fail and skip
make_stream()
{
	printf 'job1\t60\t%s' "$PWD/faultsig_controls" >"$TMPDIR/plan"
	for cell in good_load.uffd_missing_anon.sigterm short_count.uffd_missing_anon.none \
		unavailable.uffd_missing_anon.none corrupts_data.uffd_missing_anon.none; do
		printf '\t-r\t%s' $cell
	done >>"$TMPDIR/plan"
	echo >>"$TMPDIR/plan"
	./faultsig_supervise -j 1 <"$TMPDIR/plan" >"$TMPDIR/stream"
	./faultsig_runner cases --show cases --bin "$PWD" --work "$TMPDIR" --out "$TMPDIR" \
		"$TMPDIR/plan" <"$TMPDIR/stream" >"$TMPDIR/console" 2>"$TMPDIR/said"
}

# As LAVA's log has a console: an entry a line, quotation marks escaped twice
make_log()
{
	sed -e 's/\\/\\\\/g; s/"/\\\\\\"/g' \
		-e 's/.*/- {"dt": "2026-01-01T00:00:00", "lvl": "target", "msg": "&"}/' "$1"
}

# read_log LOG: the lines of the channel, or a sentence about those that are missing
read_log()
{
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$lava /usr/bin/python3 -c '
import sys
import console
log = console.Log(console.read_entries(sys.stdin.read()))
print("\n".join(log.lines) if not log.missing() else log.ending())' <"$1"
}

# want_stream WHAT CONSOLE: check that the log of this console has the whole stream
want_stream()
{
	make_log "$2" >"$TMPDIR/log"
	read_log "$TMPDIR/log" >"$TMPDIR/lines" 2>"$TMPDIR/said"
	grep -v "^$(printf '\001')	tick" "$TMPDIR/stream" >"$TMPDIR/wanted"
	if cmp -s "$TMPDIR/wanted" "$TMPDIR/lines"; then
		ok "$1"
	else
		not_ok "$1" "$(diff "$TMPDIR/wanted" "$TMPDIR/lines" | head -n 3)"
	fi
}

check_log()
{
	make_stream
	want_stream 'what a guest prints comes out of a log' "$TMPDIR/console"
	# Each second line has a record of the kernel in the middle.
	awk 'NR % 2 && /^@/ {
		half = int(length($0) / 2)
		print substr($0, 1, half) "[    1.234567] WARNING: a b"
		print "[    1.234568] Call Trace: \"c\""
		print substr($0, half + 1)
		next
	}
	{ print }' "$TMPDIR/console" >"$TMPDIR/noisy"
	want_stream '... with lines of the kernel in the middle of its own' "$TMPDIR/noisy"
	sed '5s/job1/job2/' "$TMPDIR/console" >"$TMPDIR/broken"
	make_log "$TMPDIR/broken" >"$TMPDIR/log"
	if read_log "$TMPDIR/log" | grep -qx '[12] lines of the log are unreadable'; then
		ok '... and a broken line is missed'
	else
		not_ok '... and a broken line is missed' "$(read_log "$TMPDIR/log" | head -n 3)"
	fi
}

# As many cases as results, each with the result of its own
check_cases()
{
	grep -E '^job1	(not )?ok [0-9]' "$TMPDIR/stream" | sed 's/^job1	//' |
		sed -E 's/^not ok [0-9]+ ([^ ]*).*/\1 fail/; s/^ok [0-9]+ ([^ ]*) # SKIP.*/\1 skip/;
			s/^ok [0-9]+ ([^ ]*).*/\1 pass/' >"$TMPDIR/wanted"
	sed -n 's/^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=\(.*\) RESULT=\(.*\)>$/\1 \2/p' \
		"$TMPDIR/console" >"$TMPDIR/cases"
	if [ "$(cut -d ' ' -f 2 "$TMPDIR/wanted" | sort | uniq -c | wc -l)" -ne 3 ]; then
		not_ok 'a cell that fails is a case that fails' 'not all results are there'
	elif cmp -s "$TMPDIR/wanted" "$TMPDIR/cases"; then
		ok "a cell that fails is a case that fails: $(wc -l <"$TMPDIR/cases") cases"
	else
		not_ok 'a cell that fails is a case that fails' \
			"$(diff "$TMPDIR/wanted" "$TMPDIR/cases" | head -n 3)"
	fi
}

if ! /usr/bin/python3 -c 'import jinja2, yaml' 2>/dev/null; then
	echo "skip - jobs for LAVA: no python3-jinja2 and python3-yaml"
elif ! fetch_schema; then
	echo "skip - jobs for LAVA: no lava-common: $(tail -n 1 "$TMPDIR/said")"
else
	check_jobs
fi
check_log
check_cases
exit $failed
