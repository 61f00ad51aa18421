# SPDX-License-Identifier: GPL-2.0-only
"""What the lab's server has to know, run by "lava-server manage shell": a user with a token, a
worker, and QEMU devices. Arguments: the token, the number of devices."""

import pathlib
import sys

from django.contrib.auth.models import User
from lava_scheduler_app.models import Device, DeviceType, Worker
from linaro_django_xmlrpc.models import AuthToken

DEVICES = pathlib.Path('/etc/lava-server/dispatcher-config/devices')

secret, count = sys.argv[1], int(sys.argv[2])
user, _ = User.objects.get_or_create(username='lab', is_superuser=True, is_staff=True)
AuthToken.objects.create(user=user, secret=secret, description='kernels/lava/lab')
worker, _ = Worker.objects.get_or_create(hostname='lab')
kind, _ = DeviceType.objects.get_or_create(name='qemu', disable_health_check=True)
for number in range(1, count + 1):
    name = f'qemu{number}'
    (DEVICES / f'{name}.jinja2').write_text('{% extends "qemu.jinja2" %}\n'
                                            f'{{% set mac_addr = "52:54:00:00:00:0{number}" %}}\n')
    Device.objects.get_or_create(hostname=name, device_type=kind, worker_host=worker,
                                 health=Device.HEALTH_GOOD)
print('worker', worker.token)
