#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The documents: the targets of their links exist, and their quotations are exact.

set -u

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

README_LINES=150
SUBSYSTEM_LINES=80
OURS='docs|expectations|fixtures|harness|kernel-module|kernels|reports|tests'

findings=$TMPDIR/findings

context()
{
	cat "$findings"
}

# none_found WHAT WHY: check that there are no findings on stdin
none_found()
{
	report "$1" "$([ ! -s "$findings" ] || echo "$2")"
}

# documents: print the project's documents, tracked or not, but no built files
documents()
{
	rsync -a --list-only --exclude=/.git --exclude-from=.gitignore --include='*/' \
		--include='*.md' --exclude='*' ./ | awk '/^-/ { print $NF }'
}

# anchors FILE: print the anchors of its headings
anchors()
{
	awk '/^```/ { code = !code } !code && /^#+ / {
		sub(/^#+ /, "")
		text = tolower($0)
		gsub(/[^a-z0-9 _-]/, "", text)
		gsub(/ /, "-", text)
		print text
	}' "$1"
}

# links FILE: print the targets of its links but for other sites, one a line
links()
{
	awk '/^```/ { code = !code } !code' "$1" | grep -oE '\]\([^)]+\)' |
		sed 's/^](//; s/)$//' | grep -v '^[a-z]*:'
}

# dead_links FILE PLACE: print links to files that do not exist, as seen from PLACE, where the
# file belongs
dead_links()
{
	links "$1" | while read -r target; do
		file=${target%%#*}
		if [ -z "$file" ]; then
			file=$1
		else
			file=$(dirname "${2:-$1}")/$file
		fi
		if [ ! -e "$file" ]; then
			echo "$1: no $target"
		elif [ "$target" != "${target#*#}" ]; then
			anchors "$file" | grep -qxF "${target#*#}" || echo "$1: no heading $target"
		fi
	done
}

# named_files FILE: print the names in back quotes of files below our directories; words in
# capitals stand for names that the reader chooses
named_files()
{
	# shellcheck disable=SC2016 # quotes of Markdown
	grep -oE '`[^`]+`' "$1" | tr -d '`' | grep -E "^($OURS)/" |
		grep -vE '[A-Z]{2}| '
}

# missing_files FILE
missing_files()
{
	named_files "$1" | while read -r name; do
		# shellcheck disable=SC2086 # a pattern
		ls -d ${name%%:*} >/dev/null 2>&1 || echo "$1: no $name"
	done
}

# missing_functions FILE: print each "`file.c`: `function()`" whose file has no such function
missing_functions()
{
	# shellcheck disable=SC2016 # quotes of Markdown
	tr '\n' ' ' <"$1" | grep -oE '`[a-z_/-]+\.[ch]`: `[a-z_]+\(\)`' | tr -d '`' |
		while IFS=': ' read -r file function; do
			grep -q "${function%%(*}(" "$file" || echo "$1: no $function in $file"
		done
}

# other_code FILE: if it quotes a template, print the lines of its C that no template has
other_code()
{
	awk '/^```c$/ { code = 1; next } /^```/ { code = 0 } code && NF' "$1" |
		grep -vxFf "$TMPDIR/templates" | sed "s,^,$1: ,"
}

# wrong FILE...: print all findings
wrong()
{
	for file; do
		dead_links "$file"
		missing_files "$file"
		missing_functions "$file"
		case $file in
		*/adding-*) other_code "$file" ;;
		esac
	done
}

# Templates; of a patch only the lines that it adds
sed 's/^+//' docs/templates/* >"$TMPDIR/templates"
documents >"$TMPDIR/documents"
# shellcheck disable=SC2046 # a name a word
wrong $(cat "$TMPDIR/documents") >"$findings"
none_found 'what documents point to' 'it is not there, or is another'

cat >"$TMPDIR/adding-nothing.md" <<'BAD'
# A document with defects, which have to be found
[a file](nowhere.md), [a heading](#nothing), `harness/engine/nothing.c`,
`harness/engine/watch.c`: `nothing()`
```c
	return nothing;
```
BAD
wrong "$TMPDIR/adding-nothing.md" >"$findings"
report 'each kind of wrong pointer is found' \
	"$([ "$(wc -l <"$findings")" -eq 5 ] || echo "$(wc -l <"$findings") of 5")"

grep -vE '^(README|CONTRIBUTING)\.md$|^(docs|reports)/' "$TMPDIR/documents" >"$findings"
none_found 'documents have their places' 'one is elsewhere'
for file in docs/*.md docs/*/*.md; do
	grep -lF "$(basename "$file")" README.md docs/*.md | grep -qvx "$file" || echo "$file"
done >"$findings"
none_found 'every document can be reached' 'no other points to it'

wc -l docs/subsystems/*.md | awk -v most=$SUBSYSTEM_LINES '$2 != "total" && $1 > most' >"$findings"
none_found 'pages of subsystems are short' "more than $SUBSYSTEM_LINES lines"

lines=$(wc -l <README.md)
report "README is short" "$([ "$lines" -le $README_LINES ] || echo "$lines lines")"
: >"$findings"
for command in 'make setup run_tests' 'make setup check'; do
	grep -q "^$command\( \|\$\)" README.md || echo "$command"
done >"$findings"
none_found 'README has the two commands' 'one is missing'

exit "$failed"
