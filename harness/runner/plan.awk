# SPDX-License-Identifier: GPL-2.0-only
#
# Cuts the selected cells into units, the jobs of faultsig_supervise: the cells of one
# fixture of one program, or, in a guest, of one program: to start it is not cheap there.
#
# files:  all listed cells (PROGRAM<TAB>CELL...), then the selected cells, as
#         expect_match.awk prints them; or only cells to run again, as collect.awk
#         prints them, which have their RUN and the job they were lost by in front
# -v bin=DIRECTORY, timeout=SECONDS, repeat=N, jobs=FILE, guest=1 if they run in one
# stdout: JOB<TAB>RUN<TAB>PROGRAM<TAB>CELL<TAB>EXPECTED<TAB>FAILS<TAB>FLAKE<TAB>SKIP<TAB>CLASS
#         a cell that is to be skipped has the job -PROGRAM
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
		if (!(program in nr_of))
			programs[++nr_programs] = program
		units[program, ++nr_of[program]] = unit
		program_of[unit] = program
	}
	size[unit]++
	cells[unit, size[unit]] = cell
	rows[unit, size[unit]] = row
	chosen[program, fixture_of(cell)]++
}

ARGC == 2 {
	row = $3 OFS $4 OFS $5 OFS $6 OFS $7 OFS $8 OFS $9
	add_cell($1 SUBSEP $2, $3, $4, row)
	run_of[$1 SUBSEP $2] = $1
	next
}

FILENAME == ARGV[1] { listed[$1, fixture_of($2)]++; next }

$6 != "" {
	skipped[++nr_skipped] = $0
	program_skipped[nr_skipped] = $1
	next
}

{ add_cell($1 SUBSEP (guest ? "" : fixture_of($2)), $1, $2, $0) }

function begin_job(unit, run)
{
	nr_jobs++
	job = (ARGC == 2 ? "again" : "job") nr_jobs
	bytes = 0
	printf "%s\t%d\t%s/%s", job, guest ? 0 : timeout, guest ? "/faultsig" : bin,
	       program_of[unit] > jobs
	split("", named)
}

# A fixture whose cells are all to run is named, and not each of its cells.
function add_argument(program, cell,    fixture)
{
	fixture = fixture_of(cell)
	if (ARGC == 2 || chosen[program, fixture] != listed[program, fixture])
		argument = "\t-r\t" cell
	else
		argument = "\t-f\t" fixture
	if (argument in named)
		return
	named[argument] = 1
	printf "%s", argument > jobs
	bytes += length(argument)
}

function plan_unit(unit, run,    i)
{
	begin_job(unit, run)
	for (i = 1; i <= size[unit]; i++) {
		if (bytes > ARGUMENT_BYTES) {
			printf "\n" > jobs
			begin_job(unit, run)
		}
		add_argument(program_of[unit], cells[unit, i])
		print job, run, rows[unit, i]
	}
	printf "\n" > jobs
}

# The program that is behind: of which the smallest part would be planned with one more
function next_program(    i, program, behind)
{
	for (i = 1; i <= nr_programs; i++) {
		program = programs[i]
		if (planned[program] < nr_of[program] && (behind == "" ||
		    (planned[program] + 1) * nr_of[behind] < (planned[behind] + 1) * nr_of[program]))
			behind = program
	}
	return behind
}

# All programs side by side: cells that pin pages take turns, and one program after the
# other the machine would idle while they do.
function plan_run(run,    program, unit)
{
	split("", planned)
	while ((program = next_program()) != "") {
		unit = units[program, ++planned[program]]
		plan_unit(unit, ARGC == 2 ? run_of[unit] : run)
	}
}

END {
	for (run = 1; run <= repeat; run++) {
		plan_run(run)
		for (i = 1; i <= nr_skipped; i++)
			print "-" program_skipped[i], run, skipped[i]
	}
	printf "" > jobs
	close(jobs)
}
