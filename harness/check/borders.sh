#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The borders between the folders of the project:
#
#	tests/ fixtures/	each .c and .h compiles alone
#	includes		no header includes itself through others; the engine includes
#				nothing of fixtures/ or tests/, fixtures/ nothing of the engine
#				but source.h, require.h, proc.h and libc.h
#	objects			no two objects of the engine need each other, directly or through
#				others; what it needs of fixtures/ is nothing
#	names			the engine names no source, path, stimulus or control, but in
#				the file that has the stimuli
#	lengths			a file has at most 500 lines, a function 50
#
# Each search is seen to find what is wrong on purpose.
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

bin=${FAULTSIG_BIN:-.}
LINES_MAX=500
FUNCTION_MAX=50

# stdin: findings
none_found()
{
	findings=$(head -n 10)
	report "$1" "${findings:+$2}"
	[ -z "$findings" ] || echo "$findings" | sed 's/^/    /'
}

# Check that a search finds a thing that is wrong on purpose
is_found()
{
	if grep -q .; then
		ok "$1 is found"
	else
		not_ok "$1 is found" 'nothing was found in what is wrong on purpose'
	fi
}

# The project's own files, tracked or not, but no built ones
rsync -a --list-only --exclude=/.git --exclude-from=.gitignore ./ |
	awk '/^-/ { print $NF }' >"$TMPDIR/files"

# files REGEX: print the files whose path matches
files()
{
	grep -E "$1" "$TMPDIR/files"
}

# ---- each file compiles alone ----

# Arguments: a directory, its headers; prints the headers that do not compile alone. Each one
# is included twice, to test its guard.
not_alone()
{
	read -r compile <"$bin/obj/commands"
	# <linux/kvm.h> is that of the system there, see the Makefile
	plain=$(echo "$compile" | sed 's,-isystem [^ ]*tools/include/uapi,,')
	dir=$1
	shift
	for file in "$@"; do
		printf '#include "%s"\n' "$dir/$file" "$dir/$file" >"$TMPDIR/alone.c"
		case $file in
		tests/kvm/*) command=$plain ;;
		*) command=$compile ;;
		esac
		eval "$command" -fsyntax-only '"$TMPDIR/alone.c"' >"$TMPDIR/log" 2>&1 ||
			echo "$file"
	done
}

# Print the .c files without an object: the build compiles each of the others by itself.
not_built()
{
	files '^(tests|fixtures)/.*\.c$' | while read -r file; do
		[ -f "$bin/obj/${file%.c}.o" ] || echo "$file: no object of its own"
	done
}

# ---- the graph of includes ----

# stdin: lines "FROM TO"; prints a circle
circles()
{
	tsort 2>&1 >/dev/null | sed -n 's/^tsort: //p'
}

# stdout: lines "FROM TO" of files that include each other by name
includes()
{
	files '^(harness|fixtures|tests)/.*\.[ch]$' | while read -r file; do
		sed -n 's/^#include "\(.*\)"$/\1/p' "$file" | while read -r name; do
			for dir in "${file%/*}" harness/engine fixtures tests; do
				[ -f "$dir/$name" ] || continue
				echo "$file $dir/$name"
				break
			done
		done
	done
}

back_arrows()
{
	awk '$1 ~ /^harness\// && $2 ~ /^(fixtures|tests)\// ||
	     $1 ~ /^fixtures\// && $2 ~ /^tests\// ||
	     $1 ~ /^fixtures\// && $2 ~ /^harness\/engine\// &&
	     $2 !~ /\/(source|require|proc|libc)\.h$/ { print $1 " includes " $2 }'
}

# ---- the graph of objects ----

# Arguments: objects. stdout: lines "OBJECT OBJECT", the first needs the second
needs()
{
	nm -A "$@" 2>/dev/null | awk '
		{ sub(/:.*/, "", $1); name = $NF; type = $(NF - 1) }
		type == "U" { needed[++n] = name; by[n] = $1; next }
		type ~ /^[TDBRCGSVW]$/ { of[name] = $1 }
		END { for (i = 1; i <= n; i++)
			if (needed[i] in of && of[needed[i]] != by[i])
				print by[i], of[needed[i]] }' | sort -u
}

# Arguments: archives. Prints the symbols that two of their objects define: who asks for one gets
# the first, without a word.
defined_twice()
{
	nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 && $2 ~ /^[TDBRCGSVW]$/ { print $3 }' |
		sort | uniq -d
}

# ---- names ----

# The sources, paths and releases of tests/ and fixtures/, and the stimuli, a word each
axes()
{
	cat fixtures/*.c tests/*/*.c harness/engine/stimuli.c | sed -n \
		's/^\(static \)*const struct \(fault_[a-z]*\|stimulus\) \([a-z_0-9]*\) =.*/\3/p'
}

# Argument: a file of the engine; prints its lines with one of them, but for comments
named()
{
	sed 's,/\*.*\*/,,; /\/\*/,/\*\//d' "$1" |
		grep -nwE "$(axes | sort -u | tr '\n' '|' | sed 's/|$//')" | sed "s,^,$1: ,"
}

# ---- lengths ----

# Arguments: files
long_files()
{
	awk -v max="$LINES_MAX" 'FNR == max + 1 { print FILENAME " has more than " max " lines" }' "$@"
}

# Arguments: files. A function of C or of the shell: from "{" to "}" at the left
long_functions()
{
	awk -v max="$FUNCTION_MAX" '
		/^{/ { begin = FNR; next }
		/^}/ && begin { if (FNR - begin - 1 > max)
			print FILENAME ":" begin ": a function of " FNR - begin - 1 " lines"
			begin = 0 }
		FNR == 1 { begin = 0 }' "$@"
}

code()
{
	files '\.([chS]|sh|awk)$|^(harness|kernels|\.ci)/[^.]*$' |
		grep -v '^kernels/\(config\|mutants\)/'
}

# ---- all of it ----

number=$(files '^(tests|fixtures)/.*\.c$' | wc -l)
report "$number files of tests/ and fixtures/ are seen" \
	"$([ "$number" -ge 50 ] || echo 'too few')"
not_built | none_found 'each .c of tests/ and fixtures/ has an object of its own' 'not built'
# shellcheck disable=SC2046 # names without spaces
not_alone "$PWD" $(files '^(tests|fixtures|harness)/.*\.h$') |
	none_found 'each header compiles alone' 'not by itself'
echo 'uint64_t unknown;' >"$TMPDIR/bad.h"
not_alone "$TMPDIR" bad.h | is_found 'a header that does not compile alone'

includes >"$TMPDIR/includes"
circles <"$TMPDIR/includes" | none_found 'no circle of includes' 'a circle'
back_arrows <"$TMPDIR/includes" | none_found 'no arrow back among the includes' 'arrows back'
{ cat "$TMPDIR/includes"; echo 'harness/engine/source.h fixtures/sources.h'; } >"$TMPDIR/bad"
circles <"$TMPDIR/bad" | is_found 'a circle of includes'
back_arrows <"$TMPDIR/bad" | is_found 'an arrow back'

needs "$bin"/obj/harness/engine/*.o >"$TMPDIR/needs"
circles <"$TMPDIR/needs" | none_found 'no two parts of the engine need each other' 'a circle'
{ cat "$TMPDIR/needs"; sed -n '1s/\(.*\) \(.*\)/\2 \1/p' "$TMPDIR/needs"; } | circles |
	is_found 'a circle of objects'
needs "$bin"/obj/harness/engine/*.o "$bin"/obj/fixtures/*.o |
	awk '$1 ~ /\/harness\// && $2 ~ /\/fixtures\//' |
	none_found 'the engine needs nothing of fixtures/' 'it does'

defined_twice "$bin/obj/engine.a" "$bin/obj/paths.a" |
	none_found 'no symbol of the archives is there twice' 'twice'
defined_twice "$bin/obj/paths.a" "$bin/obj/paths.a" | is_found 'a symbol that is there twice'

for file in harness/engine/*.[ch]; do
	case $file in
	*/stimuli.[ch]) ;;
	*) named "$file" ;;
	esac
done | none_found 'the engine names no source, path, stimulus or control' 'it does'
echo 'if (source == &source_uffd_missing_anon)' >"$TMPDIR/bad.c"
named "$TMPDIR/bad.c" | is_found 'the name of a source'

# shellcheck disable=SC2046 # names without spaces
long_files $(code) | none_found "no file over $LINES_MAX lines" 'too long'
# shellcheck disable=SC2046 # names without spaces
long_functions $(code) | none_found "no function over $FUNCTION_MAX lines" 'too long'
{ echo '{'; yes 'x' | head -n $((LINES_MAX + 1)); echo '}'; } >"$TMPDIR/bad"
long_files "$TMPDIR/bad" | is_found 'a long file'
long_functions "$TMPDIR/bad" | is_found 'a long function'

exit "$failed"
