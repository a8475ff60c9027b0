"""Interest terms, accounts that bear interest, and days that end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from accounts import public as accounts
from accounts.domain.interest import Side
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

FIRST_DAY = OPENING_DAY + timedelta(days=1)
STEPS = (
    accounts.adjust_interest,
    accounts.accrue_interest,
    accounts.post_interest,
    accounts.book_accruals,
)


def terms(
    *tiers: tuple[int, str], side: Side = Side.CREDIT, effective_from: date = FIRST_DAY, **more
) -> None:
    """Introduce interest terms for current accounts in euros."""
    order = accounts.TermsOrder(
        product=more.pop("product", "CURRENT"),
        currency=Currency.of(more.pop("currency", "EUR")),
        side=side,
        effective_from=effective_from,
        day_count=more.pop("day_count", accounts.DayCount.ACT_365F),
        tiers=[(from_minor, Decimal(rate)) for from_minor, rate in tiers],
        **more,
    )
    accounts.introduce_interest_terms(order=order, actor=TESTER, now=NOW)


def end_day(next_day: date | None = None, *, steps: Sequence = STEPS) -> date:
    """End the open business day with the steps of interest; returns the day."""
    day, following = use_case(ledger.cut_off)(next_day=next_day)
    run(day, following, steps)
    use_case(ledger.close_period)(actor=TESTER, now=NOW)
    return day


def run(day: date, following: date, steps: Sequence = STEPS) -> list[dict[str, int]]:
    """Run steps of the end of a day."""
    return [step(day=day, next_day=following, actor=TESTER, now=NOW) for step in steps]


def end_days_until(day: date) -> None:
    """End every calendar day before `day`, so that it is the open one."""
    while ledger.business_date() < day:
        end_day()


def leap_to(day: date, *, steps: Sequence = STEPS) -> None:
    """End days until `day` is open as few as can be: one for a month, and its last."""
    while (today := ledger.business_date()) < day:
        last = date(today.year, today.month, monthrange(today.year, today.month)[1])
        end_day(min(day, last if today < last else last + timedelta(days=1)), steps=steps)


def book(
    account: accounts.AccountRef, minor: int, *, value_date: date | None = None, **more
) -> ledger.Outcome:
    """Pay into the account (or out, where negative) against cash."""
    cash = ledger.internal_account(gl_code="1000", currency=account.currency, opened_on=OPENING_DAY)
    posting = factories.posting(
        (account.ledger_account_id, minor),
        (cash, -minor),
        currency=account.currency.code,
        value_date=value_date,
        **more,
    )
    (outcome,) = use_case(ledger.post)(postings=[posting], now=NOW)
    assert isinstance(outcome, ledger.Posted), outcome
    return outcome


def overdraft(account: accounts.AccountRef, amount: int) -> None:
    """Let the account be overdrawn by so many euros."""
    accounts.set_overdraft(
        account_id=account.account_id, limit=Money.of(amount, "EUR"), actor=TESTER, now=NOW
    )


def rows(query: str, *values) -> list[tuple]:
    """Return what a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def accrued(account: accounts.AccountRef, side: Side = Side.CREDIT) -> dict[date, Decimal]:
    """Return what each day has earned, adjustments included, in minor units."""
    found = rows(
        """
        SELECT day, sum(amount) FROM (
          SELECT day, amount FROM accounts_interestaccrual WHERE account_id = %s AND side = %s
          UNION ALL
          SELECT day, amount FROM accounts_interestadjustment WHERE account_id = %s AND side = %s) x
        GROUP BY day HAVING sum(amount) <> 0 ORDER BY day""",
        *[account.ledger_account_id, int(side)] * 2,
    )
    return dict(found)


def line(code: str, currency: str = "EUR") -> int:
    """Return credits less debits of the bank's own account of a line."""
    found = rows(
        """
        SELECT cr_posted - dr_posted FROM ledger_balance b
        JOIN ledger_account a ON a.id = b.account_id WHERE a.number = %s""",
        f"{code}-{currency}",
    )
    return found[0][0] if found else 0


def broken() -> list[str]:
    """Return the codes of the invariants of interest that do not hold, with an example."""
    return [
        f"{check.code} {check.example}" for check in accounts.verify_interest() if not check.holds
    ]


def everything() -> list:
    """Return all that interest and the ledger keep, to compare before and after."""
    return [
        rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")  # noqa: S608 - this module's own words
        for table in (
            "accounts_interestaccrual",
            "accounts_interestadjustment",
            "accounts_interestposting",
            "accounts_interestbook",
            "ledger_balance",
        )
    ] + [rows("SELECT day FROM accounts_interestday ORDER BY 1")]
