"""What owners pay in is booked by two people, once, and is Tier 1."""

import pytest

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.identity.public import Role
from bankcore.money import Money
from risk.market import public as market
from tests.colleagues import decide, logged_in, member
from tests.conftest import NOW
from tests.factories import eur
from tests.factories.loans import gl
from tests.risk.market.days import DAY, curve, end_day

pytestmark = pytest.mark.usefixtures("bank")


def ask(actor, amount=None, reference="capital-1"):
    return market.request_capital(
        amount=amount or eur(500_000), reference=reference, reason="Paid in", actor=actor, now=NOW
    )


def test_capital_is_booked_once_a_second_person_agrees_and_is_tier_one():
    finn, gina = member("finn", Role.FINANCE), member("gina", Role.FINANCE)
    asked = ask(finn)
    assert gl("3000") == eur(0)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=finn, now=NOW)
    assert gl("3000") == eur(0)
    approvals.approve(request_id=asked.request_id, actor=gina, now=NOW)
    assert gl("3000") == gl("1100") == eur(500_000)
    curve()
    end_day()
    assert market.figures_of(day=DAY).tier_one == eur(500_000)


def test_a_payment_is_booked_once():
    finn, gina = member("finn", Role.FINANCE), member("gina", Role.FINANCE)
    for _ in range(2):
        asked = ask(finn)
        try:
            approvals.approve(request_id=asked.request_id, actor=gina, now=NOW)
        except market.CapitalBooked as error:
            refused = error
    assert refused.field == "reference"
    assert gl("3000") == eur(500_000)
    assert Request.objects.latest("id").state == "REQUESTED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": eur(0) - eur(1)},
        {"amount": Money.of(1, "USD")},
        {"reference": "  "},
        {"reference": "x" * 61},
    ],
)
def test_what_is_no_capital_is_refused(wrong):
    with pytest.raises(market.CapitalInvalid):
        ask(member("finn", Role.FINANCE), **wrong)
    assert not Request.objects.exists()


@pytest.mark.parametrize("role", [Role.RISK_ANALYST, Role.OPERATIONS, Role.COMPLIANCE])
def test_only_finance_asks_for_capital(role):
    with pytest.raises(NotPermitted):
        ask(member("eve", role))


def test_capital_is_asked_for_on_a_page():
    member("finn", Role.FINANCE)
    member("gina", Role.FINANCE)
    given = {
        "request_key": "7b0f9d4e-1c7e-4a57-9d3a-0a6d3c9e2b11", "amount": "1000.00",
        "reference": "capital-2", "reason": "Paid in",
    }  # fmt: skip
    browser = logged_in("finn")
    listed = browser.get("/admin/market/limit/").content.decode()
    assert "Ask for capital to be booked" in listed
    browser.post("/admin/market/limit/capital/", given)
    assert decide(logged_in("gina")).state == "EXECUTED"
    assert gl("3000") == eur(1000)
