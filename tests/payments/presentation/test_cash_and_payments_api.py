"""Deposits, withdrawals and payments as an integrator orders them."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from payments.interbank import public as interbank
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.interbank.exchanges import BANK
from tests.payments.interbank.instant import Wire, says

pytestmark = pytest.mark.usefixtures("bank")
CREDITOR = {"creditor_iban": "DE89 3704 0044 0532 0130 00", "creditor_name": "Demo Landlord"}


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def account() -> accounts.AccountRef:
    return factories.account(funds=100)


def body(account, **more) -> dict:
    return {"account_id": str(account.account_id), "amount": "40.00", "currency": "EUR"} | more


@pytest.mark.parametrize(
    ("path", "more", "left"),
    [("deposits", {}, 140), ("withdrawals", {}, 60), ("payments", CREDITOR, 60)],
)
def test_money_moves_once_and_can_be_looked_up(api, account, path, more, left):
    key = str(uuid4())
    answers = [api.post(f"/api/v1/{path}", body(account, **more), key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    assert answers[0].json() == answers[1].json()
    assert accounts.get_account(account_id=account.account_id).posted == eur(left)
    assert api.get(f"/api/v1/{path}/{answers[0].json()['id']}").json() == answers[0].json()


def test_one_key_is_not_good_for_a_deposit_and_a_withdrawal(api, account):
    key = str(uuid4())
    assert api.post("/api/v1/deposits", body(account), key=key).status_code == 201
    assert api.post("/api/v1/withdrawals", body(account), key=key).status_code == 422


def test_a_deposit_is_not_found_among_transfers(api, account):
    deposit = api.post("/api/v1/deposits", body(account)).json()
    assert api.get(f"/api/v1/transfers/{deposit['id']}").status_code == 404


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_a_movement_that_does_not_exist_is_not_found(api, number):
    assert api.get(f"/api/v1/transfers/{number}").status_code == 404


def test_a_mistyped_iban_is_named_and_nothing_moves(api, account):
    wrong = CREDITOR | {"creditor_iban": "DE88370400440532013000"}
    answer = api.post("/api/v1/payments", body(account, **wrong))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "creditor_iban"
    assert accounts.get_account(account_id=account.account_id).posted == eur(100)


@pytest.mark.parametrize("path", ["withdrawals", "payments"])
def test_no_more_goes_out_than_is_there(api, account, path):
    more = CREDITOR if path == "payments" else {}
    answer = api.post(f"/api/v1/{path}", body(account, amount="100.01", **more))
    assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_funds")
    assert accounts.get_account(account_id=account.account_id).posted == eur(100)


def test_a_program_orders_an_instant_payment_and_reads_how_far_it_has_come(
    api, account, monkeypatch
):
    answer = api.post("/api/v1/payments", body(account, **CREDITOR, instant=True))
    assert answer.status_code == 201, answer.content
    paid = answer.json()
    assert (paid["instant"], paid["status"]) == (True, "in_clearing")
    wire = Wire(monkeypatch)
    wire.says = [says("RJCT", "AC04")]
    interbank.send_instant(transaction_id=int(paid["id"]), actor=BANK, now=NOW)
    assert api.get(f"/api/v1/payments/{paid['id']}").json() == paid | {"status": "returned"}
    again = api.post("/api/v1/payments", body(account, **CREDITOR, instant=True)).json()
    wire.says = [says("ACCP")]
    interbank.send_instant(transaction_id=int(again["id"]), actor=BANK, now=NOW)
    assert api.get(f"/api/v1/payments/{again['id']}").json()["status"] == "completed"


def test_an_instant_payment_in_another_currency_is_refused_by_name(api):
    dollars = factories.account(funds=100, currency="USD")
    answer = api.post(
        "/api/v1/payments", body(dollars, **CREDITOR, instant=True) | {"currency": "USD"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "instant_not_offered")
    assert accounts.get_account(account_id=dollars.account_id).posted.minor == 10_000
