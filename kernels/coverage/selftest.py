# SPDX-License-Identifier: GPL-2.0-only
"""Compares gcov with our own readers, on a small program, for harness/check/cover.sh.

    selftest.py DIR DUMP

DIR/program has a.c, and a.gcda and a.gcno of gcc --coverage. DUMP is what faultsig_gcov printed of
them. Prints what differs, a line each.
"""

import os
import shutil
import sys
import tempfile

import counters
import graph
import lines


def branches_by_gcov(directory, sources):
    """{function: how often each branch was taken, sorted}, as gcov has it."""
    source = lines.read(directory, sources)['a.c']
    return {name: sorted(sum(source.function(name, []).branches.values(), []))
            for name in source.extents}


def main(directory, dump):
    """Compare."""
    with tempfile.TemporaryDirectory() as scratch:
        # The original counters, for gcov
        original = os.path.join(scratch, 'original', 'gcov')
        os.makedirs(original)
        kernel = os.path.join(scratch, 'kernel', 'gcov')
        os.makedirs(kernel)
        for name in ('a.gcno', 'a.gcda'):
            shutil.copy(os.path.join(directory, 'program', name), original)
        shutil.copy(os.path.join(directory, 'program', 'a.gcno'), kernel)
        want = branches_by_gcov(os.path.dirname(original), directory)
        # The same through text
        log = os.path.join(scratch, 'log')
        with open(dump, encoding='utf-8') as text, open(log, 'w', encoding='utf-8') as out:
            out.writelines('gcov0\t' + line for line in text)
        total = counters.Counters()
        for _, told in counters.read_dumps(log, '/program'):
            told.add_to(total)
        lines.prepare(total, os.path.dirname(kernel), os.path.join(scratch, 'gcov'))
        through = branches_by_gcov(scratch, directory)
        solved = {}
        for ident, function in graph.read_notes(os.path.join(original, 'a.gcno')).items():
            counted = total.files['a'].functions.get(ident)
            flow = function.solve(counted.counts if counted else {})
            solved[function.name] = sorted(flow[arc] for arc in function.branches)
    if sum(map(len, want.values())) < 10:
        print(f'gcov finds few branches: {want}')
    for name, counts in want.items():
        for what, got in (('the text', through), ('graph.py', solved)):
            if got.get(name) != counts:
                print(f'{name}: gcov says {counts}, {what} {got.get(name)}')


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except (counters.BadCounters, graph.BadNotes, lines.GcovFailed) as error:
        print(error)
