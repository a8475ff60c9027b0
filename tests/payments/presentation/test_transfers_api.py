"""Transfers as an integrator orders them."""

import json
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.factories import TESTER, eur

pytestmark = pytest.mark.usefixtures("bank")
PATH = "/api/v1/transfers"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def payer() -> accounts.AccountRef:
    return factories.account(funds=100)


@pytest.fixture
def payee() -> accounts.AccountRef:
    return factories.account()


def order(payer, payee, **changes) -> dict:
    return {
        "debit_account_id": str(payer.account_id),
        "credit_account_id": str(payee.account_id),
        "amount": "12.50",
        "currency": "EUR",
        "narrative": "Rent",
    } | changes


def posted(account) -> object:
    return accounts.get_account(account_id=account.account_id).posted


def test_a_transfer_moves_the_money_and_tells_of_it(api, payer, payee):
    answer = api.post(PATH, order(payer, payee))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["kind"], told["amount"], told["currency"]) == ("transfer", "12.50", "EUR")
    assert (posted(payer), posted(payee)) == (eur("87.50"), eur("12.50"))
    assert api.get(f"{PATH}/{told['id']}").json() == told


def test_the_same_key_and_body_get_the_stored_answer_and_move_nothing(api, payer, payee):
    key = str(uuid4())
    first = api.post(PATH, order(payer, payee), key=key)
    second = api.post(PATH, order(payer, payee), key=key)
    assert second.status_code == 201
    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert posted(payer) == eur("87.50")


def test_the_same_key_with_another_body_is_refused(api, payer, payee):
    key = str(uuid4())
    api.post(PATH, order(payer, payee), key=key)
    answer = api.post(PATH, order(payer, payee, amount="12.51"), key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert posted(payer) == eur("87.50")


def test_a_key_belongs_to_one_client(payer, payee):
    key = str(uuid4())
    for name in ("first", "second"):
        assert ApiClient(name).post(PATH, order(payer, payee), key=key).status_code == 201
    assert posted(payer) == eur("75.00")


def test_a_refusal_is_stored_with_its_key_even_when_money_has_come_meanwhile(api, payer, payee):
    key = str(uuid4())
    body = order(payee, payer)
    assert api.post(PATH, body, key=key).json()["code"] == "insufficient_funds"
    api.post(PATH, order(payer, payee, amount="50.00"))
    again = api.post(PATH, body, key=key)
    assert (again.status_code, again.json()["code"]) == (409, "insufficient_funds")


def test_a_write_without_a_key_is_refused(api, payer, payee):
    answer = api.post(PATH, order(payer, payee), key=" ")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert posted(payer) == eur(100)


AMOUNTS = [
    "0", "0.00", "-1", "-0.01", "+1", "1e3", "1E3", "NaN", "Infinity", "", " 1", "1 ", "1,00",
    "1.234", "01.00", ".5", "1.", "1000000000000001", "10000000000000000000000", "١٢", "\uff11",
    "0x10", "1_000", "twelve", None, True, 12, 12.5, [], {}, ["1"], {"value": "1"},
]  # fmt: skip


@pytest.mark.parametrize("amount", AMOUNTS, ids=repr)
def test_what_is_no_amount_is_a_400_naming_the_field(api, payer, payee, amount):
    entries = len(_entries(payer))
    answer = api.post(PATH, order(payer, payee, amount=amount))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "amount" in {error["field"] for error in answer.json()["errors"]}
    assert (posted(payer), len(_entries(payer))) == (eur(100), entries)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(api, payer, payee, literal):
    text = json.dumps(order(payer, payee)).replace('"12.50"', literal)
    answer = api.post(PATH, text)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert posted(payer) == eur(100)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"currency": 978}, "currency"),
        ({"debit_account_id": "not-an-id"}, "debit_account_id"),
        ({"debit_account_id": None}, "debit_account_id"),
        ({"narrative": 5}, "narrative"),
        ({"narrative": "x" * 141}, "narrative"),
        ({"narrative": "\0"}, "narrative"),
        ({"ammount": "1"}, "ammount"),
    ],
)
def test_a_field_at_fault_is_named(api, payer, payee, change, field):
    answer = api.post(PATH, order(payer, payee, **change))
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("field", ["debit_account_id", "credit_account_id", "amount", "currency"])
def test_a_missing_field_is_named(api, payer, payee, field):
    body = order(payer, payee)
    del body[field]
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"text"', "12", '{"amount": "1", "amount": "2"}', "{'a': 1}",
     '{"narrative": "\\ud800"}', "[" * 3000, '{"a": 1' + "0" * 500 + "}", "\xff".encode("latin-1")],
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_a_400(api, text):
    answer = api.post(PATH, text)
    assert answer.status_code == 400
    assert answer.json()["cure"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": "100.01"}, 409, "insufficient_funds"),
        ({"currency": "USD"}, 400, "currency_mismatch"),
        ({"currency": "JPY", "amount": "12"}, 400, "currency_mismatch"),
        ({"debit_account_id": str(uuid4())}, 404, "account_not_found"),
        ({"credit_account_id": str(uuid4())}, 404, "account_not_found"),
    ],
)
def test_a_refusal_has_a_stable_code_and_changes_nothing(api, payer, payee, change, status, code):
    answer = api.post(PATH, order(payer, payee, **change))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["detail"]
    assert problem["cure"]
    assert problem["request_id"] == answer["X-Request-ID"]
    assert (posted(payer), posted(payee)) == (eur(100), eur(0))


def test_a_transfer_to_the_same_account_is_refused(api, payer):
    answer = api.post(PATH, order(payer, payer))
    assert (answer.status_code, answer.json()["code"]) == (400, "same_account")


@pytest.mark.parametrize(
    ("status", "code"),
    [(accounts.AccountStatus.FROZEN, "account_blocked"),
     (accounts.AccountStatus.DEBIT_BLOCKED, "account_blocked")],
)  # fmt: skip
def test_a_blocked_account_pays_nothing(api, payer, payee, status, code):
    accounts.set_account_status(
        account_id=payer.account_id, status=status, reason="test", actor=TESTER, now=NOW
    )
    answer = api.post(PATH, order(payer, payee))
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_the_largest_amount_is_booked_whole(api, payee):
    rich = factories.account()
    accounts.set_overdraft(account_id=rich.account_id, limit=eur(10**15), actor=TESTER, now=NOW)
    answer = api.post(PATH, order(rich, payee, amount="1000000000000000.00"))
    assert answer.status_code == 201, answer.content
    assert posted(payee) == eur(10**15)


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer wrong", "Basic dGVzdA=="])
def test_without_a_valid_key_nothing_is_told(client, payer, key):
    headers = {"Authorization": key} if key else {}
    for path in ("/api/v1/accounts", f"/api/v1/accounts/{payer.account_id}", PATH):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_an_address_that_does_not_exist_is_a_problem_too(api):
    answer = api.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def _entries(account) -> list:
    return ledger.entries(
        account_id=account.ledger_account_id, chosen=ledger.EntryFilter(), limit=100
    )
