# SPDX-License-Identifier: GPL-2.0-only
"""Lines and branches of the kernel's functions, as gcov tells them."""

import json
import os
import re
import shutil
import subprocess

import graph


# Lines that the head of a function may have
HEAD_LINES = 12


class GcovFailed(Exception):
    """gcov could not read the counters; the text is one line for the user."""


class Function:
    """What was taken of one function: lines[number] is how often, branches[number] a list of it."""

    def __init__(self, source, start, end):
        self.lines = {number: count for number, count in source.lines.items()
                      if start <= number <= end}
        self.branches = {number: counts for number, counts in source.branches.items()
                         if start <= number <= end}


class Source:
    """All that gcov told of one source, from each object file that has code of it.

    A line belongs to the function it is written in.
    """

    def __init__(self, name):
        self.name = name
        self.extents = {}
        self.lines = {}
        self.branches = {}

    def add(self, told):
        """Add what gcov told of it for one object file."""
        for function in told['functions']:
            self.extents[function['name']] = function['start_line'], function['end_line']
        for line in told['lines']:
            self._add_line(line['line_number'], line['count'],
                           [branch['count'] for branch in line['branches']])

    def _add_line(self, number, count, branches):
        self.lines[number] = self.lines.get(number, 0) + count
        if not branches:
            return
        _add_copy(self.branches, number, branches)

    def function(self, name, text, copies=None):
        """The function of this name, or None. One that is always inline is found in the text."""
        extent = self.extents.get(name)
        if extent:
            return Function(self, *extent)
        extent = _find_extent(name, text)
        if not extent or not copies:
            return None
        function = Function(self, *extent)
        function.branches = copies.branches(self.name, *extent)
        return function


def _add_copy(branches, number, counts):
    """Add the branches of one copy of a line.

    Copies with the same number of branches are one. Of copies with different numbers, because the
    compiler knew some outcomes, those with the most branches count.
    """
    known = branches.get(number, [])
    if len(known) == len(counts):
        branches[number] = [a + b for a, b in zip(known, counts)]
    elif len(known) < len(counts):
        branches[number] = counts


class Copies:
    """Branches of functions that are always inline. gcov puts those of all copies in one list."""

    def __init__(self, directory, sources, total):
        self.directory = directory
        self.sources = sources
        self.total = total

    def branches(self, source, start, end):
        """{line: how often each of its branches was taken} of some lines of a source."""
        name = source[:-len('.c')]
        notes = graph.read_notes(os.path.join(self.directory, 'gcov', name + '.gcno'))
        counted = self.total.files.get(name)
        callers = []
        for ident, function in notes.items():
            known = counted and counted.functions.get(ident)
            flow = function.solve(known.counts if known else {})
            lines = {line: counts for (path, line), counts
                     in function.branches_by_line(flow).items()
                     if start <= line <= end and below(self.sources, path) == source}
            if lines:
                callers.append(lines)
        return _add_callers(callers)


def _add_callers(callers):
    """Add what was taken in each caller. One that calls twice has each line's branches twice."""
    first = min((min(lines) for lines in callers), default=0)
    once = min((len(lines[first]) for lines in callers if first in lines), default=1)
    branches = {}
    for lines in callers:
        calls = max(1, len(lines.get(first, ())) // once)
        for line, counts in lines.items():
            size = len(counts) // calls or len(counts)
            for at in range(0, len(counts), size):
                _add_copy(branches, line, counts[at:at + size])
    return branches


def below(sources, path):
    """The name of a source, below the kernel's tree."""
    path = os.path.normpath(path)
    return path[len(sources) + 1:] if path.startswith(sources + '/') else path


def _find_extent(name, text):
    """The first and the last line of a function of the kernel's coding style, or None."""
    head = re.compile(rf'\w.*\b{name}\(|{name}\(')
    for number, line in enumerate(text, 1):
        if not head.match(line) or line.endswith(';'):
            continue
        body = text[number:number + HEAD_LINES]
        if '{' in body:
            return number, text.index('}', number) + 1
    return None


def prepare(total, kernel, directory):
    """Make a directory for gcov: the compiler's notes, and the counters beside them."""
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(os.path.join(kernel, 'gcov'), directory)
    total.write(directory)


def _run_gcov(directory, name):
    command = ['gcov', '--branch-probabilities', '--branch-counts', '--json-format', '--stdout',
               os.path.basename(name) + '.gcno']
    done = subprocess.run(command, cwd=os.path.join(directory, os.path.dirname(name)),
                          capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        raise GcovFailed(f'gcov {name}: {done.stderr.strip() or "says nothing"}')
    if 'stamp mismatch' in done.stderr:
        raise GcovFailed(f'{name}: the counters are of another build')
    return json.loads(done.stdout.split('\n')[0])


def read(directory, sources):
    """All sources, as {name below the kernel's tree: Source}."""
    directory = os.path.join(directory, 'gcov')
    read_sources = {}
    for parent, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            if not name.endswith('.gcno'):
                continue
            path = os.path.relpath(os.path.join(parent, name[:-len('.gcno')]), directory)
            for told in _run_gcov(directory, path)['files']:
                source = below(sources, told['file'])
                read_sources.setdefault(source, Source(source)).add(told)
    return read_sources
