"""The process that keeps the line to the instant service of the clearing house."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from bankcore.actor import Actor
from payments.interbank import public as interbank


class Command(BaseCommand):
    help = (
        "Take instant payments as they come, and bring all to their end, until stopped by SIGTERM"
        " or Ctrl-C. Example: manage.py run_instant_link"
    )
    # It serves no page: the pages' checks would load all of them, for who migrates and who serves.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_given: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stopped.set())
        self.stdout.write("instant link is running")
        self.stdout.flush()
        interbank.run_instant_link(actor=Actor.system("interbank"), stopped=stopped)
