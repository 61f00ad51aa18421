# SPDX-License-Identifier: GPL-2.0-only
"""The compiler's notes (.gcno), and how often each arc of a function was taken.

gcov reads these as well. This reads them a few thousand times faster, once for all the groups of
cells whose counters kernels/cover --map compares. harness/check/cover.sh compares the two.

The format is that of GCC 12 and later, where lengths are bytes.
"""

import struct

GCNO_MAGIC = 0x67636e6f
TAG_FUNCTION = 0x01000000
TAG_BLOCKS = 0x01410000
TAG_ARCS = 0x01430000
TAG_LINES = 0x01450000

ON_TREE = 1
FAKE = 2


class BadNotes(Exception):
    """A file that is no .gcno of GCC 12 or later; the text is one line for the user."""


class Reader:
    """Words and strings of a file, one after the other."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def word(self):
        """The next number."""
        self.at += 4
        return struct.unpack_from('<I', self.data, self.at - 4)[0]

    def text(self):
        """The next string, or '' for none."""
        size = self.word()
        self.at += size
        return self.data[self.at - size:self.at].rstrip(b'\0').decode()

    def left(self):
        """Is there more?"""
        return self.at + 8 <= len(self.data)


class Arc:
    """From one block to another. counter is None where the count follows from the others'."""

    def __init__(self, source, target, flags, counter):
        self.source = source
        self.target = target
        self.fake = bool(flags & FAKE)
        self.counter = counter


class Function:
    """One function of one object file: its blocks, arcs, and in which source it is."""

    def __init__(self, reader):
        self.ident = reader.word()
        self.key = reader.word(), reader.word()
        self.name = reader.text()
        self.artificial = reader.word()
        self.source = reader.text()
        self.start = reader.word()
        reader.word()
        self.end = reader.word()
        self.blocks = 0
        self.arcs = []
        self.counters = 0
        self.branches = ()
        self.last_line = {}

    def read_arcs(self, reader, end):
        """Take a record of arcs, all from one block."""
        source = reader.word()
        while reader.at < end:
            target, flags = reader.word(), reader.word()
            counter = None
            if not flags & ON_TREE:
                counter = self.counters
                self.counters += 1
            self.arcs.append(Arc(source, target, flags, counter))

    def read_lines(self, reader):
        """Take a record of lines, all of one block. gcov gives a branch to the last of them."""
        block = reader.word()
        source = ''
        while True:
            line = reader.word()
            if line:
                self.last_line[block] = source, line
                continue
            source = reader.text()
            if not source:
                return

    def branches_by_line(self, flow):
        """{(source, line): how often each of its branches was taken}."""
        lines = {}
        for number in self.branches:
            line = self.last_line.get(self.arcs[number].source)
            if line:
                lines.setdefault(line, []).append(flow[number])
        return lines

    def find_branches(self):
        """Sets branches: the numbers of the arcs whose block has another one that is real."""
        real = {}
        for number, arc in enumerate(self.arcs):
            if not arc.fake:
                real.setdefault(arc.source, []).append(number)
        self.branches = tuple(number for arcs in real.values() if len(arcs) > 1
                              for number in arcs)

    def solve(self, counts):
        """How often each arc was taken, in a list, from the counters that are not zero.

        What flows into a block flows out of it, but for the entry and the exit. Each round some
        block has one arc alone that is not known.
        """
        flow = [None if arc.counter is None else counts.get(arc.counter, 0)
                for arc in self.arcs]
        unknown = [[] for _ in range(self.blocks)]
        balance = [0] * self.blocks
        for number, arc in enumerate(self.arcs):
            if flow[number] is None:
                unknown[arc.source].append(number)
                unknown[arc.target].append(number)
            else:
                balance[arc.source] -= flow[number]
                balance[arc.target] += flow[number]
        work = [block for block in range(2, self.blocks) if len(unknown[block]) == 1]
        while work:
            block = work.pop()
            if len(unknown[block]) != 1:
                continue
            number = unknown[block][0]
            arc = self.arcs[number]
            flow[number] = balance[block] if arc.source == block else -balance[block]
            balance[arc.source] -= flow[number]
            balance[arc.target] += flow[number]
            for end in (arc.source, arc.target):
                unknown[end].remove(number)
                if end >= 2 and len(unknown[end]) == 1:
                    work.append(end)
        return flow


def read_notes(path):
    """The functions of one .gcno file, by their numbers."""
    with open(path, 'rb') as notes:
        reader = Reader(notes.read())
    if reader.word() != GCNO_MAGIC:
        raise BadNotes(f'{path} is no file of notes for gcov')
    reader.word()
    reader.word()
    reader.word()
    reader.text()
    reader.word()
    functions = {}
    function = None
    while reader.left():
        tag, size = reader.word(), reader.word()
        end = reader.at + size
        if tag == TAG_FUNCTION:
            function = Function(reader)
            functions[function.ident] = function
        elif tag == TAG_BLOCKS:
            function.blocks = reader.word()
        elif tag == TAG_ARCS:
            function.read_arcs(reader, end)
        elif tag == TAG_LINES:
            function.read_lines(reader)
        reader.at = end
    for function in functions.values():
        function.find_branches()
    return functions
