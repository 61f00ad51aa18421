#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The proposed kernel changes of kernels/fixes/, without building one: each is a mail with a
# changelog, is kernel style, names defects that exist and applies, every defect has one or says
# why not, and reports/fixes.md has a row for each. And how kernels/fix judges, on made-up
# results. Each search is tried on something bad.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says
# shellcheck source=kernels/lib.sh
lib_dir=kernels . kernels/lib.sh

SERIES='7.3 6.12 6.1'

context()
{
	cat "$TMPDIR/said" 2>/dev/null
}

# ---- kernels/fixes ----

# keys FILE: print the lines of ours in a patch, or all of a policy
keys()
{
	case $1 in
	*.policy) cat "$1" ;;
	*) awk '/^---$/ { on = 1 } /^diff / { exit } on' "$1" ;;
	esac
}

# titles_of FILE: print the titles of the defects that a file names
titles_of()
{
	keys "$1" | sed -n 's/^Defect\( on [0-9.]*\)\{0,1\}: //p'
}

# known Defect|.: print the titles of the blocks of expectations/
known()
{
	sed -n "s/^# $1: //p" expectations/*.txt | sort -u
}

# changelog_of PATCH: print what is wrong with the mail
changelog_of()
{
	name=$(basename "$1")
	sed -n 1p "$1" | grep -qE '^Subject: \[PATCH\] [a-z0-9_/+-]+: [a-z]' ||
		echo "$name: no subject 'subsystem: what'"
	[ "$(awk '/^---$/ { exit } NR > 2 && NF { n++ } END { print n + 0 }' "$1")" -ge 3 ] ||
		echo "$name: no changelog"
	keys "$1" | grep -qE '^Kernels: [0-9. ]+$' || echo "$name: no line Kernels:"
	grep -nE '^(Signed-off-by|Fixes|Cc|Reported-by):' "$1" | sed "s/^/$name: /"
}

# wrong_patches DIR: print what is wrong with the patches and policies
wrong_patches()
{
	known '[DR][a-z]*' >"$TMPDIR/known"
	for file in "$1"/*.patch "$1"/*.policy; do
		[ -r "$file" ] || continue
		titles_of "$file" >"$TMPDIR/titles"
		[ -s "$TMPDIR/titles" ] || echo "$(basename "$file"): names no defect"
		grep -vxFf "$TMPDIR/known" "$TMPDIR/titles" |
			sed "s/^/$(basename "$file"): no such defect: /"
		case $file in *.patch) changelog_of "$file" ;; esac
	done
}

# open_defects DIR: print the defects that have no file, or have one and are called open
open_defects()
{
	for file in "$1"/*.patch "$1"/*.policy; do
		[ ! -r "$file" ] || titles_of "$file"
	done | sort -u >"$TMPDIR/covered"
	sed -n 's/^Open: //p' "$1/README" | sort >"$TMPDIR/open"
	known Defect | grep -vxFf "$TMPDIR/covered" | grep -vxFf "$TMPDIR/open" |
		sed 's/^/neither a change, nor a policy, nor called open: /'
	grep -xFf "$TMPDIR/covered" "$TMPDIR/open" | sed 's/^/called open, and is not: /'
	known Defect >"$TMPDIR/known"
	grep -vxFf "$TMPDIR/known" "$TMPDIR/open" | sed 's/^/open, but no defect: /'
	awk '/^Open: / { title = $0; getline; if ($0 !~ /^  [^ ]/) print "no reason: " title }' \
		"$1/README"
}

# badly_styled DIR: print what checkpatch.pl says. A file of a git tree would be taken for a
# source, and the configuration is this project's own, so from elsewhere and by a pipe
badly_styled()
{
	patches=$(cd "$1" && pwd)
	for file in "$patches"/*.patch; do
		(cd "$TMPDIR" && perl "$checkpatch" --no-tree --terse --show-types --no-signoff \
			--no-summary --ignore UNKNOWN_COMMIT_ID - <"$file") |
			sed "s/^/$(basename "$file")/"
	done
}

# unreported DIR: print each change and series that reports/fixes.md has no row for
unreported()
{
	for file in "$1"/*.patch; do
		name=$(basename "$file" .patch)
		for series in $(keys "$file" | sed -n 's/^Kernels: //p'); do
			grep -qE "^\| ${name%."$series"} \| ${series}[.0-9]*-" reports/fixes.md ||
				echo "$name: no row for $series"
		done
	done
}

# names DIR SERIES: print the names of the changes for a series
names()
{
	for file in "$1"/*.patch; do
		! keys "$file" | grep -qE "^Kernels:.* $2( |\$)" ||
			basename "$file" .patch | sed "s/\.$2\$//"
	done
}

# apply SERIES: print what does not apply
apply()
{
	for name in $(names kernels/fixes "$1"); do
		kernels/fix -k "debian:$1" --check "$name" >"$TMPDIR/said" 2>&1 ||
			sed -n '$p' "$TMPDIR/said"
	done
}

check_applies()
{
	for series in $SERIES; do
		what="the changes for $series apply"
		# shellcheck disable=SC2154 # lib.sh's
		if [ ! -d "$cache/kernels/amd64/$series/source" ]; then
			echo "skip - $what: its source is not in the cache"
		elif ! command -v patch >/dev/null; then
			echo "skip - $what: no patch"
		else
			report "$what" "$(apply "$series")"
		fi
	done
}

# finds TITLE FUNCTION WORDS FILE SED: a copy of kernels/fixes/, edited, has to be called faulty
finds()
{
	rm -rf "$TMPDIR/fixes"
	cp -R kernels/fixes "$TMPDIR/fixes"
	sed -i "$5" "$TMPDIR/fixes/$4"
	"$2" "$TMPDIR/fixes" >"$TMPDIR/said" 2>&1
	report "$1 is found" "$(grep -q -e "$3" "$TMPDIR/said" || echo "nothing like '$3'")"
}

# ---- kernels/fix ----

# judge NAME WANTED: judge $TMPDIR/fixed, made by the caller, against a kernel that shows two
# defects and a cell that fails at times
judge()
{
	printf 'one\n' >"$TMPDIR/titles"
	printf 'a:z.s.1	one\n' >"$TMPDIR/hung"
	sed 's/~$//' >"$TMPDIR/base" <<-BASE
		a:x.s.1	expected_fail	SPINNING	one
		a:x.s.2	expected_fail	SPINNING	one
		a:y.s.1	expected_fail	UNWOKEN	two
		a:y.s.2	pass	DEFERRED	~
		a:y.s.3	pass	DEFERRED	~
		a:y.s.3	fail	WRONG	~
		a:y.s.3	error	ERROR	~
		a:z.s.1	skip	SKIP	~
		a:z.s.2	skip	SKIP	~
	BASE
	cut -f 1 "$TMPDIR/base" | sort -u >"$TMPDIR/listed"
	awk -v titles="$TMPDIR/titles" -v hung="$TMPDIR/hung" -v base="$TMPDIR/base" \
		-v listed="$TMPDIR/listed" -v wrong="$TMPDIR/wrong" -f kernels/fix.awk \
		"$TMPDIR/titles" "$TMPDIR/hung" "$TMPDIR/base" "$TMPDIR/listed" \
		"$TMPDIR/fixed" >"$TMPDIR/said"
	report "$1" "$(cat "$TMPDIR/said" "$TMPDIR/wrong" | tr '\t\n' '  ' | grep -qE "^$2 *\$" ||
		echo "not '$2'")"
}

# fixed SED: the results of a kernel whose change is right, edited
fixed()
{
	sed -e 's/~$//' -e "$1" >"$TMPDIR/fixed" <<-FIXED
		a:x.s.1	unexpected_pass	DEFERRED	one
		a:x.s.2	unexpected_pass	DEFERRED	one
		a:y.s.1	expected_fail	UNWOKEN	two
		a:y.s.2	pass	DEFERRED	~
		a:y.s.3	fail	WRONG	~
		a:z.s.1	pass	DEFERRED	~
		a:z.s.2	skip	SKIP	~
	FIXED
}

check_judge()
{
	fixed ''
	judge "cells that pass are proof" \
		'3 of 3 cells of "one" pass, 0 other verdicts of 4 change'
	fixed 's/^a:x.s.2.*/a:x.s.2	expected_fail	SPINNING	one/'
	judge "a cell that still fails is none" \
		'2 of 3 cells of "one" pass, 0 other .* a:x.s.2 expected_fail one .*'
	fixed 's/^a:x.s.2.*/a:x.s.2	expected_fail	UNWOKEN	two/'
	judge "a cell that fails by another known defect alone is told" \
		'2 of 3 cells of "one" pass, 1 fail by another defect alone, 0 other verdicts .*'
	fixed 's/^a:y.s.1.*/a:y.s.1	unexpected_pass	DEFERRED	two/'
	judge "a cell of another defect that passes is a change" \
		'3 of 3 .*, 1 other verdicts of 4 change a:y.s.1 .*'
	fixed 's/^a:y.s.2.*/a:y.s.2	fail	WRONG	/'
	judge "a new failure is a change" '3 of 3 .*, 1 other verdicts of 4 change a:y.s.2 .*'
	fixed 's/^a:y.s.3.*/a:y.s.3	error	ERROR	/'
	judge "two guests that do not boot are no proof" '3 of 3 .*, 1 other .* a:y.s.3 .*'
	fixed '/^a:y.s.2/d'
	judge "a cell that is not there is a change" '3 of 3 .*, 1 other .* a:y.s.2 .* not there'
	fixed '/^a:x.s.1/s/unexpected_pass/skip/'
	judge "a cell that is skipped does not pass" '2 of 3 .* a:x.s.1 .*'
	fixed 's/^a:z.s.1.*/a:z.s.1	skip	SKIP	/'
	judge "a cell that the unpatched kernel is not asked for has to pass" \
		'2 of 3 .* a:z.s.1 skip .*'
	fixed 's/^a:z.s.2.*/a:z.s.2	pass	DEFERRED	/'
	judge "... and another that was skipped is a change" '3 of 3 .*, 1 other .* a:z.s.2 .*'
}

# What hangs 6.1 runs on the kernel that mends it, and nothing else does that was not run before.
check_hung()
{
	mended=$(sed -n 's/^# Reason: \(hangs 6.1: a huge .*\)/\1/p' expectations/v6.1-skips.txt)
	printf '%s\n' "$mended" >"$TMPDIR/titles"
	(
		root=$PWD
		# shellcheck source=kernels/fix.sh
		. kernels/fix.sh
		allow_hung "$TMPDIR/titles" "$TMPDIR/allowed"
	)
	report 'what a change lets run is taken off the lists, and no more' "$(
		for list in expectations/*.txt; do
			diff "$list" "$TMPDIR/allowed/${list##*/}"
		done | sed -n 's/^[<>] \(.*,[A-Z][a-z]*\)$/\1/p' | grep -v 'uffd_wp_hugetlb'
		[ -n "$mended" ] || echo 'no such title'
		! grep -qF "$mended" "$TMPDIR"/allowed/*.txt || echo 'it is still there'
	)"
}

# refuses WORDS ARGUMENT...: print what is wrong with a refusal
refuses()
{
	words=$1
	shift
	kernels/fix "$@" >"$TMPDIR/said" 2>&1
	status=$?
	[ "$status" -eq 110 ] || echo "exit $status, not 110"
	grep -q -e "$words" "$TMPDIR/said" || echo "nothing like '$words'"
}

checkpatch=$PWD/build/framework/scripts/checkpatch.pl
[ -r "$checkpatch" ] || checkpatch=$KSRC/scripts/checkpatch.pl
report 'each change says what it mends, and why' "$(wrong_patches kernels/fixes)"
report 'each defect has a change, a policy, or a reason' "$(open_defects kernels/fixes)"
report 'reports/fixes.md has a row for each change and series' "$(unreported kernels/fixes)"
if command -v perl >/dev/null && [ -r "$checkpatch" ]; then
	report 'the changes are kernel style' "$(badly_styled kernels/fixes)"
	finds 'a badly styled change' badly_styled CODE_INDENT populate-tried.patch \
		's/^+	ret/+        ret/'
else
	echo 'skip - the changes are kernel style: no checkpatch.pl'
fi
check_applies
finds 'a change for no defect' wrong_patches 'no such defect: mmap(MAP_POPULATE) remembers' \
	populate-tried.patch 's/(MAP_POPULATE) forgets/(MAP_POPULATE) remembers/'
finds 'a change without a changelog' wrong_patches 'populate-tried.patch: no changelog' \
	populate-tried.patch '3,/^---$/ { /^---$/!d }'
finds 'a signature of nobody' wrong_patches 'Signed-off-by' populate-tried.patch \
	's/^---$/Signed-off-by: N. N. <n@example.org>\n&/'
finds 'a defect that nobody is at' open_defects 'neither .*: a fault that reads its page' README \
	'/^Open: a fault that reads/,+1d'
finds 'a defect that is open without a reason' open_defects 'no reason: Open: a fault' README \
	'/^Open: a fault that reads/ { n; d }'
finds 'a change without a row' unreported 'populate-tried: no row for 9.9' populate-tried.patch \
	's/^Kernels: .*/Kernels: 9.9/'
check_judge
check_hung
report 'a mistyped change is refused' "$(refuses 'no fix gup-nothing' gup-nothing)"
report 'a mistyped option is refused' "$(refuses 'no such option: --chekc' --chekc)"
exit "$failed"
