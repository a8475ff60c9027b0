"""The plan that a session makes for its first booking serves all its later ones, however large."""

import re

import pytest
from django.db import connections

from tests.bankcore.ledger.guards.raw import RawBooks

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def plan_of_one_posting() -> str:
    """Book one posting, and return how its balances would be found and written."""
    raw = RawBooks(connections["owner"])
    anna, ben = raw.account(funds=100), raw.account()
    source = raw.run("SELECT pg_get_functiondef('ledger_entries_added'::regproc)")[0][0]
    with connections["owner"].cursor() as cursor:
        cursor.execute(_explaining(source))
    lines: list[str] = []

    def tell(notice) -> None:
        lines.append(notice.message_primary)

    session = connections["owner"].connection
    session.add_notice_handler(tell)
    raw.book((anna, 2, -40, 60), (ben, 1, 40, 40))
    session.remove_notice_handler(tell)
    return "\n".join(lines)


def _explaining(function: str) -> str:
    """Return the function, telling the plan of its last statement before it runs it."""
    found = re.search(r"WITH run AS.*? INTO accounts, carried;", function, re.DOTALL)
    statement = found[0].replace(" INTO accounts, carried;", "")
    asked = statement.replace("batch.has_charges", "true")
    telling = (
        f"FOR line IN EXECUTE $ask$EXPLAIN {asked}$ask$ LOOP RAISE NOTICE '%', line; END LOOP;\n"
    )
    return function.replace(found[0], telling + found[0]).replace("DECLARE", "DECLARE line text;")


def test_balances_of_a_batch_are_found_by_their_keys_and_joined_as_sets():
    plan = plan_of_one_posting()
    update = plan[plan.index("Update on ledger_balance") :]
    assert "ledger_balance_pkey" in update
    assert "Merge Join" in update or "Hash Join" in update
    # In a loop every entry of a batch of thousands would be held against every other.
    assert "Nested Loop" not in update
    assert "Seq Scan" not in plan
