"""Statements of the demo bank: daily ones for a company, and each format made once a day."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.bank import demo_accounts, demo_id
from bankcore.demo.day import Day

_ACTOR: Final = Actor.system("demo-day")


def choose_cycles(*, now: datetime) -> None:
    """Let the first company have a statement of each account every day."""
    for account in demo_accounts():
        daily = accounts.StatementCycle.DAILY
        wanted = account.customer == "Demo Company 01"
        if wanted and accounts.statement_cycle(account_id=account.account_id) != daily:
            accounts.set_statement_cycle(
                account_id=account.account_id,
                cycle=daily,
                actor=_ACTOR,
                now=now,
            )


def hand_out(day: Day) -> None:
    """Hand out the first company's statement of the day that was closed, in every format."""
    company = next(each for each in demo_accounts() if each.customer == "Demo Company 01")
    items, _ = accounts.page_of_statements(account_id=company.account_id, limit=1)
    for statement in items:
        for name in accounts.STATEMENT_FORMATS:
            accounts.statement_document(
                account_id=company.account_id,
                number=statement.number,
                format_name=name,
                now=day.now,
            )


def write_letters(day: Day) -> None:
    """Confirm the first person's balances at the end of the day that was closed."""
    accounts.confirm_balances(
        customer_id=demo_id("Demo Person 01"), day=day.day, actor=_ACTOR, now=day.now
    )
