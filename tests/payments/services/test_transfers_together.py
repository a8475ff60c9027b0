"""Transfers that are booked together are what each would be by itself."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.db.combining import NotTogether
from bankcore.ledger import public as ledger
from bankcore.logs import context
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import HeldPayment
from payments.services import transfers
from payments.services.transfers_together import Asked, submit_together
from risk.models import ScreeningDecision
from tests import factories
from tests.accounts import use
from tests.conftest import NOW
from tests.factories import eur, request_key
from tests.payments.services.movements import left, picture
from tests.payments.services.test_held_payments import MUCH, says

pytestmark = pytest.mark.usefixtures("bank")
RIGHTS = Rights(permissions=frozenset({"payments.make_transfer"}))
SHOP, PAYROLL = (Actor(ActorKind.API_CLIENT, name, RIGHTS) for name in ("shop", "payroll"))


def asked(debit, credit, amount, *, request=None, actor=SHOP, address="192.0.2.1", now=NOW):
    order = payments.TransferOrder(
        debit_account_id=debit.account_id,
        credit_account_id=credit.account_id,
        amount=amount,
        narrative="Rent",
    )
    key = request or request_key(source=ledger.KeySource.API)
    return Asked(order=order, request=key, actor=actor, address=address, now=now)


def alone(one: Asked) -> payments.Movement:
    return payments.submit_transfer(
        order=one.order, request=one.request, actor=one.actor, now=one.now
    )


def told() -> list:
    """Return the events, without what names each of them."""
    return [
        {**each.payload, "transaction_id": "", "name": each.name, "at": each.occurred_at}
        for each in Event.objects.order_by("id")
    ]


def test_movement_event_decision_and_entry_are_those_of_a_transfer_alone():
    anna, ben = factories.account(funds=100), factories.account()
    skipped = len(told())
    with context.within(context.Ids(address="192.0.2.1")):
        single = alone(asked(anna, ben, eur(10)))
    first, second = submit_together(
        [asked(anna, ben, eur(10)), asked(anna, ben, eur(10), actor=PAYROLL)]
    )
    for field in ("kind", "amount", "narrative", "booking_date", "booked_at", "replayed"):
        assert getattr(first, field) == getattr(single, field)
    events = told()[skipped:]
    assert events[0] == events[1] == events[2]
    decisions = ScreeningDecision.objects.filter(channel="api").order_by("id")
    assert len({(each.outcome, str(each.facts.get("address"))) for each in decisions}) == 1
    assert decisions[0].facts.keys() == decisions[1].facts.keys()
    entries = [ledger.transaction(txn_id=each.transaction_id) for each in (single, first, second)]
    assert {(each.kind, each.narrative, each.value_date) for each in entries} == {
        (entries[0].kind, "Rent", entries[0].value_date)
    }
    assert left(ben) == eur(30)


def test_each_is_refused_by_name_and_keeps_no_other_from_being_booked():
    anna, ben, dora = factories.account(funds=10), factories.account(), factories.account(funds=50)
    accounts.set_account_status(
        account_id=dora.account_id, status=ledger.AccountStatus.FROZEN, reason="x",
        actor=factories.TESTER, now=NOW,
    )  # fmt: skip
    gone = replace(anna, account_id=uuid4())
    answers = submit_together(
        [
            asked(anna, ben, eur(8)),
            asked(anna, ben, eur(8)),
            asked(dora, ben, eur(1)),
            asked(gone, ben, eur(1)),
            asked(anna, ben, eur(2)),
        ]
    )
    assert [type(each).__name__ for each in answers] == [
        "Movement", "InsufficientFunds", "AccountBlocked", "AccountNotFound", "Movement",
    ]  # fmt: skip
    assert (left(anna), left(ben)) == (eur(0), eur(10))


def test_the_same_request_again_is_answered_alike_and_changes_nothing():
    anna, ben = factories.account(funds=10), factories.account()
    batch = [asked(anna, ben, eur(8)), asked(anna, ben, eur(8))]
    booked, refused = submit_together(batch)
    before = picture()
    again, refused_again = submit_together(
        [asked(anna, ben, eur(8), request=each.request) for each in batch]
    )
    assert again.replayed
    assert again.transaction_id == booked.transaction_id
    assert (type(refused_again), refused_again.code) == (type(refused), refused.code)
    assert picture() == before


def test_a_limit_of_the_account_holds_for_all_of_a_batch():
    use.limits(daily_limit=eur(10).minor)
    anna, ben = factories.account(funds=100), factories.account()
    answers = submit_together([asked(anna, ben, eur(6)), asked(anna, ben, eur(6))])
    assert [isinstance(each, payments.Movement) for each in answers] == [True, False]
    assert left(anna) == eur(94)


@pytest.mark.parametrize("verdict", ["REVIEW", "DECLINE"])
def test_where_one_is_held_or_declined_nothing_of_the_batch_is_kept(monkeypatch, verdict):
    says(monkeypatch, verdict)
    anna, ben = factories.account(funds=100), factories.account()
    before = picture(), ScreeningDecision.objects.count(), HeldPayment.objects.count()
    with pytest.raises(NotTogether):
        submit_together([asked(anna, ben, eur(1)), asked(anna, ben, MUCH)])
    assert (picture(), ScreeningDecision.objects.count(), HeldPayment.objects.count()) == before


def test_two_of_one_key_do_not_go_together():
    anna, ben = factories.account(funds=100), factories.account()
    request = request_key(source=ledger.KeySource.API)
    with pytest.raises(NotTogether):
        submit_together([asked(anna, ben, eur(1), request=request)] * 2)
    assert left(anna) == eur(100)


def test_a_batch_is_dated_by_its_latest():
    anna, ben = factories.account(funds=100), factories.account()
    later = NOW + timedelta(seconds=1)
    answers = submit_together([asked(anna, ben, eur(1), now=later), asked(anna, ben, eur(1))])
    assert {each.booked_at for each in answers} == {later}


def test_customers_staff_and_programs_held_to_one_customer_go_alone():
    """Their connection, their confirmation or their colleague is their own."""
    anna, ben = factories.account(funds=100), factories.account()
    order = asked(anna, ben, eur(1)).order
    own = Rights(permissions=RIGHTS.permissions, customer_id=anna.customer_id)
    assert transfers._goes_together(order, SHOP)
    for actor in (
        Actor(ActorKind.USER, "7", RIGHTS),
        Actor(ActorKind.API_CLIENT, "shop", own),
        Actor.system("day"),
    ):
        assert not transfers._goes_together(order, actor)
