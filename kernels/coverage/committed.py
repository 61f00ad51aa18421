# SPDX-License-Identifier: GPL-2.0-only
"""Compares a committed measurement with the list of deciding functions, for harness/check/cover.sh.

    committed.py FILE

Prints what is wrong, a line each: a function under its floor, one that is in only one of the two,
and totals that are not the sums. No output means that all is right.
"""

import re
import sys

import floors

_TOTALS = re.compile(r'# branches: (\d+) of (\d+) taken \((\S+)%\), (\d+) more have a reason')


# How the totals at the top of a measurement begin
TOTALS = ('# Linux', '# lines:', '# branches:', '# functions:', '# reasons:')


def read_measurement(path):
    """({function: (lines taken, lines, branches taken, branches, reasoned)}, comments)."""
    rows, comments = {}, []
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            line = line.rstrip('\n')
            if line.startswith('#'):
                comments.append(line)
            else:
                *numbers, name = line.split(' ')
                rows[name] = tuple(int(number) for number in numbers)
    return rows, comments


def wrong_rows(rows, wanted):
    """What is wrong with the functions."""
    for name in wanted:
        if name not in rows:
            yield f'{name} has a floor and was not measured'
    for name, (lines_taken, lines, taken, branches, reasoned) in rows.items():
        if name not in wanted:
            yield f'{name} was measured and has no floor'
            continue
        percent = floors.percent_of(taken, branches) if branches else \
            floors.percent_of(lines_taken, lines)
        if percent < wanted[name]:
            yield f'{name} is at {percent}%, its floor is {wanted[name]}%'
        if taken + reasoned > branches:
            yield f'{name} has more branches taken or explained than it has'


def wrong_totals(rows, comments):
    """What is wrong with the totals that the file tells at its top."""
    sums = [sum(column) for column in zip(*rows.values())]
    told = [match for match in map(_TOTALS.match, comments) if match]
    if len(told) != 1:
        yield 'no totals'
        return
    taken, branches, percent, reasoned = told[0].groups()
    if [int(taken), int(branches), int(reasoned)] != sums[2:]:
        yield f'the totals are not the sums: {told[0][0]}'
    if percent != f'{100 * sums[2] / sums[3]:.1f}':
        yield f'the totals have a wrong percentage: {percent}'


def main(path):
    """Print what is wrong."""
    rows, comments = read_measurement(path)
    wrong = list(wrong_rows(rows, floors.read_floors())) + list(wrong_totals(rows, comments))
    print('\n'.join(wrong), end='\n' if wrong else '')


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except (floors.BadList, ValueError) as error:
        print(f'{error}')
