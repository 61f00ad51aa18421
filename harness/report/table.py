# SPDX-License-Identifier: GPL-2.0-only
"""CSV: one row for each cell of each run, with the fields of results.jsonl."""

import csv

_COLUMNS = ['run', 'kernel', 'arch', 'config', 'program', 'cell', 'path', 'source', 'stimulus',
            'verdict', 'raw', 'expected', 'observed', 'defect', 'function', 'ms', 'cpu_ms',
            'after_cpu_ms', 'refaults', 'reason', 'complaints']


def write(file, runs, logs, options):
    """Write the table, with a header."""
    del logs, options
    writer = csv.DictWriter(file, _COLUMNS, extrasaction='ignore', lineterminator='\n')
    writer.writeheader()
    for run in runs:
        for result in run.results.values():
            path, source, stimulus = result['cell'].split('.')
            writer.writerow(dict(result, run=run.label, path=path, source=source,
                                 stimulus=stimulus,
                                 complaints='; '.join(result['complaints'])))
