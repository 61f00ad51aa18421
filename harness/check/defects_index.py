#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints docs/defects.md: the blocks of expectations/, sorted by harm.

    defects_index.py page|faults CELLS [EXPECTATIONS]

CELLS is what run_tests.sh list printed on the newest kernel. "faults" prints what keeps a block
out of the page: no harm, no cell, a block that is there twice, a report that is not there or that
no block names; and what the pages of docs/subsystems/ do not tell, or tell wrongly.
"""

import fnmatch
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'harness', 'report'))
import defects  # noqa: E402 (the path comes first)

# The worst first: the words of the key Harm, and what they mean. expectations/README names them.
HARMS = {
    'kernel hangs': 'A CPU gets nowhere, and takes the machine with it.',
    'unkillable': 'SIGKILL does not end a task, or one that waits behind it, before the page '
                  'comes.',
    'data lost': 'Bytes, events or protections are gone, or were never there, and no error says '
                 'so.',
    'never returns': 'A thread sleeps or works for ever where the page came or failed. SIGKILL '
                     'ends it.',
    'wrong result': 'A call returns an error where it had none, or a count that is not true.',
    'signal lost or late': 'A signal that should kill or run now waits for the page.',
    'spins': 'A thread that should sleep takes the same fault again and again: 100% of a CPU, and '
             'a message to the monitor in each lap, until the page comes.',
    'promise broken': 'A manual page, or a rule between parts of the kernel, says otherwise.',
}
# Debian's, the newest first: the series on which a defect is shown
SERIES = ['7.3', '6.12', '6.1', '5.10']
# What is no report in reports/defects/
NO_REPORTS = ('README.md', 'shown.md')
CLASS = re.compile(r'^(all|v[0-9.]+)-(?:fails|flakes|skips)\.txt$')


def read_cells(path):
    """Return the cells: name with its program, expected outcome, class of its path."""
    with open(path, encoding='utf-8') as file:
        fields = [line.rstrip('\n').split('\t') for line in file]
    return [(f'{line[0]}:{line[1]}', line[2], line[3]) for line in fields]


def numbers(version):
    """Return a version as numbers."""
    return [int(number) for number in version.split('.')]


def is_in(series, version):
    """Tell whether a whole series is in a range like "5.7 - 6.12"."""
    first, dash, last = (part.strip() for part in version.partition('-'))
    last = last if dash else first
    return (not first or numbers(series) >= numbers(first)) and \
        (not last or numbers(series) <= numbers(last)[:2])


class Block:
    """A block of a list, with the cells that it names."""

    def __init__(self, name, keys, globs, line):
        self.keys, self.globs = dict(keys), globs
        self.where = f'expectations/{name}:{line}'
        self.series = CLASS.match(name).group(1).lstrip('v') if CLASS.match(name) else 'all'
        self.title = self.keys.get('Defect') or self.keys.get('Reason', '')
        self.pages = defects.pages_of(keys)
        self.version = self.keys.get('Linux Version') or self.series

    def match(self, cells):
        """Find the cells that it names."""
        globs = [glob.rpartition(',')[0] for glob in self.globs]
        globs = [glob if ':' in glob else f'*:{glob}' for glob in globs]
        names = re.compile('|'.join(fnmatch.translate(glob) for glob in globs))
        classes = self.keys.get('Path Class', '').split()
        expected = self.keys.get('Expected', '').split()
        self.cells = [name for name, outcome, path_class in cells
                      if names.match(name) and (not classes or path_class in classes)
                      and (not expected or outcome in expected)]

    def shown_on(self):
        """Return the newest kernel of SERIES on which it can be seen, or nothing."""
        for series in SERIES:
            if self.series in ('all', series) and is_in(series, self.version):
                return series
        return None


def read_blocks(directory):
    """Return all blocks that have entries."""
    blocks = []
    for name in sorted(os.listdir(directory)):
        if name.endswith('.txt'):
            path = os.path.join(directory, name)
            blocks += [Block(name, *block) for block in defects.read_blocks(path)]
    return blocks


def faults_of(blocks):
    """Yield what is wrong with the blocks, and with the reports."""
    seen, named = {}, set()
    for block in blocks:
        key = (block.title, block.series, tuple(block.globs))
        if block.keys.get('Harm') not in HARMS:
            yield f'{block.where}: Harm is none of: {", ".join(HARMS)}'
        if not block.cells:
            yield f'{block.where}: no cell is like its entries'
        if key in seen:
            yield f'{block.where}: the same as {seen[key]}'
        seen[key] = block.where
        named.update(block.pages)
    with open(os.path.join(TOP, 'expectations', 'README'), encoding='utf-8') as file:
        words = ' '.join(file.read().split())
    for harm in HARMS:
        if harm not in words:
            yield f'expectations/README does not name the harm "{harm}"'
    for page in sorted(named):
        if not os.path.exists(os.path.join(TOP, page)):
            yield f'{page} is not there, and a block names it'
    for name in sorted(os.listdir(os.path.join(TOP, 'reports', 'defects'))):
        page = f'reports/defects/{name}'
        if name.endswith('.md') and name not in NO_REPORTS and page not in named:
            yield f'{page}: no block of expectations/ names it, nor does it name one'


def rows_of(blocks):
    """Return the row that a page of docs/subsystems/ has for each title."""
    rows = {}
    for block in blocks:
        same = [other for other in blocks if other.title == block.title]
        kernels = '; '.join(dict.fromkeys(map(kernels_of, same)))
        seen = block.keys.get('Observed', 'not run: it hangs')
        title = block.title.replace('*', '\\*')
        rows.setdefault(title, f'| {title} | {kernels} | {seen} |')
    return rows


def pages_faults(blocks):
    """Yield what the pages of docs/subsystems/ tell wrongly of defects, or not at all."""
    told, rows = set(), rows_of(blocks)
    directory = os.path.join(TOP, 'docs', 'subsystems')
    for name in sorted(os.listdir(directory)):
        with open(os.path.join(directory, name), encoding='utf-8') as file:
            text = file.read().partition('\n## Known to fail\n')[2].partition('\n## ')[0]
        for row in re.findall(r'^\| .*', text, re.M)[1:]:
            title = row.split(' | ')[0][2:]
            told.add(title)
            if title not in rows:
                yield f'docs/subsystems/{name}: no such defect: {title}'
            elif row != rows[title]:
                yield f'docs/subsystems/{name}: {row}, and not {rows[title]}'
    for title in sorted(set(rows) - told):
        yield f'no page of docs/subsystems/ has this row: {rows[title]}'


def kernels_of(block):
    """Return a range of kernels in words."""
    first, dash, last = (part.strip() for part in block.version.partition('-'))
    words = first
    if dash:
        words = f'{first} to {last}' if first and last else f'since {first}' if first \
            else f'up to {last}'
    return words + (f' ({block.keys["Arch"]})' if 'Arch' in block.keys else '')


def example_of(block):
    """Return the cell to show; UFFDIO_POISON is younger than many defects."""
    return next((cell for cell in block.cells if '.uffd_poison' not in cell), block.cells[0])


def command_of(group):
    """Return a command that shows a defect on the newest kernel that has it."""
    shown = [(SERIES.index(block.shown_on()), block) for block in group if block.shown_on()]
    if not shown:
        return ''
    index, block = min(shown, key=lambda pair: pair[0])
    arch = '-a arm64 ' if block.keys.get('Arch') == 'arm64' else ''
    return f'`./run_tests.sh -k debian:{SERIES[index]} {arch}-x -t {example_of(block)}`'


def row_of(group):
    """Return the row of one defect, which may have several blocks."""
    pages = sorted({page for block in group for page in block.pages})
    links = ' '.join(f'[{os.path.basename(page)[:-3]}](../{page})' for page in pages)
    cells = {cell for block in group for cell in block.cells}
    kernels = '; '.join(dict.fromkeys(kernels_of(block) for block in group))
    title = group[0].title.replace('*', '\\*')
    return len(cells), f'| {title} | {kernels} | {len(cells)} | {links} | {command_of(group)} |'


def print_page(blocks):
    """Print the page."""
    print('# Known defects, by harm\n')
    print('`harness/check/defects.sh page` prints this page from the lists of '
          '[expectations/](../expectations/);\n`make check` compares the two. The worst harm '
          'comes first, and in each harm the defect with the\nmost cells. "Cells" are those that '
          'the entries name, on whatever kernel. The command shows the\ndefect on the newest of '
          'Debian\'s kernels that has it: one new failure, because of `-x`. `explain` of\nits '
          'cell says more. What no cell is about is in [findings](findings.md).')
    for harm, meaning in HARMS.items():
        groups = {}
        for block in blocks:
            if block.keys.get('Harm') == harm:
                groups.setdefault(block.title, []).append(block)
        if not groups:
            continue
        print(f'\n## {harm.capitalize()}\n\n{meaning}\n')
        print('| defect | kernels | cells | report | to see it |\n|---|---|---|---|---|')
        for _, row in sorted(map(row_of, groups.values()), key=lambda row: (-row[0], row[1])):
            print(row)


def main():
    """Print what the arguments ask for."""
    what, cells = sys.argv[1], read_cells(sys.argv[2])
    directory = sys.argv[3] if len(sys.argv) > 3 else os.path.join(TOP, 'expectations')
    blocks = read_blocks(directory)
    for block in blocks:
        block.match(cells)
    if what == 'page':
        print_page(blocks)
    else:
        print('\n'.join([*faults_of(blocks), *pages_faults(blocks)]), end='')


if __name__ == '__main__':
    main()
