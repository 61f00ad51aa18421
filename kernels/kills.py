# SPDX-License-Identifier: GPL-2.0-only
"""Cells as run_tests.sh lists them, mutants as kernels/mutants/ has them, and which cell kills which.

kernels/tier and kernels/select-proof share this.
"""

import fnmatch
import glob
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# A cell of which nobody knows how long it takes
UNKNOWN_MS = 100


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


def read_killers():
    """{mutant: the cell that killed it first}, of the first table of reports/mutants.md."""
    killers = {}
    with open(os.path.join(ROOT, 'reports/mutants.md'), encoding='utf-8') as lines:
        for line in lines:
            field = [text.strip() for text in line.split('|')]
            if len(field) > 6 and field[3] == 'killed' and ':' in field[5]:
                killers.setdefault(field[1], field[5])
    return killers


def read_kills(path):
    """(function, mutant, milliseconds, cell) of each line of kernels/map/SERIES.kills."""
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as lines:
        words = [line.split() for line in lines if line.strip() and line[0] != '#']
    return [(function, mutant, int(took), cell) for function, mutant, took, cell in words]
