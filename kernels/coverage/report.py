# SPDX-License-Identifier: GPL-2.0-only
"""How much of each deciding function was taken, for kernels/cover.

    report.py KERNEL DIR [--left] [--data FILE] [--lcov DIR]

KERNEL is what kernels/build --gcov printed, DIR what kernels/cover ran in: DIR/N/results.log has
the counters of guest N. Here they become .gcda files below DIR/gcov, which gcov reads.
"""

import argparse
import os
import subprocess
import sys

import counters
import floors
import lines
import results


def print_table(measured):
    """A line for each deciding function, and the totals. Returns those under their floor.

    Floors are for a run of all cells, on the series that they were measured on.
    """
    judged = measured.run.which == 'all' and measured.run.release.startswith(floors.SERIES)
    under = []
    print(f'{"lines":>11} {"branches":>11} {"%":>4} {"reason":>6} {"left":>5} {"floor":>5}  '
          'function')
    for row in measured.rows:
        mark = ''
        if row.percent < row.floor and judged:
            under.append(row.name)
            mark = ' <- under its floor'
        print(f'{row.lines_taken:5}/{row.lines:5} {row.branches_taken:5}/{row.branches:5} '
              f'{row.percent:4} {row.reasoned:6} {row.left:5} {row.floor:5}  {row.name}{mark}')
    print()
    print('\n'.join(measured.totals()))
    return under


def print_left(measured):
    """Each line with a branch that is not taken and has no reason, and reasons for nothing."""
    for row in measured.rows:
        if row.left:
            print(f'\n{row.name}')
        for number, branches, text in row.untaken:
            print(f'{number:6} {branches:2}  {text}')
    for reason in measured.reasons:
        if not reason.used:
            print(f'{reason.place}: no branch needs it: {reason.where} {reason.text}')


def write_pages(directory, sources, pages):
    """Let lcov read the counters once more, and genhtml write a page for each source."""
    info = os.path.join(directory, 'lcov.info')
    with open(os.path.join(directory, 'lcov.log'), 'w', encoding='utf-8') as log:
        for command in (['lcov', '--quiet', '--capture', '--directory', 'gcov',
                         '--base-directory', sources, '--output-file', info,
                         '--rc', 'lcov_branch_coverage=1'],
                        ['genhtml', '--quiet', '--branch-coverage', '--output-directory',
                         os.path.abspath(pages), '--prefix', sources, info]):
            done = subprocess.run(command, cwd=directory, stdout=log, stderr=log, check=False)
            if done.returncode:
                print(f'faultsig: {command[0]} failed: {directory}/lcov.log', file=sys.stderr)
                sys.exit(110)
    print(f'faultsig: {pages}/index.html', file=sys.stderr)


def main():
    """Read, print, compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument('kernel')
    parser.add_argument('directory')
    parser.add_argument('--left', action='store_true')
    parser.add_argument('--data')
    parser.add_argument('--lcov')
    args = parser.parse_args()
    try:
        run = results.Run(args.directory, args.kernel)
        total = run.counters()
        lines.prepare(total, args.kernel, os.path.join(args.directory, 'gcov'))
        measured = floors.Measurement(lines.read(args.directory, run.sources), run,
                                      lines.Copies(args.directory, run.sources, total))
    except (counters.BadCounters, floors.BadList, lines.GcovFailed) as error:
        print(f'faultsig: {error}', file=sys.stderr)
        sys.exit(110)
    if args.left:
        print_left(measured)
        return
    under = print_table(measured)
    for line in run.broken:
        print(f'faultsig: {line}', file=sys.stderr)
    if args.data:
        measured.write(args.data)
    if args.lcov:
        write_pages(args.directory, run.sources, args.lcov)
    if under:
        print(f'faultsig: {len(under)} functions are under their floor', file=sys.stderr)
    sys.exit(1 if under or run.broken else 0)


if __name__ == '__main__':
    main()
