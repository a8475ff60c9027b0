"""Close the business day."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from bankcore import clock
from bankcore.actor import Actor
from bankcore.endofday import public as endofday
from bankcore.errors import BankError


class Command(BaseCommand):
    help = (
        "Close the open business day step by step, or go on where an interrupted run stopped."
        " Example: manage.py close_business_day --next-day 2026-03-09"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--next-day",
            type=date.fromisoformat,
            help="the business day that opens (YYYY-MM-DD); by default the next calendar day",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            ended = endofday.close_business_day(
                next_day=options["next_day"],
                actor=Actor.system("end-of-day"),
                now=clock.now(),
                on_step=self._print,
            )
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        self.stdout.write(f"Business day {ended.day} is closed; {ended.next_day} is open.")

    def _print(self, result: endofday.StepResult) -> None:
        counts = ", ".join(f"{count:,} {what}" for what, count in result.counts.items() if count)
        before = " (done before)" if result.done_before else ""
        self.stdout.write(f"  {result.step:<30} {counts or '-'}{before}")
