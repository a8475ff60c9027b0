"""What scores payments is loaded once for a worker and all its processes."""

import subprocess
import sys

from bankcore.settings.env import REPOSITORY

_ASKS = """
import os, sys
from celery.signals import worker_init
import bankcore.celery
assert "lightgbm" not in sys.modules
worker_init.send(sender=None)
child = os.fork()
if not child:
    os._exit(0 if "lightgbm" in sys.modules else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_workers_processes_share_the_library_that_their_parent_has_loaded():
    done = subprocess.run(
        [sys.executable, "-c", _ASKS], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
