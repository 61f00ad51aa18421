# SPDX-License-Identifier: GPL-2.0-only
"""Takes the lines of the result channel out of LAVA's log of a console.

In the guest faultsig_runner printed each as "@NUMBER CHECKSUM LINE" (harness/runner/cases.c).
The kernel prints to the same console, at any moment: its record may stand in the middle of such
a line, whose second half is then on the next one. The checksum tells whether the halves were
put together rightly, the number whether a line is missing.
"""

import datetime
import json
import re
import zlib

FRAME = re.compile(r'@(\d+) ([0-9a-f]{8}) (.*)')
# printk.time=1; the record ends with its line.
RECORD = re.compile(r'\[ *\d+\.\d{6}\]')
ESCAPE = re.compile(r'\\x([0-9a-f]{2})')
# kernels/verdict has the list; here it is only asked whose fault the end was.
DEATH = re.compile(r'Kernel panic - not syncing|\bBUG: |\bOops\b')
# lava_common.exceptions: a job that will never do; one that took too long, with LAVA at work
REFUSALS = ('Configuration', 'Canceled')
TIMEOUTS = ('Job', 'Test', 'LAVATimeout')


def unescape(text):
    raw = ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return raw.encode('latin-1').decode('utf-8', 'replace')


def read_frame(text):
    """(number, line), or None if that is no frame, or a broken one.

    A backslash of ours has an x behind it: before a quotation mark it is LAVA's.
    """
    match = FRAME.fullmatch(text.replace('\\"', '"'))
    if not match or zlib.crc32(f'{match[1]} {match[3]}'.encode()) != int(match[2], 16):
        return None
    return int(match[1]), unescape(match[3])


class Log:
    """The log of a job: lines of the channel, lines of the kernel, and how it ended."""

    def __init__(self, entries):
        self.frames = {}
        self.console = []
        self.before = []		# lines of faultsig_init, which are in no frame
        self.result = {}
        self.cases = 0
        self.last = self.end = None
        self.begun = ''			# of a line in which the kernel spoke up
        for entry in entries:
            self.read(entry)
        self.lines = self.before + [self.frames[number] for number in sorted(self.frames)]

    def read(self, entry):
        message = entry.get('msg')
        self.end = datetime.datetime.fromisoformat(entry['dt'])
        if entry.get('lvl') == 'results' and isinstance(message, dict):
            if message.get('definition') == 'lava' and message.get('case') == 'job':
                self.result = message
            elif message.get('definition', '').endswith('_faultsig'):
                self.cases += 1
        elif entry.get('lvl') == 'target':
            for line in str(message).splitlines() or ['']:
                self.read_console(line.rstrip('\r'))

    def read_console(self, line):
        frame = read_frame(line) or read_frame(self.begun + line)
        if frame:
            if frame[0] == 1:		# a new worker began the job again
                self.frames = {}
            self.frames[frame[0]] = frame[1]
            self.begun = ''
            self.last = self.end
            return
        record = RECORD.search(line)
        if record and (line.startswith('@') or self.begun or record.start() == 0):
            self.begun += line[:record.start()]
            self.console.append(line[record.start():])
        elif line.startswith('\001'):
            self.before.append(line)
        elif not line.startswith(('@', '<LAVA_SIGNAL_')):
            self.console.append(line)

    def began(self):
        return any(line.startswith('\001guest\t') for line in self.lines)

    def missing(self):
        """Lines that came, but can't be read."""
        return max(self.frames, default=0) - len(self.frames)

    def is_whole(self):
        return not self.missing() and any(line.startswith('\001exit\t') for line in self.lines)

    def kernel_died(self):
        return any(DEATH.search(line) for line in self.console)

    def timed_out(self):
        return self.result.get('error_type') in TIMEOUTS

    def is_refused(self):
        return self.result.get('error_type') in REFUSALS

    def silent_s(self):
        return (self.end - self.last).total_seconds() if self.last else 0.0

    def ending(self):
        if self.missing():
            return f'{self.missing()} lines of the log are unreadable'
        if self.is_whole():
            return f'{self.cases} cases'
        error = self.result.get('error_msg') or 'LAVA has no result of the job'
        return f'{self.result.get("error_type", "lost")}: {error}'


def read_entries(text):
    """The entries of a log as LAVA writes it: a list in YAML, each item JSON on its line."""
    entries = []
    for line in text.splitlines():
        if not line.startswith(('- {', '{')):
            continue
        try:
            # Of results some values are written with a tag of YAML's: ! "246"
            entries.append(json.loads(line[line.index('{'):].replace('": ! "', '": "')))
        except ValueError:
            continue
    return entries
