# SPDX-License-Identifier: GPL-2.0-only
"""The deciding functions, their floors, and the reasons why a branch is not taken.

kernels/coverage/floors and kernels/coverage/reasons say at their top what their lines are.
"""

import os
from itertools import chain

# The series of the floors, and of the texts of reasons
SERIES = '7.3.'

_HERE = os.path.dirname(os.path.abspath(__file__))


class BadList(Exception):
    """A list with a mistake; the text is one line for the user."""


def read_lines(name):
    """The lines of a list beside this file, as (LIST:NUMBER, line); no comments, no empty ones."""
    with open(os.path.join(_HERE, name), encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip('\n')
            if line and not line.startswith('#'):
                yield f'{name}:{number}', line


def read_floors():
    """{"FILE:FUNCTION": floor} in the order of the list."""
    floors = {}
    for place, line in read_lines('floors'):
        floor, _, name = line.partition(' ')
        if not floor.isdigit() or ':' not in name:
            raise BadList(f'{place}: not "PERCENT FILE:FUNCTION": {line}')
        if name in floors:
            raise BadList(f'{place}: twice: {name}')
        floors[name] = int(floor)
    return floors


# What a reason may be about. The file of reasons says what each of them means.
KINDS = ('constant', 'assertion', 'machine', 'configuration', 'race', 'memory', 'compat', 'unused',
         'no fault')


class Reason:
    """Why branches on lines with a text, in one function or in all of them, are not taken.

    most is how many branches of one line it explains, or None for all.
    """

    def __init__(self, place, where, text, most, why):
        self.place = place
        self.where = where
        self.text = text
        self.most = None if most == '-' else int(most)
        self.kind, _, self.why = why.partition(': ')
        self.used = 0
        if self.kind not in KINDS or not self.why:
            raise BadList(f'{place}: not "KIND: WHY": {why}')

    def is_for(self, name, line):
        """Is it a reason for this line of the source, in this function?"""
        return self.where in ('*', name) and self.text in line


def read_reasons(names):
    """All reasons; those of one function have to be of a deciding one."""
    reasons = []
    files = 'reasons', 'reasons.kernel', 'reasons.net'
    for place, line in chain.from_iterable(map(read_lines, files)):
        words = line.split('\t')
        if len(words) != 4 or not all(words) or not (words[2] == '-' or words[2].isdigit()):
            raise BadList(f'{place}: not "WHERE<TAB>TEXT<TAB>MOST<TAB>WHY": {line}')
        if words[0] != '*' and words[0] not in names:
            raise BadList(f'{place}: no deciding function: {words[0]}')
        reasons.append(Reason(place, *words))
    return reasons


def percent_of(part, whole):
    """Rounded down, so that 100 is all of it."""
    return 100 * part // whole if whole else 100


class Row:
    """One deciding function: what was taken of it."""

    def __init__(self, name, floor, function, text, reasons):
        self.name = name
        self.floor = floor
        self.lines = len(function.lines)
        self.lines_taken = sum(1 for count in function.lines.values() if count)
        self.branches = self.branches_taken = self.reasoned = 0
        self.untaken = []
        for number, counts in sorted(function.branches.items()):
            self.branches += len(counts)
            self.branches_taken += sum(1 for count in counts if count)
            self._explain(number, counts.count(0), text[number - 1], reasons)

    def _explain(self, number, untaken, line, reasons):
        for reason in reasons:
            if untaken and reason.is_for(self.name, line):
                explained = min(untaken, reason.most or untaken)
                reason.used += explained
                self.reasoned += explained
                untaken -= explained
        if untaken:
            self.untaken.append((number, untaken, line.strip()))

    @property
    def left(self):
        """Branches that are not taken and have no reason."""
        return self.branches - self.branches_taken - self.reasoned

    @property
    def percent(self):
        """Of the branches; of the lines, if there are no branches."""
        if self.branches:
            return percent_of(self.branches_taken, self.branches)
        return percent_of(self.lines_taken, self.lines)


class Measurement:
    """All deciding functions that a kernel has."""

    def __init__(self, sources, run, copies):
        self.run = run
        self.rows = []
        self.missing = []
        floors = read_floors()
        self.reasons = read_reasons(floors)
        texts = {}
        for name, floor in floors.items():
            source, _, wanted = name.partition(':')
            if source not in texts:
                texts[source] = self._read_source(source)
            function = source in sources and sources[source].function(
                wanted, texts[source], copies)
            if function:
                self.rows.append(Row(name, floor, function, texts[source], self.reasons))
            else:
                self.missing.append(name)

    def _read_source(self, source):
        path = os.path.join(self.run.sources, source)
        if not os.path.exists(path):
            return []
        with open(path, encoding='utf-8', errors='replace') as text:
            return text.read().split('\n')

    def totals(self):
        """The totals, as sentences."""
        def total(field):
            return sum(getattr(row, field) for row in self.rows)
        branches, taken, reasoned = total('branches'), total('branches_taken'), total('reasoned')
        entered = sum(1 for row in self.rows if row.lines_taken)
        return [
            f'Linux {self.run.release}, {self.run.date}: {self.run.story}',
            f'functions: {len(self.rows)} decide, {entered} of them are entered',
            f'lines: {total("lines_taken")} of {total("lines")} '
            f'({100 * total("lines_taken") / total("lines"):.1f}%)',
            f'branches: {taken} of {branches} taken ({100 * taken / branches:.1f}%), '
            f'{reasoned} more have a reason ({100 * (taken + reasoned) / branches:.1f}%), '
            f'{branches - taken - reasoned} have none',
            'reasons: ' + ', '.join(f'{count} {kind}' for kind, count in self._kinds()),
        ] + [f'not in this kernel: {name}' for name in self.missing]

    def _kinds(self):
        for kind in KINDS:
            count = sum(reason.used for reason in self.reasons if reason.kind == kind)
            if count:
                yield kind, count

    def write(self, path):
        """Write the measurement for harness/check/cover.sh."""
        with open(path, 'w', encoding='utf-8') as out:
            out.write('# SPDX-License-Identifier: GPL-2.0-only\n#\n'
                      '# Made by kernels/cover --data. A line is: lines taken, lines, branches '
                      'taken, branches,\n# branches not taken that have a reason, function.\n#\n')
            out.writelines(f'# {line}\n' for line in self.totals())
            out.writelines(f'{row.lines_taken} {row.lines} {row.branches_taken} {row.branches} '
                           f'{row.reasoned} {row.name}\n' for row in self.rows)
