#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Draws a run as a small picture for documents: programs and stimuli, and what is known to fail.

    map.py DIR >map.svg      DIR has results.jsonl

Each box is the cells of a program that meet a stimulus. The part that fails, known or new, is
filled from below. It needs no script and follows the reader's light or dark theme.
"""

import collections
import html
import json
import os
import sys

BOX, LEFT, TOP = 15, 112, 118
# So many stimuli fit on a page; the rarer ones share a column.
STIMULI = 42
REST = 'all others'
KNOWN = ('expected_fail', 'flake')
NEW = ('fail', 'unexpected_pass', 'error')
STYLE = '''text{font:11px sans-serif;fill:#1f2328}.p{fill:#9ec5e8}.k{fill:#d9731a}.n{fill:#c1121f}
.s{fill:none;stroke:#8c959f;stroke-width:.6}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.p{fill:#2f5f8a}.k{fill:#f0883e}
.n{fill:#ff5c5c}}'''


def read(directory):
    """Return the cells of a run, and its kernel."""
    with open(os.path.join(directory, 'results.jsonl'), encoding='utf-8') as file:
        cells = [json.loads(line) for line in file]
    return [cell for cell in cells if 'cell' in cell], cells[-1].get('kernel', '')


def box(x, y, counts, title):
    """Return one box."""
    judged = sum(count for verdict, count in counts.items() if verdict not in ('skip', 'not_run'))
    size, out = BOX - 2, [f'<g><title>{html.escape(title)}</title>']
    if not judged:
        out.append(f'<rect class="s" x="{x}" y="{y}" width="{size}" height="{size}"/>')
        return ''.join(out) + '</g>'
    out.append(f'<rect class="p" x="{x}" y="{y}" width="{size}" height="{size}"/>')
    below = 0
    for letter, verdicts in (('k', KNOWN), ('n', NEW)):
        share = sum(counts[verdict] for verdict in verdicts)
        if share:
            height = max(2, round(size * share / judged, 1))
            below += height
            out.append(f'<rect class="{letter}" x="{x}" y="{y + size - below:g}" '
                       f'width="{size}" height="{height:g}"/>')
    return ''.join(out) + '</g>'


def count(cells):
    """Return the verdicts of each program and stimulus, and the names of both."""
    stimuli = collections.Counter(cell['cell'].rpartition('.')[2] for cell in cells)
    names = [name for name, _ in stimuli.most_common(STIMULI)]
    boxes = collections.defaultdict(collections.Counter)
    for cell in cells:
        name = cell['cell'].rpartition('.')[2]
        boxes[cell['program'], name if name in names else REST][cell['verdict']] += 1
    return boxes, list(dict.fromkeys(cell['program'] for cell in cells)), \
        names + [REST] * (len(stimuli) > STIMULI)


def draw(cells, kernel):
    """Return the picture."""
    boxes, programs, names = count(cells)
    width, height = LEFT + BOX * len(names) + 40, TOP + BOX * len(programs) + 30
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
           f'width="{width}" height="{height}" role="img">', f'<style>{STYLE}</style>',
           f'<title>{len(cells)} cells on {html.escape(kernel)}</title>']
    for column, name in enumerate(names):
        x = LEFT + BOX * column + 10
        out.append(f'<text transform="translate({x} {TOP - 5}) rotate(-60)">{name}</text>')
    for row, program in enumerate(programs):
        y = TOP + BOX * row
        out.append(f'<text x="{LEFT - 6}" y="{y + 11}" text-anchor="end">{program}</text>')
        for column, name in enumerate(names):
            counts = boxes[program, name]
            if counts:
                said = ', '.join(f'{count} {verdict}' for verdict, count in sorted(counts.items()))
                out.append(box(LEFT + BOX * column, y, counts, f'{program} {name}: {said}'))
    y = height - 8
    for x, letter, word in ((LEFT, 'p', 'passes'), (LEFT + 80, 'k', 'known to fail'),
                            (LEFT + 190, 'n', 'new'), (LEFT + 250, 's', 'skipped')):
        out.append(f'<rect class="{letter}" x="{x}" y="{y - 10}" width="12" height="12"/>'
                   f'<text x="{x + 17}" y="{y}">{word}</text>')
    return '\n'.join(out + ['</svg>'])


def main():
    """Draw the run of a directory."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        cells, kernel = read(sys.argv[1])
    except (OSError, ValueError) as error:
        sys.exit(f'map.py: {error}')
    print(draw(cells, kernel))


main()
