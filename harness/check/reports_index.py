#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints reports/defects/README.md, an index of the reports by harm, or what is wrong with them.

    reports_index.py page|faults CELLS [REPORTS]

CELLS is what run_tests.sh list printed on the newest kernel; REPORTS is another directory than
reports/defects/.
"""

import os
import re
import sys

import defects_index
from defects_index import HARMS, NO_REPORTS, TOP, defects

LADDER = ['5.10', '6.1', '6.12', '6.18', '7.3']
KEYS = ['Defect', 'Program', 'Kernels', 'Guests only', 'Patch']
SECTIONS = ['Summary', 'Who is hit', 'Since when', 'To see it', 'Evidence', 'Proposed change', 'To']
LINES_MAX = 60


class Report:
    """A report, with the blocks of expectations/ that it is about."""

    def __init__(self, directory, read, blocks):
        self.name, self.subject = read['name'], read['subject']
        self.keys, self.sections = read['keys'], read['sections']
        self.texts = dict(self.sections)
        self.titles = self.keys['Defect']
        self.blocks = [block for block in blocks if block.title in self.titles]
        self.kernels = ' '.join(self.keys.get('Kernels', [])).split()
        self.read = read
        self.source = os.path.join(directory, f'{self.name}.c')
        self.has_program = os.path.exists(self.source)

    def harm(self):
        """Return the worst harm of its defects."""
        harms = [block.keys['Harm'] for block in self.blocks if block.keys.get('Harm') in HARMS]
        return min(harms, key=list(HARMS).index) if harms else ''

    def cells(self):
        """Return all cells of its defects."""
        return {cell for block in self.blocks for cell in block.cells}


def ladder_of(report):
    """Return what a report says of each kernel: by its cells, by its program."""
    lines = [line for line in report.texts['Since when'].split('\n') if line.startswith('|')]
    return {fields[0]: dict(zip(LADDER, fields[1:])) for fields in
            ([word.strip() for word in line.strip('|').split('|')] for line in lines[2:])}


def is_on(block, version):
    """Tell whether a block of expectations/ is about a version or series."""
    return block.series in ('all', '.'.join(version.split('.')[:2])) and \
        defects_index.is_in(version, block.version)


def text_faults(report):
    """Yield what is wrong with the form of a report."""
    if not report.subject or len(report.subject) > 100:
        yield 'the first line is no subject of up to 100 characters'
    for key in report.keys:
        if key not in KEYS:
            yield f'"{key}" is no key of a report: {", ".join(KEYS)}'
    if [title for title, _ in report.sections] != SECTIONS:
        yield f'its sections are not these, in this order: {", ".join(SECTIONS)}'
        return
    for title, text in report.sections:
        if not text:
            yield f'"{title}" is empty'
    if not re.search(r'^- \S+@\S+$', report.texts['To'], re.M) or \
            'get_maintainer.pl --no-git -f ' not in ' '.join(report.texts['To'].split()):
        yield '"To" has no list, or not the command that names it'
    if not re.search(r'\w+\(\)', report.texts['Evidence']):
        yield '"Evidence" names no function'


def ladder_faults(report):
    """Yield where a report contradicts itself, or expectations/."""
    head = '| | ' + ' | '.join(LADDER) + ' |'
    if head not in report.texts['Since when']:
        yield f'"Since when" has no table {head}'
        return
    rows = ladder_of(report)
    if not all(rows.get('the cells', {}).get(series) for series in LADDER):
        yield '"Since when" has no row "the cells" with a word for each kernel'
    program = rows.get(f'{report.name}.c', {})
    for series in LADDER if report.has_program else []:
        if (program.get(series) == 'yes') != (series in report.kernels):
            yield f'"Kernels" and the row of {report.name}.c differ in {series}'
    command = re.search(r'^\./run_tests\.sh -k debian:(\S+) .*-t (\S+)$',
                        report.texts['To see it'], re.M)
    if not command or command.group(2) not in report.cells():
        yield '"To see it" has no command with a cell of its defects'
    elif not any(is_on(block, command.group(1)) for block in report.blocks):
        yield f'its defects are not on {command.group(1)}, which its command boots'


def program_faults(report):
    """Yield what is wrong with its program."""
    said = ' '.join(report.keys.get('Program', []))
    if not report.has_program:
        if not said.startswith('none. '):
            yield f'no {report.name}.c, and no reason'
        return
    if said != f'[{report.name}.c]({report.name}.c)':
        yield f'it does not name its program, {report.name}.c'
    series = {'.'.join(kernel.split('.')[:2]) for kernel in report.kernels}
    if not series or not series <= set(LADDER):
        yield f'"Kernels" has to name some of {" ".join(LADDER)}, or versions of them'
    with open(report.source, encoding='utf-8') as file:
        lines = file.read().rstrip('\n').split('\n')
    if len(lines) > LINES_MAX:
        yield f'{report.name}.c has {len(lines)} lines, more than {LINES_MAX}'
    for line in lines:
        if line.startswith('#include') and not re.match(r'#include <[a-z/_.]+>$', line):
            yield f'{report.name}.c includes more than libc and linux/: {line}'
        if re.search(r'\b(sleep|usleep|nanosleep)\(', line):
            yield f'{report.name}.c sleeps: {line.strip()}'
    if 'return 2;' not in '\n'.join(lines):
        yield f'{report.name}.c never says that it is not to be had here'


def shown_faults(directory, reports):
    """Yield where shown.md has something else than the reports claim."""
    path = os.path.join(directory, 'shown.md')
    with open(path, encoding='utf-8') as file:
        table = [[word.strip() for word in line.strip().strip('|').split('|')]
                 for line in file if line.startswith('|')]
    if not table:
        yield 'shown.md has no table'
        return
    columns = [re.match(r'[\d.]*\d', title).group() for title in table[0][1:]]
    for series in LADDER:
        if not any(column.startswith(f'{series}.') for column in columns):
            yield f'shown.md has no column of {series}'
    rows = {re.match(r'\[([\w-]+)\]', row[0]).group(1): row[1:] for row in table[2:]}
    for report in reports:
        if report.has_program and report.name not in rows:
            yield f'shown.md has no row {report.name}'
        for version, seen in zip(columns, rows.get(report.name, [])):
            if seen != 'not run' and (seen == 'shown') != defects.claims(report.read, version):
                yield f'shown.md: {report.name}, {version}: {seen}; the report claims otherwise'
    for name in sorted(set(rows) - {report.name for report in reports if report.has_program}):
        yield f'shown.md: there is no program {name}'


def patch_faults(reports):
    """Yield where reports and the changes of kernels/fixes/, if there are any, do not meet."""
    directory = os.path.join(TOP, 'kernels', 'fixes')
    named = {report.name: re.findall(r'kernels/fixes/([\w-]+)', ' '.join(
        report.keys.get('Patch', []))) for report in reports}
    stems, missing = set(), set()
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
        stem, nr = re.subn(r'(\.\d+)*\.(patch|policy)$', '', name)
        if not nr:
            continue
        stems.add(stem)
        with open(os.path.join(directory, name), encoding='utf-8') as file:
            titles = re.findall(r'^Defect(?: on [0-9. ]+)?: (.*)', file.read(), re.M)
        for report in reports:
            if set(titles) & set(report.titles) and stem not in named[report.name]:
                missing.add(f'{report.name}: "Patch" does not name kernels/fixes/{stem}')
    yield from sorted(missing)
    for name, words in named.items() if stems else []:
        for stem in sorted(set(words) - stems):
            yield f'{name}: there is no kernels/fixes/{stem}'


def faults_of(directory, reports, blocks):
    """Yield all that is wrong."""
    told = [title for report in reports for title in report.titles]
    for title in sorted({block.title for block in blocks}):
        if told.count(title) != 1:
            yield f'{told.count(title)} reports have the defect "{title}"'
    for title in sorted(set(told) - {block.title for block in blocks}):
        yield f'expectations/ has no defect "{title}"'
    for report in reports:
        faults = list(text_faults(report))
        if [title for title, _ in report.sections] == SECTIONS:
            faults += ladder_faults(report)
        yield from (f'{report.name}: {fault}' for fault in [*faults, *program_faults(report)])
    names = {report.name for report in reports}
    for name in sorted(os.listdir(directory)):
        if name.endswith('.c') and name[:-2] not in names:
            yield f'{name}: a program without a report'
        if name.endswith('.md') and name not in NO_REPORTS and name[:-3] not in names:
            yield f'{name}: no line "- Defect: "'
    yield from shown_faults(directory, reports)
    yield from patch_faults(reports)


def row_of(report):
    """Return its row of the index."""
    kernels = '; '.join(dict.fromkeys(defects_index.kernels_of(block) for block in report.blocks))
    program = f'[{report.name}.c]({report.name}.c): {", ".join(report.kernels)}' \
        if report.has_program else 'none'
    patch = ', '.join(report.keys.get('Patch', ['']))
    subject = report.subject.replace('*', '\\*')
    return f'| [{report.name}]({report.name}.md) | {subject} | {kernels} | ' \
           f'{len(report.cells())} | {program} | {patch} |'


def print_page(reports):
    """Print the index."""
    programs = sum(report.has_program for report in reports)
    titles = sum(len(report.titles) for report in reports)
    print('# Defects that the suite shows, as mails\n')
    print(f'{titles} defects in {len(reports)} reports, {programs} of them with a program of at '
          f'most {LINES_MAX} lines that\nneeds nothing of the suite. One report a cause, all in '
          'the form of [TEMPLATE](TEMPLATE); each can be\nsent as it is. `reports/defects/run` '
          'runs the programs, in guests or here; [shown](shown.md) is what\nit printed. The defects '
          'one by one, with a command for each: [docs/defects.md](../../docs/defects.md).\n\n'
          '`harness/check/reports.sh page` prints this page; `make check` compares the two. The '
          'worst harm\ncomes first, and in each harm the report with the most cells. "Program" '
          'names the kernels on which\nit shows the defect.')
    for harm in HARMS:
        group = [report for report in reports if report.harm() == harm]
        if group:
            print(f'\n## {harm.capitalize()}\n\n{HARMS[harm]}\n')
            print('| report | subject | kernels | cells | program | patch |\n'
                  '|---|---|---|---|---|---|')
        for report in sorted(group, key=lambda one: (-len(one.cells()), one.name)):
            print(row_of(report))


def main():
    """Print what the arguments ask for."""
    what, cells = sys.argv[1], defects_index.read_cells(sys.argv[2])
    directory = sys.argv[3] if len(sys.argv) > 3 else os.path.join(TOP, 'reports', 'defects')
    blocks = defects_index.read_blocks(os.path.join(TOP, 'expectations'))
    for block in blocks:
        block.match(cells)
    reports = [Report(directory, read, blocks) for read in defects.read_reports(directory)]
    if what == 'page':
        print_page(reports)
    else:
        print('\n'.join(faults_of(directory, reports, blocks)), end='')


main()
