#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The stand-alone build: the files it makes, the files it rebuilds after a change, and its
# messages when a tool or the framework is missing.

set -u

log=$TMPDIR/log
jobs=$(nproc 2>/dev/null || echo 1)

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

context()
{
	cat "$log"
}

# expect WHAT WHY COMMAND...: print a result line, with the command's output after it
expect()
{
	what=$1
	why=$2
	shift 2
	if "$@" >"$log" 2>&1; then
		ok "$what"
	else
		not_ok "$what" "$why"
	fi
}

# built ARGS...: run make in the copy. The test is about make: without optimization this is
# the fastest.
built()
{
	make -C "$copy" --no-print-directory -j"$jobs" USERCFLAGS="${level:--O0} -g0" "$@"
}

# refused TEXT ARGS...: succeed if make fails with one line that has TEXT
refused()
{
	text=$1
	shift
	said=$(env -u KSRC make -C "$copy" --no-print-directory "$@" 2>&1)
	status=$?
	echo "$said"
	[ "$status" -ne 0 ] && [ "$(echo "$said" | wc -l)" -eq 1 ] &&
		echo "$said" | grep -qF "$text"
}

# needs PROGRAM LIBRARY: succeed if the program is linked to the shared library
needs()
{
	readelf -d "$1" | grep -q "NEEDED.*\[$2"
}

# compiled: print the files that the last make compiled, in a line
compiled()
{
	sed -n 's/^  \(CC\|LINK\|AR\) *//p' "$log" | tr '\n' ' '
}

# rebuilds WHAT FILES TOUCHED: check that make, after a touch of TOUCHED, makes exactly FILES
rebuilds()
{
	[ -z "$3" ] || touch "$copy/$3"
	if ! built O="$out" >"$log" 2>&1; then
		not_ok "$1" 'does not build'
	elif [ "$(compiled)" = "$2" ]; then
		ok "$1"
	else
		not_ok "$1" "makes '$(compiled)', not '$2'"
	fi
}

# changed: print the files in the copy that are not as before
changed()
{
	rsync -anc -O --delete --out-format='%o %n' "$source/" "$copy/"
}

# Work on copies: this check may neither touch the project nor find its build directory.
source=$TMPDIR/source
copy=$TMPDIR/copy
rsync -a --exclude=/.git --exclude-from=.gitignore ./ "$source"
cp -a "$source" "$copy"

# ---- Programs ---------------------------------------------------------------

out=$TMPDIR/out
expect 'O= builds elsewhere' 'does not build' built O="$out"
programs="$(sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs) faultsig_supervise faultsig_runner
	faultsig_controls faultsig_sandbox"
for program in $programs; do
	[ -x "$out/$program" ] || missing="${missing-} $program"
done
expect 'every program is there' "no${missing-}" test -z "${missing-}"
expect 'O= leaves the sources alone' 'the copy differs' \
	test -z "$(changed)"

if needs "$out/io_uring" liburing; then
	ok 'liburing is used where it is'
elif echo '#include <liburing.h>' | ${CC:-cc} -E -x c - >/dev/null 2>&1; then
	not_ok 'liburing is used where it is' 'io_uring does not need it'
else
	echo 'skip - liburing is used where it is: not installed'
fi

FAULTSIG_PROGRAMS=user_access "$out/run_tests.sh" list >"$log" 2>&1
expect 'O= has a run_tests.sh that works' 'it does not' test $? -eq 0
# Its verdicts look at the compiler's own instructions; other programs run the same paths.
expect 'without optimization: the same verdicts' 'others' \
	"$out/run_tests.sh" -q -o "$TMPDIR/unoptimized" -t user_access
spaced="$TMPDIR/with a space"
cp -a "$source" "$spaced"
said=$(make -C "$spaced" --no-print-directory 2>&1)
status=$?
echo "$said" >"$log"
expect 'a path with a space: one line' 'another answer' \
	test "$status $(echo "$said" | grep -c 'the path has a space')" = '2 1'
rm -rf "$spaced"
rebuilds 'nothing to do is nothing done' '' ''
rebuilds 'a test program rebuilds alone' 'populate.o populate ' tests/populate.c
rebuilds 'the supervisor depends on nothing else' 'faultsig_supervise ' \
	harness/runner/supervise.c
touch "$copy/harness/engine/faultsig.h"
built O="$out" "$out/obj/harness/engine/judge.o" >"$log" 2>&1
expect 'a header rebuilds what reads it' 'it was not compiled' \
	test "$(compiled)" = 'judge.o '
touch -r "$source/harness/engine/faultsig.h" "$copy/harness/engine/faultsig.h"

bare=$TMPDIR/bare
if built O="$bare" HAVE_LIBURING=0 HAVE_LIBNUMA=0 HAVE_LIBFUSE=0 \
	>"$log" 2>&1; then
	ok 'builds without the libraries'
	for library in liburing libnuma libfuse3; do
		for program in $programs; do
			needs "$bare/$program" "$library" && echo "$program $library"
		done
	done >"$log"
	if [ -s "$log" ]; then
		not_ok 'needs none of them then' 'it does'
	else
		ok 'needs none of them then'
	fi
else
	not_ok 'builds without the libraries' 'does not build'
fi

if echo 'int main(void) { return 0; }' |
	${CC:-cc} -static -x c - -o "$TMPDIR/static" 2>/dev/null; then
	# shellcheck disable=SC2086 # a list
	if ! built O="$bare" STATIC=1 >"$log" 2>&1; then
		not_ok 'STATIC=1 builds' 'does not build'
	elif (cd "$bare" && readelf -lW $programs 2>&1) | grep -q INTERP; then
		not_ok 'STATIC=1 builds' 'a program wants a loader'
	else
		ok 'STATIC=1 builds'
	fi
else
	echo 'skip - STATIC=1 builds: no static libc'
fi

# ---- Compilers --------------------------------------------------------------

mkdir "$TMPDIR/bin"
for tool in gcc ar pkg-config; do
	cat >"$TMPDIR/bin/cross-$tool" <<-END
		#!/bin/sh
		echo "$tool" >>"$TMPDIR/crossed"
		exec $tool "\$@"
	END
	chmod +x "$TMPDIR/bin/cross-$tool"
done
PATH="$TMPDIR/bin:$PATH" built O="$TMPDIR/cross" CROSS_COMPILE=cross- \
	"$TMPDIR/cross/obj/engine.a" >"$log" 2>&1
expect 'CROSS_COMPILE= is for every tool' 'one was not called' \
	test "$(sort -u "$TMPDIR/crossed" | tr '\n' ' ')" = 'ar gcc pkg-config '

echo 'static int never_used;' >>"$copy/tests/populate.c"
object=$TMPDIR/warn/obj/tests/populate.o
if built O="$TMPDIR/warn" "$object" >"$log" 2>&1; then
	not_ok 'a warning is an error' 'it builds'
elif grep -q 'never_used.*-Werror' "$log"; then
	ok 'a warning is an error'
else
	not_ok 'a warning is an error' 'another one came'
fi
expect 'WERROR=0 lets it pass' 'it does not' \
	built O="$TMPDIR/warn" WERROR=0 "$object"
cp -p "$source/tests/populate.c" "$copy/tests/populate.c"

# ---- Install, clean ---------------------------------------------------------

root=$TMPDIR/root
expect 'install DESTDIR= prefix=' 'failed' \
	built O="$out" install DESTDIR="$root" prefix=/usr
there=$root/usr/libexec/kselftests/faultsig
for file in $programs run_tests.sh config settings \
	harness/runner/lib.sh tests/programs $(find expectations -name '*.txt'); do
	[ -f "$there/$file" ] || echo "$file"
done >"$log"
if [ -s "$log" ]; then
	not_ok 'all that a run reads is installed' "no $(tr '\n' ' ' <"$log")"
else
	ok 'all that a run reads is installed'
fi
expect 'the installed suite lists its cells' 'it does not' \
	sh -c "cd / && '$there/run_tests.sh' list | grep -q '^user_access[[:space:]]'"

# Some warnings come only then.
level=-O2
expect 'optimized: no warning' 'does not build' built
level=
built clean >"$log" 2>&1
expect 'clean leaves the sources only' "$(changed | tr '\n' ' ')" test -z "$(changed)"

# ---- No framework -----------------------------------------------------------

if ls -d /usr/src/linux-source-* >/dev/null 2>&1; then
	echo 'skip - no framework: a linux-source package is installed'
else
	expect 'no framework: one line' 'another answer' \
		refused 'give KSRC=<kernel tree >= 6.12> or run '\''make setup'\'
fi
expect 'no such KSRC: one line' 'another answer' \
	refused 'no such directory' KSRC="$TMPDIR/nowhere"
expect 'KSRC is no kernel tree: one line' 'another answer' \
	refused 'not a kernel source tree' KSRC="$TMPDIR"
old=$TMPDIR/old
mkdir -p "$old/tools/testing/selftests"
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n' >"$old/Makefile"
echo >"$old/tools/testing/selftests/lib.mk"
expect 'KSRC is too old: one line' 'another answer' \
	refused 'Linux 6.1' KSRC="$old" check
expect 'clean needs no framework' 'it fails' \
	env -u KSRC make -C "$copy" clean

exit "$failed"
