#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The project's text: kernel style, shellcheck, licences, nothing of one machine.

set -u

# sources: print the project's own files, tracked or not, but no built files
sources()
{
	rsync -a --list-only --exclude=/.git --exclude-from=.gitignore ./ |
		awk '/^-/ { print $NF }' | sort
}

# with_first_line REGEX: print the files on stdin whose first line matches
with_first_line()
{
	while read -r file; do
		if sed -n 1p "$file" | grep -qE "$1"; then
			echo "$file"
		fi
	done
}

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

context()
{
	cat "$TMPDIR/findings"
}

# none_found WHAT WHY: check that there are no findings on stdin
none_found()
{
	report "$1" "$([ ! -s "$TMPDIR/findings" ] || echo "$2")"
}

tool()
{
	command -v "$1" >/dev/null || {
		echo "skip - $1: not installed"
		return 1
	}
}

list=$TMPDIR/sources
sources >"$list"
scripts=$TMPDIR/scripts
with_first_line '^#! ?/bin/(ba)?sh' <"$list" >"$scripts"
code=$TMPDIR/code
grep -E '\.[ch]$' "$list" | sort - "$scripts" >"$code"

checkpatch=$KSRC/scripts/checkpatch.pl
if [ ! -f "$checkpatch" ]; then
	echo "skip - checkpatch: no checkpatch.pl in this framework"
elif tool perl; then
	# Only stdout counts: without git or a kernel's include/ checkpatch.pl warns on stderr.
	# The last file is bad on purpose: if nothing is found in it, the search does not work.
	# _Atomic is C11's, and there is no list of names to add it to. compat.h has to ask for
	# versions, and watch.c's vm_operations are a copy with changes. In the shell a word may
	# come twice in a row.
	echo 'int bad( int ) ;' >"$TMPDIR/bad.c"
	echo "$TMPDIR/bad.c" | cat "$code" - |
		xargs perl "$checkpatch" --terse --no-summary --show-types -f \
			2>/dev/null |
		grep -v -e 'CAMELCASE: Avoid CamelCase: <_Atomic>' \
			-e '/compat\.h:.*\(VERSION_CODE\|CONSTANT_COMPARISON\|DEPRECATED_API\):' \
			-e '/watch\.c:.*:CONST_STRUCT:' \
			-e '^\(harness/check\|kernels\)/bisect[^:]*:.*:REPEATED_WORD:' \
			>"$TMPDIR/findings"
	grep -q '/bad\.c:1: ERROR:SPACING' "$TMPDIR/findings" ||
		echo 'checkpatch.pl does not work' >>"$TMPDIR/findings"
	sed -i '\,/bad\.c:,d' "$TMPDIR/findings"
	# Its cache of the kernel's names, which are not in this tree
	rm -f .checkpatch-camelcase.*
	none_found checkpatch 'not kernel style'
fi

kernel_doc=$KSRC/scripts/kernel-doc
if [ ! -x "$kernel_doc" ]; then
	echo "skip - kernel-doc: no kernel-doc in this framework"
elif tool perl; then
	grep '\.[ch]$' "$code" | xargs "$kernel_doc" -none >"$TMPDIR/findings" 2>&1
	none_found kernel-doc 'does not say what the code says'
fi

if tool shellcheck; then
	# SC2317: a function that is called by name, through another
	xargs shellcheck -x -s sh -e SC2317 -f gcc <"$scripts" >"$TMPDIR/findings" 2>&1
	none_found shellcheck 'not clean'
fi

named='\.([chS]|sh|awk|txt|py|mk|ya?ml)$'
named="$named|(^|/)(Makefile|config|settings|\.gitignore|\.checkpatch\.conf)\$"
grep -E "$named" "$list" | sort -u - "$scripts" | while read -r file; do
	head -n 2 "$file" | grep -q 'License-Identifier: GPL-2\.0-only' ||
		echo "$file"
done >"$TMPDIR/findings"
none_found SPDX 'no GPL-2.0-only in the first two lines'

# Observe, then judge: the observer may not know what is right.
grep -nE 'contract_|cell_verdict|->override|source_stalls' harness/engine/observe.[ch] \
	harness/engine/watch.c harness/engine/starved.c harness/engine/release.c \
	harness/engine/stimulus.c harness/engine/pins.c harness/engine/klog.c \
	harness/engine/ledger.c harness/engine/held_in.c harness/engine/proc.c \
	>"$TMPDIR/findings"
none_found 'the observer' 'it asks the judge'

paths='(^|[^A-Za-z0-9_./])/(work|farm|home|Users)/[A-Za-z]'
hosts='https?://[^ )]*/(debian|ubuntu)(-security)?(/| |$)'
grep -vx COPYING "$list" | xargs grep -nIE "$paths|$hosts" >"$TMPDIR/findings"
none_found 'machine paths' 'a path or package host of one machine'

# Pages are of 4, 16 or 64 KiB, huge ones of 2, 32 or 512 MiB: small_page(), thp_page_size()
# and hugepool_page_size() know, and in constant tables PATH_WHOLE_PAGE and FAILS_PAGE. The line
# of a number that means something else says "not a page"; buffers of text need not. Each line
# of the last file is bad on purpose. In kernel-module/ PAGE_SIZE is the kernel's own.
number='(4096|8192|16384|32768|65536|0x[1248]000|0x10000|0xfff)'
shift='[12]U?L{0,2} *<< *(12|14|16|20|21|25|29)|>> *(12|14|16|21|25|29)'
sizes="(^|[^A-Za-z0-9_])($number(U|L)*|PAGE_(SIZE|SHIFT|MASK)|$shift)([^A-Za-z0-9_]|\$)"
cat >"$TMPDIR/pages.c" <<'BAD'
#define PAGE	4096UL
	buffer = mmap(NULL, 0x1000, PROT_READ, MAP_PRIVATE, fd, 0);
	uint8_t page[PAGE_SIZE];
	.len = 65536,
	size = 2UL << 20;
	huge = 1 << 21;
	index = address >> 12;
	offset = address & 0xfff;
BAD
{
	grep -E '^(tests|fixtures|harness)/.*\.[ch]$' "$list"
	echo "$TMPDIR/pages.c"
} | xargs grep -nE "$sizes" |
	grep -vE '/\* .*not a page|[^a-z]char [^;]*\['"$number"'\]' >"$TMPDIR/findings"
[ "$(grep -c '/pages\.c:' "$TMPDIR/findings")" -eq "$(wc -l <"$TMPDIR/pages.c")" ] ||
	echo 'a size in pages.c was not found' >>"$TMPDIR/findings"
sed -i '\,/pages\.c:,d' "$TMPDIR/findings"
none_found 'page sizes' 'a size of a page that another kernel does not have'

exit "$failed"
