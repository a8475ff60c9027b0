"""Recalls: asked by one and allowed by another, answered once, and money only where it is due."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from payments import public as payments
from payments.interbank import public as interbank
from payments.interbank.domain import recalls as rules
from payments.interbank.domain.iso20022.cancelling import write_recall, write_refusal
from payments.interbank.domain.iso20022.pacs import RecallMessage, RecallRefusal
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import Item, Recall
from payments.interbank.services import recall_answering
from tests import factories
from tests.bankcore.ledger import books
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.files import schema
from tests.payments.interbank.exchanges import (
    BANK,
    incoming,
    put,
    receive,
    returned,
    send,
    sent,
    status,
    to_business_day,
)
from tests.payments.services.movements import deposit, left, own, pay

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def omar(bank):
    return member("omar", Role.OPERATIONS)


@pytest.fixture
def olga(bank):
    return member("olga", Role.OPERATIONS)


@pytest.fixture
def anna():
    return factories.account(funds=100)


@pytest.fixture
def paid(anna, folder) -> Item:
    """A payment of 30 euros that has settled."""
    pay(anna, eur(30))
    send()
    put(folder, "s.xml", status("sepa-credits-20260302-001"))
    receive()
    return Item.objects.select_related("trace").get()


@pytest.fixture
def got(anna, folder):
    """20 euros that came for Anna, as T1 in IN1."""
    put(folder, "in.xml", incoming(("T1", anna.iban, eur(20))))
    receive()
    send()
    assert left(anna) == eur(120)
    return anna


def ask(item, omar, reason="DUPL", detail="Sent twice") -> int:
    return interbank.request_recall(
        item_id=item.pk, reason=reason, detail=detail, actor=omar, now=NOW
    )


def recall(item, omar, olga, reason="DUPL") -> Recall:
    """Recall a payment with a second person, and send it."""
    approvals.approve(request_id=ask(item, omar, reason), actor=olga, now=NOW)
    send()
    return Recall.objects.get(direction="OUT", state="OPEN")


def recalled(amount=20, *, case="RC1", reason="DUPL", transaction_id="T1", message="IN1") -> bytes:
    """Return a camt.056 about a payment that came."""
    asked = RecallMessage(
        case_id=case,
        sender="COBADEFFXXX",
        receiver="BKCODEF0",
        original_message_id=message,
        transaction_id=transaction_id,
        end_to_end_id=f"E{transaction_id}",
        amount=eur(amount),
        settled_on=OPENING_DAY,
        reason=reason,
    )
    return write_recall(asked, at=NOW)


def refusal(recall: Recall, reason="CUST") -> bytes:
    said = RecallRefusal(
        message_id="NO1",
        case_id=recall.case_id,
        sender="COBADEFFXXX",
        receiver="BKCODEF0",
        original_message_id=recall.original_message_id,
        transaction_id=recall.transaction_id,
        end_to_end_id="",
        reason=reason,
    )
    return write_refusal(said, at=NOW)


def answers(folder, kind) -> list:
    """Return the bank's own messages of a kind, valid by the official schema."""
    found = []
    for content in sent(folder):
        message = read_message(content)
        if type(message).__name__ == kind:
            names = {"RecallMessage": "camt.056.001.08", "RecallRefusal": "camt.029.001.09",
                     "ReturnMessage": "pacs.004.001.09"}  # fmt: skip
            schema(names[kind]).validate(content.decode())
            found.append(message)
    return found


def test_a_recall_takes_two_people_and_moves_no_money(anna, folder, paid, omar, olga):
    request_id = ask(paid, omar)
    send()
    assert answers(folder, "RecallMessage") == []
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=request_id, actor=omar, now=NOW)
    approvals.approve(request_id=request_id, actor=olga, now=NOW)
    send()
    (message,) = answers(folder, "RecallMessage")
    assert (message.transaction_id, message.amount) == (paid.trace.number, eur(30))
    assert (message.reason, message.settled_on) == ("DUPL", OPENING_DAY)
    assert message.receiver.startswith("COBADEFF")
    row = Recall.objects.get()
    assert (row.state, row.due_date) == ("OPEN", date(2026, 3, 23))
    assert (left(anna), own("1100"), own("2900")) == (eur(70), -3_000, 0)


def test_money_that_is_recalled_comes_back_by_the_other_banks_return(
    anna, folder, paid, omar, olga
):
    recall(paid, omar, olga)
    put(folder, "r.xml", returned(paid.trace.number, eur(30), reason="FOCR"))
    assert receive() == [("APPLIED", "")]
    assert (left(anna), own("1100"), own("2900")) == (eur(100), 0, 0)
    row = Recall.objects.get()
    assert (row.state, row.answer.name) == ("RETURNED", "r.xml")
    assert books.broken() == []


def test_a_refused_recall_leaves_the_money_and_may_be_asked_again(anna, folder, paid, omar, olga):
    row = recall(paid, omar, olga)
    put(folder, "n.xml", refusal(row))
    assert receive() == [("APPLIED", "")]
    row.refresh_from_db()
    assert (row.state, row.refusal) == ("REFUSED", "CUST")
    assert left(anna) == eur(70)
    put(folder, "n2.xml", refusal(row).replace(b"NO1", b"NO2"))
    assert receive() == [("REFUSED", "recall_unknown")]
    assert recall(paid, omar, olga, "FRAD").reason == "FRAD"


@pytest.mark.parametrize("code", ["DUPL", "TECH"])
def test_a_banks_own_mistake_is_recalled_within_ten_business_days(paid, omar, code):
    to_business_day(date(2026, 3, 17))
    with pytest.raises(interbank.RecallTooLate):
        ask(paid, omar, code)
    assert approvals.count_open() == 0
    ask(paid, omar, "FRAD")


def test_the_tenth_business_day_is_in_time(paid, omar):
    to_business_day(date(2026, 3, 16))
    ask(paid, omar)
    assert rules.last_day("FRAD", OPENING_DAY, days=10) == date(2027, 4, 2)
    assert rules.last_day("CUST", date(2026, 1, 31), days=10) == date(2027, 2, 28)


def test_what_cannot_be_recalled_is_refused_and_nothing_waits(anna, folder, paid, omar, olga):
    with pytest.raises(interbank.UnknownReason):
        ask(paid, omar, "XXXX")
    with pytest.raises(approvals.ReasonMissing):
        ask(paid, omar, detail=" ")
    with pytest.raises(interbank.NotRecallable):
        interbank.request_recall(item_id=0, reason="DUPL", detail="x", actor=omar, now=NOW)
    with pytest.raises(NotPermitted):
        ask(paid, member("tara", Role.TELLER))
    assert approvals.count_open() == 0
    recall(paid, omar, olga)
    with pytest.raises(interbank.RecallStands):
        ask(paid, omar)
    pay(anna, eur(5))
    send()
    with pytest.raises(interbank.NotRecallable):
        ask(Item.objects.get(state="IN_FILE"), omar)
    assert Recall.objects.count() == 1


def test_a_payment_that_came_back_before_the_second_person_agreed_is_not_recalled(
    anna, folder, paid, omar, olga
):
    request_id = ask(paid, omar)
    put(folder, "r.xml", returned(paid.trace.number, eur(30)))
    receive()
    with pytest.raises(interbank.NotRecallable):
        approvals.approve(request_id=request_id, actor=olga, now=NOW)
    assert Recall.objects.count() == 0


def give_back(omar, consent="") -> int:
    row = Recall.objects.get(direction="IN", state="OPEN")
    return interbank.request_recall_return(
        recall_id=row.pk, consent=consent, reason="It is theirs", actor=omar, now=NOW
    )


def test_recalled_money_goes_back_from_the_payee_once_two_people_agree(got, folder, omar, olga):
    put(folder, "c.xml", recalled())
    assert receive() == [("APPLIED", "")]
    row = Recall.objects.get()
    assert (row.state, row.due_date, row.account_id) == (
        "OPEN",
        date(2026, 3, 23),
        got.account_id,
    )
    request_id = give_back(omar)
    assert left(got) == eur(120)
    approvals.approve(request_id=request_id, actor=olga, now=NOW)
    send()
    (message,) = answers(folder, "ReturnMessage")
    (back,) = message.returns
    assert (back.transaction_id, back.amount, back.reason) == ("T1", eur(20), "FOCR")
    assert back.original_message_id == "IN1"
    assert (left(got), own("1100"), own("2900")) == (eur(100), 0, 0)
    row.refresh_from_db()
    assert row.state == "RETURNED"
    assert row.txn_id is not None
    # It is asked for again, and was given back.
    put(folder, "c2.xml", recalled(case="RC2"))
    receive()
    again = Recall.objects.get(case_id="RC2")
    assert (again.state, again.refusal) == ("REFUSED", "ARDT")
    assert own("1100") == 0
    assert books.broken() == []


def test_money_between_payer_and_payee_is_not_taken_without_the_payees_consent(
    got, folder, omar, olga
):
    put(folder, "c.xml", recalled(reason="CUST"))
    receive()
    with pytest.raises(interbank.ConsentMissing):
        give_back(omar, consent="  ")
    assert approvals.count_open() == 0
    request_id = give_back(omar, consent="Letter of 2 March")
    approvals.approve(request_id=request_id, actor=olga, now=NOW)
    assert Recall.objects.get().consent == "Letter of 2 March"
    assert left(got) == eur(100)


def test_money_that_was_spent_is_not_taken_and_the_request_waits_on(got, folder, omar, olga):
    put(folder, "c.xml", recalled())
    receive()
    request_id = give_back(omar)
    pay(got, eur(110))
    with pytest.raises(payments.InsufficientFunds):
        approvals.approve(request_id=request_id, actor=olga, now=NOW)
    assert (left(got), Recall.objects.get().state, own("2900")) == (eur(10), "OPEN", 0)
    deposit(got, eur(50))
    approvals.approve(request_id=request_id, actor=olga, now=NOW)
    assert (left(got), own("1100")) == (eur(40), 0)


def test_staff_refuse_a_recall_by_a_reason_that_banks_know(got, folder, omar):
    put(folder, "c.xml", recalled())
    receive()
    row = Recall.objects.get()
    with pytest.raises(interbank.UnknownRefusal):
        interbank.refuse_recall(recall_id=row.pk, reason="NOPE", actor=omar, now=NOW)
    interbank.refuse_recall(recall_id=row.pk, reason="CUST", actor=omar, now=NOW)
    send()
    (message,) = answers(folder, "RecallRefusal")
    assert (message.case_id, message.reason, message.transaction_id) == ("RC1", "CUST", "T1")
    assert left(got) == eur(120)
    for act in (
        lambda: interbank.refuse_recall(recall_id=row.pk, reason="CUST", actor=omar, now=NOW),
        lambda: interbank.request_recall_return(
            recall_id=row.pk, consent="", reason="x", actor=omar, now=NOW
        ),
    ):
        with pytest.raises(interbank.RecallNotOpen):
            act()


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"transaction_id": "T9"}, "NOOR"),
        ({"message": "IN9"}, "NOOR"),
        ({"amount": 21}, "NOOR"),
    ],
)
def test_a_recall_of_what_never_came_is_answered_at_once(got, folder, changes, answer):
    put(folder, "c.xml", recalled(**changes))
    receive()
    row = Recall.objects.get()
    assert (row.state, row.refusal) == ("REFUSED", answer)
    send()
    assert [each.reason for each in answers(folder, "RecallRefusal")] == [answer]
    assert left(got) == eur(120)


def test_a_recall_of_money_on_a_closed_account_is_answered_at_once(folder):
    empty = factories.account()
    put(folder, "in.xml", incoming(("T1", empty.iban, eur(20))))
    receive()
    pay(empty, eur(20))
    books.set_status(account_id=empty.ledger_account_id, status=ledger.AccountStatus.CLOSED)
    put(folder, "c.xml", recalled())
    receive()
    assert Recall.objects.get().refusal == "AC04"


def test_a_recall_that_comes_twice_is_taken_once(got, folder):
    put(folder, "c.xml", recalled())
    put(folder, "d.xml", recalled(case="RC2"))
    assert receive() == [("APPLIED", ""), ("REFUSED", "recall_repeated")]
    assert Recall.objects.count() == 1


def test_a_recall_that_nobody_answers_is_refused_when_its_day_is_over(got, folder):
    put(folder, "c.xml", recalled(reason="CUST"))
    receive()
    on_time, late = date(2026, 3, 23), date(2026, 3, 24)
    assert recall_answering.refuse_overdue(day=on_time, actor=BANK, now=NOW) == 0
    assert recall_answering.refuse_overdue(day=late, actor=BANK, now=NOW) == 1
    assert recall_answering.refuse_overdue(day=late, actor=BANK, now=NOW) == 0
    row = Recall.objects.get()
    assert (row.state, row.refusal) == ("REFUSED", "NOAS")


def test_an_answered_recall_stays_as_it_was_answered(got, folder, omar):
    put(folder, "c.xml", recalled())
    receive()
    interbank.refuse_recall(recall_id=Recall.objects.get().pk, reason="CUST", actor=omar, now=NOW)
    for change, match in (
        ("UPDATE interbank_recall SET state = 'OPEN'", "is closed"),
        ("UPDATE interbank_recall SET amount_minor = 1", "permission denied"),
        ("DELETE FROM interbank_recall", "permission denied"),
    ):
        with (
            pytest.raises(DatabaseError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
