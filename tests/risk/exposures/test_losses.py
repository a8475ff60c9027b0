"""What secures a loan lowers what it is expected to lose: register and provisions are joined."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.money import Money
from risk.exposures import public as exposures
from risk.exposures.domain.netting import Marketable, shared
from risk.provisions.models import Loss
from tests import factories
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories.exchange import publish
from tests.risk.exposures.lending import approve, asked_for, contract, item, pay_out, secure
from tests.risk.provisions import days

DAY = OPENING_DAY


@pytest.fixture
def lent(bank, anna):
    """Return an application of a loan of 600 that is paid out, and the loan."""
    customer = factories.customer()
    application = asked_for(customer, 600)
    loan = contract(customer, approve(application))
    pay_out(loan)
    return customer, application, loan


def worth(loan, day=DAY) -> Money | None:
    return exposures.worth_of_loans(loan_ids=[loan.loan_id], day=day).get(loan.loan_id)


def loss(loan) -> Loss:
    return Loss.objects.filter(exposure__reference=loan.loan_id).latest("day")


def test_the_bank_asks_the_register():
    assert import_string(settings.LOAN_COLLATERAL) is exposures.worth_of_loans


def test_collateral_lowers_the_loss_given_default_and_so_what_is_provided(lent, anna):
    customer, application, loan = lent
    days.agree()
    days.provide(DAY)
    bare = loss(loan)
    secure(item(customer, 1000, by=anna), application, by=anna)
    days.provide(DAY + timedelta(days=1))
    covered = loss(loan)
    assert (bare.collateral, covered.collateral) == (0, 1_000_00)
    # Of the segment's 45 % and 10 %: all of it is covered, even after the haircut.
    assert covered.amount / bare.amount == pytest.approx(0.10 / 0.45, rel=0.02)


def test_a_value_that_is_too_old_or_ended_covers_nothing(lent, anna):
    customer, application, loan = lent
    secure(item(customer, 1000, by=anna, expires_on=DAY), application, by=anna)
    assert worth(loan) == eur(1000)
    assert worth(loan, DAY + timedelta(days=1)) is None


def test_what_is_in_the_register_and_secures_nothing_covers_nothing(lent, anna):
    customer, _, loan = lent
    item(customer, 1000, by=anna)
    assert worth(loan) is None


def test_collateral_in_another_currency_is_told_in_that_of_the_loan(lent, anna):
    customer, application, loan = lent
    publish(DAY, USD="1.25")
    secure(item(customer, Money.of(1000, "USD"), by=anna), application, by=anna)
    assert worth(loan) == eur(800)


def test_an_item_is_shared_in_the_order_of_its_pledges_and_never_counts_twice():
    first, second, idle = uuid4(), uuid4(), uuid4()
    house = Marketable(1_000, Decimal("0.5"), (first, second, idle))
    assert shared([house], {first: 300, second: 300, idle: 0}) == {
        first: 600, second: 400, idle: 0
    }  # fmt: skip
    assert shared([house, house], {first: 300}) == {first: 2_000}
    assert shared([house], {second: 10}) == {second: 1_000}
