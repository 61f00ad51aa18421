# SPDX-License-Identifier: GPL-2.0-only
"""Cuts cells into jobs for the guests of kernels/cover.

    plan.py OUT GUESTS program|path|cell all|some|pairs

Standard input is what "run_tests.sh list" prints. OUT/N/ gets, for each guest N from 1, jobs (for
faultsig_supervise), needs (words for kernels/boot --needs), and cells (how many). OUT/groups gets
a line "JOB<TAB>WHAT" for each job, and standard output the number of guests.

The counters are read behind each job, which are the cells of a program, of a path, or one cell.
"all" says that these are all cells there are: then a path is named, and not each of its cells.
With "pairs" a seventh of the cells is taken: each path, and in each class of each program each
source and each stimulus.
"""

import os
import sys

# A boot takes as long as this many cells: fewer are not worth another guest.
GUEST_CELLS_MIN = 400

# execve() takes 128 kB.
ARGUMENTS_BYTES = 100000

GCOV = '/faultsig/faultsig_gcov'


class Path:
    """The chosen cells of one path of one program."""

    def __init__(self, program, name):
        self.program = program
        self.name = name
        self.cells = []
        self.needs = set()


def read_paths(lines, pairs):
    """The paths of a list of cells, in its order; of the cells only those with a new pair."""
    paths = {}
    seen = set()
    for line in lines:
        program, cell, _, kind, needs = line.rstrip('\n').split('\t')[:5]
        words = cell.split('.')
        new = {(program, words[0]), (program, kind, 'on', words[1]),
               (program, kind, words[-1])} - seen
        if pairs and not new:
            continue
        seen |= new
        key = program, cell.split('.')[0]
        path = paths.setdefault(key, Path(*key))
        path.cells.append(cell)
        path.needs.update(needs.split())
    return list(paths.values())


def share(paths, guests):
    """The paths of each guest: the largest first, to the one that has least to do."""
    shares = [[] for _ in range(guests)]
    cells = [0] * guests
    order = {id(path): number for number, path in enumerate(paths)}
    for path in sorted(paths, key=lambda path: -len(path.cells)):
        least = cells.index(min(cells))
        shares[least].append(path)
        cells[least] += len(path.cells)
    return [sorted(paths, key=lambda path: order[id(path)]) for paths in shares]


def options_of(path, whole):
    """What chooses the cells of a path, for a program."""
    return [f'-f\t{path.name}'] if whole else [f'-r\t{cell}' for cell in path.cells]


def groups_of(paths, size, whole):
    """(what, program, options) of each job."""
    if size == 'cell':
        for path in paths:
            for cell in path.cells:
                yield f'{path.program}:{cell}', path.program, [f'-r\t{cell}']
    elif size == 'path':
        for path in paths:
            yield f'{path.program}.{path.name}', path.program, options_of(path, whole)
    else:
        for program in dict.fromkeys(path.program for path in paths):
            yield program, program, [option for path in paths if path.program == program
                                     for option in options_of(path, whole)]


def jobs_of(group, program, options):
    """The lines of a job: as many programs as its arguments need, and one that reads counters."""
    at = 0
    while at < len(options):
        line = f'cells{group}\t0\t/faultsig/{program}'
        while at < len(options) and len(line) < ARGUMENTS_BYTES:
            line += '\t' + options[at]
            at += 1
        yield line
    yield f'gcov{group}\t0\t{GCOV}\tdump'


def write(directory, name, lines):
    """Write a file of lines."""
    with open(os.path.join(directory, name), 'w', encoding='utf-8') as out:
        out.writelines(line + '\n' for line in lines)


def main(out, guests, size, which):
    """Write the plan."""
    paths = read_paths(sys.stdin, which == 'pairs')
    whole = which == 'all'
    cells = sum(len(path.cells) for path in paths)
    guests = max(1, min(int(guests), len(paths), 1 + cells // GUEST_CELLS_MIN))
    groups = []
    for number, paths_of in enumerate(share(paths, guests), 1):
        jobs = [f'reset\t0\t{GCOV}\treset']
        for what, program, options in groups_of(paths_of, size, whole):
            jobs.extend(jobs_of(len(groups), program, options))
            groups.append(f'gcov{len(groups)}\t{what}')
        directory = os.path.join(out, str(number))
        os.makedirs(directory)
        write(directory, 'jobs', jobs)
        write(directory, 'needs', [' '.join(sorted(set().union(*(p.needs for p in paths_of))))])
        write(directory, 'cells', [str(sum(len(path.cells) for path in paths_of))])
    write(out, 'groups', groups)
    print(guests)


if __name__ == '__main__':
    main(*sys.argv[1:])
