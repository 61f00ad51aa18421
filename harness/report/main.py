# SPDX-License-Identifier: GPL-2.0-only
"""Turns the results of one or many runs into what other tools read, and into a page.

run_tests.sh report calls it; docs/reports.md describes the forms. Messages are in the name of
run_tests.sh, because users know no other. Exit status: 0, 2 after a wrong argument, 3 if it broke.
"""

import argparse
import contextlib
import os
import re
import signal
import sys

import defects
import junit
import kcidb
import ktap
import logs
import results
import table

FORMS = {'junit': junit.write, 'ktap': ktap.write, 'kcidb': kcidb.write, 'csv': table.write}


def broke(message):
    """End with one line for the user."""
    print(f'run_tests.sh: {message}', file=sys.stderr)
    sys.exit(3)


def write_page(file, runs, excerpts, options):
    """Write the HTML page. Nothing else needs jinja2."""
    try:
        import page  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        broke(f'--html needs the package python3-{error.name}')
    page.write(file, runs, excerpts, options)


@contextlib.contextmanager
def _complete(path):
    """Open what becomes path when it is complete; "-" is the standard output."""
    if path == '-':
        yield sys.stdout
        return
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, 'w', encoding='utf-8') as file:
            yield file
        return
    temporary = f'{path}.{os.getpid()}.tmp'
    try:
        with open(temporary, 'w', encoding='utf-8') as file:
            yield file
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('--suite', required=True, help='directory of run_tests.sh')
    parser.add_argument('--bin', required=True, help='directory of the programs')
    parser.add_argument('--expectations', required=True)
    for form in ('html', *FORMS):
        parser.add_argument(f'--{form}', metavar='FILE')
    parser.add_argument('--raw', action='store_true', help='KTAP before the expectations')
    parser.add_argument('--origin', default='faultsig', help='KCIDB: name of the CI system')
    parser.add_argument('directories', nargs='+')
    return parser.parse_args()


def _write(form, path, runs, excerpts, options):
    write = write_page if form == 'html' else FORMS[form]
    try:
        with _complete(path) as file:
            write(file, runs, excerpts, options)
            file.flush()
    except BrokenPipeError:
        # Whoever read the standard output has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except OSError as error:
        broke(f"can't write {path}: {error.strerror}")


def main():
    """Write each form that was asked for."""
    options = _arguments()
    if not re.fullmatch('[a-z0-9_]+', options.origin):
        print(f'run_tests.sh: --origin takes small letters, digits and "_": {options.origin}\n'
              "run_tests.sh: try 'run_tests.sh -h'", file=sys.stderr)
        sys.exit(2)
    # As an exception, so that no unfinished file is left
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda which, frame: sys.exit(128 + which))
    try:
        runs = results.read_all(options.directories)
    except results.BadResults as error:
        broke(error)
    options.entries = defects.read_entries(options.expectations)
    needs_logs = options.html or options.junit or options.kcidb
    excerpts = [logs.excerpts(run) if needs_logs else {} for run in runs]
    for form in ('html', *FORMS):
        if getattr(options, form):
            _write(form, getattr(options, form), runs, excerpts, options)


if __name__ == '__main__':
    main()
