# SPDX-License-Identifier: GPL-2.0-only
"""Lines and branches of the kernel's functions, as gcov tells them."""

import bisect
import json
import os
import shutil
import subprocess


class GcovFailed(Exception):
    """gcov could not read the counters; the text is one line for the user."""


class Function:
    """One function of a source: lines[number] is how often, branches[number] a list of it.

    A branch of a line that was compiled several times, such as that of an inline function, is
    one branch if all copies have the same branches.
    """

    def __init__(self, name, start, end):
        self.name = name
        self.start = start
        self.end = end
        self.lines = {}
        self.branches = {}

    def add_line(self, number, count, branches):
        """Add a copy of a line."""
        self.lines[number] = self.lines.get(number, 0) + count
        if not branches:
            return
        known = self.branches.setdefault(number, [0] * len(branches))
        if len(known) == len(branches):
            self.branches[number] = [a + b for a, b in zip(known, branches)]
        else:
            known.extend(branches)


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


def _add_file(functions, source, told):
    """Add what gcov told of one source: a line belongs to the function it is written in."""
    known = functions.setdefault(source, {})
    for function in told['functions']:
        known.setdefault(function['start_line'], Function(
            function['name'], function['start_line'], function['end_line']))
    starts = sorted(known)
    for line in told['lines']:
        number = line['line_number']
        at = bisect.bisect(starts, number) - 1
        if at >= 0 and number <= known[starts[at]].end:
            known[starts[at]].add_line(number, line['count'],
                               [branch['count'] for branch in line['branches']])


def read(directory, sources):
    """The functions of all sources: {source: {first line: Function}}, sources below the tree."""
    directory = os.path.join(directory, 'gcov')
    functions = {}
    for parent, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            if not name.endswith('.gcno'):
                continue
            path = os.path.relpath(os.path.join(parent, name[:-len('.gcno')]), directory)
            for told in _run_gcov(directory, path)['files']:
                source = os.path.normpath(told['file'])
                if source.startswith(sources + '/'):
                    source = source[len(sources) + 1:]
                _add_file(functions, source, told)
    return functions
