# SPDX-License-Identifier: GPL-2.0-only
"""Which paths go through each function, and which few cells take nearly all branches.

    map.py KERNEL DIR map FILE
    map.py KERNEL DIR branches FILE

KERNEL is what kernels/build --gcov printed, DIR what kernels/cover ran in, with counters path by
path, or cell by cell. FILE is written.
"""

import os
import sys

import counters
import floors
import graph
import lines
import results

# What so many of all paths do, they do outside of their call.
COMMON = 0.8

# A branch that nobody else takes is worth so much of a cell's time.
WORTH_MS = 100


class Notes:
    """The compiler's notes of all object files: which function a number is."""

    def __init__(self, kernel, sources):
        self.directory = os.path.join(kernel, 'gcov')
        self.sources = sources
        self.files = {}

    def function(self, name, ident):
        """The function with this number of the object file of this name."""
        if name not in self.files:
            self.files[name] = graph.read_notes(os.path.join(self.directory, name + '.gcno'))
        return self.files[name][ident]

    def source(self, function):
        """Its source, below the kernel's tree."""
        return lines.below(self.sources, function.source)


def ranges(numbers):
    """"0-3,7,12-15" for a sorted list."""
    words = []
    first = last = None
    for number in numbers + [None]:
        if first is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            words.append(f'{first}-{last}' if last > first else f'{first}')
        first = last = number
    return ','.join(words)


def special(taken, paths):
    """The paths that go through a function, of {counter: paths that made it move}.

    What nearly all paths do is of the start and the end of their program. If that enters the
    function, those count that take a branch in it which few others take, if there are any.
    """
    every = set().union(*taken.values())
    if len(every) < COMMON * paths:
        return every
    return set().union(*(by for by in taken.values() if len(by) < COMMON * paths)) or every


def write_map(run, notes, path):
    """Write which paths go through each function of the files that are counted."""
    counted = set(line for _, line in floors.read_lines('files'))
    entered = {}
    paths = []
    for what, dump in sorted(run.dumps(), key=lambda item: item[0]):
        for name, _, ident, _, counts in dump.functions:
            function = notes.function(name, ident)
            source = notes.source(function)
            if source in counted:
                taken = entered.setdefault(f'{source}:{function.name}', {})
                for index in counts:
                    taken.setdefault(index, set()).add(len(paths))
        paths.append(what)
    entered = {name: special(taken, len(paths)) for name, taken in entered.items() if taken}
    with open(path, 'w', encoding='utf-8') as out:
        out.write('# SPDX-License-Identifier: GPL-2.0-only\n#\n'
                  '# Made by kernels/cover --map: which paths go through each function. "path" '
                  'gives a path a\n# number, "func" has the numbers of a function\'s paths.\n#\n'
                  f'# {run.suite}, Linux {run.release}, {run.date}: {run.story}\n')
        out.writelines(f'path {number} {what}\n' for number, what in enumerate(paths))
        out.writelines(f'func {name} {ranges(sorted(numbers))}\n'
                       for name, numbers in sorted(entered.items()))


def taken_branches(dump, notes, deciding):
    """The branches of deciding functions that a dump says were taken, and their entries."""
    taken = set()
    for name, _, ident, _, counts in dump.functions:
        function = notes.function(name, ident)
        if f'{notes.source(function)}:{function.name}' not in deciding:
            continue
        taken.add((name, ident, -1))
        flow = function.solve(counts)
        taken.update((name, ident, arc) for arc in function.branches if flow[arc])
    return taken


def choose(candidates, ms):
    """What takes little time, by a greedy choice of {name: set}, and has nearly all they have."""
    left = set().union(*candidates.values())
    sets = dict(candidates)
    chosen = []
    while left:
        best = max(sorted(sets), key=lambda name: len(sets[name]) / max(ms[name], 1))
        if len(sets[best]) * WORTH_MS < ms[best]:
            break
        chosen.append(best)
        left -= sets[best]
        sets = {name: have & left for name, have in sets.items() if have & left}
    return chosen


def cells_of(run, chosen):
    """The cells that the run had of these paths, as program:cell."""
    jobs = {job: what for job, what in run.groups.items() if what in chosen}
    cells = []
    for guest in run.guests:
        with open(os.path.join(run.directory, guest, 'jobs'), encoding='utf-8') as lines:
            for line in lines:
                name, _, program, *options = line.rstrip('\n').split('\t')
                if 'gcov' + name[len('cells'):] in jobs and name.startswith('cells'):
                    cells.extend(f'{os.path.basename(program)}:{cell}' for cell in options[1::2])
    return cells


def write_branches(run, chosen, branches, path):
    """Write the cells."""
    chosen = cells_of(run, set(chosen))
    with open(path, 'w', encoding='utf-8') as out:
        out.write('# SPDX-License-Identifier: GPL-2.0-only\n#\n'
                  '# Made by kernels/cover --branches: cells that, together, take nearly every branch of '
                  'the\n# deciding functions that a run took.\n#\n'
                  f'# {run.suite}, Linux {run.release}, {run.date}: {run.story}\n'
                  f'# {len(chosen)} of them for {branches} branches and functions\n')
        out.writelines(f'{cell}\n' for cell in sorted(chosen))


def main(kernel, directory, what, path):
    """Do one of the two."""
    run = results.Run(directory, kernel)
    notes = Notes(kernel, run.sources)
    if what == 'map':
        write_map(run, notes, path)
        return
    deciding = floors.read_floors()
    taken = {name: taken_branches(dump, notes, deciding) for name, dump in run.dumps()}
    chosen = choose(taken, run.ms)
    write_branches(run, chosen, len(set().union(*(taken[name] for name in chosen))), path)


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except (counters.BadCounters, graph.BadNotes, floors.BadList) as error:
        print(f'faultsig: {error}', file=sys.stderr)
        sys.exit(110)
