"""What the database refuses to do to loans, whoever asks."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")

HISTORY = [
    "accounts_loanterms",
    "accounts_loanstatechange",
    "accounts_loanschedule",
    "accounts_loancharge",
    "accounts_loanquote",
    "accounts_loanpayment",
    "accounts_loanallocation",
    "accounts_loancollection",
    "accounts_loanaccrual",
]


def refused(statement: str, *values, reason: str = "") -> None:
    with (
        pytest.raises(DatabaseError, match=reason),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


@pytest.mark.parametrize("table", HISTORY)
def test_the_application_may_not_change_history(table):
    refused(f"UPDATE {table} SET id = id", reason="permission denied")  # noqa: S608
    refused(f"DELETE FROM {table}", reason="permission denied")  # noqa: S608


@pytest.mark.django_db(databases=["default", "owner"], transaction=False)
@pytest.mark.parametrize("table", HISTORY)
def test_not_even_the_owner_changes_history(table):
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts_loan SET principal = 1",
        "UPDATE accounts_loan SET penalty_rate = 1",
        "UPDATE accounts_loan SET annual_rate = 1",
        "UPDATE accounts_loaninstalment SET principal = 0",
        "UPDATE accounts_loaninstalment SET due_date = due_date + 1",
        "UPDATE accounts_loanapplication SET amount = 1",
        "UPDATE accounts_loanapplication SET registered_by = 'other'",
        "DELETE FROM accounts_loan",
        "DELETE FROM accounts_loaninstalment",
    ],
)
def test_what_was_agreed_cannot_be_changed(change):
    refused(change, reason="permission denied")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE accounts_loan SET outstanding = -1", "accounts_loan_amounts"),
        ("UPDATE accounts_loan SET state = 'REPAID'", "settled_owes_nothing"),
        ("UPDATE accounts_loan SET state = 'PENDING'", "accounts_loan_disbursed"),
        ("UPDATE accounts_loaninstalment SET principal_paid = principal + 1", "_principal"),
        ("UPDATE accounts_loaninstalment SET interest_paid = -1", "_interest"),
        ("UPDATE accounts_loaninstalment SET fee_paid = 1", "_fee"),
        ("UPDATE accounts_loaninstalment SET penalty_paid = 1", "_penalty"),
        ("UPDATE accounts_loanapplication SET decision_reason = ''", "_decided"),
    ],
)
def test_amounts_and_states_stay_possible(change, constraint):
    lending.lent()
    refused(change, reason=constraint)


def test_a_day_is_collected_and_charged_once():
    loan = lending.lent()
    lending.take_away(loan, 50)
    lending.close_day(date(2026, 4, 2))
    lending.close_days_until(date(2026, 4, 8))
    columns = "loan_id, day, due, collected"
    refused(
        f"INSERT INTO accounts_loancollection ({columns}) "  # noqa: S608
        f"SELECT {columns} FROM accounts_loancollection",
        reason="accounts_loancollection_once",
    )
    columns = "instalment_id, day, exact, amount"
    refused(
        f"INSERT INTO accounts_loancharge ({columns}) "  # noqa: S608
        f"SELECT {columns} FROM accounts_loancharge",
        reason="accounts_loancharge_once",
    )


def test_a_loan_is_kept_in_the_currency_of_its_accounts():
    lending.lent()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conname LIKE 'accounts_loan_currency_is%'"
        )
        assert len(cursor.fetchall()) == 2
