#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check the files of kernels/ci against what their readers ask for.

    ci_files.py DIR     DIR is kernels/ci

Prints a line for each thing that is wrong. No schema of GitHub, GitLab, KernelCI or LAVA is in
a distribution: here is what they refuse, as far as these files use it.
"""

import os
import re
import subprocess
import sys

import yaml

GITHUB_JOB = {'runs-on', 'container', 'timeout-minutes', 'env', 'steps'}
GITHUB_STEP = {'name', 'uses', 'with', 'run', 'env', 'if'}
GITLAB_JOB = {'image', 'timeout', 'variables', 'cache', 'before_script', 'script', 'artifacts'}
LKFT_METADATA = {'name', 'format', 'description', 'maintainer', 'os', 'scope', 'devices'}
KERNELCI_JOB = {'template', 'kind', 'priority', 'params', 'rules', 'kcidb_test_suite'}
KERNELCI_EVENT = {'channel', 'kind', 'state', 'name'}

# What the systems set, beside the files' own variables
SET_BY_GITLAB = r'CI_[A-Z_]+|FAULTSIG_URL'


def shell_errors(where, text):
    """The complaints of sh about commands."""
    said = subprocess.run(['sh', '-n'], input=text, capture_output=True, text=True, check=False)
    return [f'{where}: {line}' for line in said.stderr.splitlines()]


def unset(where, text, known):
    """The variables of commands that nobody sets."""
    used = set(re.findall(r'\$\{?([A-Z_]+)', text))
    return [f'{where}: nobody sets ${name}' for name in sorted(used - set(known))]


def odd_keys(where, thing, known):
    """Keys that the reader does not know."""
    return [f'{where}: no such key: {key}' for key in thing if key not in known]


def check_github(content):
    """A workflow."""
    # To YAML 1.1, "on" is true.
    if not content.get(True) or not content.get('jobs'):
        return ['github.yml: no "on", or no "jobs"']
    wrong = []
    for name, job in content['jobs'].items():
        wrong += odd_keys(f'github.yml: {name}', job, GITHUB_JOB)
        for step in job['steps']:
            where = f"github.yml: {step.get('name')}"
            wrong += odd_keys(where, step, GITHUB_STEP)
            if ('run' in step) == ('uses' in step):
                wrong.append(f'{where}: one of run and uses')
            known = list(job['env']) + list(step.get('env', {}))
            wrong += shell_errors(where, step.get('run', ''))
            wrong += unset(where, step.get('run', ''), known)
    return wrong


def check_gitlab(content):
    """A pipeline."""
    wrong = []
    for name, job in content.items():
        where = f'gitlab.yml: {name}'
        wrong += odd_keys(where, job, GITLAB_JOB)
        lines = job.get('before_script', []) + job['script']
        wrong += [f'{where}: not a line: {line}' for line in lines if not isinstance(line, str)]
        text = '\n'.join(map(str, lines))
        own = re.findall(r'^([A-Z_]+)=', text, re.M) + list(job['variables'])
        known = own + [name for name in re.findall(r'\$\{?([A-Z_]+)', text)
                       if re.fullmatch(SET_BY_GITLAB, name)]
        wrong += shell_errors(where, text) + unset(where, text, known)
    return wrong


def check_lkft(directory, content):
    """A test definition, and the options of its script."""
    wrong = [f'faultsig.yaml: metadata has no {key}'
             for key in sorted(LKFT_METADATA - set(content['metadata']))]
    steps = '\n'.join(content['run']['steps'])
    wrong += shell_errors('faultsig.yaml', steps)
    wrong += unset('faultsig.yaml', steps, content['params'])
    wrong += [f'faultsig.yaml: no step takes {name}' for name in content['params']
              if name not in steps]
    with open(os.path.join(directory, 'faultsig.sh'), encoding='utf-8') as script:
        taken = re.search(r'getopts "([^"]*)"', script.read())[1]
    call = next(step for step in content['run']['steps'] if './faultsig.sh' in step)
    wrong += [f'faultsig.sh takes no -{option}' for option in re.findall(r' -(\w) ', call)
              if option + ':' not in taken]
    if './automated/linux/' + content['metadata']['name'] + '/' not in steps:
        wrong.append('faultsig.yaml: no step goes where it is')
    return wrong


def check_kernelci(content):
    """Jobs, and when they run."""
    wrong = []
    for name, job in content['jobs'].items():
        wrong += odd_keys(f'kernelci.yaml: {name}', job, KERNELCI_JOB)
        wrong += [f'kernelci.yaml: {name} has no {key}'
                  for key in sorted(KERNELCI_JOB - set(job))]
        if job['kcidb_test_suite'] != 'kselftest.' + job['params']['collections']:
            wrong.append(f'kernelci.yaml: {name}: the name of its suite')
    for entry in content['scheduler']:
        if entry['job'] not in content['jobs']:
            wrong.append(f"kernelci.yaml: no job {entry['job']}")
        if set(entry['event']) != KERNELCI_EVENT or not entry['platforms']:
            wrong.append(f"kernelci.yaml: when, or where, {entry['job']} runs")
    return wrong


def load(directory, name):
    """One of the files."""
    with open(os.path.join(directory, name), encoding='utf-8') as stream:
        return yaml.safe_load(stream)


def main():
    """Read the files."""
    directory = sys.argv[1]
    lkft = os.path.join(directory, 'test-definitions/faultsig')
    wrong = check_github(load(directory, 'github.yml'))
    wrong += check_gitlab(load(directory, 'gitlab.yml'))
    wrong += check_kernelci(load(directory, 'kernelci.yaml'))
    wrong += check_lkft(lkft, load(lkft, 'faultsig.yaml'))
    print('\n'.join(wrong), end='\n' if wrong else '')


if __name__ == '__main__':
    main()
