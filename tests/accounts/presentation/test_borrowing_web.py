"""Loans in online banking: asked for, decided, looked at by a person, repaid early."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts import public as accounts
from accounts.models import LoanApplication, LoanPayment, LoanQuote
from bankcore.access import NotPermitted
from bankcore.identity.models import User
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from risk.credit import public as credit
from risk.credit.models import Referral
from tests.accounts.services.loans.test_credit_decisions import anna, ben, card  # noqa: F401
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import factors
from tests.factories import loans as lending
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")
loans = accounts.loans
FORM = {
    "currency": "EUR",
    "amount": "1200",
    "instalments": "12",
    "purpose": "A bicycle",
    "income": "2000",
    "expenses": "900",
}


@pytest.fixture
def carl() -> online.Customer:
    return online.customer("carl", funds=1_000)


def logged_in(who: online.Customer) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.user_id))
    return browser


def applied(browser: Client, **changes) -> str:
    """Apply and return the address of the application."""
    form = {**FORM, "request_key": str(uuid4()), **changes}
    answer = browser.post("/loans/apply/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_application_is_registered_once_and_waits_for_a_person(carl):
    browser = logged_in(carl)
    key = str(uuid4())
    assert "8.50\N{NO-BREAK SPACE}% a year" in browser.get("/loans/apply/").content.decode()
    address = applied(browser, request_key=key)
    assert applied(browser, request_key=key) == address
    row = LoanApplication.objects.get()
    assert (row.amount, row.instalments, row.purpose) == (120_000, 12, "A bicycle")
    shown = browser.get(address).content.decode()
    assert "being looked at" in shown
    assert "A bicycle" in shown
    assert "104.66\N{NO-BREAK SPACE}EUR" in shown
    assert address in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "499"}, "The amount is between 500.00 EUR and 100000.00 EUR."),
        ({"amount": "x"}, "decimal number"),
        ({"amount": "0"}, "more than zero"),
        ({"instalments": "121"}, "There are 1 to 120 instalments."),
        ({"income": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_asked_for_is_told_and_nothing_is_registered(carl, changes, said):
    form = {**FORM, "request_key": str(uuid4()), **changes}
    answer = logged_in(carl).post("/loans/apply/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("100,000", "100000")
    assert not LoanApplication.objects.exists()


def test_a_decline_is_told_with_its_reasons_and_a_person_looks_at_it_when_asked(card, carl):  # noqa: F811
    browser = logged_in(carl)
    address = applied(browser, amount="60000", expenses="1900")
    shown = browser.get(address).content.decode()
    assert "declined" in shown
    assert "Why it is declined" in shown
    assert "Ask for a review" in shown
    asked = browser.post(f"{address}review/", follow=True).content.decode()
    assert "A person will look at your application." in asked
    assert "Ask for a review" not in asked
    assert Referral.objects.get().closed_at is None
    again = browser.post(f"{address}review/", follow=True).content.decode()
    assert "that a person has not looked at" in again
    clerk = member("dora", Role.RISK_ANALYST)
    with pytest.raises(NotPermitted):
        credit.uphold_decline(
            referral_id=Referral.objects.get().pk, reason="x", actor=carl.actor, now=NOW
        )
    credit.uphold_decline(
        referral_id=Referral.objects.get().pk, reason="Too much", actor=clerk, now=NOW
    )
    assert Referral.objects.get().closed_as == "UPHELD"
    with pytest.raises(credit.ReferralNotFound):
        credit.uphold_decline(
            referral_id=Referral.objects.get().pk, reason="Again", actor=clerk, now=NOW
        )


def test_what_a_person_decides_about_is_not_reviewed(carl):
    address = applied(logged_in(carl))
    told = logged_in(carl).post(f"{address}review/", follow=True).content.decode()
    assert "have not declined" in told


def lent(**asked) -> tuple[Client, lending.Lent, object]:
    user_id = factors.person("eva")
    found = lending.lent(user_id=user_id, funds=2_000, **asked)
    browser = Client()
    browser.force_login(User.objects.get(pk=user_id))
    return browser, found, f"/loans/{found.loan_id}/early/"


def test_a_loan_is_repaid_by_its_quote_once(carl):
    browser, found, address = lent()
    before = found.funds
    form = {
        "request_key": str(uuid4()),
        "for_day": str(ledger.business_date()),
        "effect": "LOWER",
        "amount": "",
    }
    shown = browser.post(address, form).content.decode()
    quote = LoanQuote.objects.get()
    assert "Repay now" in shown
    assert "Valid until" in shown
    done = browser.post(address, {**form, "quote": str(quote.public_id)}, follow=True)
    assert "It is repaid." in done.content.decode()
    assert found.view.outstanding.minor == 0
    cost = quote.principal + quote.interest + quote.fees
    assert before.minor - found.funds.minor == cost
    browser.post(address, {**form, "quote": str(quote.public_id)})
    assert before.minor - found.funds.minor == cost


def test_a_quote_for_a_later_day_is_told_and_not_paid(carl):
    browser, _, address = lent()
    later = ledger.business_date() + timedelta(days=7)
    form = {"request_key": str(uuid4()), "for_day": str(later), "effect": "LOWER", "amount": "100"}
    shown = browser.post(address, form).content.decode()
    assert "Come back on that day" in shown
    assert "Repay now" not in shown
    quote = LoanQuote.objects.get()
    early = browser.post(address, {**form, "quote": str(quote.public_id)})
    assert early.status_code == 422
    assert "The quote is for" in early.content.decode()
    for mangled in ("x", str(uuid4())):
        assert browser.post(address, {**form, "quote": mangled}).status_code == 422
    too_much = browser.post(address, {**form, "amount": "99999"})
    assert too_much.status_code == 422
    assert not LoanPayment.objects.exists()


def test_nobody_sees_or_repays_anothers_loan(carl):
    _, found, address = lent()
    other = logged_in(carl)
    assert other.get(address).status_code == 404
    assert other.post(address, {"for_day": "2026-03-02"}).status_code == 404
    mine = applied(logged_in(carl))
    dan = logged_in(online.customer("dan", funds=1))
    assert dan.get(mine).status_code == 404
    assert dan.post(f"{mine}review/").status_code == 404
    assert found.view.outstanding.minor
