# SPDX-License-Identifier: GPL-2.0-only
"""Prints reports/coverage.md from the measurements that are committed.

    page.py CELLS PEERS

Both were written by kernels/cover --data: one of cells, one with --peers.
"""

import re
import sys

import committed

HEAD = '''# What cells go through in the kernel, and what they leave

<!-- Made by kernels/coverage/page.py 7.3 7.3-peers; make check compares. -->

Measured with `kernels/cover` ([how](../docs/coverage-kernel.md)) on Debian's source, built with
`kernels/config/gcov`, in guests (QEMU, TCG, one CPU). A *branch* is one side of a condition. A
branch that no cell takes may have a *reason* (`kernels/coverage/reasons`); what is left is where
a cell may still be written.
'''

PEERS = '''
## Programs of kselftest mm on the same meter

They are made to test that interfaces of mm work, and they do: pages arrive where they should,
flags are refused where they should be. They are not made for signals, for other callers of GUP
than their own, or for io_uring, KVM, futexes and FUSE. So their figure says little about their
quality, and much about how little of this corner any other test goes through. The reasons are
those of cells, and so are not counted for them. "They ahead" are functions of which they take
more branches than all cells do.
'''


def percent(part, whole):
    """As text, with one digit."""
    return f'{100 * part / whole:.1f}%' if whole else '-'


def by_source(rows):
    """{source: [functions, entered, lines taken, lines, branches taken, branches, reasoned]}."""
    sources = {}
    for name, row in rows.items():
        total = sources.setdefault(name.partition(':')[0], [0] * 7)
        for place, number in enumerate((1, int(row[0] > 0)) + row):
            total[place] += number
    return sources


def print_sources(rows, peers):
    """A line for each source of deciding functions."""
    print('| source | functions | entered | lines | branches | with reasons | left |'
          ' kselftest mm, branches |')
    print('|---|---|---|---|---|---|---|---|')
    other = by_source(peers)
    for source, total in sorted(by_source(rows).items()):
        functions, entered, lines_taken, lines, taken, branches, reasoned = total
        theirs = other.get(source, [0] * 7)
        print(f'| {source} | {functions} | {entered} | {percent(lines_taken, lines)} | '
              f'{taken} of {branches}, {percent(taken, branches)} | '
              f'{percent(taken + reasoned, branches)} | {branches - taken - reasoned} | '
              f'{percent(theirs[4], theirs[5])} |')


def print_left(rows):
    """The functions with most branches left."""
    print('\n## Where most is left\n')
    print('| function | branches taken | have a reason | left |')
    print('|---|---|---|---|')
    left = sorted(rows.items(), key=lambda item: item[1][2] + item[1][4] - item[1][3])
    for name, (_, _, taken, branches, reasoned) in left[:25]:
        print(f'| {name} | {taken} of {branches} | {reasoned} | {branches - taken - reasoned} |')


def print_subtotal(rows, peers, folder):
    """The branches in one folder."""
    def taken(measured):
        return sum(row[2] for name, row in measured.items() if name.startswith(folder))
    branches = sum(row[3] for name, row in rows.items() if name.startswith(folder))
    print(f'- of the {branches} branches in {folder} alone: {percent(taken(peers), branches)}; '
          f'cells take {percent(taken(rows), branches)}')


def print_ahead(rows, peers):
    """Where the peers take more."""
    print('\n| they ahead | cells | kselftest mm |')
    print('|---|---|---|')
    for name, row in rows.items():
        theirs = peers.get(name, (0,) * 5)
        if theirs[2] > row[2]:
            print(f'| {name} | {row[2]} of {row[3]} | {theirs[2]} |')


def main(cells, peers):
    """Print the page."""
    rows, comments = committed.read_measurement(cells)
    their_rows, their_comments = committed.read_measurement(peers)
    print(HEAD)
    print(''.join(f'- {line[2:]}\n' for line in comments if line.startswith(committed.TOTALS)))
    print_sources(rows, their_rows)
    print_left(rows)
    print(PEERS)
    for line in their_comments:
        if line.startswith(committed.TOTALS[:4]):
            print('- ' + re.sub(', [0-9]+ more have.*', '', line[2:]))
    print_subtotal(rows, their_rows, 'mm/')
    print_ahead(rows, their_rows)


if __name__ == '__main__':
    main(*sys.argv[1:])
