"""One exchange of files with a clearing house, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from payments.interbank import public as interbank


class Command(BaseCommand):
    help = (
        "Send what waits for a clearing house, take in what it sent, settle what is due."
        " Example: manage.py exchange_files sepa"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", choices=[each.value for each in interbank.Network])

    def handle(self, *_args: Any, **options: Any) -> None:
        done = interbank.exchange(
            network=interbank.Network(options["network"]),
            actor=Actor.system("interbank"),
            now=clock.now(),
        )
        for name in done.sent:
            self.stdout.write(f"sent      {name}")
        for each in done.taken:
            self.stdout.write(f"{each.state.value.lower():<9} {each.name} {each.reason}".rstrip())
        self.stdout.write(f"settled   {done.settled} collections")
