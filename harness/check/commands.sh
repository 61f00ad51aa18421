#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Every command of README.md, CONTRIBUTING.md, docs/ with the manual page, and reports/ is tried: it
# is run or, where it needs a guest, root, the network or much time, its options and cells are read
# by what would run it. Each kind of wrong command is tried, too.
#
#	harness/check/commands.sh ways		print each command and how it is tried
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

KSRC=${KSRC:-$(kernels/framework find build/framework)}
export KSRC

# Fewer mean that the search for commands has lost some.
LEAST=180

# try_commands FILE...: a line a command
try_commands()
{
	./run_tests.sh list >"$TMPDIR/cells" && mkdir -p "$TMPDIR/scratch" &&
		harness/check/commands.py "$TMPDIR/cells" "$TMPDIR/scratch" "$@"
}

documents()
{
	find README.md CONTRIBUTING.md docs reports -name '*.md' -o -name '*.1' | sort
}

if [ "${1-}" = ways ]; then
	TMPDIR=$(mktemp -d) || exit 1
	export TMPDIR
	trap 'rm -rf "$TMPDIR"' EXIT
	# shellcheck disable=SC2046 # a name a word
	try_commands $(documents)
	exit
fi

tried=$TMPDIR/tried

context()
{
	cat "$tried"
}

count()
{
	grep -c "^$1 " "$tried"
}

# finds WHAT WORDS COMMAND: a document with this command, which has to be called wrong
finds()
{
	# shellcheck disable=SC2016 # quotes of Markdown
	printf '```\nmake\n%s\n```\n' "$3" >"$TMPDIR/wrong.md"
	try_commands "$TMPDIR/wrong.md" >"$tried" 2>&1
	if grep -q "^wrong .*$2" "$tried"; then
		ok "$1 is found"
	else
		not_ok "$1 is found" "nothing like '$2'"
	fi
}

if ! command -v python3 >/dev/null; then
	echo 'skip - the commands of the documents: no python3'
	exit
fi
# shellcheck disable=SC2046 # a name a word
try_commands $(documents) >"$tried" 2>&1
status=$?
wrong=$(grep '^wrong ' "$tried")
report "commands of documents: $(count run) run, $(count parsed) parsed, $(count dry) planned by \
make, $(count named) of other programs" "$wrong$([ "$status" -eq 0 ] || echo "; exit $status")"
report 'all commands are seen' "$([ "$(grep -c . "$tried")" -ge $LEAST ] ||
	echo "$(grep -c . "$tried"), not $LEAST")"

finds 'an option that is not there' 'unknown option: --sed' './run_tests.sh --sed 1 -t user_access'
finds 'a pattern of no cell' 'no cell is like' './run_tests.sh -k debian:6.1 -t "pipe_red.*"'
finds 'a cell that is not there' 'pipe_read.uffd.sig' \
	'./run_tests.sh explain pipe_read.uffd.sigusr1'
finds 'a verb that is not there' 'unknown verb' './run_tests.sh describe x'
finds 'a kernel that is none' '-k takes' './run_tests.sh -k fedora -t user_access'
finds 'a form of reports that is not there' 'unknown option: --pdf' \
	'./run_tests.sh report --pdf x DIR'
finds 'a target that make does not know' 'No rule' 'make packages'
finds 'a program that is not there' 'no such program' 'kernels/emulate debian:6.1'
finds 'an option of a script' 'knows no --page' 'kernels/build --page 64k'
finds 'a check that is not there' 'no check' 'harness/check/run stile'
finds 'a mutant that is not there' 'no mutant' 'kernels/mutate gup_waits'
finds 'a change that is not there' 'no fix' 'kernels/fix --check gup-waits'
finds 'a command of nobody' 'nothing here knows' 'frobnicate --now'
exit "$failed"
