"""Orders for other banks that no network could carry are refused when they are given."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.money import Money
from payments import public as payments
from payments.models import ExternalPayment, StandingOrder
from payments.presentation.web.forms import StandingOrderForm
from payments.presentation.web.pay_forms import PayForm
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import left, pay

pytestmark = pytest.mark.usefixtures("bank")
US_ACCOUNT = "231380104/123456789"


@pytest.fixture(autouse=True)
def networks(settings):
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa", "USD": "ach"}


def dollars(text: str) -> Money:
    return Money.of(text, "USD")


def test_more_than_sepa_carries_is_refused_and_moves_nothing():
    rich = factories.account(funds="2000000000")
    with pytest.raises(payments.AmountTooLarge, match=r"at most 999.?999.?999\.99"):
        pay(rich, eur("1000000000.00"))
    assert left(rich) == eur("2000000000")
    assert not ExternalPayment.objects.exists()
    pay(rich, eur("999999999.99"))


def test_more_than_ach_carries_is_refused():
    rich = factories.account(funds="200000000", currency="USD")
    with pytest.raises(payments.AmountTooLarge):
        pay(rich, dollars("100000000.00"), iban=US_ACCOUNT)
    assert not ExternalPayment.objects.exists()


def order(account, amount, iban):
    terms = payments.StandingOrderTerms(
        account_id=account.account_id,
        payee=payments.Payee(iban=iban, name="Demo Landlord"),
        amount=amount,
        rule=payments.AmountRule.FIXED,
        recurrence=payments.Recurrence(start=date(2026, 3, 2), unit=payments.Unit.MONTH),
    )
    return payments.create_standing_order(terms=terms, request=request_key(), actor=TESTER, now=NOW)


def test_standing_orders_take_us_accounts_for_dollars_alone():
    rich = factories.account(funds=100, currency="USD")
    assert order(rich, dollars("5"), US_ACCOUNT).payee.iban == US_ACCOUNT
    with pytest.raises(payments.InvalidIban):
        order(factories.account(funds=100), eur(5), US_ACCOUNT)
    with pytest.raises(payments.InvalidIban):
        order(rich, dollars("5"), "231380105/123456789")
    with pytest.raises(payments.AmountTooLarge):
        order(rich, dollars("100000000.00"), US_ACCOUNT)
    assert StandingOrder.objects.count() == 1


def form_of(account, text) -> PayForm:
    view = accounts.get_account(account_id=account.account_id)
    return PayForm(
        [view],
        [],
        {
            "request_key": str(uuid4()),
            "account": str(account.account_id),
            "creditor_iban": text,
            "creditor_name": "Demo Landlord",
            "amount": "12.50",
        },
    )


def test_the_form_takes_us_accounts_for_dollars_alone():
    rich = factories.account(funds=100, currency="USD")
    form = form_of(rich, "231380104 / 123456789")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["order"].creditor_iban == US_ACCOUNT
    assert ("Routing and account number", US_ACCOUNT, "creditor_iban") in form.told()
    assert "creditor_iban" in form_of(factories.account(), US_ACCOUNT).errors
    assert "creditor_iban" in form_of(rich, "231380105/123456789").errors
    assert "United States" in StandingOrderForm([]).as_p()
