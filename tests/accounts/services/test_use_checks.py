"""The checks of fees and limits hold on sound books, and see damage."""

import pytest
from django.db import connections

from accounts import public as accounts
from tests import factories
from tests.accounts import use
from tests.accounts.services.test_fees import refund
from tests.factories import eur
from tests.payments.services.movements import pay, withdraw

pytestmark = pytest.mark.usefixtures("committed_bank")
TABLES = ("accounts_feecharge", "accounts_usage", "accounts_usageterms")


def broken() -> list[str]:
    return [check.code for check in accounts.verify_use() if not check.holds]


def damage(statement: str) -> None:
    """Run it as the owner with the tables' triggers off."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_damage_to_fees_and_limits_is_found():
    use.limits(daily_limit=10_000)
    use.fee(use.EVENTS.OUTGOING_PAYMENT, fixed=20)
    anna = factories.account(funds=100)
    pay(anna, eur(10))
    pay(anna, eur(20))
    refund(anna)
    withdraw(anna, eur(30))
    assert broken() == []
    assert [check.checked for check in accounts.verify_use()] == [2, 1, 1, 1]
    damage("UPDATE accounts_usage SET spent = spent + 9000")
    assert broken() == ["US3", "US4"]
    damage("UPDATE accounts_usage SET spent = spent - 9000")
    first = "(SELECT min(id) FROM accounts_feecharge)"
    damage(f"UPDATE accounts_feecharge SET txn_id = 7 WHERE id = {first}")  # noqa: S608
    assert broken() == ["US1"]
    damage("UPDATE accounts_feecharge SET amount_minor = 21")
    assert broken() == ["US1", "US2"]
