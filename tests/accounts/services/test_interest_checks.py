# ruff: noqa: S608 - statements are put together from this suite's own words
"""The checks of interest see what they are to see."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts import public as accounts
from accounts.domain.interest import Side
from accounts.repositories import interest_day_checks
from accounts.services import interest_checks
from bankcore.db.transactions import use_case
from tests import factories
from tests.accounts.interest_days import book, broken, leap_to, line, overdraft, terms
from tests.conftest import NOW
from tests.factories import TESTER

ONE = "(SELECT {}(day), min(account_id) FROM accounts_interestaccrual)"
ENTRY = "UPDATE ledger_entry SET amount = amount + 1 WHERE (account_id, seq) = ({})"
BOOKED_ON = "SELECT id, 1 FROM ledger_account WHERE number = '{}'"

# What is done to the books, and every check that sees it.
DAMAGE = {
    "an accrual is more than was earned": (
        (
            "UPDATE accounts_interestaccrual SET amount = amount + 0.00000001"
            f" WHERE (day, account_id) = {ONE.format('max')}"
        ),
        {"I14"},
    ),
    "an accrual that went into a posting is lost": (
        f"DELETE FROM accounts_interestaccrual WHERE (day, account_id) = {ONE.format('min')}",
        {"I14", "I15", "I16"},
    ),
    "an accrual since an account was settled is lost": (
        "DELETE FROM accounts_interestaccrual WHERE day = '2026-03-12' AND side = -1",
        {"I14", "I15", "I16"},
    ),
    "an adjustment is lost": ("DELETE FROM accounts_interestadjustment", {"I14", "I15", "I16"}),
    "a rate is changed afterwards": ("UPDATE accounts_interesttier SET rate = 0.02", {"I14"}),
    "a limit is changed afterwards": ("DELETE FROM accounts_interestlimit", {"I14"}),
    "an entry is worth more": (
        ENTRY.format("SELECT min(ledger_account_id), 1 FROM accounts_account"),
        {"I14"},
    ),
    "a posting says more than the journal": (
        "UPDATE accounts_interestposting SET gross = gross + 100, accrued = accrued + 100",
        {"I15", "I16"},
    ),
    "a posting is lost": ("DELETE FROM accounts_interestposting", {"I16"}),
    "tax is not what was withheld": (
        "UPDATE accounts_interestposting SET tax = tax - 1 WHERE tax > 0",
        {"I15"},
    ),
    "somebody else booked on the payable line": (
        ENTRY.format(BOOKED_ON.format("2200-EUR")),
        {"I16"},
    ),
    "somebody else booked on the receivable line": (
        ENTRY.format(BOOKED_ON.format("1300-EUR")),
        {"I16"},
    ),
}
TABLES = [
    *(f"accounts_interest{name}" for name in ("accrual", "adjustment", "tier", "limit", "posting")),
    "ledger_entry",
]


@pytest.fixture
def running_bank(committed_bank):
    """Run a month and a bit, with everything in it that interest knows."""
    terms(
        (0, "0.01"), (50_000, "0.03"), tax_rate=Decimal("0.25"), method=accounts.TierMethod.MARGINAL
    )
    terms((0, "0.10"), side=Side.DEBIT, excess_rate=Decimal("0.05"))
    saver, debtor = factories.account(funds=2_000), factories.account()
    overdraft(debtor, 100)
    book(debtor, -10_000)
    leap_to(date(2026, 3, 12))
    # Posted within the month: at its end only the days since are, unlike the other's.
    use_case(accounts.settle_interest_of)(
        account_id=debtor.ledger_account_id, actor=TESTER, now=NOW
    )
    book(saver, 12_345, value_date=date(2026, 3, 5))
    leap_to(date(2026, 4, 3))
    assert line("2200") > 0 > line("1300")
    assert broken() == []


@contextmanager
def as_owner():
    """Let the checks look through the owner's eyes, who sees the damage before it is undone."""
    application, connections["default"] = connections["default"], connections["owner"]
    try:
        with transaction.atomic(using="owner"):
            yield connections["owner"]
            transaction.set_rollback(True, using="owner")
    finally:
        connections["default"] = application


def broken_of_all() -> set[str]:
    return {each.split()[0] for each in broken()}


def seen(statement: str, look: Callable[[], set[str]] = broken_of_all) -> set[str]:
    """Return which checks see the damage that a statement does; all of it is taken back."""
    with as_owner() as owner:
        with owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            assert cursor.rowcount, f"{statement} touches nothing"
        return look()


def test_every_damage_is_seen_by_the_checks_it_concerns(running_bank):
    found = {name: seen(statement) for name, (statement, _) in DAMAGE.items()}
    assert found == {name: concerned for name, (_, concerned) in DAMAGE.items()}
    assert broken() == []


# What the checks of one day see at the month's end, whose own rows are damaged.
OF_THE_DAY = {
    "an accrual that went into a posting is lost": {"I15"},
    "an accrual since an account was settled is lost": {"I15"},
    "a posting says more than the journal": {"I15", "I16"},
    "a posting is lost": {"I16"},
    "tax is not what was withheld": {"I15"},
    "somebody else booked on the payable line": {"I16"},
    "somebody else booked on the receivable line": {"I16"},
}


def broken_of_day() -> set[str]:
    checks = accounts.verify_interest_of_day(day=date(2026, 3, 31))
    return {check.code for check in checks if not check.holds}


@pytest.mark.parametrize(("few", "few_apart"), [(0, 0), (0, 1_000), (1_000, 0)])
def test_the_checks_of_a_day_see_what_is_wrong_with_its_own_postings(
    running_bank, monkeypatch, few, few_apart
):
    monkeypatch.setattr(interest_day_checks, "_FEW", few)
    monkeypatch.setattr(interest_day_checks, "_FEW_APART", few_apart)
    monkeypatch.setattr(interest_checks, "DAY_CHECKED_AT_ONCE", 2)
    assert broken_of_day() == set()
    found = {name: seen(DAMAGE[name][0], broken_of_day) for name in OF_THE_DAY}
    assert found == OF_THE_DAY


def test_a_bank_without_interest_is_sound(bank):
    assert [check.checked for check in accounts.verify_interest()] == [0, 0, 0]
    assert broken() == []


def test_postgresql_takes_no_tier_for_terms_that_are_in_force(committed_bank):
    terms((0, "0.01"))
    with (
        pytest.raises(IntegrityError, match="in force without this tier"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_interesttier SELECT id, 5, 1 FROM accounts_interestterms"
        )
