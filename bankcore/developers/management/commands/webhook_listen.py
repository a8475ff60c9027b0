"""Forward the sandbox's events to a program on this machine."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.developers.services import listening
from bankcore.errors import BankError


class Command(BaseCommand):
    help = (
        "Forward events as they happen to a program on this machine, signed as webhooks are,"
        " until Ctrl-C. Example: manage.py webhook_listen --forward-to http://127.0.0.1:8099/hooks"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forward-to", required=True, help="An address of this machine.")
        parser.add_argument("--count", type=int, default=None, help="Stop after so many.")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        secret, to = listening.new_secret(), options["forward_to"]
        try:
            with contextlib.suppress(KeyboardInterrupt):
                forwarded = listening.listen(to=to, secret=secret, clock=clock.now)
                self.stdout.write(f"Signed with {secret}")
                for each in islice(forwarded, options["count"]):
                    self.stdout.write(f"{each.status or each.error} {each.type} {each.event}")
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
