# SPDX-License-Identifier: GPL-2.0-only
"""KCIDB 5.3: what the KernelCI project's database takes (kernelci/kcidb-io).

KCIDB wants the raw result, and known defects as "issues" that "incidents" tie to tests. So a
known failure is FAIL with an incident, and a known defect that did not show is PASS with an
incident that says the issue is not present.
"""

import hashlib
import json
import os
import re

VERSION = {'major': 5, 'minor': 3}
EXCERPT_MAX = 16384

_STATUS = {'ok': 'PASS', 'not_ok': 'FAIL', 'crash': 'FAIL', 'timeout': 'FAIL', 'skip': 'SKIP',
           'error': 'ERROR', 'not_run': 'MISS'}
_ARCHITECTURES = {'aarch64': 'arm64', 'riscv64': 'riscv'}
_MISC = ('expected', 'observed', 'verdict', 'raw', 'defect', 'complaints', 'function', 'cpu_ms',
         'refaults')


def _digest(*parts):
    return hashlib.sha256('\0'.join(str(part) for part in parts).encode()).hexdigest()[:24]


class _Report:
    def __init__(self, options, entries):
        self.origin = options.origin
        self.entries = {entry['title']: entry for entry in entries}
        self.data = {'version': VERSION, 'checkouts': [], 'builds': [], 'tests': [],
                     'issues': [], 'incidents': []}
        self._ids = set()

    def _id(self, *parts):
        return f'{self.origin}:{_digest(*parts)}'

    def _add(self, kind, item):
        """Add an object unless it is there: two runs of one kernel have one build."""
        if item['id'] not in self._ids:
            self._ids.add(item['id'])
            self.data[kind].append(dict(item, origin=self.origin))
        return item['id']

    def _add_build(self, run):
        checkout = self._add('checkouts', {
            'id': self._id('checkout', run.kernel), 'valid': True,
            'git_commit_name': run.kernel})
        return self._add('builds', {
            'id': self._id('build', run.kernel, run.arch, run.config),
            'checkout_id': checkout, 'status': 'PASS',
            'architecture': _ARCHITECTURES.get(run.arch, run.arch),
            'config_name': run.config})

    def _add_issue(self, title):
        entry = self.entries.get(title, {'keys': [], 'pages': []})
        keys = dict(entry['keys'])
        issue = {'id': self._id('issue', title), 'version': 1, 'report_subject': title,
                 'culprit': {'code': True, 'tool': False, 'harness': False},
                 'comment': keys.get('Evidence', title)}
        if re.match(r'https?://', keys.get('Bug Report', '')):
            issue['report_url'] = keys['Bug Report']
        return self._add('issues', issue)

    def _add_incident(self, test, result):
        issue = self._add_issue(result['defect'])
        self._add('incidents', {
            'id': self._id('incident', test, issue), 'issue_id': issue, 'issue_version': 1,
            'test_id': test, 'present': result['raw'] != 'ok'})

    def add_run(self, run, logs):
        """Add the run's build and its tests."""
        build = self._add_build(run)
        stamp = os.stat(os.path.join(run.directory, 'results.jsonl')).st_mtime_ns
        for name, result in run.results.items():
            test = {'id': self._id('test', build, stamp, run.repetition, name),
                    'build_id': build, 'status': _STATUS[result['raw']],
                    'path': f'faultsig.{result["program"]}.{result["cell"]}',
                    'comment': result['reason'] or result['observed'],
                    'misc': {key: result[key] for key in _MISC}}
            if result['ms'] is not None:
                test['duration'] = result['ms'] / 1000
            if name in logs:
                test['log_excerpt'] = logs[name].replace('\0', '?')[-EXCERPT_MAX:]
            self._add('tests', test)
            if result['defect']:
                self._add_incident(test['id'], result)


def write(file, runs, logs, options):
    """Write one JSON object."""
    report = _Report(options, options.entries)
    for run, log in zip(runs, logs):
        report.add_run(run, log)
    json.dump({key: value for key, value in report.data.items() if value}, file, indent=1)
    file.write('\n')
