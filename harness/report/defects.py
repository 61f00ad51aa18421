# SPDX-License-Identifier: GPL-2.0-only
"""The known defects: the blocks of expectations/, and the pages of reports/defects/.

expectations/README has the format. faultsig_runner checks it; here a block is only shown.
"""

import functools
import html
import os
import re

_TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_PAGE = re.compile(r'reports/(?:defects/)?[A-Za-z0-9_-]+\.md')


def read_blocks(path):
    """Yield the blocks of a list: key and value pairs, globs, number of the first line."""
    keys, globs, first = [], [], 0
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(list(file) + ['\n'], 1):
            line = line.rstrip('\n')
            key = re.match(r'# ([A-Z][A-Za-z ]*): (.*)', line)
            if not line:
                if globs:
                    yield keys, globs, first
                keys, globs, first = [], [], 0
            elif key:
                keys.append([key.group(1), key.group(2)])
                first = first or number
            elif line.startswith('#   ') and keys:
                keys[-1][1] += ' ' + line[1:].strip()
            elif not line.startswith('#'):
                globs.append(line)


def read_report(path):
    """Return a report: name, subject, the keys of its list with their values, its sections."""
    with open(path, encoding='utf-8') as file:
        head, *sections = re.split(r'^## ', file.read(), flags=re.M)
    keys = {}
    for key, value in re.findall(r'^- ([A-Z][A-Za-z ]*): (.*(?:\n  .*)*)', head, re.M):
        keys.setdefault(key, []).append(' '.join(value.split()))
    return {'name': os.path.basename(path)[:-3], 'keys': keys,
            'subject': re.match(r'(?:# (.*))?', head).group(1) or '',
            'sections': [(title, text.strip()) for title, _, text in
                         (section.partition('\n') for section in sections)]}


def read_reports(directory):
    """Return the reports of reports/defects/: the pages that name a defect, by name."""
    reports = []
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
        if name.endswith('.md'):
            report = read_report(os.path.join(directory, name))
            if 'Defect' in report['keys']:
                reports.append(report)
    return reports


def claims(report, version):
    """Tell whether a report claims that its program shows the defect on a version or series."""
    asked = re.findall(r'\d+', version)
    named = [re.findall(r'\d+', kernel)
             for kernel in ' '.join(report['keys'].get('Kernels', [])).split()]
    return any(asked[:len(kernel)] == kernel for kernel in named)


@functools.lru_cache(maxsize=None)
def _pages_by_title():
    reports = read_reports(os.path.join(_TOP, 'reports', 'defects'))
    return {title: f'reports/defects/{report["name"]}.md'
            for report in reports for title in report['keys']['Defect']}


def pages_of(keys):
    """Return the reports of a block: the one that names its defect, and those that it names."""
    words = dict(keys)
    page = _pages_by_title().get(words.get('Defect') or words.get('Reason'))
    named = _PAGE.findall(' '.join(value for _, value in keys))
    return list(dict.fromkeys([page] * bool(page) + named))


def read_entries(directory):
    """Return the entries with a title: title, keys, globs, file, line."""
    entries = []
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
        if not name.endswith('.txt'):
            continue
        for keys, globs, line in read_blocks(os.path.join(directory, name)):
            title = dict(keys).get('Defect')
            if title:
                entries.append({'title': title, 'keys': keys, 'globs': globs,
                                'file': f'expectations/{name}', 'line': line,
                                'pages': pages_of(keys)})
    return entries


def read_pages(suite, entries):
    """Return the pages that entries name, as HTML."""
    pages = {}
    for name in sorted({page for entry in entries for page in entry['pages']}):
        path = os.path.join(suite, name)
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                pages[name] = to_html(file.read())
    return pages


# ---- Markdown, as much of it as the pages use ----

def _inline(text):
    text = html.escape(text, quote=False)
    text = re.sub(r'`([^`]+)`', r'<code>\1</code>', text)
    text = re.sub(r'\*\*([^*]+)\*\*', r'<strong>\1</strong>', text)
    text = re.sub(r'\[([^\]]+)\]\((https?://[^)"]+)\)', r'<a href="\2">\1</a>', text)
    return re.sub(r'\[([^\]]+)\]\([^)]+\)', r'\1', text)


def _table(lines):
    rows = [[_inline(cell.strip()) for cell in line.strip('|').split('|')] for line in lines]
    out = ['<table>', '<tr>' + ''.join(f'<th>{cell}</th>' for cell in rows[0]) + '</tr>']
    for row in rows[2:]:
        out.append('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>')
    return '\n'.join(out + ['</table>'])


def _paragraph(lines):
    heading = re.match(r'(#+) (.*)', lines[0])
    if heading:
        level = min(len(heading.group(1)) + 2, 6)
        rest = _paragraph(lines[1:]) if len(lines) > 1 else ''
        return f'<h{level}>{_inline(heading.group(2))}</h{level}>{rest}'
    if lines[0].startswith('|'):
        return _table(lines)
    if re.match(r'[-*] ', lines[0]):
        items = re.split(r'\n[-*] ', '\n' + '\n'.join(lines))[1:]
        return '<ul>' + ''.join(f'<li>{_inline(item)}</li>' for item in items) + '</ul>'
    return f'<p>{_inline(" ".join(lines))}</p>'


def to_html(text):
    """Return the HTML of a page: headings, paragraphs, lists, tables, code."""
    out = []
    for number, part in enumerate(re.split(r'^```.*\n', text, flags=re.M)):
        if number % 2:
            out.append(f'<pre>{html.escape(part, quote=False)}</pre>')
            continue
        for paragraph in re.split(r'\n\s*\n', part.strip()):
            if paragraph.strip():
                out.append(_paragraph(paragraph.strip().split('\n')))
    return '\n'.join(out)
