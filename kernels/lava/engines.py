# SPDX-License-Identifier: GPL-2.0-only
"""What runs a job: a server of LAVA, or lava-run on this machine.

Either returns the entries of the job's log once it is over.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import console

HERE = os.path.dirname(os.path.abspath(__file__))

# Seconds between two questions whether a job is over
POLL_S = 3
# A server may be away, say to restart, for so long.
AWAY_S = 120
# A job that runs so much longer than it may has lost its worker.
LATE_S = 120
ANSWER_S = 60


class Broken(Exception):
    """Nothing that another try would mend: the sentence is for the user."""


class Server:
    """A server of LAVA, by its REST API."""

    def __init__(self, address, tell):
        self.tell = tell
        self.address = address.rstrip('/')
        self.token = os.environ.get('FAULTSIG_LAVA_TOKEN', '')
        self.job = None
        self.what = f'LAVA at {self.address}'

    def ask(self, path, data=None):
        url = f'{self.address}/api/v0.2/{path}'
        request = urllib.request.Request(url, headers={'Content-Type': 'application/json'})
        if self.token:
            request.add_header('Authorization', f'Token {self.token}')
        if data is not None:
            request.data = json.dumps(data).encode()
        with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:
            return answer.read().decode('utf-8', 'replace')

    def ask_again(self, path, data=None):
        """As ask(), but a server that is away for a while is waited for."""
        until = time.monotonic() + AWAY_S
        while True:
            try:
                return self.ask(path, data)
            except urllib.error.HTTPError as error:
                text = error.read().decode('utf-8', 'replace')[:300]
                if error.code < 500 or time.monotonic() > until:
                    raise Broken(f'LAVA at {self.address} says {error.code}: {text}') from error
            except (urllib.error.URLError, OSError) as error:
                if time.monotonic() > until:
                    raise Broken(f'no LAVA at {self.address}: {error}') from error
            time.sleep(POLL_S)

    def submit(self, job):
        try:
            answer = json.loads(self.ask('jobs/', {'definition': job}))
        except urllib.error.HTTPError as error:
            text = error.read().decode('utf-8', 'replace')[:300]
            raise Broken(f'LAVA does not take the job: {error.code}: {text}') from error
        except (urllib.error.URLError, OSError) as error:
            raise Broken(f'no LAVA at {self.address}: {error}') from error
        self.job = answer['job_ids'][0]
        self.tell(self.job)
        self.what = f'{self.address}/scheduler/job/{self.job}'

    def cancel(self):
        if self.job is not None:
            try:
                self.ask(f'jobs/{self.job}/cancel/')
            except (urllib.error.URLError, OSError):
                pass
            self.end()

    def wait(self, limit_s):
        """Until the job is over; one that waits for a device may wait for ever."""
        started = None
        while True:
            state = json.loads(self.ask_again(f'jobs/{self.job}/'))['state']
            if state == 'Finished':
                return
            if state in ('Running', 'Canceling'):
                started = started or time.monotonic()
                if time.monotonic() > started + limit_s + LATE_S:
                    return
            time.sleep(POLL_S)

    def run(self, job, limit_s):
        self.submit(job)
        try:
            self.wait(limit_s)
            entries = self.read_log()
        except BaseException:
            self.cancel()
            raise
        state = json.loads(self.ask_again(f'jobs/{self.job}/'))['state']
        if state != 'Finished':
            self.cancel()
        self.end()
        return entries

    def end(self):
        self.job = None
        self.tell(None)

    def read_log(self):
        try:
            return console.read_entries(self.ask_again(f'jobs/{self.job}/logs/'))
        except Broken:
            return []		# the job ended before it began


class Local:
    """lava-run, as root, without a server."""

    what = 'lava-run'

    def __init__(self, directory):
        self.directory = directory
        if not shutil.which('lava-run'):
            raise Broken('no lava-run here: install lava-dispatcher')

    def run(self, job, limit_s):
        import jinja2
        import yaml

        path = os.path.join(self.directory, 'job.yaml')
        arch = yaml.safe_load(job)['context']['arch']
        loader = jinja2.FileSystemLoader(HERE)
        device = jinja2.Environment(loader=loader).get_template('device.jinja2')
        context = yaml.safe_load(job)['context']
        with open(os.path.join(self.directory, 'device.yaml'), 'w', encoding='utf-8') as file:
            file.write(device.render(arch=arch, **{k: v for k, v in context.items()
                                                   if k != 'arch'}))
        command = ['lava-run', '--job-id', '1', '--output-dir', os.path.join(self.directory, 'out'),
                   '--device', file.name, path]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as child:
            try:
                output, _ = child.communicate(timeout=limit_s + LATE_S)
            except BaseException:
                child.terminate()
                raise
        text = output.decode('utf-8', 'replace')
        entries = console.read_entries(text)
        if not entries:
            raise Broken(f'lava-run says: {text[-300:]}')
        return entries


def find(server, directory, tell):
    """The engine; a server tells which job of it runs, or None."""
    if server == 'local':
        return Local(directory)
    if server.startswith(('http://', 'https://')):
        return Server(server, tell)
    raise Broken(f'FAULTSIG_LAVA is "local" or an address: {server}')
