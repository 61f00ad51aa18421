#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare what the world's readers of TAP see in a log with what the programs said.

    readers.py program LOG [--kunit DIR]...     what one program printed
    readers.py selftests LOG [--kunit DIR]...   what run_kselftest.sh printed

The truth is two things in the log itself: the programs' lines of TAP, and beside them the
object of each cell and the line of totals. The readers are kunit.py of kernel trees (DIR is
tools/testing/kunit of one), Perl's TAP::Parser, LKFT's and KernelCI's reader of kselftest
logs, and that of netdev's CI. The latter two are not in any distribution: they are here as
what is known of them. LKFT's takes the parser of python3-tap and makes names of it by a rule;
netdev's is two regular expressions.

Prints "READER: N pass, N fail, N skip" for each, or what is not alike, and exits 1.
"""

import argparse
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile

import tap.parser

RESULT = re.compile(r'(not )?ok (\d+) ([^#]*?)(?: # {1,2}(.*))?$')
TOTALS = re.compile(r'# Totals: pass:(\d+) fail:(\d+) xfail:(\d+) xpass:(\d+) skip:(\d+)')

PERL = r'''
local $/;
my $parser = TAP::Parser->new({ tap => <> });
while (my $line = $parser->next) {
    next unless $line->is_test;
    my $name = $line->description;
    $name =~ s/^- | # .*//g;
    print $line->has_skip ? "skip" : $line->is_ok ? "pass" : "fail", "\t$name\n";
}
print STDERR "$_\n" for $parser->parse_errors;
'''


def differ(what, one, other):
    """End with the first difference of two lists, if they differ."""
    if one == other:
        return
    for i, (left, right) in enumerate(zip(one + [None], other + [None])):
        if left != right:
            sys.exit(f'{what}: entry {i + 1} is {right}, not {left}')


def count(results):
    """How often each result comes, in words."""
    kinds = [kind for _, kind in results]
    return ', '.join(f'{kinds.count(kind)} {kind}' for kind in ('pass', 'fail', 'skip'))


def kind_of(fail, directive):
    """A result for readers that know pass, fail and skip: XFAIL is a pass."""
    if fail:
        return 'fail'
    return 'skip' if (directive or '').startswith('SKIP') else 'pass'


def read_results(lines):
    """The lines of results, as (name, kind, directive)."""
    found = (RESULT.match(line) for line in lines)
    return [(hit[3], kind_of(hit[1], hit[4]), hit[4] or '') for hit in found if hit]


def check_truth(lines):
    """A program's lines against its objects and its totals."""
    results = read_results(lines)
    objects = {}
    for line in lines:
        if line.startswith('# faultsig {'):
            cell = json.loads(line[len('# faultsig '):])
            objects[cell['cell']] = cell
    for name, kind, directive in results:
        cell = objects.get(name)
        if not cell:
            continue
        right = cell['observed'] == cell['expected']
        said = {'skip': cell['observed'] == 'SKIP',
                'fail': not right or directive.startswith('unexpected pass')}
        said['pass'] = not said['skip'] and right != directive.startswith('XFAIL')
        if not said[kind]:
            sys.exit(f"{name}: {kind} # {directive}, but observed {cell['observed']}, "
                     f"expected {cell['expected']}")
    if set(objects) - {name for name, _, _ in results}:
        sys.exit('a cell has an object, and no line of TAP')
    xfail = sum(directive.startswith('XFAIL') for _, _, directive in results)
    totals = [TOTALS.match(line) for line in lines]
    totals = [[int(n) for n in hit.groups()] for hit in totals if hit]
    kinds = [kind for _, kind, _ in results]
    counted = [kinds.count('pass') - xfail, kinds.count('fail'), xfail, 0, kinds.count('skip')]
    differ('totals', totals, [counted])
    return [(name, kind) for name, kind, _ in results]


def nested(lines):
    """What the runner prints of each program, as [(name, lines)], one "# " less."""
    programs, inner = [], []
    for line in lines:
        hit = RESULT.match(line)
        if hit:
            programs.append((hit[3], inner))
            inner = []
        elif line.startswith('# '):
            inner.append(line[2:])
    return programs


# ---- readers ----

def read_kunit(directory, log):
    """kunit.py: its text, and its JSON."""
    command = [sys.executable, os.path.join(directory, 'kunit.py'), 'parse']
    with tempfile.NamedTemporaryFile() as out:
        text = subprocess.run(command + ['--json=' + out.name, log], capture_output=True,
                              text=True, check=False)
        cases = json.load(out)['test_cases']
    kinds = {'PASS': 'pass', 'FAIL': 'fail', 'SKIP': 'skip'}
    results = [(case['name'].strip(), kinds.get(case['status'], case['status']))
               for case in cases]
    total = re.search(r'Ran (\d+) tests?: (.*)', text.stdout)
    words = dict(re.findall(r'(passed|failed|skipped|crashed|errors): (\d+)', total[2]))
    said = [int(total[1])] + [int(words.get(word, 0)) for word in
                              ('passed', 'failed', 'skipped', 'crashed', 'errors')]
    counts = [len(results)] + [sum(kind == k for _, kind in results)
                               for k in ('pass', 'fail', 'skip')] + [0, 0]
    differ('kunit.py, text and JSON', counts, said)
    if (text.returncode != 0) != bool(counts[2]):
        sys.exit(f'kunit.py: exit status {text.returncode}')
    return results


def read_perl(log):
    """TAP::Parser, which is prove's. It takes a directive that it does not know for the name's."""
    out = subprocess.run(['perl', '-MTAP::Parser', '-e', PERL, log], capture_output=True,
                         text=True, check=True)
    if out.stderr:
        sys.exit(f'TAP::Parser: {out.stderr}')
    rows = (line.split('\t', 1) for line in out.stdout.splitlines())
    return [(name.strip(), kind) for kind, name in rows]


def slug(text):
    """LKFT's rule for names."""
    text = re.sub(r'[^A-Za-z0-9_-]+', '_', re.sub(r'\[\d{1,5}\]', '', text))
    return re.sub('_-', '__', re.sub(r'^_|_$', '', text))


def read_lkft(lines):
    """Results of one level, each with the comments above it."""
    comments = []
    with contextlib.redirect_stdout(io.StringIO()):  # it misses a YAML parser, and says so
        parsed = list(tap.parser.Parser().parse_text('\n'.join(lines)))
    for line in parsed:
        if line.category == 'test':
            kind = ('skip' if line.skip else 'pass') if line.ok else 'fail'
            name = line.description
            if name.startswith('selftests:'):
                name = name[len('selftests:'):]
            if kind == 'skip':
                name += ' ' + line.directive.text[len('skip'):]
            yield slug(name.strip()), kind, comments
            comments = []
        elif line.category == 'diagnostic':
            comments.append(re.sub(r'^#', '', line.text).strip())


def lkft_name(name, kind, directive):
    """The name that LKFT gives a cell: the reason of a skip is a part of it."""
    return slug(f"{name} {directive[len('SKIP '):]}" if kind == 'skip' else name)


def read_nipa(lines):
    """The netdev CI: comments behind "# TAP version" are a program's lines."""
    inside = False
    form = re.compile(r'(not )?ok (\d+)( \d+)?( -)? ([^#]*[^ ])( +# +)?([^ ].*)?$')
    for line in lines:
        if not inside or not line.startswith('# '):
            inside = line.startswith('# TAP version ')
            continue
        if re.match('(not )?ok ', line[2:]):
            hit = form.match(line[2:])
            skip = (hit[7] or '').lower().startswith('skip') and not hit[1]
            yield hit[5], 'skip' if skip else 'fail' if hit[1] else 'pass'


# ---- both forms ----

def report(reader, truth, results):
    """Print what a reader sees, if it is the truth."""
    differ(reader, truth, results)
    print(f'{reader}: {count(results)}')


def of_lkft(name, lines):
    """The truth of a program as LKFT should name it, and what its rules make of the lines."""
    prefix = slug(name[len('selftests:'):].strip()) + '_' if name else ''
    truth = [(prefix + lkft_name(*row), row[1]) for row in read_results(lines)]
    return truth, prefix


def check_program(lines, log, kunits):
    """The readers of a flat log."""
    truth = check_truth(lines)
    print(f'programs: {count(truth)}')
    for directory in kunits:
        report(f'kunit.py of {version_of(directory)}', truth, read_kunit(directory, log))
    report('TAP::Parser', truth, read_perl(log))
    report('LKFT', of_lkft('', lines)[0], [row[:2] for row in read_lkft(lines)])
    report('netdev', truth, list(read_nipa(['# ' + line for line in lines])))


def check_selftests(lines, log, kunits):
    """The readers of run_kselftest.sh: some of the programs' results, some of the cells'."""
    outer = [row[:2] for row in read_results(lines)]
    for directory in kunits:
        report(f'kunit.py of {version_of(directory)}, programs', outer,
               read_kunit(directory, log))
    report('TAP::Parser, programs', outer, read_perl(log))
    cells, named = [], []
    for name, inner in nested(lines):
        cells += check_truth(inner)
        named += of_lkft(name, inner)[0]
    seen = []
    for name, _, comments in read_lkft(lines):
        seen += [(f'{name}_{cell[0]}', cell[1]) for cell in read_lkft(comments)]
    print(f'programs: {count(cells)}')
    report('LKFT', named, seen)
    if len(set(named)) != len(named):
        sys.exit('LKFT: two cells of one name')
    report('netdev', cells, list(read_nipa(lines)))


def version_of(directory):
    """The version of the tree around a directory."""
    with open(os.path.join(directory, '../../../Makefile'), encoding='utf-8') as makefile:
        words = dict(re.findall(r'^(VERSION|PATCHLEVEL) = (\d+)', makefile.read(), re.M))
    return f"{words['VERSION']}.{words['PATCHLEVEL']}"


def main():
    """Read the arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument('form', choices=('program', 'selftests'))
    parser.add_argument('log')
    parser.add_argument('--kunit', action='append', default=[])
    args = parser.parse_args()
    with open(args.log, encoding='utf-8') as log:
        lines = log.read().splitlines()
    check = check_program if args.form == 'program' else check_selftests
    check(lines, args.log, args.kunit)


if __name__ == '__main__':
    main()
