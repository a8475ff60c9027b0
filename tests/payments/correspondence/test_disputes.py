"""A customer disputes an entry; the bank decides by a day, and gives back by two people."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.domain import disputes as domain
from payments.correspondence.models import Dispute, Message, Thread
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.correspondence import letters
from tests.payments.interbank.collected import collections, draw, one
from tests.payments.interbank.exchanges import put, receive
from tests.payments.services import online
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
R, G, S = correspondence.DisputeReason, correspondence.Ground, correspondence.DisputeState


@pytest.fixture
def anna(bank):
    """Return a customer with 100 euros, of which 30 left again: entry 2."""
    found = online.customer("anna")
    order = payments.CashOrder(account_id=found.account.account_id, amount=eur(30))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    return found


@pytest.fixture
def clara(bank):
    return letters.clerk()


def dispute(who, *, entry=2, reason=R.NOT_MINE, words="It was not me.", key=None, files=()):
    return correspondence.dispute_entry(
        order=correspondence.NewDispute(
            account_id=who.account.account_id,
            entry=entry,
            reason=reason,
            words=words,
            request_key=key or uuid4(),
            files=files,
        ),
        actor=who.actor,
        now=NOW,
    )


def refund(dispute_id, by, ground=G.NOT_AUTHORISED) -> approvals.RequestView:
    return correspondence.ask_for_refund(
        dispute_id=dispute_id, ground=ground, reason="Never confirmed", actor=by, now=NOW
    )


def decline(dispute_id, by, ground=G.AUTHORISED) -> None:
    correspondence.decline_dispute(
        dispute_id=dispute_id,
        ground=ground,
        words="Your card and its code were used.",
        request_key=uuid4(),
        actor=by,
        now=NOW,
    )


def test_what_was_not_allowed_is_due_the_next_business_day_and_all_else_in_fifteen():
    friday = date(2026, 3, 6)
    assert domain.due_on(R.NOT_MINE, friday) == date(2026, 3, 9)
    assert domain.due_on(R.TWICE, friday) == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("booked", "last"),
    [
        (date(2026, 3, 2), date(2027, 4, 2)),
        (date(2026, 1, 31), date(2027, 2, 28)),
        (date(2026, 12, 15), date(2028, 1, 15)),
    ],
)
def test_an_entry_is_disputed_for_thirteen_months(booked, last):
    assert domain.last_day(booked) == last


def test_a_dispute_is_received_with_its_words_and_its_day(anna):
    dispute_id = dispute(anna, files=[letters.upload()])
    found = correspondence.get_dispute(dispute_id=dispute_id, user_id=anna.user_id)
    assert (found.state, found.amount, found.due_on) == (S.RECEIVED, eur(30), date(2026, 3, 3))
    said = letters.read(anna, found.thread_id).messages
    assert said[0].body == "It was not me."
    assert len(said[0].attachments) == 1


def test_a_dispute_that_is_won_has_the_money_back_with_the_entrys_value_date(anna, clara):
    dispute_id = dispute(anna)
    asked = refund(dispute_id, clara)
    assert left(anna.account) == eur(70)
    approvals.approve(request_id=asked.request_id, actor=letters.clerk("carl"), now=NOW)
    assert left(anna.account) == eur(100)
    row = Dispute.objects.get()
    assert (row.state, row.ground) == ("WON", "NOT_AUTHORISED")
    given = ledger.transaction(txn_id=row.refund_txn_id)
    assert given.value_date == OPENING_DAY
    assert sum(leg.amount.minor for leg in given.legs) == 0
    losses = ledger.internal_account(
        gl_code="5900", currency=eur(1).currency, opened_on=OPENING_DAY
    )
    assert ledger.balance(account_id=losses).posted == eur(30)
    assert "money back" in letters.read(anna, row.thread.public_id).messages[-1].body


def test_nobody_gives_money_back_alone(anna, clara):
    asked = refund(dispute(anna), clara)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=clara, now=NOW)
    with pytest.raises(NotPermitted):
        refund(Dispute.objects.get().public_id, letters.clerk("tom", Role.TELLER))
    assert left(anna.account) == eur(70)
    assert Dispute.objects.get().state == "UNDER_REVIEW"


def test_while_a_colleague_is_asked_nothing_else_is_decided(anna, clara):
    dispute_id = dispute(anna)
    asked = refund(dispute_id, clara)
    for act in (refund, decline):
        with pytest.raises(correspondence.RefundAsked):
            act(dispute_id, clara)
    approvals.refuse(
        request_id=asked.request_id, reason="Card and code", actor=letters.clerk("carl"), now=NOW
    )
    decline(dispute_id, clara)
    assert Dispute.objects.get().state == "LOST"


def test_a_dispute_that_is_lost_says_why_and_moves_nothing(anna, clara):
    dispute_id = dispute(anna)
    decline(dispute_id, clara)
    found = correspondence.get_dispute(dispute_id=dispute_id, user_id=anna.user_id)
    assert (found.state, found.ground) == (S.LOST, G.AUTHORISED)
    last = letters.read(anna, found.thread_id).messages[-1]
    assert "second factor" in last.body
    assert "Your card and its code" in last.body
    assert left(anna.account) == eur(70)
    for act in (refund, decline):
        with pytest.raises(correspondence.DisputeDecided):
            act(dispute_id, clara)


def test_a_ground_goes_with_its_decision(anna, clara):
    dispute_id = dispute(anna)
    with pytest.raises(correspondence.WrongGround):
        refund(dispute_id, clara, G.AUTHORISED)
    with pytest.raises(correspondence.WrongGround):
        decline(dispute_id, clara, G.GOODWILL)
    assert Dispute.objects.get().state == "RECEIVED"


def test_what_is_withdrawn_is_not_refunded_and_may_be_disputed_again(anna, clara):
    dispute_id = dispute(anna)
    asked = refund(dispute_id, clara)
    correspondence.withdraw_dispute(dispute_id=dispute_id, actor=anna.actor, now=NOW)
    with pytest.raises(correspondence.DisputeDecided):
        approvals.approve(request_id=asked.request_id, actor=letters.clerk("carl"), now=NOW)
    assert left(anna.account) == eur(70)
    assert dispute(anna) != dispute_id


def test_an_entry_is_disputed_once_and_a_form_sent_twice_is_one(anna):
    key = uuid4()
    assert dispute(anna, key=key) == dispute(anna, key=key)
    with pytest.raises(correspondence.AlreadyDisputed):
        dispute(anna)
    assert (Dispute.objects.count(), Thread.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_what_is_no_such_entry_of_ones_own_is_not_disputed(anna):
    ben = online.customer("ben")
    with pytest.raises(accounts.online.EntryNotFound):
        dispute(anna, entry=3)
    with pytest.raises(accounts.online.EntryNotFound):
        correspondence.questioned_entry(
            account_id=anna.account.account_id, entry=2, user_id=ben.user_id
        )
    with pytest.raises(correspondence.NotDisputable):
        dispute(anna, entry=1)  # money came in
    with pytest.raises(correspondence.WordsMissing):
        dispute(anna, words=" ")
    assert (Dispute.objects.count(), Thread.objects.count()) == (0, 0)


def test_after_thirteen_months_it_is_too_late(anna, monkeypatch):
    monkeypatch.setattr(
        "bankcore.ledger.public.business_date", lambda: OPENING_DAY + timedelta(days=397)
    )
    with pytest.raises(correspondence.DisputeTooLate):
        dispute(anna)
    assert Dispute.objects.count() == 0


def test_anothers_dispute_is_not_there(anna):
    ben, dispute_id = online.customer("ben"), dispute(anna)
    with pytest.raises(correspondence.DisputeNotFound):
        correspondence.get_dispute(dispute_id=dispute_id, user_id=ben.user_id)
    with pytest.raises(correspondence.DisputeNotFound):
        correspondence.withdraw_dispute(dispute_id=dispute_id, actor=ben.actor, now=NOW)
    assert Dispute.objects.get().state == "RECEIVED"


def test_a_direct_debit_comes_back_by_its_own_right(anna, client, settings, tmp_path):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa"}
    put(tmp_path, "a.xml", collections(one(anna.account.iban, eur(20))))
    receive()
    draw()
    with pytest.raises(correspondence.DebitComesBackByRight):
        dispute(anna, entry=3)
    assert client.login(username="anna", password="a-long-demo-password")
    page = client.get(f"/accounts/{anna.account.account_id}/entries/3/dispute/")
    shown = page.content.decode()
    assert "Have it back" in shown
    assert "Dispute this entry" not in shown
    assert Dispute.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE correspondence_dispute SET state = 'RECEIVED'",
        "UPDATE correspondence_dispute SET ground = 'NOTHING_WRONG'",
        "UPDATE correspondence_dispute SET amount_minor = 1",
        "UPDATE correspondence_dispute SET narrative = NULL",
        "DELETE FROM correspondence_dispute",
    ],
)
def test_a_decided_dispute_stays_as_it_was_decided(anna, clara, statement):
    decline(dispute(anna), clara)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_won_without_money_given_back(anna):
    dispute(anna)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE correspondence_dispute SET state = 'WON', ground = 'GOODWILL',"
            " decided_at = now()"
        )


def test_the_states_in_the_database_are_those_of_the_domain():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'correspondence_dispute_changed'"
        )
        (source,) = cursor.fetchone()
    ways = {(before.value, after.value) for before, all_ in domain.NEXT.items() for after in all_}
    assert ways == {
        (before, after)
        for before in S
        for after in S
        if f"('{before.value}', '{after.value}')" in source
    }
