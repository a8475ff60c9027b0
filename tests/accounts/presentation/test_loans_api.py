"""Loans as an integrator orders and reads them."""

from uuid import uuid4

import pytest

from accounts.models import LoanApplication
from accounts.services.loans.scoring import by_scorecard
from tests import factories
from tests.clients import ApiClient
from tests.colleagues import colleague_approves
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")
API = "/api/v1"
NOBODY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def application(customer, **changes):
    body = {
        "customer_id": str(customer.customer_id),
        "amount": "1200.00",
        "currency": "EUR",
        "instalments": 12,
        "annual_rate": "0.12",
    }
    return {**body, **changes}


def posted(answer, status: int = 201):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_loan_from_application_to_early_repayment(api):
    customer = factories.customer()
    account = factories.account(owner=customer, funds=100)
    asked = posted(api.post(f"{API}/loan-applications", application(customer)))
    assert (asked["application_state"], asked["loan_id"]) == ("SUBMITTED", None)
    path = f"{API}/loan-applications/{asked['application_id']}"
    assert api.get(path).json() == asked
    decision = {"decision": "APPROVED", "reason": "Good"}
    assert posted(api.post(f"{path}/decision", decision))["application_state"] == "APPROVED"
    contract = {"repayment_account_id": str(account.account_id)}
    loan = posted(api.post(f"{path}/contract", contract))
    assert (loan["loan_state"], loan["apr"]) == ("PENDING", "0.148353")
    path = f"{API}/loans/{loan['loan_id']}"
    loan = posted(api.post(f"{path}/disbursement", {}))
    assert (loan["loan_state"], loan["outstanding"]) == ("ACTIVE", "1200.00")
    assert loan["schedule"][0]["due_date"] == "2026-04-02"
    assert api.get(path).json() == loan
    quoted = posted(api.post(f"{path}/early-quotes", {"for_day": OPENING_DAY.isoformat()}))
    assert quoted["total"] == "1212.00"
    paid = posted(api.post(f"{API}/early-repayments", {"quote_id": quoted["quote_id"]}))
    assert (paid["principal"], paid["fees"], paid["loan_state"]) == ("1200.00", "12.00", "REPAID")
    assert [each["kind"] for each in api.get(f"{path}/repayments").json()["items"]] == ["EARLY"]
    listed = api.get(f"{API}/loans", customer_id=str(customer.customer_id)).json()
    assert [each["loan_id"] for each in listed["items"]] == [loan["loan_id"]]


def test_income_and_expenses_reach_who_decides_and_are_read_in_the_loans_currency(api, settings):
    asked_of.clear()
    settings.LOAN_SCORING = f"{__name__}.keeping_what_it_is_asked"
    told = application(factories.customer(), income="3000.00", expenses="900.50")
    posted(api.post(f"{API}/loan-applications", told))
    assert (asked_of[0].income, asked_of[0].expenses) == (eur(3000), eur("900.50"))
    posted(api.post(f"{API}/loan-applications", application(factories.customer())))
    assert (asked_of[1].income, asked_of[1].expenses) == (None, None)


asked_of: list = []


def keeping_what_it_is_asked(*, asked, now):
    asked_of.append(asked)
    return by_scorecard(asked=asked, now=now)


@pytest.mark.parametrize("field", ["income", "expenses"])
@pytest.mark.parametrize("amount", ["-1", "0.001", "0", "much", 12])
def test_an_income_that_is_no_amount_is_refused_and_nothing_is_kept(api, field, amount):
    body = application(factories.customer(), **{field: amount})
    answer = api.post(f"{API}/loan-applications", body)
    assert answer.status_code == 400
    assert field in answer.content.decode()
    assert not LoanApplication.objects.exists()


def test_a_decision_on_a_large_loan_is_asked_for_and_a_colleague_approves_it(api):
    large = application(factories.customer()) | {"amount": "10000.01"}
    made = posted(api.post(f"{API}/loan-applications", large))
    path = f"{API}/loan-applications/{made['application_id']}"
    answer = api.post(f"{path}/decision", {"decision": "APPROVED", "reason": "Good"})
    assert (answer.status_code, answer.json()["state"]) == (202, "REQUESTED")
    assert api.get(path).json()["application_state"] == "SUBMITTED"
    approved = colleague_approves()
    assert (approved.maker, approved.pk) == ("client:tester", answer.json()["request_id"])
    assert api.get(path).json()["application_state"] == "APPROVED"


def test_a_decision_on_a_loan_at_the_limit_takes_one(api):
    asked = application(factories.customer()) | {"amount": "10000.00"}
    made = posted(api.post(f"{API}/loan-applications", asked))
    path = f"{API}/loan-applications/{made['application_id']}"
    assert api.post(f"{path}/decision", {"decision": "DECLINED", "reason": "No"}).status_code == 201


def test_a_request_sent_twice_has_one_effect(api):
    body, key = application(factories.customer()), str(uuid4())
    first = posted(api.post(f"{API}/loan-applications", body, key=key))
    assert posted(api.post(f"{API}/loan-applications", body, key=key)) == first
    loan = lending.lent()
    path = f"{API}/loans/{loan.loan_id}/repayments"
    order = {"amount": "101.00", "currency": "EUR", "surplus": "EARLY"}
    first = api.post(path, order, key=key)
    again = api.post(path, order, key=key)
    assert posted(first) == posted(again)
    assert again["Idempotent-Replayed"] == "true"
    other = api.post(path, {**order, "amount": "55.00"}, key=key)
    assert posted(other, 422)["code"] == "loan_request_reused"


def test_a_part_of_a_loan_is_quoted_in_its_currency(api):
    loan = lending.lent()
    path = f"{API}/loans/{loan.loan_id}/early-quotes"
    day = OPENING_DAY.isoformat()
    quoted = posted(api.post(path, {"for_day": day, "principal": "200.00"}))
    assert (quoted["principal"], quoted["fees"], quoted["whole"]) == ("200.00", "2.00", False)
    wrong = posted(api.post(path, {"for_day": day, "principal": "200.001"}), 400)
    assert wrong["errors"][0]["field"] == "principal"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"annual_rate": 0.12}, 400, "invalid_request"),
        ({"annual_rate": "0.5"}, 400, "outside_loan_terms"),
        ({"amount": "1.00"}, 400, "outside_loan_terms"),
        ({"principal_grace": 12}, 400, "invalid_loan_conditions"),
        ({"customer_id": NOBODY}, 404, "customer_not_found"),
        ({"colour": "red"}, 400, "invalid_request"),
    ],
)
def test_what_cannot_be_lent_is_refused_with_a_code(api, changes, status, code):
    answer = api.post(f"{API}/loan-applications", application(factories.customer(), **changes))
    assert posted(answer, status)["code"] == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"loans/{NOBODY}", "loan_not_found"),
        (f"loans/{NOBODY}/repayments", "loan_not_found"),
        (f"loan-applications/{NOBODY}", "loan_application_not_found"),
    ],
)
def test_an_unknown_loan_is_not_found(api, path, code):
    assert posted(api.get(f"{API}/{path}"), 404)["code"] == code


def test_the_loans_api_asks_who_you_are(client):
    for path in ("loans", f"loans/{uuid4()}", f"loan-applications/{uuid4()}"):
        assert client.get(f"{API}/{path}").status_code == 401
