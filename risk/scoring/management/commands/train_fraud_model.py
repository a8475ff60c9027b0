"""Train a candidate on the bank's own payments."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from risk.scoring import public as scoring


class Command(BaseCommand):
    """Train, and say which candidate it became."""

    help = "Train a fraud model on the bank's own payments; it is kept as a candidate."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run and print."""
        try:
            found = scoring.train(actor=Actor.system("train-fraud-model"), now=clock.now())
        except BankError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Candidate {found} is kept.")
