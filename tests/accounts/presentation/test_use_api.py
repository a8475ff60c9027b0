"""Use of accounts over the API."""

import pytest

from tests import factories
from tests.accounts import use
from tests.clients import ApiClient
from tests.colleagues import colleague_approves
from tests.factories import eur
from tests.payments.services.movements import pay, withdraw

pytestmark = pytest.mark.usefixtures("bank")
DAY = "2026-03-02"


@pytest.fixture
def api():
    return ApiClient()


def path(account, what: str) -> str:
    return f"/api/v1/accounts/{account.account_id}/{what}"


def test_limits_are_read_with_what_is_used(api):
    use.limits(daily_limit=5_000, dormancy_days=90)
    anna = factories.account(funds=100)
    withdraw(anna, eur(20))
    answer = api.get(path(anna, "limits"))
    assert answer.json() == {
        "account_id": str(anna.account_id),
        "currency": "EUR",
        "day": DAY,
        "minimum_balance": None,
        "transaction_limit": None,
        "daily_limit": "50.00",
        "monthly_limit": None,
        "spent_today": "20.00",
        "spent_this_month": "20.00",
        "dormancy_days": 90,
        "activity": "ACTIVE",
    }


def test_a_limit_is_a_problem_with_a_code_and_a_cure(api):
    use.limits(daily_limit=5_000)
    anna = factories.account(funds=100)
    body = {"account_id": str(anna.account_id), "amount": "50.01", "currency": "EUR"}
    answer = api.post("/api/v1/withdrawals", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "daily_limit_exceeded")
    assert answer.json()["cure"]


def test_fees_are_listed(api):
    use.fee(use.EVENTS.OUTGOING_PAYMENT, fixed=20)
    anna = factories.account(funds=100)
    for _ in range(2):
        pay(anna, eur(10))
    first = api.get(path(anna, "fees"), limit=1).json()
    item = first["items"][0]
    assert (item["event"], item["amount"], item["fee_state"]) == (
        "OUTGOING_PAYMENT",
        "0.20",
        "charged",
    )
    rest = api.get(path(anna, "fees"), before=first["next_before"]).json()
    assert (len(rest["items"]), rest["next_before"]) == (1, None)


def test_a_mandate_is_given_read_and_ended(api):
    anna, ben = factories.account(), factories.customer("Demo Person 02")
    body = {
        "customer_id": str(ben.customer_id),
        "valid_from": DAY,
        "currency": "EUR",
        "daily_limit": "100.00",
    }
    given = api.post(path(anna, "mandates"), body)
    assert given.status_code == 201
    assert given.json() == api.get(path(anna, "mandates")).json()
    holder, mandate = given.json()["signatories"]
    assert holder["role"] == "primary"
    assert (mandate["role"], mandate["daily_limit"], mandate["transaction_limit"]) == (
        "mandate",
        "100.00",
        None,
    )
    end = path(anna, f"mandates/{ben.customer_id}/end")
    ended = api.post(end, {"last_day": "2026-03-01"})
    assert (ended.status_code, len(ended.json()["signatories"])) == (201, 1)
    again = api.post(end, {"last_day": "2026-03-01"})
    assert (again.status_code, again.json()["code"]) == (404, "right_not_found")


def test_a_joint_holder_signs_where_all_must(api):
    anna, ben = factories.account(), factories.customer("Demo Person 02")
    body = {"customer_id": str(ben.customer_id), "role": "joint", "valid_from": DAY}
    assert api.post(path(anna, "mandates"), body | {"currency": "EUR"}).status_code == 201
    answer = api.post(path(anna, "signing-rule"), {"signing_rule": "ALL_SIGN"})
    assert answer.json()["signing_rule"] == "ALL_SIGN"
    assert [each["role"] for each in answer.json()["signatories"]] == ["primary", "joint"]


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"daily_limit": "0"}, "daily_limit"),
        ({"daily_limit": "1.001"}, "daily_limit"),
        ({"currency": "XXX"}, "currency"),
        ({"valid_to": "2026-03-01"}, "valid_to"),
        ({"role": "joint"}, "role"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_mandate_at_fault_is_a_400_naming_the_field(api, fault, field):
    anna, ben = factories.account(), factories.customer()
    body = {
        "customer_id": str(ben.customer_id),
        "valid_from": DAY,
        "currency": "EUR",
        "daily_limit": "100.00",
    }
    answer = api.post(path(anna, "mandates"), body | fault)
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert len(api.get(path(anna, "mandates")).json()["signatories"]) == 1


def test_an_overdraft_is_agreed_and_ended(api):
    anna = factories.account()
    body = {"limit": "200.00", "currency": "EUR", "from_day": DAY, "reason": "Asked for it"}
    asked = api.post(path(anna, "overdraft"), body)
    assert (asked.status_code, asked.json()["state"]) == (202, "REQUESTED")
    assert api.get(path(anna, "overdraft")).json()["in_force"] == "0.00"
    assert colleague_approves().pk == asked.json()["request_id"]
    assert api.get(path(anna, "overdraft")).json()["in_force"] == "200.00"
    assert api.post(path(anna, "overdraft"), body | {"limit": "0"}).status_code == 202
    colleague_approves()
    assert api.get(path(anna, "overdraft")).json()["agreed"] == "0.00"


def test_an_overdraft_beyond_the_cap_is_a_409_naming_the_field(api):
    use.limits(overdraft_cap=10_000)
    body = {"limit": "100.01", "currency": "EUR", "from_day": DAY, "reason": "Asked"}
    answer = api.post(path(factories.account(), "overdraft"), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "overdraft_not_allowed")


@pytest.mark.parametrize("what", ["limits", "fees", "mandates", "overdraft"])
def test_an_unknown_account_is_a_404_and_nobody_reads_without_a_key(api, client, what):
    unknown = "/api/v1/accounts/00000000-0000-0000-0000-000000000001/" + what
    assert api.get(unknown).json()["code"] == "account_not_found"
    assert client.get(unknown).status_code == 401
