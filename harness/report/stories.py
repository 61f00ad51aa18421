# SPDX-License-Identifier: GPL-2.0-only
"""The stories of cells, as "run_tests.sh explain" prints them, from the programs themselves.

A program prints the stories of all of its cells at once. What is right may depend on the
kernel, so each kernel is asked for. Most lines occur in many stories, and are stored once.
"""

import os
import re
import subprocess

_SECONDS_ALLOWED = 60


def _ask(binary, release):
    """Return the output of PROGRAM --explain, or nothing if there is no such program."""
    environment = dict(os.environ, FAULTSIG_RELEASE=release)
    try:
        done = subprocess.run([binary, '--explain'], env=environment, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=_SECONDS_ALLOWED)
    except (OSError, subprocess.TimeoutExpired):
        return ''
    return done.stdout.decode('utf-8', 'replace')


def _paragraphs(text):
    """Yield each cell's name, and its lines with those joined that only go on."""
    cell, lines = None, []
    for line in text.splitlines():
        if not line.startswith(' '):
            if cell:
                yield cell, lines
            cell, lines = line, []
        elif line.startswith(' ' * 13) and lines:
            lines[-1] += ' ' + line.strip()
        else:
            lines.append(line.strip())
    if cell:
        yield cell, lines


class Stories:
    """lines has each line once; of(run)[name] is a tuple of indices into it."""

    def __init__(self, directory):
        self.directory = directory
        self.lines = []
        self._index = {}
        self._told = {}
        self._asked = {}

    def _number(self, line):
        if line not in self._index:
            self._index[line] = len(self.lines)
            self.lines.append(line)
        return self._index[line]

    def _program(self, program, release):
        """Read all stories of a program; the same text is not read again for another kernel."""
        text = _ask(os.path.join(self.directory, program), release)
        if (program, text) not in self._told:
            self._told[program, text] = {
                f'{program}:{cell}': tuple(self._number(line) for line in lines)
                for cell, lines in _paragraphs(text)
            }
        return self._told[program, text]

    def of(self, run):
        """Return the stories of a run's cells."""
        version = '.'.join(re.findall(r'\d+', run.kernel)[:2])
        told = {}
        for program in sorted({name.split(':')[0] for name in run.results}):
            if (program, version) not in self._asked:
                self._asked[program, version] = self._program(program, version)
            told.update(self._asked[program, version])
        return told
