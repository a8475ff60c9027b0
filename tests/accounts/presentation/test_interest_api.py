"""Interest and term deposits as an integrator reads and orders them."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.domain.interest import Side
from tests import factories
from tests.accounts.interest_days import FIRST_DAY, STEPS, end_day, leap_to, terms
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def account() -> accounts.AccountRef:
    terms((0, "0.0365"), product="TERM_DEPOSIT", posting_period=accounts.PostingPeriod.AT_MATURITY)
    opened = factories.account(funds=1_000)
    end_day()
    return opened


def body(account: accounts.AccountRef, **more) -> dict:
    order = {
        "funding_account_id": str(account.account_id),
        "amount": "400.00",
        "currency": "EUR",
        "term_months": 6,
    }
    return order | more


def test_an_account_tells_what_it_accrues_and_what_was_posted(api):
    terms((0, "0.0365"), (200_000, "0.05"), tax_rate=Decimal("0.25"))
    terms((0, "0.10"), side=Side.DEBIT)
    account = factories.account(funds=1_000)
    path = f"/api/v1/accounts/{account.account_id}/interest"
    assert api.get(path).json()["sides"] == []
    leap_to(FIRST_DAY.replace(month=4, day=3))
    answer = api.get(path).json()
    assert (answer["currency"], answer["accrued_to"]) == ("EUR", "2026-04-02")
    credit, debit = answer["sides"]
    assert (credit["side"], credit["accrued"], credit["tax_rate"]) == (
        "credit",
        "0.2004340000",
        "0.250000",
    )
    assert [tier["rate"] for tier in credit["tiers"]] == ["0.036500", "0.050000"]
    assert (debit["side"], debit["accrued"]) == ("debit", "0.0000000000")
    assert answer["postings"] == [
        {
            "side": "credit",
            "period_end": "2026-03-31",
            "gross": "2.90",
            "tax": "0.73",
            "booked_on": "2026-03-31",
        }
    ]


def test_a_deposit_is_opened_once_and_read(api, account):
    answers = [api.post("/api/v1/term-deposits", body(account), key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    opened = answers[0].json()
    assert opened == answers[1].json()
    assert (opened["principal"], opened["rate"], opened["maturity"]) == (
        "400.00",
        "0.036500",
        "2026-09-03",
    )
    read = api.get(f"/api/v1/term-deposits/{opened['deposit_id']}").json()
    assert read == opened
    balance = api.get(f"/api/v1/accounts/{account.account_id}/balance").json()
    assert balance["posted"] == "600.00"
    other = api.post("/api/v1/term-deposits", body(account, amount="1.00"), key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_deposit_is_quoted_and_broken(api, account):
    opened = api.post("/api/v1/term-deposits", body(account)).json()
    for _ in range(3):
        end_day(steps=(STEPS[0], accounts.mature_deposits, *STEPS[1:]))
    path = f"/api/v1/term-deposits/{opened['deposit_id']}"
    quote = api.get(f"{path}/break-quote").json()
    assert (quote["interest"], quote["forfeited"], quote["paid_out"]) == ("0.12", "0.12", "400.00")
    ended = api.post(f"{path}/break", {})
    assert (ended.status_code, ended.json()["deposit_state"]) == (201, "BROKEN")
    again = api.post(f"{path}/break", {})
    assert (again.status_code, again.json()["code"]) == (409, "deposit_not_active")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"amount": "5000.00"}, 409, "deposit_not_funded"),
        ({"currency": "USD"}, 409, "deposit_not_funded"),
        ({"term_days": 5}, 400, "invalid_request"),
        ({"term_months": 0}, 400, "invalid_request"),
        ({"colour": "red"}, 400, "invalid_request"),
        ({"instruction": "KEEP"}, 400, "invalid_request"),
        ({"funding_account_id": str(uuid4())}, 404, "account_not_found"),
    ],
)
def test_a_deposit_that_cannot_be_is_refused_and_moves_nothing(api, account, more, status, code):
    answer = api.post("/api/v1/term-deposits", body(account, **more))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    balance = api.get(f"/api/v1/accounts/{account.account_id}/balance").json()
    assert balance["posted"] == "1000.00"


@pytest.mark.parametrize("path", ["term-deposits/{}", "term-deposits/{}/break-quote"])
def test_an_unknown_deposit_is_not_found(api, path):
    answer = api.get(f"/api/v1/{path.format(uuid4())}")
    assert (answer.status_code, answer.json()["code"]) == (404, "deposit_not_found")


def test_interest_of_an_unknown_account_is_not_found(api):
    answer = api.get(f"/api/v1/accounts/{uuid4()}/interest")
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")
