# SPDX-License-Identifier: GPL-2.0-only
"""Cuts out of a program's log what it printed about each cell that did not pass."""

import os
import re

# A cell that prints more is one that prints in a loop.
LINES_KEPT = 30
CHARACTERS_KEPT = 4000
CONSOLE_CHARACTERS = 32768

_BEGIN = re.compile(r'#  RUN +(\S+) \.\.\.')
_END = re.compile(r'(?:not )?ok \d+ (\S+)')


def _cut(lines):
    if len(lines) > LINES_KEPT:
        lines = lines[:LINES_KEPT] + [f'... {len(lines) - LINES_KEPT} more lines']
    text = '\n'.join(lines)
    if len(text) > CHARACTERS_KEPT:
        text = text[:CHARACTERS_KEPT] + ' ...'
    return text


def _sections(path):
    """Yield each cell's name, and the lines from its RUN to its result."""
    lines = None
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            line = line.rstrip('\n')
            begin = _BEGIN.match(line)
            if begin:
                lines = []
            if lines is None or line.startswith('# faultsig {'):
                continue
            lines.append(line)
            end = _END.match(line)
            if end:
                yield end.group(1), lines
                lines = None


def _is_of_interest(result):
    return result is not None and result['raw'] not in ('ok', 'skip', 'not_run')


def excerpts(run):
    """Return a dictionary of "program:cell" to what the program printed about it.

    With -n a log has each cell several times; the repetition that is asked for is the one that
    comes so far behind the first.
    """
    found = {}
    for program in sorted({name.split(':')[0] for name in run.results}):
        path = os.path.join(run.directory, f'{program}.log')
        if not os.path.exists(path):
            continue
        seen = {}
        for cell, lines in _sections(path):
            name = f'{program}:{cell}'
            seen[cell] = seen.get(cell, 0) + 1
            if seen[cell] <= run.repetition and _is_of_interest(run.results.get(name)):
                found[name] = _cut(lines)
    return found


def console(run):
    """Return the end of what the kernels of the guests printed, if one of them crashed."""
    observed = {result['observed'] for result in run.results.values()}
    path = os.path.join(run.directory, 'console.log')
    if not observed & {'CRASH', 'TIMEOUT'} or not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()[-CONSOLE_CHARACTERS:]
