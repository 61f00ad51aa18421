# SPDX-License-Identifier: GPL-2.0-only
"""Reads results.jsonl of one or many runs, and puts the runs in the order of their kernels.

docs/results.md has each field of a line. A directory that was run with -n has each cell several
times; each repetition is a Run of its own here, so that a Run has a cell at most once.
"""

import json
import os
import re


_REQUIRED = {'cell', 'program', 'expected', 'observed', 'reason', 'complaints', 'ms', 'cpu_ms',
             'refaults', 'function', 'raw', 'verdict', 'defect', 'kernel', 'arch', 'config'}


class BadResults(Exception):
    """A file that is no results.jsonl; its text is one line for the user."""


class Run:
    """One kernel on one machine: results is a dictionary of "program:cell" to its object."""

    def __init__(self, directory, repetition):
        self.directory = directory
        self.repetition = repetition
        self.results = {}
        self.totals = None
        self.label = None
        self.is_guest = os.path.exists(os.path.join(directory, 'console.log'))

    def _of_any(self, field):
        for result in self.results.values():
            return result[field]
        return (self.totals or {}).get(field, 'unknown')

    @property
    def kernel(self):
        """What uname -r says."""
        return self._of_any('kernel')

    @property
    def arch(self):
        """What uname -m says."""
        return self._of_any('arch')

    @property
    def config(self):
        """The first digits of the hash of the kernel's configuration."""
        return self._of_any('config')


def _read_lines(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            for number, line in enumerate(file, 1):
                try:
                    yield json.loads(line)
                except ValueError:
                    raise BadResults(f'{path}:{number}: no JSON') from None
    except OSError as error:
        raise BadResults(f"can't read {path}: {error.strerror}") from None


def read_directory(directory):
    """Return the runs of a directory: one, or with -n one for each repetition."""
    path = os.path.join(directory, 'results.jsonl')
    runs = {}
    totals = None
    for line in _read_lines(path):
        if not isinstance(line, dict) or not ('totals' in line or 'cell' in line):
            raise BadResults(f'{path}: neither a cell nor totals: {line!r:.60}')
        if 'totals' in line:
            totals = line
            continue
        if _REQUIRED - line.keys():
            missing = sorted(_REQUIRED - line.keys())[0]
            raise BadResults(f'{path}: {line["cell"]} has no "{missing}"')
        run = runs.setdefault(line.get('run', 1), Run(directory, line.get('run', 1)))
        name = f'{line["program"]}:{line["cell"]}'
        if name in run.results:
            raise BadResults(f'{path}: {name} is there twice')
        run.results[name] = line
    if not runs:
        raise BadResults(f'{path}: no cell')
    for run in runs.values():
        run.totals = totals
    return [runs[number] for number in sorted(runs)]


def version_key(release):
    """Return what sorts releases as kernels come: 6.9 before 6.12, 7.3-rc7 before 7.3."""
    base = re.match(r'\d+(\.\d+)*', release)
    numbers = [int(n) for n in base.group().split('.')] if base else []
    candidate = re.search(r'-rc(\d+)', release)
    numbers += [0] * (4 - len(numbers))
    return (numbers, int(candidate.group(1)) if candidate else 1 << 30, release)


def _short(release):
    match = re.match(r'\d+(\.\d+)*(-rc\d+)?', release)
    return match.group() if match else release


def _choose_labels(runs):
    """Give each run the shortest name that no other has."""
    forms = [
        lambda run: _short(run.kernel),
        lambda run: f'{_short(run.kernel)}-{run.arch}',
        lambda run: f'{_short(run.kernel)}-{os.path.basename(os.path.normpath(run.directory))}',
    ]
    for form in forms:
        labels = [form(run) for run in runs]
        if len(set(labels)) == len(runs):
            break
    seen = {}
    for run, label in zip(runs, labels):
        seen[label] = seen.get(label, 0) + 1
        label = re.sub(r'[^A-Za-z0-9_.+-]', '_', label)
        run.label = label if seen[label] == 1 else f'{label}#{seen[label]}'


def read_all(directories):
    """Return the runs of all directories in the order of their kernels, each with a label."""
    runs = [run for directory in directories for run in read_directory(directory)]
    runs.sort(key=lambda run: version_key(run.kernel))
    _choose_labels(runs)
    return runs
