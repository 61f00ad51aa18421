#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Every line of results.jsonl is one that docs/results.schema.json allows, and docs/results.md
# has each field of it: of programs that do what they are told (fake_program), and of real
# ones.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

schema=$top/docs/results.schema.json
missing='"cure":"mount it","needs_config":"CONFIG_HAVE","since":"6.13","hardware":false'

# valid RESULTS...: check all of their lines
valid()
{
	"$top/harness/check/schema" "$schema" "$@" >"$scratch/said" 2>&1
	status=$?
	want_status 0
}

fake_cells()
{
	fake uaccess <<-CELLS
		read.uffd_missing.none DEFERRED ok
		read.uffd_missing.sigusr1 DEFERRED SPINNING
		read.uffd_minor.sigusr1 DEFERRED ok
		read.fuse_private.none DEFERRED skip
		read.swap.none DEFERRED skip:$(echo "$missing" | tr ' ' _)
		read.uffd_wp.none DEFERRED ERROR
		read.uffd_wp.sigkill KILLED silent
		read.uffd_wp.sigterm KILLED harness
		write.uffd_missing.none DEFERRED WRONG:bytes_lost
		write.uffd_minor.none DEFERRED $1
		write.uffd_wp.none DEFERRED leak
	CELLS
}

check_fakes()
{
	for does in crash exit hang mute logs:false; do
		fake_cells "$does"
		begin "the schema allows all lines of a run with a cell that does '$does'"
		run -n 2
		valid "$suite/results/results.jsonl"
		end
	done
	fake_cells rants
	begin "... with one that prints what nobody can read, and loses no other cell"
	run
	want_status 3
	want_said 'printed an unreadable observation'
	want_said '^cells: 13 run'
	want_result write.uffd_minor.none '"reason":"odd ? ? ?( ?[2J"'
	want_result write.uffd_wp.none '"verdict":"pass"'
	valid "$suite/results/results.jsonl"
	end
	begin "... with a program that ends before its plan"
	touch "$suite/process_vm.dies"
	run
	rm "$suite/process_vm.dies"
	valid "$suite/results/results.jsonl"
	end
	begin "... with cells that are not run, as many have failed alike"
	awk 'BEGIN {
		for (i = 0; i < 90; i++)
			print "read" i % 9 ".uffd_" i ".none DEFERRED UNWOKEN:x"
	}' |
		fake process_vm
	run -j 1
	grep -q '"verdict":"not_run"' "$suite/results/results.jsonl" || blame "all were run"
	valid "$suite/results/results.jsonl"
	end
}

check_real_programs()
{
	begin "... of the real programs"
	if [ ! -x "$built/user_access" ]; then
		echo "skip - $what: not built"
		return
	fi
	(
		unset FAULTSIG_PROGRAMS
		FAULTSIG_BIN=$built "$top/run_tests.sh" -q -t user_access \
			-t '*.uffd_missing_anon.none' -o "$scratch/real"
	) >"$scratch/said" 2>&1 </dev/null
	valid "$scratch/real/results.jsonl"
	end
}

# ---- that it could fail ----

# refuses WHAT WORDS SCRIPT: check that a line which the sed script makes wrong is refused
refuses()
{
	begin "the schema refuses $1"
	sed "$3" "$scratch/good" >"$scratch/wrong"
	cmp -s "$scratch/good" "$scratch/wrong" && blame "nothing was changed"
	"$top/harness/check/schema" "$schema" "$scratch/wrong" >"$scratch/said" 2>&1
	status=$?
	want_status 1
	want_said "$2"
	end
}

# shellcheck disable=SC2016 # $ is sed's
check_controls()
{
	make_suite
	run
	cp "$suite/results/results.jsonl" "$scratch/good"
	refuses 'an unknown field' ':1: \.colour is no field' '1s/{/{"colour":"red",/'
	refuses 'a missing field' ':2: \.arch is missing' '2s/"arch":"[^"]*",//'
	refuses 'a number for a text' ':1: \.reason is integer, not string' \
		'1s/"reason":"[^"]*"/"reason":5/'
	refuses 'a text for a number' ':1: \.refaults is string, not integer or null' \
		'1s/"refaults":14/"refaults":"14"/'
	refuses 'a fraction for a whole number' ':1: \.refaults is number, not' \
		'1s/"refaults":14/"refaults":14.5/'
	refuses 'a word that is no verdict' '\.verdict is none of its values' \
		's/"verdict":"pass"/"verdict":"good"/'
	refuses 'a verdict that the raw result can not have' '\.verdict is none of its values' \
		's/"raw":"ok","verdict":"pass"/"raw":"ok","verdict":"skip"/'
	refuses 'a known failure without a defect' '\.defect is null, not string' \
		's/\("verdict":"expected_fail","defect":\)"[^"]*"/\1null/'
	refuses 'half of what a skip has' ':1: \.since is missing beside cure' \
		'1s/"ms":/"cure":null,"ms":/'
	refuses 'a line that is no JSON' ':3: no JSON' '3s/.$//'
	refuses 'results without totals' '7 lines, and no totals|no totals at the end' '$d'
	refuses 'a total that nobody counted' 'pass: 5 in the totals, 4 cells' \
		'$s/"pass":4/"pass":5/'
	refuses 'a missing total' ':8: \.totals\.flake is missing' '$s/"flake":0,//'
	begin "a schema with a word that is not understood is refused"
	sed 's/"pattern"/"patern"/' "$schema" >"$scratch/schema"
	"$top/harness/check/schema" "$scratch/schema" "$scratch/good" >"$scratch/said" 2>&1
	status=$?
	want_status 3
	want_said 'nobody here understands: patern'
	end
}

# ---- the document ----

# The names of all fields, as the schema and the document have them
# shellcheck disable=SC2016 # perl's
schema_fields()
{
	perl -MJSON::PP -0777 -ne '
		my $defs = JSON::PP->new->decode($_)->{q($defs)};
		my @objects = ($defs->{cell}, $defs->{totals});
		push @objects, $defs->{totals}{properties}{totals};
		print map { "$_\n" } map { keys %$_ } map { $_->{properties} } @objects' \
		"$schema" | sort -u
}

document_fields()
{
	awk -F '|' '/^\| \140/ { gsub(/[\140 ]/, "", $2); gsub(/,/, "\n", $2); print $2 }' \
		"$top/docs/results.md" | sort -u
}

check_document()
{
	begin "docs/results.md has each field of the schema, and no other"
	schema_fields >"$scratch/fields"
	document_fields | diff "$scratch/fields" - >"$scratch/said" || blame "they differ"
	[ -s "$scratch/fields" ] || blame "the schema has none"
	end
}

if ! perl -MJSON::PP -e 1 2>/dev/null; then
	echo "skip - results: no perl with JSON::PP"
	exit
fi
make_suite
check_fakes
check_controls
check_real_programs
check_document
exit "$failed"
