# SPDX-License-Identifier: GPL-2.0-only
"""JUnit XML: one suite for each program of each run.

JUnit has no word for a known failure: it is "skipped" here, and its message begins with "known
defect:". What fails a run of run_tests.sh is a failure here, and nothing else is.
"""

import re
import xml.etree.ElementTree as ET

_NOT_IN_XML = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def _text(text):
    return _NOT_IN_XML.sub('?', text)


def _message(result):
    if result['verdict'] == 'unexpected_pass':
        return f'the known defect did not show: {result["defect"]}'
    return f'expected {result["expected"]}, observed {result["observed"]}'


# Verdict: the element, and what its message is made of
_ELEMENTS = {
    'fail': ('failure', _message),
    'unexpected_pass': ('failure', _message),
    'error': ('error', lambda result: result['reason']),
    'expected_fail': ('skipped', lambda result: f'known defect: {result["defect"]}'),
    'flake': ('skipped', lambda result: f'known flake: {result["defect"]}'),
    'skip': ('skipped', lambda result: result['reason']),
    'not_run': ('skipped', lambda result: f'not run: {result["reason"]}'),
}


def _add_case(suite, result, log):
    case = ET.SubElement(suite, 'testcase', name=result['cell'],
                         classname=f'faultsig.{result["program"]}',
                         time=f'{(result["ms"] or 0) / 1000:.4f}')
    if result['verdict'] not in _ELEMENTS:
        return
    tag, message = _ELEMENTS[result['verdict']]
    element = ET.SubElement(case, tag, message=_text(message(result)))
    if tag != 'skipped':
        element.set('type', result['observed'])
        element.text = _text('\n'.join([result['reason']] + result['complaints']))
    if log:
        ET.SubElement(case, 'system-out').text = _text(log)


def _add_suite(root, run, program, results, logs):
    tags = [_ELEMENTS.get(result['verdict'], ('passed',))[0] for result in results]
    seconds = sum(result['ms'] or 0 for result in results) / 1000
    suite = ET.SubElement(root, 'testsuite', name=f'{run.label}/{program}',
                          tests=str(len(results)), failures=str(tags.count('failure')),
                          errors=str(tags.count('error')), skipped=str(tags.count('skipped')),
                          time=f'{seconds:.3f}')
    properties = ET.SubElement(suite, 'properties')
    for name in ('kernel', 'arch', 'config'):
        ET.SubElement(properties, 'property', name=name, value=getattr(run, name))
    for result in results:
        _add_case(suite, result, logs.get(f'{program}:{result["cell"]}'))


def by_program(run):
    """Return a dictionary of each program to its results, in the order in which they came."""
    programs = {}
    for result in run.results.values():
        programs.setdefault(result['program'], []).append(result)
    return programs


def write(file, runs, logs, options):
    """Write the XML. logs: a dictionary for each run."""
    del options
    root = ET.Element('testsuites', name='faultsig')
    for run, log in zip(runs, logs):
        for program, results in by_program(run).items():
            _add_suite(root, run, program, results, log)
    ET.indent(root)
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(ET.tostring(root, encoding='unicode') + '\n')
