"""POST /process_payment."""

import json
import time
from uuid import uuid4

import pytest

from accounts import public as accounts
from risk import public as risk
from risk.models import ScreeningDecision
from risk.services import screening
from tests import factories
from tests.clients import SECRET, ApiClient, signed
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(autouse=True)
def _integrator(bank) -> None:
    ApiClient("shop")


@pytest.fixture
def account() -> accounts.AccountRef:
    return factories.account(funds=100)


def text(account, amount: str = "25.00", currency: str = "EUR", **changes) -> str:
    """Return the body's text without a signature; `amount` is written as a JSON number."""
    body = {
        "account_id": str(account.account_id),
        "currency": currency,
        "client_id": "shop",
        "timestamp": int(time.time()),
        "nonce": uuid4().hex,
    } | changes
    return json.dumps(body)[:-1] + f', "amount": {amount}}}'


def send(client, body: str, **headers):
    return client.post("/process_payment", body, content_type="application/json", headers=headers)


def left(account):
    return accounts.get_account(account_id=account.account_id).posted


def test_process_payment_takes_the_money(client, account):
    answer = send(client, signed(text(account)))
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "status": "success",
        "message": "Payment processed successfully",
    }
    assert left(account) == eur(75)


@pytest.mark.parametrize("amount", ["25", "25.0", "25.00", '"25.00"'])
def test_process_payment_reads_a_number_exactly_as_written(client, account, amount):
    assert send(client, signed(text(account, amount))).status_code == 200
    assert left(account) == eur(75)


def test_process_payment_never_takes_a_number_for_a_float(client, account):
    answer = send(client, signed(text(account, "0.1000000000000000055511151231257827")))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "amount"
    assert left(account) == eur(100)


def test_process_payment_refuses_a_wrong_signature(client, account):
    answer = send(client, signed(text(account), secret="another"))
    assert answer.status_code == 400
    assert answer.json() == {"status": "error", "message": "Invalid signature"}
    assert left(account) == eur(100)


def test_process_payment_refuses_a_body_changed_after_signing(client, account):
    body = signed(text(account)).replace("25.00", "26.00")
    assert send(client, body).json()["message"] == "Invalid signature"
    assert left(account) == eur(100)


def test_process_payment_refuses_an_unknown_client(client, account):
    body = signed(text(account, client_id="nobody"))
    assert send(client, body).json()["message"] == "Invalid signature"


@pytest.mark.parametrize("seconds", [-301, 301, -(10**9), 10**10])
def test_process_payment_refuses_an_old_or_future_signature(client, account, seconds):
    stamp = max(0, int(time.time()) + seconds)
    body = signed(text(account, timestamp=stamp))
    assert send(client, body).json()["message"] == "Invalid signature"
    assert left(account) == eur(100)


def test_process_payment_takes_a_signed_body_once(client, account):
    body = signed(text(account))
    assert send(client, body).status_code == 200
    again = send(client, body)
    assert (again.status_code, again.json()["message"]) == (400, "Invalid signature")
    assert left(account) == eur(75)


def test_process_payment_signed_anew_under_one_key_happens_once(client, account):
    key = {"Idempotency-Key": "order-1"}
    for _ in range(2):
        assert send(client, signed(text(account)), **key).status_code == 200
    assert left(account) == eur(75)


def test_process_payment_knows_no_such_account(client, account):
    body = signed(text(account, account_id=str(uuid4())))
    answer = send(client, body)
    assert answer.status_code == 404
    assert answer.json() == {"status": "error", "message": "Account not found"}


def test_process_payment_refuses_another_currency(client, account):
    answer = send(client, signed(text(account, currency="USD")))
    assert answer.status_code == 400
    assert answer.json() == {"status": "error", "message": "Currency mismatch"}
    assert left(account) == eur(100)


def test_process_payment_refuses_more_than_there_is(client, account):
    answer = send(client, signed(text(account, "100.01")))
    assert answer.status_code == 400
    assert answer.json() == {"status": "error", "message": "Insufficient funds"}
    assert left(account) == eur(100)


@pytest.mark.parametrize(
    "field", ["account_id", "amount", "currency", "client_id", "timestamp", "nonce", "signature"]
)
def test_process_payment_names_a_missing_field(client, account, field):
    body = json.loads(signed(text(account, '"1.00"')))
    del body[field]
    answer = send(client, json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("account_id", 5), ("amount", True), ("amount", None), ("amount", "1e2"), ("amount", -1),
     ("amount", 0), ("currency", 978), ("timestamp", "soon"), ("nonce", 7), ("signature", [])],
)  # fmt: skip
def test_process_payment_names_a_field_of_the_wrong_type(client, account, field, value):
    body = json.loads(signed(text(account, '"1.00"'))) | {field: value}
    answer = send(client, json.dumps(body))
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert left(account) == eur(100)


@pytest.mark.parametrize("body", ["", "{", "[]", "NaN", "12"])
def test_process_payment_refuses_malformed_json(client, body):
    answer = send(client, body)
    assert (answer.status_code, answer.json()["status"]) == (400, "error")
    assert answer.json()["message"]


def test_process_payment_keeps_the_secret_encrypted():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_signingsecret")
        stored = [bytes(secret) for (secret,) in cursor.fetchall()]
    assert stored
    assert not any(SECRET.encode() in each for each in stored)


def test_process_payment_is_screened_first(client, account):
    assert send(client, signed(text(account))).status_code == 200
    decision = ScreeningDecision.objects.get()
    assert (decision.channel, decision.outcome) == ("process_payment", "APPROVE")
    assert decision.facts["account"] == str(account.account_id)
    assert (decision.facts["amount"], decision.facts["merchant"]) == ("25.00", "shop")


@pytest.mark.parametrize("verdict", ["CHALLENGE", "REVIEW", "DECLINE"])
def test_process_payment_that_screening_stops_books_nothing_and_keeps_the_decision(
    client, account, monkeypatch, verdict
):
    found = risk.Finding(rule="a_rule", reason="Because.", verdict=risk.Verdict(verdict))
    monkeypatch.setattr(screening, "_decide", lambda *_, **__: risk.Decision(
        outcome=found.verdict, findings=(found,)))  # fmt: skip
    answer = send(client, signed(text(account)))
    assert (answer.status_code, answer.json()["code"]) == (403, "payment_declined")
    assert left(account) == eur(100)
    assert ScreeningDecision.objects.get().outcome == verdict
