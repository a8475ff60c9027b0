"""Terms of use and fees for the tests' product, in euros and euro cents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts import public as accounts
from bankcore.money import Currency
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

EVENTS = accounts.FeeEvent


def version(day: date = OPENING_DAY, *, product: str = "CURRENT") -> accounts.TermsVersion:
    """Return a version of the product's terms in euros."""
    return accounts.TermsVersion(product=product, currency=Currency.of("EUR"), effective_from=day)


def limits(day: date = OPENING_DAY, **amounts: int) -> None:
    """Let the product's customers do this much, in cents, from the day on."""
    accounts.add_usage_terms(
        version=version(day), limits=accounts.UsageLimits(**amounts), actor=TESTER, now=NOW
    )


def fee(
    event: accounts.FeeEvent,
    *,
    day: date = OPENING_DAY,
    percentage: str = "0",
    waiver: accounts.WaiverRule | None = None,
    within_days: int | None = None,
    **amounts: int,
) -> None:
    """Charge for the event from the day on: cents, and per hundred."""
    schedule = accounts.FeeSchedule(
        rate=accounts.FeeRate(percentage=Decimal(percentage), **amounts),
        waiver=waiver,
        within_days=within_days,
    )
    accounts.add_fee_terms(
        version=version(day), event=event, schedule=schedule, actor=TESTER, now=NOW
    )


def charges(account: accounts.AccountRef) -> list[tuple[str, str, int]]:
    """Return event, state and cents of every fee of the account, newest first."""
    found, _ = accounts.page_of_fees(account_id=account.account_id, limit=100)
    return [(each.event.value, each.state, each.amount.minor) for each in found]
