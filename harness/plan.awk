# SPDX-License-Identifier: GPL-2.0-only
#
# Cuts the selected cells into units, the jobs of faultsig_supervise: the cells of one
# fixture of one program.
#
# files:  all listed cells (PROGRAM<TAB>CELL...), then the selected cells, as
#         expect_match.awk prints them; or only cells to run again, as collect.awk
#         prints them, which have their RUN and the job they were lost by in front
# -v bin=DIRECTORY, timeout=SECONDS, repeat=N, jobs=FILE
# stdout: JOB<TAB>RUN<TAB>PROGRAM<TAB>CELL<TAB>EXPECTED<TAB>FAILS<TAB>FLAKE<TAB>SKIP
# jobs:   what faultsig_supervise reads

BEGIN {
	FS = OFS = "\t"
	ARGUMENT_BYTES = 100000		# execve() takes 128 kB with the smallest stack limit
}

function fixture_of(cell)
{
	return substr(cell, 1, index(cell, ".") - 1)
}

function add_cell(unit, program, cell, row)
{
	if (!(unit in size)) {
		units[++nr_units] = unit
		program_of[unit] = program
	}
	size[unit]++
	cells[unit, size[unit]] = cell
	rows[unit, size[unit]] = row
}

ARGC == 2 {
	row = $3 OFS $4 OFS $5 OFS $6 OFS $7 OFS $8
	add_cell($1 SUBSEP $2, $3, $4, row)
	run_of[$1 SUBSEP $2] = $1
	next
}

FILENAME == ARGV[1] { listed[$1, fixture_of($2)]++; next }
{ add_cell($1 SUBSEP fixture_of($2), $1, $2, $0) }

function begin_job(unit, run)
{
	nr_jobs++
	job = (ARGC == 2 ? "again" : "job") nr_jobs
	bytes = 0
	printf "%s\t%d\t%s/%s", job, timeout, bin, program_of[unit] > jobs
}

function plan_unit(unit, run,    i, whole)
{
	whole = size[unit] == listed[unit]
	begin_job(unit, run)
	if (whole)
		printf "\t-f\t%s", fixture_of(cells[unit, 1]) > jobs
	for (i = 1; i <= size[unit]; i++) {
		if (!whole && bytes > ARGUMENT_BYTES) {
			printf "\n" > jobs
			begin_job(unit, run)
		}
		if (!whole)
			printf "\t-r\t%s", cells[unit, i] > jobs
		bytes += length(cells[unit, i]) + 4
		print job, run, rows[unit, i]
	}
	printf "\n" > jobs
}

END {
	for (run = 1; run <= repeat; run++)
		for (i = 1; i <= nr_units; i++)
			plan_unit(units[i], ARGC == 2 ? run_of[units[i]] : run)
	close(jobs)
}
