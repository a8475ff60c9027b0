"""Collateral is recorded, valued, pledged, and given back only where the exposure allows it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from risk.exposures import public as exposures
from risk.exposures.models import Collateral, Pledge, Valuation
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending
from tests.risk.exposures.lending import approve, asked_for, contract, item, loans, pay_out, secure

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def customer():
    return factories.customer()


def give_back(collateral_id, anna, ben):
    asked = exposures.request_release(
        collateral_id=collateral_id, reason="Repaid", actor=anna, now=NOW
    )
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)


def test_values_are_added_and_the_ones_before_stay(anna, customer):
    number = item(customer, 1000, by=anna)
    exposures.revalue_collateral(
        collateral_id=number, value=eur(800), valued_on=OPENING_DAY, source="Another",
        actor=anna, now=NOW,
    )  # fmt: skip
    told = Valuation.objects.order_by("id").values_list("value", "source")
    assert list(told) == [(100_000, "Demo valuer"), (80_000, "Another")]
    with pytest.raises(DatabaseError), transaction.atomic():
        Valuation.objects.update(value=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"haircut": "0.29"},
        {"haircut": "1.01"},
        {"kind": exposures.CollateralKind.OTHER, "haircut": "0.99"},
        {"valued_on": OPENING_DAY + timedelta(days=1)},
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is(anna, customer, changes):
    with pytest.raises(exposures.CollateralInvalid):
        item(customer, 1000, by=anna, **changes)
    assert Collateral.objects.count() == Valuation.objects.count() == 0


def test_the_database_holds_the_least_haircut(anna, customer):
    with pytest.raises(DatabaseError), transaction.atomic():
        Collateral.objects.create(
            kind="SHARES", customer_id=customer.customer_id, description="x",
            haircut=Decimal("0.1"), recorded_by="x", recorded_at=NOW,
        )  # fmt: skip


def test_a_teller_keeps_no_register(customer):
    with pytest.raises(NotPermitted):
        item(customer, 1000, by=member("teller", Role.TELLER))


def test_an_item_secures_a_loan_once(anna, customer):
    number, application = item(customer, 1000, by=anna), asked_for(customer, 600)
    secure(number, application, by=anna)
    with pytest.raises(exposures.CollateralInvalid):
        secure(number, application, by=anna)
    assert Pledge.objects.count() == 1


def test_what_a_loan_needs_is_not_given_back(anna, customer):
    application = asked_for(customer, 600)
    number = item(customer, 1000, by=anna)
    secure(number, application, by=anna)
    loan = contract(customer, approve(application))
    pay_out(loan)
    # It is not even asked for.
    with pytest.raises(exposures.StillNeeded, match=r"600\.00"):
        exposures.request_release(collateral_id=number, reason="x", actor=anna, now=NOW)
    assert Collateral.objects.get().released_at is None


def test_another_item_that_covers_the_loan_frees_the_first(anna, ben, customer):
    application = asked_for(customer, 600)
    first, second = item(customer, 1000, by=anna), item(customer, 858, by=anna)
    secure(first, application, by=anna)
    secure(second, application, by=anna)
    approve(application)
    give_back(first, anna, ben)
    with pytest.raises(exposures.StillNeeded):
        give_back(second, anna, ben)


def test_a_repaid_loan_frees_what_secured_it(anna, ben, customer):
    application = asked_for(customer, 600)
    number = item(customer, 1000, by=anna)
    secure(number, application, by=anna)
    approve(application)
    withdrawn = loans.Decision(state=loans.ApplicationState.WITHDRAWN, reason="Changed mind")
    loans.decide(
        application_id=application.application_id, decision=withdrawn, actor=TESTER, now=NOW
    )
    give_back(number, anna, ben)
    kept = Collateral.objects.get()
    assert kept.released_at == NOW
    with pytest.raises(exposures.CollateralNotHeld):
        secure(number, asked_for(customer, 600), by=anna)
    with pytest.raises(DatabaseError), transaction.atomic():
        Collateral.objects.update(released_at=None, approval_id=None)


def test_an_item_that_is_needed_by_now_is_not_given_back_on_approval(anna, ben, customer):
    application = asked_for(customer, 600)
    number = item(customer, 1000, by=anna)
    secure(number, application, by=anna)
    asked = exposures.request_release(collateral_id=number, reason="x", actor=anna, now=NOW)
    approve(application)
    with pytest.raises(exposures.StillNeeded):
        approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    assert Collateral.objects.get().released_at is None


def test_nobody_gives_an_item_back_alone(anna, customer):
    number = item(customer, 1000, by=anna)
    with pytest.raises(approvals.OwnRequest):
        give_back(number, anna, anna)


def test_an_item_that_has_ended_covers_nothing(anna, ben, customer):
    application = asked_for(customer, 600)
    secure(item(customer, 1000, by=anna), application, by=anna)
    ending = item(customer, 1000, by=anna, expires_on=OPENING_DAY)
    secure(ending, application, by=anna)
    approve(application)
    lending.close_day(OPENING_DAY + timedelta(days=1))
    first = Collateral.objects.earliest("id").pk
    with pytest.raises(exposures.StillNeeded):
        give_back(first, anna, ben)
    give_back(ending, anna, ben)
