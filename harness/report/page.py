# SPDX-License-Identifier: GPL-2.0-only
"""Makes the HTML page: one file that holds its data, its style and its program.

The data are in blocks, each JSON that was compressed and written as base64. The first has what
every view needs; a browser unpacks the others, with the details of one run, the stories and the
defects, when somebody asks for them.

What a run says of a cell and can be counted (verdict, outcomes, defect, function) is a
"state". There are a few hundred of them, and a run is a list of numbers, one for each cell. A
search looks at the states first, and so costs little more than a look at each number.
"""

import base64
import gzip
import json
import os
import re

import jinja2

import defects
import logs
import stories

_STATE_FIELDS = ('verdict', 'raw', 'expected', 'observed', 'defect', 'function')
_SCRIPTS = ('data.js', 'query.js', 'draw.js', 'overview.js', 'picture.js', 'map.js', 'cells.js',
            'changes.js', 'defects.js', 'story.js', 'main.js')


def _block(data):
    text = json.dumps(data, separators=(',', ':'), ensure_ascii=False)
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


class _Numbers:
    """Numbers things in the order in which they are met."""

    def __init__(self):
        self.values = []
        self._index = {}

    def of(self, value):
        """Return the number of a value."""
        if value not in self._index:
            self._index[value] = len(self.values)
            self.values.append(value)
        return self._index[value]


def _program_order(suite):
    with open(os.path.join(suite, 'tests', 'programs'), encoding='utf-8') as lines:
        names = [line.split()[0] for line in lines if re.match('[a-z]', line)]
    return {name: number for number, name in enumerate(names)}


def _order_cells(runs, told, suite):
    """Return all cells in the order of run_tests.sh list; unknown ones by name, behind."""
    programs = _program_order(suite)
    rank = {}
    for stories_of_run in told:
        for name in stories_of_run:
            rank.setdefault(name, len(rank))
    names = {name for run in runs for name in run.results}
    return sorted(names, key=lambda name: (programs.get(name.split(':')[0], len(programs)),
                                           rank.get(name, len(rank)), name))


def _state_of(result):
    # A skip has a constant reason, and is looked for by it.
    reason = result['reason'] if result['raw'] == 'skip' else ''
    return tuple(result[field] for field in _STATE_FIELDS) + (reason,)


def _classes(names, told, lines):
    """Return the class of each "program:path", as its story has it."""
    found = {}
    for name in names:
        key = name.split('.')[0]
        for stories_of_run in told if key not in found else ():
            for number in stories_of_run.get(name, ())[:1]:
                match = re.search(r', class (\w+):', lines[number])
                if match:
                    found[key] = match.group(1)
    return found


def _index(runs, names, told, lines):
    axes = [_Numbers() for _ in range(4)]
    columns = [[] for _ in range(4)]
    for name in names:
        program, cell = name.split(':')
        for axis, column, part in zip(axes, columns, [program] + cell.split('.')):
            column.append(axis.of(part))
    states = _Numbers()
    described = [{
        'label': run.label, 'kernel': run.kernel, 'arch': run.arch, 'config': run.config,
        'guest': run.is_guest, 'totals': run.totals,
        'directory': os.path.basename(os.path.normpath(run.directory)),
        'states': [states.of(_state_of(run.results[name])) if name in run.results else -1
                   for name in names],
    } for run in runs]
    return {'axes': [axis.values for axis in axes], 'cells': columns, 'states': states.values,
            'runs': described, 'classes': _classes(names, told, lines)}


def _details(run, names, excerpts):
    rows = [run.results.get(name) for name in names]
    return {
        'numbers': [row and [row['ms'], row['cpu_ms'], row.get('after_cpu_ms'), row['refaults']]
                    for row in rows],
        'reasons': [row and row['reason'] for row in rows],
        'more': {number: {key: row[key] for key in ('complaints', 'unjudged', 'cure',
                                                    'needs_config', 'since', 'schedule',
                                                    'seed', 'rounds') if row.get(key)}
                 for number, row in enumerate(rows)
                 if row and (row['complaints'] or row.get('unjudged') or row.get('cure') or
                             row.get('needs_config') or row.get('schedule'))},
        'logs': {number: excerpts[name] for number, name in enumerate(names)
                 if name in excerpts},
        'console': logs.console(run),
    }


def _stories(names, told, lines):
    """Return the stories of the first run that has them, and of other runs what differs."""
    first = [next((list(s[name]) for s in told if name in s), 0) for name in names]
    other = [{number: list(s[name]) for number, name in enumerate(names)
              if name in s and list(s[name]) != first[number]} for s in told]
    return {'lines': lines, 'first': first, 'other': other}


def _read(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'page', name)
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(file, runs, excerpts, options):
    """Write the page."""
    asked = stories.Stories(options.bin)
    told = [asked.of(run) for run in runs]
    names = _order_cells(runs, told, options.suite)
    blocks = {'index': _block(_index(runs, names, told, asked.lines)),
              'stories': _block(_stories(names, told, asked.lines)),
              'defects': _block({'entries': options.entries,
                                 'pages': defects.read_pages(options.suite, options.entries)})}
    for number, (run, found) in enumerate(zip(runs, excerpts)):
        blocks[f'details{number}'] = _block(_details(run, names, found))
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(_read('page.html'))
    # The program and the style are ours: nothing in them is to be escaped.
    file.write(template.render(
        title='faultsig: ' + ', '.join(run.label for run in runs), blocks=blocks,
        style=jinja2.utils.markupsafe.Markup(_read('style.css')),
        script=jinja2.utils.markupsafe.Markup('\n'.join(_read(name) for name in _SCRIPTS))))
    file.write('\n')
