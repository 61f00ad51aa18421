# SPDX-License-Identifier: GPL-2.0-only
"""Prints reports/coverage.md from the measurements that are committed.

    page.py CELLS PEERS...

All were written by kernels/cover --data: one of cells, the others with --peers.
"""

import re
import sys

import committed

HEAD = '''# What cells go through in the kernel, and what they leave

<!-- Made by kernels/coverage/page.py 7.3 7.3-mm 7.3-kvm 7.3-liburing; make check compares. -->

Measured with `kernels/cover` ([how](../docs/coverage-kernel.md)) on Debian's source, built with
`kernels/config/gcov`, in guests (QEMU, TCG, one CPU). A *branch* is one side of a condition. A
branch that no cell takes may have a *reason* (`kernels/coverage/reasons`); what is left is where
a cell may still be written.
'''

PEERS = '''
## Programs of others on the same meter

They are made to test that interfaces of mm, KVM and io_uring work, and they do: pages arrive
where they should, flags are refused where they should be, a request that is cancelled ends. They
are not made for signals in page faults. So their figures say little about their quality, and much
about how little of this corner any other test goes through. The reasons are those of cells, and
so are not counted for them. "They ahead" are functions of which they take more branches than all
cells do. Three runs did not end by themselves in a guest of 1 GiB (io_uring_register was too slow,
rsrc_tags aborted, mmu_stress_test ran out of memory); what they had taken until then counts.
'''


class Peers:
    """What programs of others took."""

    def __init__(self, path):
        self.rows, comments = committed.read_measurement(path)
        self.totals = [line[2:] for line in comments if line.startswith(committed.TOTALS[:4])]
        self.name = _STORY.search(self.totals[0])[1]


_STORY = re.compile(r'runs of programs of (\S+(?: [a-z]+)?)')


# What each is made for
FOLDERS = {'kselftest mm': ('mm/',), 'kselftest kvm': ('virt/', 'arch/x86/kvm/'),
           'liburing': ('io_uring/',)}


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
    names = ''.join(f' {peer.name} |' for peer in peers)
    print(f'| source | functions | entered | lines | branches | with reasons | left |{names}')
    print('|---|---|---|---|---|---|---|' + '---|' * len(peers))
    others = [by_source(peer.rows) for peer in peers]
    for source, total in sorted(by_source(rows).items()):
        functions, entered, lines_taken, lines, taken, branches, reasoned = total
        theirs = (other.get(source, [0] * 7) for other in others)
        theirs = ''.join(f' {percent(row[4], row[5])} |' for row in theirs)
        print(f'| {source} | {functions} | {entered} | {percent(lines_taken, lines)} | '
              f'{taken} of {branches}, {percent(taken, branches)} | '
              f'{percent(taken + reasoned, branches)} | {branches - taken - reasoned} |{theirs}')


def print_left(rows):
    """The functions with most branches left."""
    print('\n## Where most is left\n')
    print('| function | branches taken | have a reason | left |')
    print('|---|---|---|---|')
    left = sorted(rows.items(), key=lambda item: item[1][2] + item[1][4] - item[1][3])
    for name, (_, _, taken, branches, reasoned) in left[:25]:
        print(f'| {name} | {taken} of {branches} | {reasoned} | {branches - taken - reasoned} |')


def print_totals(rows, peers):
    """What each of the peers took of all, and of the folder that it is made for."""
    print('| programs | functions entered | branches taken | in its own folder | cells there |')
    print('|---|---|---|---|---|')
    for peer in peers:
        folders = FOLDERS[peer.name]
        own = {name: row for name, row in rows.items() if name.startswith(folders)}
        branches = sum(row[3] for row in own.values())
        theirs = sum(peer.rows[name][2] for name in own)
        entered = sum(row[0] > 0 for row in peer.rows.values())
        print(f'| {peer.totals[0].partition(": ")[2]} | {entered} of {len(rows)} | '
              f'{percent(sum(row[2] for row in peer.rows.values()), sum_of(rows))} | '
              f'{" and ".join(folders)}: {percent(theirs, branches)} of {branches} | '
              f'{percent(sum(row[2] for row in own.values()), branches)} |')
    best = sum(max(peer.rows[name][2] for peer in peers) for name in rows)
    print(f'\nNo function is counted twice: the best of them, function by function, take '
          f'{percent(best, sum_of(rows))}.')


def sum_of(rows):
    """The branches there are."""
    return sum(row[3] for row in rows.values())


def print_ahead(rows, peers):
    """Where the peers take more."""
    print('\n| they ahead | cells |' + ''.join(f' {peer.name} |' for peer in peers))
    print('|---|---|' + '---|' * len(peers))
    for name, row in rows.items():
        theirs = [peer.rows[name][2] for peer in peers]
        if max(theirs) > row[2]:
            print(f'| {name} | {row[2]} of {row[3]} |' + ''.join(f' {it} |' for it in theirs))


def main(cells, *paths):
    """Print the page."""
    rows, comments = committed.read_measurement(cells)
    peers = [Peers(path) for path in paths]
    print(HEAD)
    print(''.join(f'- {line[2:]}\n' for line in comments if line.startswith(committed.TOTALS)))
    print_sources(rows, peers)
    print_left(rows)
    print(PEERS)
    print_totals(rows, peers)
    print_ahead(rows, peers)


if __name__ == '__main__':
    main(*sys.argv[1:])
