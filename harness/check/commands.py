#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tries the commands of documents: all lines of their blocks, and what is in back quotes.

    commands.py CELLS DIRECTORY FILE...

CELLS is what run_tests.sh list prints; DIRECTORY is a scratch directory. Prints a line a command,
"WAY FILE:LINE: COMMAND", or "wrong FILE:LINE: COMMAND: WHY". The ways:

    run     it ran: stories, lists, reports of a run, single cells
    parsed  what reads its options took them all, and each cell or pattern is there; it was not
            run, for it boots, builds, takes long or needs root
    dry     make -n made a plan for it
    named   another program's, which this machine may not have
"""

import fnmatch
import functools
import os
import re
import shlex
import subprocess
import sys
from xml.etree import ElementTree

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OURS = re.compile(r'(?:\./|~/faultsig/)?'
                  r'(run_tests\.sh|kernels/[\w/-]+|harness/(?:check|report)/[\w.]+)$')
FOREIGN = {'git', 'vng', 'cd', 'export', 'apt-get', '/opt/kselftests/run_kselftest.sh'}
# What is put where a document leaves the choice to its reader
CHOICES = [(r'\bDIR\.\.\.', 'results'), (r'\bDIR\b', 'results'), (r'\bGLOB\b', "'pipe_read.*'"),
           (r'\bYOUR_PATH\b', 'uaccess'), (r'\bBASE HEAD\b', 'v7.2 HEAD'), (r'~/linux\b', 'linux'),
           (r'\$\(kernels/[^)]*\)', 'linux'), (r'/path/to/linux\b', '$KSRC'),
           (r'check/run NAME', 'check/run style'), (r'\bNAME_fails\b', 'pipe_read_fails'),
           (r'driver_fault:\*\.NAME\.', 'driver_fault:*.ttm_retry.'),
           (r'\.NAME\.', '.uffd_missing_anon.'), (r'\.NAME\b', '.sigkill'),
           (r'\bNAME(?=[.*])', 'pipe_read'), (r'\bNAME\b', 'gup_wait_not_killable')]
# No more repetitions than a check has time for
MOST_RUNS = 10
SENTINEL = '--no-such-option'


def commands_of(path):
    """Yield line number and text of each command."""
    with open(path, encoding='utf-8') as file:
        lines = file.read().split('\n')
    if path.endswith('.1'):
        yield from of_manual(lines)
        return
    block, is_commands, language, held = False, False, '', ''
    for number, line in enumerate(lines, 1):
        if line.strip().startswith('```'):
            block, is_commands, language, held = not block, False, line.strip()[3:], ''
        elif block and language in ('', 'sh'):
            text = held + line.strip()
            first = text[2:] if text.startswith('$ ') else text
            if text.endswith('\\'):
                held = text[:-1]
                continue
            held = ''
            known = is_command(first) and not first.startswith('run_tests.sh')
            if known or (is_commands and text and not text.startswith('#')):
                yield from ((number, part) for part in parts_of(first))
            is_commands = is_commands or (known and not text.startswith('$ '))
        elif not block and line.startswith('    ') and is_command(line.strip()):
            yield from ((number, part) for part in parts_of(line.strip()))
    yield from quoted('\n'.join(lines))


def of_manual(lines):
    """Yield the examples of the manual page, where the suite goes by its other name."""
    for number, line in enumerate(lines, 1):
        found = re.match(r'(?:\w+ \w+ && )?faultsig (\S.*)', line)
        if found:
            yield number, f'./run_tests.sh {found.group(1)}'


def quoted(text):
    """Yield what is in back quotes outside of blocks, if it is a command with arguments."""
    text = re.sub(r'^ *```.*?^ *```', lambda block: '\n' * block.group().count('\n'), text,
                  flags=re.M | re.S)
    for found in re.finditer(r'`([^`]+)`', text):
        command = ' '.join(found.group(1).split())
        if ' ' in command and is_command(command):
            for part in parts_of(command):
                yield text.count('\n', 0, found.start()) + 1, part


def parts_of(line):
    """Return the commands of a line; a pipe's first is ours."""
    line = re.sub(r' \| .*', '', line)
    return re.split(r' && ', line)


def is_command(text):
    """Tell whether a line is a command that this file knows."""
    words = [word for word in text.split() if not re.match(r'[A-Z_]+=|exec$', word)]
    return bool(words) and (words[0] in FOREIGN or words[0] == 'make' or bool(
        OURS.match(words[0])) or re.match(r'\./[a-z_]+$', words[0]) is not None)


class Trial:
    """The commands, and what they are tried with."""

    def __init__(self, cells, directory):
        self.directory = directory
        with open(cells, encoding='utf-8') as file:
            fields = [line.split('\t')[:2] for line in file]
        self.cells = {f'{program}:{cell}' for program, cell in fields}
        self.programs = {program for program, _ in fields}
        os.makedirs(os.path.join(directory, 'linux'), exist_ok=True)
        os.makedirs(os.path.join(directory, 'results'), exist_ok=True)
        self.call([f'{TOP}/run_tests.sh', '-q', '-o', 'results', '-t',
                   'uaccess:pipe_read.uffd_missing_anon.none'])

    def call(self, words, environment=None):
        """Run it in the scratch directory; return exit status and what it said."""
        ended = subprocess.run(words, cwd=self.directory, capture_output=True, text=True,
                               stdin=subprocess.DEVNULL, timeout=120, check=False,
                               env={**os.environ, **(environment or {})})
        return ended.returncode, (ended.stderr + ended.stdout).strip()

    @functools.lru_cache(maxsize=None)
    def matches(self, pattern):
        """Tell whether a pattern of -t, or a cell, is there."""
        if ':' not in pattern and pattern in self.programs:
            return True
        pattern = pattern if ':' in pattern else f'*:{pattern}'
        whole = re.compile(fnmatch.translate(pattern))
        return any(whole.match(cell) for cell in self.cells)

    def try_make(self, words):
        """Ask make for its plan."""
        if words[1:2] == ['-C'] and words[2].startswith('tools/'):
            return 'named', ''
        words = words if any(word.startswith('KSRC=') for word in words) \
            else words + [f'KSRC={os.environ["KSRC"]}']
        status, said = self.call(['make', '-n', '--no-print-directory', '-C', TOP] + words[1:])
        return 'dry', '' if status == 0 else said.split('\n')[-1]

    def try_ours(self, name, words):
        """Look whether a program of ours has the options that it is given."""
        path = os.path.join(TOP, name)
        if not os.access(path, os.X_OK):
            return 'parsed', 'no such program'
        if name == 'harness/report/map':
            status, said = self.call([path] + [word for word in words if word == 'results'])
            return 'run', '' if status == 0 and self.is_picture(said) else 'no picture'
        if name == 'harness/check/run':
            missing = [word for word in words if not os.access(
                f'{TOP}/harness/check/{word}.sh', os.X_OK)]
            return 'parsed', f'no check {missing[0]}' if missing else ''
        with open(path, encoding='utf-8') as file:
            text = file.read()
        letters = ''.join(re.findall(r'getopts \'?([\w:-]+)', text))
        for word in words:
            known = word in text or (re.match(r'-\w$', word) and word[1] in letters)
            if word.startswith('-') and not known:
                return 'parsed', f'{name} knows no {word}'
        if name == 'kernels/fix':
            fixes = [word for word in words if re.match(r'[a-z][a-z-]*$', word)
                     and not os.path.exists(f'{TOP}/kernels/fixes/{word}.patch')]
            return 'parsed', f'no fix {fixes[0]}' if fixes else ''
        if words and re.match(r'[a-z-]+$', words[0]) and words[0] != 'linux' and \
                not re.search(rf'(?<![\w-]){words[0]}(?![\w-])', text):
            return 'parsed', f'{name} knows no {words[0]}'
        mutants = [word for word in words if re.match(r'[a-z]+_[a-z_]+$', word)]
        if name == 'kernels/mutate' and mutants and \
                not os.path.exists(f'{TOP}/kernels/mutants/{mutants[-1]}.cocci'):
            return 'parsed', f'no mutant {mutants[-1]}'
        return 'parsed', self.wrong_pattern(words)

    @staticmethod
    def is_picture(text):
        """Tell whether a text is an SVG picture with boxes."""
        try:
            root = ElementTree.fromstring(text)
        except ElementTree.ParseError:
            return False
        return root.tag.endswith('svg') and root.find('.//{*}g/{*}rect') is not None

    def wrong_pattern(self, words):
        """Return what is wrong with the patterns of -t."""
        for option, value in zip(words, words[1:]):
            if option == '-t' and not self.matches(value):
                return f'no cell is like {value}'
        return ''

    def is_quick(self, words):
        """Tell whether a check has the time for a run."""
        patterns = [value for option, value in zip(words, words[1:]) if option == '-t']
        times = [int(value) for option, value in zip(words, words[1:]) if option == '-n']
        return not {'-k', '-a'} & set(words) and patterns and all(
            '.uffd_missing_anon.' in pattern and
            (pattern in self.cells or f'uaccess:{pattern}' in self.cells)
            for pattern in patterns) and max(times, default=1) <= MOST_RUNS

    def try_run_tests(self, words):
        """Try a verb of run_tests.sh, or a run."""
        verb = words[0] if words and not words[0].startswith('-') else 'run'
        options = words[1:] if words and words[0] == verb else words
        wrong = self.wrong_pattern(options)
        if verb in ('bisect', 'bisect-step', 'run', 'submit') and not wrong:
            cells = [word for word in options if re.match(r'[\w:]+\.[a-z]\w*\.[a-z]\w*$', word)]
            wrong = next((f'no cell {cell}' for cell in cells if not self.matches(cell)), '')
        if wrong:
            return 'parsed', wrong
        if verb in ('list', 'explain', 'contract', 'report') or \
                (verb == 'run' and self.is_quick(options)):
            if len(words) == 1 and verb in ('explain', 'report'):
                return 'parsed', ''
            own = ['-o', 'out'] if verb == 'run' and '-o' not in options else []
            status, said = self.call([f'{TOP}/run_tests.sh', verb] + own + options)
            if status == 3 and 'python3-' in said:
                return 'parsed', ''
            # 1 is a verdict: -x has one for each known defect
            return 'run', '' if status <= (verb in ('run', 'report')) else said.split('\n')[0]
        if '-h' in options:
            status, said = self.call([f'{TOP}/run_tests.sh', verb] + options)
            return 'run', '' if status == 0 else said
        return self.parse(verb, options)

    def parse(self, verb, options):
        """Let run_tests.sh read the options, up to one that it has to refuse."""
        while options and not options[-1].startswith('-') and (
                len(options) < 2 or not options[-2].startswith('-')):
            options = options[:-1]
        if options[-1:] in (['-t'], ['-k'], ['-a']):
            return 'parsed', ''
        # Its jobs go elsewhere, its options are those of run
        verb = 'run' if verb == 'submit' else verb
        status, said = self.call([f'{TOP}/run_tests.sh', verb] + options + [SENTINEL])
        if status == 0 or f'unknown option: {SENTINEL}' not in said:
            return 'parsed', said.split('\n')[0]
        return 'parsed', ''

    def try_program(self, name, words):
        """Run a program of cells alone."""
        built = os.path.join(os.environ.get('FAULTSIG_BIN', TOP), name)
        if name not in self.programs or not os.access(built, os.X_OK):
            return 'run', f'no program {name}'
        status, said = self.call([built] + words, {'FAULTSIG_EXPECTATIONS': f'{TOP}/expectations'})
        ran = '-r' not in words or re.search(r'^(not )?ok 1 ', said, re.M)
        wrong = '' if ran else 'it ran no cell'
        return 'run', wrong if status <= 1 else f'exit status {status}'

    def try_command(self, text):
        """Return the way in which a command was tried, and what is wrong with it."""
        for pattern, choice in CHOICES:
            text = re.sub(pattern, choice.replace('$KSRC', os.environ['KSRC']), text)
        text = re.sub(r'\$\(uname -r\)', os.uname().release, text)
        try:
            words = [word for word in shlex.split(text, comments=True) if word != '...']
        except ValueError as error:
            return 'parsed', str(error)
        while words and re.match(r'[A-Z_]+=|exec$', words[0]):
            words.pop(0)
        if not words or not is_command(' '.join(words)):
            return 'parsed', 'nothing here knows this command'
        ours = OURS.match(words[0])
        if 'bisect-step' in words and words[0] == 'git':
            return self.try_run_tests(words[words.index('bisect-step'):])
        if words[0] == 'vng' and '--' in words:
            return self.parse('run', words[words.index('--') + 2:])
        if words[0] == 'make':
            return self.try_make(words)
        if ours and ours.group(1) == 'run_tests.sh':
            return self.try_run_tests(words[1:])
        if ours:
            return self.try_ours(ours.group(1), words[1:])
        if words[0] in FOREIGN:
            return 'named', ''
        return self.try_program(words[0][2:], words[1:])


def main():
    """Try all commands of all files."""
    trial = Trial(sys.argv[1], sys.argv[2])
    tried = {}
    for path in sys.argv[3:]:
        for number, command in commands_of(path):
            if command not in tried:
                tried[command] = trial.try_command(command)
            way, wrong = tried[command]
            print(f'wrong {path}:{number}: {command}: {wrong}' if wrong
                  else f'{way} {path}:{number}: {command}')


main()
