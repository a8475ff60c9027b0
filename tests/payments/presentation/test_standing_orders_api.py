"""Standing orders as an integrator gives, changes and calls them off."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from tests import factories
from tests.clients import ApiClient
from tests.payments.services.orders import CREDITOR, picture, run

pytestmark = pytest.mark.usefixtures("bank")
PATH = "/api/v1/standing-orders"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


def order(anna, **changes) -> dict:
    wanted = {
        "account_id": str(anna.account_id),
        "creditor_iban": CREDITOR,
        "creditor_name": "Demo Landlord",
        "amount": "12.50",
        "currency": "EUR",
        "start": "2026-03-02",
        "unit": "MONTH",
        "day_of_month": 31,
        "remittance": "Rent",
    } | changes
    return {name: value for name, value in wanted.items() if value is not None}


def test_an_order_is_given_read_and_listed(api, anna):
    answer = api.post(PATH, order(anna))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["next_due_date"], told["amount"]) == (
        "ACTIVE", "2026-03-31", "12.50",
    )  # fmt: skip
    assert api.get(f"{PATH}/{told['id']}").json() == told
    assert api.get(PATH, account_id=anna.account_id).json() == {"items": [told]}


def test_the_same_key_gives_one_order(api, anna):
    key = str(uuid4())
    first, second = (api.post(PATH, order(anna), key=key) for _ in range(2))
    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    other = api.post(PATH, order(anna, amount="1.00"), key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_payment_is_scheduled_to_an_account_of_this_bank(api, anna):
    ben = factories.account()
    wanted = order(
        anna, credit_account_id=str(ben.account_id), creditor_iban=None, unit="ONCE",
        day_of_month=None,
    )  # fmt: skip
    told = api.post(PATH, wanted).json()
    run()
    told = api.get(f"{PATH}/{told['id']}").json()
    assert told["state"] == "ENDED"
    [execution] = told["executions"]
    assert (execution["state"], execution["amount"]) == ("EXECUTED", "12.50")
    transfer = api.get(f"/api/v1/transfers/{execution['transaction_id']}").json()
    assert transfer["credit_account_id"] == str(ben.account_id)


def test_a_sweep_may_leave_nothing(api, anna):
    told = api.post(PATH, order(anna, rule="SWEEP", amount="0")).json()
    assert (told["rule"], told["amount"]) == ("SWEEP", "0.00")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"amount": "0"}, 400, "invalid_request", "amount"),
        ({"currency": "XXX", "rule": "SWEEP", "amount": "0"}, 400, "invalid_request", "currency"),
        ({"unit": "HOUR"}, 400, "invalid_request", "unit"),
        ({"every": 0}, 400, "invalid_request", "every"),
        ({"start": "soon"}, 400, "invalid_request", "start"),
        ({"start": 20260302}, 400, "invalid_request", "start"),
        ({"day_of_month": 32}, 400, "invalid_request", "day_of_month"),
        ({"unit": "WEEK"}, 400, "invalid_recurrence", "day_of_month"),
        ({"until": "2026-03-01"}, 400, "invalid_recurrence", "until"),
        ({"calendar": "MOON"}, 400, "unknown_calendar", None),
        ({"creditor_iban": "DE00"}, 400, "invalid_iban", "creditor_iban"),
        ({"creditor_name": ""}, 400, "invalid_standing_order", "creditor_name"),
        ({"start": "2020-01-01"}, 400, "invalid_standing_order", "start"),
        ({"account_id": str(uuid4())}, 404, "account_not_found", None),
        ({"surprise": 1}, 400, "invalid_request", "surprise"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(api, anna, change, status, code, field):
    before = picture()
    answer = api.post(PATH, order(anna, **change))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    if field:
        assert field in {error["field"] for error in problem["errors"]}
    assert picture() == before


def test_an_order_is_paused_resumed_changed_and_cancelled(api, anna):
    path = f"{PATH}/{api.post(PATH, order(anna)).json()['id']}"
    assert api.post(f"{path}/pause", "").json()["state"] == "PAUSED"
    assert api.post(f"{path}/resume", "").json()["state"] == "ACTIVE"
    changed = api.patch(path, {"amount": "3.00", "currency": "EUR", "until": "2026-04-01"})
    assert (changed.json()["amount"], changed.json()["until"]) == ("3.00", "2026-04-01")
    assert api.patch(path, {"amount": "3.00"}).status_code == 400
    assert api.post(f"{path}/cancel", "").json()["state"] == "CANCELLED"
    again = api.post(f"{path}/pause", "")
    assert (again.status_code, again.json()["code"]) == (409, "standing_order_over")


def test_an_order_that_does_not_exist_is_a_404(api):
    assert api.get(f"{PATH}/{uuid4()}").json()["code"] == "standing_order_not_found"
    assert api.post(f"{PATH}/{uuid4()}/cancel", "").status_code == 404


def test_without_a_key_nothing_is_told(client):
    for path in ("", f"/{uuid4()}", f"/{uuid4()}/cancel"):
        assert client.get(PATH + path).status_code == 401
        assert client.post(PATH + path).status_code == 401
