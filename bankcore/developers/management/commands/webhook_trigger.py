"""Have an event that has not happened."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.developers.services import listening
from bankcore.errors import BankError


class Command(BaseCommand):
    help = (
        "Record a sample of an event: webhook_listen forwards it, and it goes to the endpoints of"
        " whom --for names. Example: manage.py webhook_trigger payment.completed"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", help="A type, such as payment_intent.succeeded.")
        parser.add_argument(
            "--for",
            dest="owner",
            default=listening.OWNER,
            help="A merchant's id, or client: and a program's id.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            event = listening.trigger(
                type=options["event"], owner=options["owner"], now=clock.now()
            )
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        self.stdout.write(event)
