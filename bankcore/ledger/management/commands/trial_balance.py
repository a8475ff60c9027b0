"""The trial balance."""

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from bankcore.errors import BankError
from bankcore.ledger import public as ledger


class Command(BaseCommand):
    help = (
        "Print every general-ledger line at the end of a closed day, debits and credits apart,"
        " with their sums. Example: manage.py trial_balance --day 2026-03-31"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--day", type=date.fromisoformat, help="YYYY-MM-DD; by default the last closed day"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        day = options["day"] or ledger.last_closed_day()
        if day is None:
            message = "No business day is closed yet."
            raise CommandError(message)
        try:
            lines = ledger.trial_balance(day=day)
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        for code in dict.fromkeys(line.balance.currency.code for line in lines):
            self._print(code, [line for line in lines if line.balance.currency.code == code])

    def _print(self, code: str, lines: list[ledger.TrialBalanceLine]) -> None:
        self.stdout.write(f"{code:<45} {'debit':>20} {'credit':>20}")
        debits = credits_ = Decimal(0)
        for line in lines:
            amount = line.balance.amount
            debit, credit = (-amount, None) if amount < 0 else (None, amount)
            debits, credits_ = debits + (debit or 0), credits_ + (credit or 0)
            columns = f"{_written(debit):>20} {_written(credit):>20}"
            self.stdout.write(f"{line.gl_code} {line.name:<40} {columns}".rstrip())
        self.stdout.write(f"{'':<45} {_written(debits):>20} {_written(credits_):>20}\n")


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,f}"
