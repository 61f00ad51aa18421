# SPDX-License-Identifier: GPL-2.0-only
"""A process that tidies up when the one that forked it was killed.

Whoever interrupts a run kills all of its tasks with SIGKILL, but one of this name later
(harness/runner/tasks.c). In the half of a second that it has it removes the files of the job,
and asks the server to cancel it, without waiting for the answer.
"""

import ctypes
import os
import shutil
import signal
import socket
import ssl
import urllib.parse

NAME = b'faultsig_keeper'
PR_SET_NAME = 15
CONNECT_S = 5


def send_cancel(address, token, job):
    """GET, and no more: urllib would wait until the server has done it."""
    url = urllib.parse.urlsplit(address)
    secure = url.scheme == 'https'
    connection = socket.create_connection((url.hostname, url.port or (443 if secure else 80)),
                                          timeout=CONNECT_S)
    if secure:
        connection = ssl.create_default_context().wrap_socket(connection,
                                                              server_hostname=url.hostname)
    lines = [f'GET {url.path.rstrip("/")}/api/v0.2/jobs/{job}/cancel/ HTTP/1.0',
             f'Host: {url.netloc}']
    if token:
        lines.append(f'Authorization: Token {token}')
    connection.sendall('\r\n'.join(lines + ['', '']).encode())
    # A server that sees the other side gone before it has read the line may drop it.
    connection.recv(1)


class Keeper:
    """tell() the job that runs, or None, and end() when there is nothing to tidy up."""

    def __init__(self, directory, address):
        read, self.write = os.pipe()
        if os.fork():
            os.close(read)
            return
        os.close(self.write)
        status = 0
        try:
            self.wait(read, directory, address)
        except OSError:
            status = 1
        os._exit(status)

    def tell(self, job):
        os.write(self.write, f'{job or ""}\n'.encode())

    def end(self):
        os.write(self.write, b'end\n')
        os.close(self.write)

    @staticmethod
    def wait(read, directory, address):
        ctypes.CDLL(None).prctl(PR_SET_NAME, NAME, 0, 0, 0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        with os.fdopen(read) as told:
            lines = told.read().splitlines()
        if lines and lines[-1] == 'end':
            return
        shutil.rmtree(directory, ignore_errors=True)
        if lines and lines[-1]:
            send_cancel(address, os.environ.get('FAULTSIG_LAVA_TOKEN', ''), lines[-1])
