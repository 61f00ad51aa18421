# SPDX-License-Identifier: GPL-2.0-only
"""KTAP: one nested test for each program; of several runs, one for each run around them.

A known defect is "ok ... # XFAIL", as kselftest has it. With raw set the result line says what
the program said, before the expectations.
"""

from junit import by_program


def _judged(result):
    """Return whether the cell is ok, and its directive."""
    verdict = result['verdict']
    if verdict == 'expected_fail' or (verdict == 'flake' and result['raw'] != 'ok'):
        return True, ' # XFAIL'
    if verdict == 'skip':
        return True, f' # SKIP {result["reason"]}'
    if verdict == 'not_run':
        return True, ' # SKIP not run'
    return verdict in ('pass', 'flake'), ''


def _raw(result):
    if result['raw'] == 'skip':
        return True, f' # SKIP {result["reason"]}'
    if result['raw'] == 'not_run':
        return True, ' # SKIP not run'
    return result['raw'] == 'ok', ''


def _diagnostics(result):
    if result['defect']:
        yield f'known defect: {result["defect"]}'
    if result['raw'] not in ('ok', 'skip', 'not_run'):
        yield (f'expected {result["expected"]}, observed {result["observed"]} '
               f'({result["reason"]})')


def _write_test(file, indent, number, name, is_ok, directive=''):
    # A "#" in a reason would be the end of it for some readers.
    directive = directive[:3] + directive[3:].replace('#', ' ')
    file.write(f'{indent}{"" if is_ok else "not "}ok {number} {name}{directive}\n')


def _write_program(file, indent, results, judge):
    file.write(f'{indent}KTAP version 1\n{indent}1..{len(results)}\n')
    good = True
    for number, result in enumerate(results, 1):
        is_ok, directive = judge(result)
        for line in _diagnostics(result):
            file.write(f'{indent}# {result["cell"]}: {line}\n')
        _write_test(file, indent, number, result['cell'], is_ok, directive)
        good = good and is_ok
    return good


def _write_run(file, indent, run, judge):
    programs = by_program(run)
    file.write(f'{indent}KTAP version 1\n{indent}1..{len(programs)}\n')
    good = True
    for number, (program, results) in enumerate(programs.items(), 1):
        is_ok = _write_program(file, indent + '  ', results, judge)
        _write_test(file, indent, number, program, is_ok)
        good = good and is_ok
    return good


def write(file, runs, logs, options):
    """Write the KTAP."""
    del logs
    judge = _raw if options.raw else _judged
    if len(runs) == 1:
        _write_run(file, '', runs[0], judge)
        return
    file.write(f'KTAP version 1\n1..{len(runs)}\n')
    for number, run in enumerate(runs, 1):
        is_ok = _write_run(file, '  ', run, judge)
        _write_test(file, '', number, run.label, is_ok)
