# SPDX-License-Identifier: GPL-2.0-only
"""Counters of branches as faultsig_gcov prints them in a guest, and .gcda files made of them.

A guest prints no counter that is zero, and any number of times, each time what was counted since
the time before; several guests share the cells. All that is added up here.
"""

import os
import re
import struct

GCDA_MAGIC = 0x67636461
TAG_FUNCTION = 0x01000000
TAG_ARCS = 0x01a10000
WORD_BYTES = 4


class BadCounters(Exception):
    """Counters that are not to be believed; the text is one line for the user."""


class Function:
    """The counters of one function of one object file: counts[index] is how often."""

    def __init__(self, lines_sum, graph_sum, size):
        self.key = (lines_sum, graph_sum, size)
        self.counts = {}

    def add(self, counts):
        """Add counts, a dictionary like the own one."""
        for index, count in counts.items():
            self.counts[index] = self.counts.get(index, 0) + count


class File:
    """The counters of one object file: functions[ident] is one function."""

    def __init__(self, version, stamp):
        self.key = (version, stamp)
        self.functions = {}

    def function(self, ident, key):
        """The function of this number, which has to be the same in all guests."""
        function = self.functions.setdefault(ident, Function(*key))
        if function.key != key:
            raise BadCounters('the guests do not run the same kernel')
        return function

    def write(self, path):
        """Write the file that gcov reads."""
        with open(path, 'wb') as out:
            out.write(struct.pack('<4I', GCDA_MAGIC, *self.key, 0))
            for ident, function in self.functions.items():
                lines_sum, graph_sum, size = function.key
                counts = [function.counts.get(index, 0) for index in range(size)]
                out.write(struct.pack('<5I', TAG_FUNCTION, 3 * WORD_BYTES, ident, lines_sum,
                                      graph_sum))
                out.write(struct.pack(f'<2I{size}Q', TAG_ARCS, 2 * size * WORD_BYTES, *counts))


class Counters:
    """All counters: files[name] is one object file's, by the name of its source without ".c"."""

    def __init__(self):
        self.files = {}

    def file(self, name, key):
        """The file of this name, which has to be the same in all guests."""
        known = self.files.setdefault(name, File(*key))
        if known.key != key:
            raise BadCounters('the guests do not run the same kernel')
        return known

    def write(self, directory):
        """Write a .gcda file for each object file that was entered."""
        for name, counted in self.files.items():
            path = os.path.join(directory, name + '.gcda')
            os.makedirs(os.path.dirname(path), exist_ok=True)
            counted.write(path)


class Dump:
    """What one job of faultsig_gcov printed: (file, file key, ident, function key, counts)."""

    def __init__(self):
        self.functions = []
        self.files = 0
        self.file = None
        self.complete = False

    def read_line(self, line, objects):
        """Take one line of it. The kernel was built in the directory objects."""
        kind, *words = line.split(' ')
        if kind == 'gcda':
            version, stamp, path = int(words[0], 16), int(words[1], 16), words[2]
            if not path.startswith(objects + '/'):
                raise BadCounters(f'{path} is not of the kernel that was built in {objects}')
            name = path[len(objects) + 1:-len('.gcda')]
            self.file = name, (version, stamp)
            self.files += 1
        elif kind == 'fn':
            ident, *key = (int(word, 16) for word in words[:4])
            counts = (word.split(':') for word in words[4:])
            counts = {int(index, 16): int(count, 16) for index, count in counts}
            self.functions.append((*self.file, ident, tuple(key), counts))
        elif kind == 'gcov':
            self.complete = words == [str(self.files), str(len(self.functions))]

    def add_to(self, counters):
        """Add all of it to some counters."""
        for name, file_key, ident, key, counts in self.functions:
            counters.file(name, file_key).function(ident, key).add(counts)


_LINE = re.compile(r'(gcov\S*)\t((?:gcda|fn|gcov) .*)')


def read_dumps(path, objects):
    """The dumps in one guest's output, as (job, Dump), one after the other.

    The lines of a job are "JOB<TAB>LINE", and a job that dumps has a name that begins with gcov.
    """
    job, dump = None, None
    with open(path, encoding='utf-8', errors='replace') as lines:
        for line in lines:
            match = _LINE.fullmatch(line.rstrip('\n'))
            if not match:
                continue
            if match[1] != job:
                job, dump = match[1], Dump()
            try:
                dump.read_line(match[2], objects)
            except (ValueError, TypeError, IndexError) as error:
                raise BadCounters(f'{path}: not a line of counters: {match[2]}') from error
            if match[2].startswith('gcov '):
                if not dump.complete:
                    raise BadCounters(f'{path}: the counters of {job} are not complete')
                yield job, dump
                job = None
    if job:
        raise BadCounters(f'{path}: the counters of {job} end in the middle')
