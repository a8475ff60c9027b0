"""A customer's standing orders: given, changed and resumed with a second factor each time."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.audit import public as audit
from bankcore.identity import public as identity
from bankcore.identity.models import Confirmation
from payments import public as payments
from payments.models import StandingOrder
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services import online
from tests.payments.services.online import order, ordered, terms

pytestmark = pytest.mark.usefixtures("bank")
LARGER = payments.StandingOrderChange(amount=eur(20))


@pytest.fixture
def anna():
    return online.customer("anna")


def ask(who, wanted):
    return payments.ask_to_confirm_standing_order(terms=wanted, actor=who.actor, now=NOW)


def change(who, given, wanted, confirmation_id):
    return payments.change_standing_order(
        order_id=given.order_id,
        wanted=wanted,
        actor=who.actor,
        now=NOW,
        confirmation_id=confirmation_id,
    )


def ask_change(who, given, wanted):
    return payments.ask_to_confirm_standing_order_change(
        order_id=given.order_id, wanted=wanted, actor=who.actor, now=NOW
    )


def act(who, name, given, **more):
    return getattr(payments, f"{name}_standing_order")(
        order_id=given.order_id, actor=who.actor, now=NOW, **more
    )


def ask_resume(who, given):
    return payments.ask_to_confirm_resuming_standing_order(
        order_id=given.order_id, actor=who.actor, now=NOW
    )


def test_an_order_is_given_with_its_proof(anna):
    given = ordered(anna, eur(10))
    assert given.state is payments.OrderState.ACTIVE
    [confirmation] = Confirmation.objects.all()
    assert confirmation.used_for == f"standing_order:{given.order_id}"
    assert confirmation.payee == f"Demo Landlord, {online.ELSEWHERE}"
    told = [each.action for each in audit.about(subjects=[confirmation.used_for])]
    assert told == ["payments.standing_order.pay.confirmed", "payments.standing_order.created"]


def test_without_a_confirmation_there_is_no_order(anna):
    with pytest.raises(identity.ConfirmationRequired):
        order(anna, terms(anna, eur(10)), None)
    assert not StandingOrder.objects.exists()


@pytest.mark.parametrize(
    "altered",
    [
        {"amount": eur(11)},
        {"payee": payments.Payee(iban="DE75512108001245126199", name="Demo Landlord")},
        {"payee": payments.Payee(iban=online.ELSEWHERE, name="Demo Thief")},
        {"rule": payments.AmountRule.SWEEP},
        {"remittance": "x"},
        {"recurrence": payments.Recurrence(start=OPENING_DAY, unit=payments.Unit.DAY)},
        {
            "recurrence": payments.Recurrence(
                start=OPENING_DAY, unit=payments.Unit.MONTH, until=date(2027, 1, 1)
            )
        },
        {"retries": 1},
    ],
)
def test_an_order_changed_after_it_was_confirmed_is_refused(anna, altered):
    wanted = terms(anna, eur(10))
    confirmed = anna.confirm(ask(anna, wanted))
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        order(anna, replace(wanted, **altered), confirmed)
    assert not StandingOrder.objects.exists()


def test_from_another_account_of_the_customer_it_is_another_order(anna):
    wanted = terms(anna, eur(10))
    second = factories.account(owner=anna.customer)
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        order(anna, replace(wanted, account_id=second.account_id), anna.confirm(ask(anna, wanted)))


def test_the_same_request_gives_one_order(anna):
    wanted, request = terms(anna, eur(10)), request_key()
    confirmed = anna.confirm(ask(anna, wanted))
    given = [order(anna, wanted, confirmed, request=request) for _ in range(2)]
    assert [each.replayed for each in given] == [False, True]
    with pytest.raises(identity.ConfirmationUsed):
        order(anna, wanted, confirmed)
    assert StandingOrder.objects.count() == 1


def test_an_order_is_changed_as_confirmed_and_once(anna):
    given = ordered(anna, eur(10))
    confirmed = anna.confirm(ask_change(anna, given, LARGER))
    for confirmation_id, wanted, refusal in (
        (None, LARGER, identity.ConfirmationRequired),
        (confirmed, replace(LARGER, amount=eur(21)), identity.ConfirmationDoesNotMatch),
        (confirmed, replace(LARGER, retries=9), identity.ConfirmationDoesNotMatch),
    ):
        with pytest.raises(refusal):
            change(anna, given, wanted, confirmation_id)
    assert payments.get_standing_order(order_id=given.order_id).amount == eur(10)
    assert change(anna, given, LARGER, confirmed).amount == eur(20)
    assert change(anna, given, LARGER, confirmed).replayed


def test_a_confirmation_of_one_order_changes_no_other(anna):
    first, second = ordered(anna, eur(10)), ordered(anna, eur(10))
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        change(anna, second, LARGER, anna.confirm(ask_change(anna, first, LARGER)))


def test_pausing_and_cancelling_need_no_factor_but_resuming_does(anna):
    given = ordered(anna, eur(10))
    assert act(anna, "pause", given).state is payments.OrderState.PAUSED
    with pytest.raises(identity.ConfirmationRequired):
        act(anna, "resume", given)
    assert payments.get_standing_order(order_id=given.order_id).state == "PAUSED"
    confirmed = anna.confirm(ask_resume(anna, given))
    assert act(anna, "resume", given, confirmation_id=confirmed).state == "ACTIVE"
    assert act(anna, "resume", given, confirmation_id=confirmed).replayed
    assert act(anna, "cancel", given).state == "CANCELLED"


def test_the_other_holder_signs_with_a_factor_of_their_own(anna):
    ben = online.customer("ben")
    accounts.add_holder(
        account_id=anna.account.account_id,
        customer_id=ben.customer.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    accounts.set_signing_rule(
        account_id=anna.account.account_id,
        rule=accounts.SigningRule.ALL_SIGN,
        actor=TESTER,
        now=NOW,
    )
    given = ordered(anna, eur(10))
    assert given.state is payments.OrderState.PAUSED
    annas = anna.confirm(ask_resume(anna, given))
    with pytest.raises(identity.ConfirmationNotFound):
        act(ben, "resume", given, confirmation_id=annas)
    with pytest.raises(identity.ConfirmationRequired):
        act(ben, "resume", given)
    with pytest.raises(payments.SignaturesMissing):
        act(anna, "resume", given, confirmation_id=annas)
    assert Confirmation.objects.get(public_id=annas).state == "USED"
    signed = act(ben, "resume", given, confirmation_id=ben.confirm(ask_resume(ben, given)))
    assert signed.state is payments.OrderState.ACTIVE


def test_another_customers_order_is_not_touched_even_without_naming_a_log_in(anna):
    given = ordered(online.customer("ben"), eur(10))
    for name in ("pause", "resume", "cancel"):
        with pytest.raises(payments.StandingOrderNotFound):
            act(anna, name, given, **({} if name != "resume" else {"confirmation_id": uuid4()}))
    for asking in (lambda: ask_change(anna, given, LARGER), lambda: ask_resume(anna, given)):
        with pytest.raises(payments.StandingOrderNotFound):
            asking()
    with pytest.raises(payments.StandingOrderNotFound):
        change(anna, given, LARGER, None)
    rich = factories.account(funds=10)
    with pytest.raises(accounts.AccountNotFound):
        order(anna, terms(anna, eur(1), account_id=rich.account_id), None)
