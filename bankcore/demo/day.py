"""A business day of the demo bank, as its steps see it.

Amounts and accounts come from a generator seeded with the day, so a day is the same on every
machine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime

from bankcore.demo.bank import DemoAccount, demo_accounts, key_for
from bankcore.ledger import public as ledger
from bankcore.money import Money


@dataclass(slots=True)
class Day:
    """The day as its steps see it."""

    day: date
    now: datetime
    chance: random.Random
    step: str = ""
    requests: int = 0

    def begin(self, step: str) -> None:
        """Start numbering anew for the step, so that a day resumed after a crash repeats none."""
        self.step, self.requests = step, 0

    def key(self) -> ledger.RequestKey:
        """Return the key of the step's next request."""
        self.requests += 1
        return self.key_of(str(self.requests))

    def key_of(self, name: str) -> ledger.RequestKey:
        """Return the key of the step's request called `name`."""
        return key_for(f"{self.day}/{self.step}/{name}")

    def account(self, currency: str = "EUR") -> DemoAccount:
        """Return one of the demo accounts in this currency, by chance."""
        return self.chance.choice(
            [found for found in demo_accounts() if found.opening.currency.code == currency]
        )

    def amount(self, most: int, currency: str = "EUR") -> Money:
        """Return an amount up to `most` units, by chance."""
        unit = Money.of(1, currency)
        return Money(self.chance.randint(1, most * unit.minor), unit.currency)
