# SPDX-License-Identifier: GPL-2.0-only
"""What the guests of kernels/cover said: counters, and how the cells ended."""

import os
import re

import counters

_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
_VERSION_FILE = 'harness/packages/install.mk'
_VERSION = re.compile(r'^FAULTSIG_VERSION := (\S+)$', re.M)

_CELL = re.compile(r'cells\d+\t(ok|not ok) \d+ (\S+)(?: # (\S+).*)?')
_GCOV_SAYS = re.compile(r'(?:gcov\d+|reset)\t(faultsig_gcov: .*)')
_EVENT = re.compile(r'\x01(cells\d+|gcov\d+|reset)\t(.*)\t(\d+)')


def read_text(*path):
    """The text of a small file, without the end of its last line."""
    with open(os.path.join(*path), encoding='utf-8') as text:
        return text.read().rstrip('\n')


class Run:
    """A run of cells in guests of one kernel, in a directory of kernels/cover."""

    def __init__(self, directory, kernel):
        self.directory = directory
        self.objects = read_text(kernel, 'objects')
        self.sources = read_text(kernel, 'source')
        self.release = read_text(kernel, 'include/config/kernel.release')
        self.compiler = read_text(kernel, 'compiler')
        self.date = read_text(directory, 'date')
        self.suite = 'faultsig ' + _VERSION.search(read_text(_ROOT, _VERSION_FILE))[1]
        self.seconds = int(read_text(directory, 'seconds'))
        self.groups = dict(line.split('\t')
                           for line in read_text(directory, 'groups').split('\n'))
        self.which = read_text(directory, 'which')
        self.listed = len(read_text(directory, 'list').split('\n'))
        self.guests = sorted(name for name in os.listdir(directory) if name.isdigit())
        self.ended = {'as the contract says': 0, 'not so': 0, 'skipped': 0}
        self.broken = []
        self.ms = {}    # of the cells of each group, with the starts of their programs
        for guest in self.guests:
            self._read_cells(os.path.join(directory, guest, 'results.log'))

    def _read_cells(self, path):
        with open(path, encoding='utf-8', errors='replace') as lines:
            for line in lines:
                match = _CELL.fullmatch(line.rstrip('\n'))
                if match:
                    self._count_cell(match)
                    continue
                match = _EVENT.fullmatch(line.rstrip('\n'))
                if match:
                    self._note_event(*match.groups())
                match = _GCOV_SAYS.fullmatch(line.rstrip('\n'))
                if match:
                    raise counters.BadCounters(f'{path}: {match[1]}')

    def _note_event(self, job, event, ms):
        what = self._what(job)
        if event not in ('start', 'exit 0', 'exit 1', 'exit 4'):
            self.broken.append(f'{what}: {event}')
        if job.startswith('cells'):
            # The supervisor tells the time since its own start.
            self.ms[what] = self.ms.get(what, 0) + (-int(ms) if event == 'start' else int(ms))

    def _what(self, job):
        return self.groups.get('gcov' + job.lstrip('cellsgov'), job)

    def _count_cell(self, match):
        if match[1] == 'not ok':
            self.ended['not so'] += 1
        else:
            self.ended['skipped' if match[3] == 'SKIP' else 'as the contract says'] += 1

    @property
    def story(self):
        """What ran, as a sentence."""
        cells = sum(self.ended.values())
        if self.which == 'peers':
            return f'{len(self.groups)} runs of programs of {read_text(self.directory, "peers")}'
        ended = ', '.join(f'{count} {verdict}' for verdict, count in self.ended.items())
        return f'{cells} of {self.listed} cells ({ended})'

    def dumps(self):
        """(what was run, Dump) of each job. All of the plan, or the measurement is not whole."""
        seen = set()
        for guest in self.guests:
            path = os.path.join(self.directory, guest, 'results.log')
            for job, dump in counters.read_dumps(path, self.objects):
                seen.add(job)
                yield self.groups[job], dump
        for job, what in self.groups.items():
            if job not in seen:
                raise counters.BadCounters(f'no counters of {what}: a guest ended too early, see '
                                           f'{self.directory}/*/verdict')

    def counters(self):
        """The sum of all counters."""
        total = counters.Counters()
        for _, dump in self.dumps():
            dump.add_to(total)
        return total
