"""A worker of the bank, killed once where a function is called or has returned.

`python -m tests.payments.faults.dying_worker <file> <function> <who>`: the file is made when the
fault strikes, and a worker that finds it there lives; `who` is `task`, the process that does the
task, or `worker`, all of them.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import django
import pytest
from django.conf import settings


def main(flag: str, place: str, who: str) -> None:
    """Run a worker of every queue until it is stopped."""
    django.setup()
    settings.GATEWAY_CONNECTORS = "tests.payments.cards.till.CONNECTORS"
    from bankcore.celery import app
    from tests.payments.faults.striking import strikes_at

    def die() -> None:
        if Path(flag).exists():
            return
        Path(flag).touch()
        if who == "worker":
            os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    strikes_at(pytest.MonkeyPatch(), place, die, after=True)
    queues = ["-Q", "default,settlement", "-c", "1", "-l", "WARNING"]
    app.worker_main(["worker", *queues, "--without-gossip", "--without-mingle"])


if __name__ == "__main__":
    main(*sys.argv[1:])
