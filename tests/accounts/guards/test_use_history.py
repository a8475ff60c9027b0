# ruff: noqa: S608 - statements are put together from this suite's own words
"""What PostgreSQL itself keeps of the use of accounts: history is added to, never changed."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from accounts.models import FeeAssessment, FeeCharge, MandateUse, Overdraft, Usage, UsageTerms
from tests import factories
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.services.movements import withdraw

HISTORY = {
    "accounts_holder": "valid_to",
    "accounts_mandate": "daily_limit",
    "accounts_signingrule": "rule",
    "accounts_mandateuse": "amount_minor",
    "accounts_signature": "signed_at",
    "accounts_usageterms": "daily_limit",
    "accounts_accountstate": "state",
    "accounts_overdraft": "limit_minor",
    "accounts_feeterms": "fixed",
    "accounts_feeassessment": "day",
    "accounts_feerefund": "reason",
}
GROWING = {
    "accounts_usage": "day",
    "accounts_feewaiver": "reason",
    "accounts_feecharge": "amount_minor",
}


def run(statement: str, *values, role: str = "default") -> None:
    with transaction.atomic(using=role), connections[role].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", HISTORY)
def test_not_even_the_owner_changes_history(bank, table):
    for statement in (
        f"UPDATE {table} SET {HISTORY[table]} = {HISTORY[table]}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement, role="owner")


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", GROWING)
def test_not_even_the_owner_removes_what_may_only_grow(bank, table):
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement, role="owner")


@pytest.mark.parametrize("table", HISTORY | GROWING)
def test_the_application_has_no_right_to_change_history(bank, table):
    column = (HISTORY | GROWING)[table]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement)


def test_what_was_used_of_a_limit_is_never_less_than_it_was(bank):
    use.limits(daily_limit=5_000)
    anna = factories.account(funds=100)
    withdraw(anna, eur(10))
    for change in ("spent = spent - 1, debits = debits + 1", "spent = spent + 1"):
        with pytest.raises(IntegrityError, match="only added to"):
            run(f"UPDATE accounts_usage SET {change}")
    assert Usage.objects.get().spent == 1_000


def test_a_fee_is_booked_once_and_keeps_its_transaction(bank):
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=50)
    withdraw(factories.account(funds=100), eur(10))
    booked = FeeCharge.objects.get()
    for change in ("txn_id = txn_id + 1", "txn_id = NULL"):
        with pytest.raises(IntegrityError, match="booked once"):
            run(f"UPDATE accounts_feecharge SET {change}")
    assert FeeCharge.objects.get().txn_id == booked.txn_id


def test_an_account_is_charged_once_for_a_period(bank):
    account_id = _row_id(factories.account())
    _charge(account_id)
    with pytest.raises(IntegrityError, match="accounts_charged_once"):
        _charge(account_id)
    _charge(account_id, period="2026-04")


@pytest.mark.parametrize("fault", [{"amount_minor": 0}, {"txn_id": 5, "waived_reason": "Goodwill"}])
def test_a_fee_is_more_than_nothing_and_a_waived_one_is_not_booked(bank, fault):
    with pytest.raises(IntegrityError, match="accounts_feecharge"):
        _charge(_row_id(factories.account()), **fault)


def test_a_periodic_fee_is_assessed_once(bank):
    row = {"event": "DORMANCY", "period": "2026-03", "day": OPENING_DAY, "recorded_at": NOW}
    FeeAssessment.objects.create(**row)
    with pytest.raises(IntegrityError, match="accounts_assessed_once"), transaction.atomic():
        FeeAssessment.objects.create(**row)


def test_terms_have_one_version_a_day_in_a_currency_that_there_is(bank):
    use.limits(daily_limit=1)
    found = UsageTerms.objects.get()
    for currency, constraint in ((978, "accounts_usageterms_once"), (7, "currency")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            UsageTerms.objects.create(
                product=found.product,
                currency=currency,
                effective_from=OPENING_DAY,
                recorded_at=NOW,
                recorded_by="x",
            )


def test_a_use_of_a_mandate_is_counted_once(bank):
    anna = factories.account()
    customer_row = _row_id(anna, "customer_id")
    row = {
        "account_id": _row_id(anna),
        "customer_id": customer_row,
        "day": OPENING_DAY,
        "reference": "order 1",
        "amount_minor": 1,
    }
    MandateUse.objects.create(**row)
    with pytest.raises(IntegrityError, match="accounts_mandate_used_once"), transaction.atomic():
        MandateUse.objects.create(**row)


@pytest.mark.parametrize("fault", [{"limit_minor": -1}, {"to_day": OPENING_DAY.replace(month=2)}])
def test_an_overdraft_is_not_negative_nor_backwards(bank, fault):
    row = {"limit_minor": 1, "from_day": OPENING_DAY, "agreed_at": NOW, "agreed_by": "x"}
    account_id = _row_id(factories.account())
    with pytest.raises(IntegrityError, match="accounts_overdraft"), transaction.atomic():
        Overdraft.objects.create(account_id=account_id, **{**row, **fault})


def _charge(account_id: int, **more) -> None:
    row = {
        "event": "DORMANCY",
        "period": "2026-03",
        "day": OPENING_DAY,
        "base_minor": 0,
        "amount_minor": 5,
        "recorded_at": NOW,
    }
    with transaction.atomic():
        FeeCharge.objects.create(account_id=account_id, **{**row, **more})


def _row_id(account, column: str = "id") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM accounts_account WHERE public_id = %s", [account.account_id]
        )
        return cursor.fetchone()[0]
