#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes down which cells are known to kill the mutants of each function, for run_tests.sh -c.

SERIES.kills has for each function that a mutant changes up to three cells that have killed the
mutant, the fastest first: of the results below DIR, of reports/mutants.md, and of the list that is
there. SERIES.inlined has the callers of the functions that the map of the series lacks, because
the compiler has put them into their callers, or has not built them.

    kernels/mutate --check -o DIR       which functions; results of earlier runs there count
    kernels/kills.py --found DIR --source TREE

kernels/tier and kernels/select-proof share what it knows of cells and mutants.
"""

import argparse
import fnmatch
import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# A cell of which nobody knows how long it takes
UNKNOWN_MS = 100

# Of several that kill a mutant so many are kept: of one that fails on some kernel anyway, or needs
# what a machine does not have, another may be left.
CELLS_MAX = 3

# A word with arguments in the body of a function: who calls what
CALL = re.compile(r'\b([A-Za-z_]\w*)\s*\(')


class Cell:
    """A line of run_tests.sh list, and what is known of the cell."""

    def __init__(self, line):
        self.program, self.name, _, self.group, needs = line.rstrip('\n').split('\t')[:5]
        self.id = f'{self.program}:{self.name}'
        path, self.source, self.stimulus = self.name.split('.')
        self.path = f'{self.program}.{path}'
        self.needs = set(needs.split())
        self.ms = UNKNOWN_MS
        self.passes = True

    def matches(self, pattern):
        """Does a pattern of run_tests.sh -t mean this cell?"""
        program, colon, name = pattern.rpartition(':')
        return ((not colon or fnmatch.fnmatchcase(self.program, program)) and
                fnmatch.fnmatchcase(self.name, name))

    @property
    def items(self):
        """What quick wants to have seen, each once."""
        return {('path', self.path), ('source', self.source),
                ('stimulus', self.group, self.stimulus)}


class Mutant:
    """A file of kernels/mutants/: patterns of the cells that should see it."""

    def __init__(self, path):
        self.name = os.path.basename(path)[:-len('.cocci')]
        with open(path, encoding='utf-8') as text:
            header = re.sub(r'\n//   ', ' ', text.read())
        keys = dict(re.findall(r'^// ([A-Z][A-Za-z ]*): *(.*)$', header, re.MULTILINE))
        self.patterns = keys['Cells'].split()
        self.series = keys['Kernels'].split()
        self.arches = keys.get('Arch', 'amd64').split()
        self.is_killed = 'Expect' not in keys and 'Survives' not in keys


def read_cells():
    """All cells, in the order of the programs."""
    listed = subprocess.run([os.path.join(ROOT, 'run_tests.sh'), 'list'], check=True,
                            stdout=subprocess.PIPE, encoding='utf-8')
    return [Cell(line) for line in listed.stdout.splitlines()]


def read_mutants(series):
    """The mutants of the series that cells have to kill."""
    mutants = [Mutant(path) for path in sorted(glob.glob(os.path.join(HERE, 'mutants/*.cocci')))]
    return [mutant for mutant in mutants
            if mutant.is_killed and series in mutant.series and 'amd64' in mutant.arches]


def read_reported():
    """{mutant: (cell, milliseconds)}: the first killer of reports/mutants.md, its time at most."""
    reported = {}
    with open(os.path.join(ROOT, 'reports/mutants.md'), encoding='utf-8') as lines:
        for line in lines:
            field = [text.strip() for text in line.split('|')]
            if len(field) > 6 and field[3] == 'killed' and ':' in field[5]:
                reported.setdefault(field[1], (field[5], float(field[6]) * 1000))
    return reported


def read_killers():
    """{mutant: the cell that killed it first}, of the first table of reports/mutants.md."""
    return {mutant: cell for mutant, (cell, _) in read_reported().items()}


def read_kills(path):
    """(function, mutant, milliseconds, cell) of each line of kernels/map/SERIES.kills."""
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as lines:
        words = [line.split() for line in lines if line.strip() and line[0] != '#']
    return [(function, mutant, int(took), cell) for function, mutant, took, cell in words]


# ---- the list of kills ----

def read_fails(directory):
    """{cell: milliseconds} of what is newly failed in results below a directory."""
    fails = {}
    for path in glob.glob(os.path.join(directory, '**/results.jsonl'), recursive=True):
        with open(path, encoding='utf-8') as lines:
            for result in map(json.loads, lines):
                if result.get('verdict') == 'fail':
                    name = f'{result["program"]}:{result["cell"]}'
                    took = result['ms'] or 0
                    fails[name] = min(took, fails.get(name, took))
    return fails


def read_found(directories, mutant):
    """{cell: milliseconds} of what kills a mutant, and does not fail on the unbroken kernel."""
    found = {}
    for directory in directories:
        unbroken = read_fails(os.path.join(directory, 'baseline'))
        fails = read_fails(os.path.join(directory, mutant))
        found.update({name: took for name, took in fails.items() if name not in unbroken})
    return found


def read_functions(directories, mutant):
    """FILE:FUNCTION of those that a mutant changes."""
    functions = set()
    for directory in directories:
        path = os.path.join(directory, mutant, 'functions')
        if os.path.exists(path):
            with open(path, encoding='utf-8') as lines:
                functions.update(lines.read().split())
    return functions


def write_kills(path, arguments, ids):
    """Write the list of kills."""
    before = {}
    for function, mutant, took, cell in read_kills(path):
        before.setdefault(mutant, {}).setdefault(cell, took)
    functions = {}
    for function, mutant, _, _ in read_kills(path):
        functions.setdefault(mutant, set()).add(function)
    reported = read_reported()
    lines = []
    mutants = read_mutants(arguments.series)
    for mutant in mutants:
        cells = dict([reported[mutant.name]] if mutant.name in reported else [])
        cells.update(before.get(mutant.name, {}))
        cells.update(read_found(arguments.found, mutant.name))
        best = sorted((round(took), cell) for cell, took in cells.items()
                      if cell in ids)[:CELLS_MAX]
        for function in (read_functions(arguments.found, mutant.name) or
                         functions.get(mutant.name, set())):
            lines.extend((function, mutant.name, number, took, cell)
                         for number, (took, cell) in enumerate(best))
    with open(path, 'w', encoding='utf-8') as out:
        out.write('# SPDX-License-Identifier: GPL-2.0-only\n#\n'
                  '# Made by kernels/kills.py: which cells are known to have killed the mutants '
                  'of a function,\n# and in how many milliseconds.\n#\n')
        out.writelines(f'{function} {mutant} {took} {cell}\n'
                       for function, mutant, _, took, cell in sorted(lines))
    print(f'{os.path.relpath(path, ROOT)}: {len({line[1] for line in lines})} of {len(mutants)} '
          f'mutants, {len({line[0] for line in lines})} functions, '
          f'{len({line[4] for line in lines})} cells')


# ---- functions that the map lacks ----

def read_bodies(source, name):
    """{function: the set of words with arguments in it} of a C file."""
    path = os.path.join(source, name)
    if not os.path.exists(path):
        return {}
    listed = subprocess.run(['awk', '-f', os.path.join(HERE, 'functions.awk'), path], check=True,
                            stdout=subprocess.PIPE, encoding='utf-8').stdout
    with open(path, encoding='utf-8', errors='replace') as text:
        lines = text.read().splitlines()
    bodies = {}
    for line in listed.splitlines():
        first, last, function = line.split()
        body = '\n'.join(lines[int(first) - 1:int(last)])
        bodies.setdefault(function, set()).update(CALL.findall(body))
    return bodies


def find_callers(function, bodies, on_map):
    """The callers on the map, also those of callers that are not there."""
    found, seen, left = set(), {function}, [function]
    while left:
        callee = left.pop()
        for caller, calls in bodies.items():
            if callee in calls and caller not in seen:
                seen.add(caller)
                (found.add if caller in on_map else left.append)(caller)
    return found


def read_map(path):
    """{file: its functions} of a map."""
    on_map = {}
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('func '):
                name, function = line.split()[1].split(':')
                on_map.setdefault(name, set()).add(function)
    return on_map


def write_inlined(path, series_map, source):
    """Write who calls the functions that the map lacks."""
    inlined = []
    for name, functions in sorted(read_map(series_map).items()):
        bodies = read_bodies(source, name)
        for function in sorted(set(bodies) - functions):
            callers = sorted(find_callers(function, bodies, functions))
            inlined.append(f'{name}:{function} {" ".join(callers) or "-"}\n')
    with open(path, 'w', encoding='utf-8') as out:
        out.write('# SPDX-License-Identifier: GPL-2.0-only\n#\n'
                  '# Made by kernels/kills.py: functions that the map lacks, and who in the '
                  'same file calls them;\n# "-" if nobody does who is on the map.\n#\n')
        out.writelines(inlined)
    print(f'{os.path.relpath(path, ROOT)}: {len(inlined)} functions')


# ---- what may be wrong ----

def wrong_kills(path, ids):
    """What is wrong with a list of kills, a line each."""
    kills = read_kills(path)
    yield from (f'no such cell: {cell}' for _, _, _, cell in kills if cell not in ids)
    known = {mutant for _, mutant, _, _ in kills}
    mutants = {mutant.name for mutant in read_mutants(os.path.basename(path)[:-len('.kills')])}
    yield from (f'no cell that kills {mutant}' for mutant in sorted(mutants - known))
    yield from (f'no such mutant: {mutant}' for mutant in sorted(known - mutants))
    keys = [(function, mutant) for function, mutant, _, _ in kills]
    yield from (f'more than {CELLS_MAX} cells: {" ".join(key)}' for key in sorted(set(keys))
                if keys.count(key) > CELLS_MAX)
    if kills != sorted(kills):
        yield 'not sorted'


def wrong_inlined(path, _):
    """What is wrong with a list of inlined functions, a line each."""
    on_map = read_map(path[:-len('.inlined')])
    with open(path, encoding='utf-8') as lines:
        for function, *callers in (line.split() for line in lines if line[0] != '#'):
            lacks = set(callers) - on_map.get(function.split(':')[0], set()) - {'-'}
            if lacks or not callers:
                yield f'{function}: the map has no {" ".join(sorted(lacks))}: --source renews it'


def check(maps, ids):
    """Print what is wrong with the lists that are there; True if nothing is."""
    wrong = []
    for ending, look in (('.kills', wrong_kills), ('.inlined', wrong_inlined)):
        paths = sorted(glob.glob(os.path.join(maps, '*' + ending)))
        wrong.extend([] if paths else [f'no {ending} in {maps}'])
        for path in paths:
            wrong.extend(f'{os.path.basename(path)}: {line}' for line in look(path, ids))
    for line in dict.fromkeys(wrong):
        print(line)
    return not wrong


def main():
    """Write the lists, or check the kills that are there."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n', maxsplit=1)[0])
    parser.add_argument('--check', action='store_true',
                        help='write nothing, and print what is wrong with the lists')
    parser.add_argument('--found', metavar='DIR', action='append', default=[],
                        help='what kernels/mutate left: functions, and results if it has some')
    parser.add_argument('--source', metavar='TREE', help='of the kernel: writes SERIES.inlined')
    parser.add_argument('--maps', metavar='DIR', default=os.path.join(HERE, 'map'),
                        help='where the lists are (kernels/map)')
    parser.add_argument('--series', default='7.3', help='of the kernel (7.3)')
    arguments = parser.parse_args()
    if not (arguments.check or arguments.found or arguments.source):
        parser.error('--found, --source or --check')
    ids = {cell.id for cell in read_cells()}
    if arguments.check:
        return 0 if check(arguments.maps, ids) else 1
    series_map = os.path.join(arguments.maps, arguments.series)
    if arguments.found:
        write_kills(series_map + '.kills', arguments, ids)
    if arguments.source:
        write_inlined(series_map + '.inlined', series_map, arguments.source)
    return 0


if __name__ == '__main__':
    sys.exit(main())
