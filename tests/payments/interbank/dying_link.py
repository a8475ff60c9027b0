"""The line to the instant service, killed where a function is called or has returned.

`python -m tests.payments.interbank.dying_link <function> <before or after>`
"""

from __future__ import annotations

import os
import signal
import sys
import threading

import django
import pytest
from django.conf import settings


def main(place: str, when: str) -> None:
    """Run the line until it dies."""
    django.setup()
    settings.INSTANT_SECONDS = 1.0
    from bankcore.actor import Actor
    from payments.interbank import public as interbank
    from tests.payments.faults.striking import strikes_at

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    strikes_at(pytest.MonkeyPatch(), place, die, after=when == "after")
    sys.stdout.write("running\n")
    sys.stdout.flush()
    interbank.run_instant_link(actor=Actor.system("interbank"), stopped=threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
