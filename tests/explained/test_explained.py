"""A large table that is read whole is noticed, and nothing asked every second reads one."""

import pytest
from django.db import connection

from bankcore.benchmark import lists
from tests import factories
from tests.accounts.closed_days import close_march
from tests.clients import ApiClient
from tests.explained import plans, statements
from tests.payments.gateway.presentation.merchants import Shop
from tests.payments.services import orders
from tests.payments.webhooks.events import endpoint, happened
from tests.security.visitors import staff, visitor

pytestmark = [
    pytest.mark.usefixtures("bank"),
    pytest.mark.django_db(databases=["default", "owner"]),
]


@pytest.fixture(autouse=True)
def _large():
    plans.give_first_pages()


def explained(asked) -> plans.Found:
    with statements.listening() as listener:
        asked()
    return plans.explain(listener.heard.values())


def ask(sql: str, values: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_question_that_no_index_answers_is_found_and_one_that_an_index_answers_is_not():
    found = explained(
        lambda: (
            ask("SELECT id FROM ledger_txn WHERE narrative = %s LIMIT %s", ["Rent", 5]),
            ask("SELECT name FROM accounts_customer WHERE public_id = ANY(%s)", [[]]),
        )
    )
    assert (found.explained, found.unexplained) == (2, [])
    assert [(each.table, each.why_allowed) for each in found.wrong] == [("ledger_txn", "")]


def test_questions_that_differ_in_their_values_are_explained_once():
    def asked() -> None:
        for names in (["Rent"], ["Rent", "Wages"], ["Rent", "Wages", "Shop"]):
            places = ", ".join(["%s"] * len(names))
            ask(f"SELECT id FROM accounts_product WHERE name IN ({places})", names)  # noqa: S608

    assert explained(asked).explained == 1


def test_transfers_accounts_lists_and_standing_orders_are_answered_by_indexes():
    anna, ben = visitor("anna", name="Anna Demo"), factories.account()
    program, browser, clerk = ApiClient(), anna.browser(), staff()
    transfer = {
        "debit_account_id": str(anna.account.account_id),
        "credit_account_id": str(ben.account_id),
        "amount": "12.50",
        "currency": "EUR",
    }

    def asked() -> None:
        assert program.post("/api/v1/transfers", transfer).status_code == 201
        for path in ("", "/entries"):
            program.get(f"/api/v1/accounts/{anna.account.account_id}{path}")
        for path in ("/", f"/accounts/{anna.account.account_id}/", "/spending/"):
            assert browser.get(path).status_code == 200, path
        for label, term in lists.SEARCHED.items():
            for query in ({}, {"q": term}):
                assert clerk.get(lists.address(label), query).status_code == 200
        orders.run()

    found = explained(asked)
    assert found.explained > 30, found.explained
    assert [str(each) for each in found.wrong] == []
    assert found.unexplained == []


def test_long_statements_texts_and_deliveries_of_a_time_are_answered_by_indexes(monkeypatch):
    monkeypatch.setattr("accounts.domain.statements.FEW", 0)
    account, program, shop = factories.account(funds=100), ApiClient(), Shop()
    close_march()
    made = endpoint("*", merchant=shop.merchant.object_id)
    event = happened(merchant=shop.merchant.object_id)
    base = f"/api/v1/accounts/{account.account_id}"

    def asked() -> None:
        for _ in range(2):
            assert program.get(f"{base}/statements/1/csv").getvalue()
        assert program.get(f"{base}/entries?text=Rent&last_day=2026-03-31").status_code == 200
        for path in (f"webhook_endpoints/{made.object_id}", f"events/{event}"):
            for part in ("limit=5", "created[gte]=1", "created[lt]=1", "created[gte]=1&limit=1"):
                assert shop.get(f"/v1/{path}/deliveries?{part}").status_code == 200, part

    found = explained(asked)
    assert found.explained > 15, found.explained
    assert [str(each) for each in found.wrong] == []
    assert found.unexplained == []
