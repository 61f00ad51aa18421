#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The contract is whole: docs/contract.md is what its table prints, and for each cell that a
# program lists exactly one rule is the most special one, on every kernel at which a rule
# begins or ends. Each search is also tried on a table with a defect, which it has to find.
#
# FAULTSIG_BIN is where the programs are, when not here.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

bin=${FAULTSIG_BIN:-.}
spoilt=$TMPDIR/spoilt

# Argument: a program. Prints its cells without a rule, or with several rules
holes()
{
	"$1" --contract-check || echo "$1: $? from --contract-check"
}

# Argument: a sed script. Builds a program with the table that the script makes.
spoil()
{
	mkdir -p "$spoilt" &&
	sed "$1" harness/engine/contract_rules.c >"$spoilt/contract_rules.c" || return
	if cmp -s "$spoilt/contract_rules.c" harness/engine/contract_rules.c; then
		echo "nothing was spoilt by $1"
		return 1
	fi
	# the commands of the build: to compile, and to link
	{
		read -r compile
		read -r link
	} <"$bin/obj/commands"
	libraries=$(echo "$link" | tr ' ' '\n' | grep '^-[lL]' | tr '\n' ' ')
	eval "$compile" -c '"$spoilt/contract_rules.c"' -o '"$spoilt/contract_rules.o"' &&
	eval "$link" '"$bin/obj/tests/user_access.o"' '"$spoilt/contract_rules.o"' \
		'"$bin/obj/paths.a"' '"$bin/obj/engine.a"' '"$bin/obj/known.a"' "$libraries" \
		-o '"$spoilt/user_access"'
}

# Arguments: the title of the check, a sed script for the table, words that must be printed
# about a cell
finds()
{
	if ! spoil "$2" >"$TMPDIR/log" 2>&1; then
		not_ok "$1" 'the spoilt table does not build'
		tail -n 3 "$TMPDIR/log" | sed 's/^/    /'
		return
	fi
	holes "$spoilt/user_access" >"$TMPDIR/found"
	if grep -q "$3" "$TMPDIR/found"; then
		ok "$1"
	else
		not_ok "$1" "not found in a table that was spoilt by $2"
	fi
}

FAULTSIG_BIN=$bin ./run_tests.sh contract >"$TMPDIR/page"
if cmp -s "$TMPDIR/page" docs/contract.md; then
	ok 'docs/contract.md is what the table prints'
else
	not_ok 'docs/contract.md' 'not what ./run_tests.sh contract prints'
	diff "$TMPDIR/page" docs/contract.md | head -n 10
fi

sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs >"$TMPDIR/programs"
while read -r program; do
	found=$(holes "$bin/$program" | head -n 3)
	if [ -z "$found" ]; then
		ok "one rule for each cell of $program"
	else
		not_ok "one rule for each cell of $program" 'holes'
		echo "$found" | sed 's/^/    /'
	fi
done <"$TMPDIR/programs"

finds 'a case without a rule' 's/\(= P(USER), .ends = PROMPT, .stimuli =\) S(HANDLER)/\1 0/' \
	'no rule fits'
finds 'a case with two rules' 's/= P(USER), .ends = ONLY_DIE/& | E(AS_FLAGS)/' \
	'several rules fit'
