"""Deposits, withdrawals and payments as an integrator orders them."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from tests import factories
from tests.clients import ApiClient
from tests.factories import eur

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
