"""Payments to other banks: sent once, settled as the network says, given back once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.items import ItemState
from payments.interbank.models import ExchangeFile, Item, Settlement
from payments.interbank.services import folders, outgoing
from payments.models import ExternalPayment
from tests import factories
from tests.bankcore.ledger import books
from tests.factories import eur
from tests.payments.interbank import exchanges
from tests.payments.interbank.exchanges import put, receive, returned, send, sent, status
from tests.payments.services.movements import left, own, pay, process
from tests.payments.services.test_movements import settle

pytestmark = pytest.mark.usefixtures("bank")
FIRST = "sepa-credits-20260302-001"


@pytest.fixture
def anna():
    return factories.account(funds=100)


def item() -> Item:
    return Item.objects.select_related("trace", "file").get()


def test_a_payment_in_clearing_leaves_in_a_file_once(anna, folder):
    pay(anna, eur(30))
    assert send() == [f"{FIRST}.xml"]
    assert send() == []
    (content,) = sent(folder)
    message = read_message(content)
    (transfer,) = message.transfers
    assert (message.message_id, transfer.amount) == (FIRST, eur(30))
    assert (transfer.debtor.account, transfer.creditor.account) == (anna.iban, exchanges.ABROAD)
    assert (transfer.creditor.name, transfer.remittance) == ("Stadtwerke", "Invoice 7")
    assert transfer.transaction_id == item().trace.number
    assert (own("2100"), own("1100")) == (3_000, 0)


def test_what_is_acknowledged_is_settled_from_clearing(anna, folder):
    pay(anna, eur(30))
    pay(anna, eur(12))
    send()
    put(folder, "a.xml", status(FIRST))
    assert receive() == [("APPLIED", "")]
    assert (own("2100"), own("1100"), left(anna)) == (0, -4_200, eur(58))
    settled = Settlement.objects.get()
    assert (settled.reference, settled.amount_minor) == (FIRST, -4_200)
    assert set(ExternalPayment.objects.values_list("state", "settled_txn_id")) == {
        ("SETTLED", settled.txn_id)
    }
    assert books.broken() == []


def test_an_acknowledgement_that_comes_twice_settles_once(anna, folder):
    pay(anna, eur(30))
    send()
    put(folder, "a.xml", status(FIRST))
    put(folder, "b.xml", status(FIRST, own="ST2"))
    assert receive() == [("APPLIED", ""), ("APPLIED", "")]
    assert own("1100") == -3_000


def test_a_payment_that_is_rejected_is_given_back_and_the_rest_settles(anna, folder):
    pay(anna, eur(30))
    pay(anna, eur(12))
    send()
    trace = Item.objects.get(amount_minor=1_200).trace.number
    put(folder, "a.xml", status(FIRST, group="PART", rejected=[(trace, "AC04")]))
    receive()
    assert (own("2100"), own("1100"), left(anna)) == (0, -3_000, eur(70))
    rejected = Item.objects.get(amount_minor=1_200)
    assert (rejected.state, rejected.reason) == ("REJECTED", "AC04")
    assert ExternalPayment.objects.filter(state="SETTLED").count() == 2


def test_a_file_that_is_rejected_whole_gives_everything_back(anna, folder):
    pay(anna, eur(30))
    send()
    put(folder, "a.xml", status(FIRST, group="RJCT", reason="FF01"))
    receive()
    assert (own("2100"), own("1100"), left(anna)) == (0, 0, eur(100))
    assert ExchangeFile.objects.get(direction="OUT").state == "REFUSED"
    assert send() == []


def test_a_payment_that_comes_back_is_credited_once(anna, folder):
    pay(anna, eur(30))
    send()
    trace = item().trace.number
    put(folder, "a.xml", status(FIRST))
    receive()
    put(folder, "b.xml", returned(trace, eur(30)))
    put(folder, "c.xml", returned(trace, eur(30), own="RT2"))
    assert receive() == [("APPLIED", ""), ("REFUSED", "returned_before")]
    assert (own("1100"), own("2900"), left(anna)) == (0, 0, eur(100))
    assert (item().state, item().reason) == ("RETURNED", "AC04")
    assert books.broken() == []


def test_a_return_waits_for_the_acknowledgement_before_it(anna, folder):
    pay(anna, eur(30))
    send()
    put(folder, "a.xml", returned(item().trace.number, eur(30)))
    assert receive() == []
    put(folder, "b.xml", status(FIRST))
    assert receive() == [("APPLIED", ""), ("APPLIED", "")]
    assert left(anna) == eur(100)


@pytest.mark.parametrize("changed", ["amount", "trace"])
def test_a_return_that_fits_nothing_goes_to_suspense(anna, folder, changed):
    pay(anna, eur(30))
    send()
    trace = item().trace.number
    put(folder, "a.xml", status(FIRST))
    receive()
    wrong = (trace, eur(31)) if changed == "amount" else ("TX999999", eur(30))
    put(folder, "b.xml", returned(*wrong))
    assert receive() == [("APPLIED", "")]
    assert (left(anna), own("2900"), item().state) == (eur(70), wrong[1].minor, "SETTLED")


def test_money_for_a_closed_account_stays_in_suspense(anna, folder):
    pay(anna, eur(100))
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    _close(anna)
    put(folder, "b.xml", returned(item().trace.number, eur(100)))
    assert receive() == [("APPLIED", "")]
    assert (own("2900"), item().state, item().back_txn_id) == (10_000, "RETURNED", None)


def test_a_rejected_payment_of_a_closed_account_goes_to_suspense(anna, folder):
    pay(anna, eur(100))
    send()
    _close(anna)
    put(folder, "a.xml", status(FIRST, group="RJCT", reason="FF01"))
    assert receive() == [("APPLIED", "")]
    assert (own("2100"), own("2900"), item().state) == (0, 10_000, "REJECTED")


def _close(account) -> None:
    books.set_status(account_id=account.ledger_account_id, status=ledger.AccountStatus.CLOSED)


def test_an_answer_to_a_file_that_was_never_sent_is_refused(folder):
    put(folder, "a.xml", status("sepa-credits-20200101-001"))
    assert receive() == [("REFUSED", "original_unknown")]
    assert receive() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_well_formed"),
        (status(FIRST)[:-20], "not_well_formed"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "document_type_definition"),
        (
            returned("TX1", eur(30)).replace(b">30.00</Tt", b">31.00</Tt"),
            "control_sum_wrong",
        ),
        (
            returned("TX1", eur(30)).replace(b"<NbOfTxs>1<", b"<NbOfTxs>2<"),
            "number_of_transactions_wrong",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_with_the_reason_and_changes_nothing(
    anna, folder, content, reason
):
    pay(anna, eur(30))
    send()
    before = books.state()
    put(folder, "a.xml", content)
    assert receive() == [("REFUSED", reason)]
    assert books.state() == before
    kept = ExchangeFile.objects.get(direction="IN")
    assert (bytes(kept.content), kept.reason, item().state) == (content, reason, "IN_FILE")


def test_the_same_file_under_another_name_changes_nothing(anna, folder):
    pay(anna, eur(30))
    send()
    trace = item().trace.number
    put(folder, "a.xml", status(FIRST))
    put(folder, "b.xml", returned(trace, eur(30)))
    put(folder, "c.xml", returned(trace, eur(30)))
    assert receive() == [("APPLIED", ""), ("APPLIED", ""), ("DUPLICATE", "")]
    assert left(anna) == eur(100)


def test_the_end_of_day_leaves_what_travels_in_files_and_settles_the_rest(anna, folder):
    pay(anna, eur(30))
    process(anna, eur(5))
    assert settle().amount == eur(5)
    assert (own("2100"), own("1100")) == (3_000, -500)
    assert ExternalPayment.objects.get().state == "IN_CLEARING"
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    assert own("2100") == 0


def test_dollars_to_an_iban_are_left_to_the_end_of_day(folder):
    rich = factories.account(funds=100, currency="USD")
    pay(rich, Money.of(30, "USD"))
    assert send(exchanges.ACH) == []
    assert Item.objects.count() == 0
    settled = settle(currency="USD")
    assert (settled.amount, settled.payments) == (Money.of(30, "USD"), 1)
    assert (own("2100", "USD"), own("1100", "USD")) == (0, -3_000)
    assert ExternalPayment.objects.get().state == "SETTLED"


def test_a_customers_dollars_go_by_ach_to_an_account_in_the_united_states(folder):
    rich = factories.account(funds=100, currency="USD")
    pay(rich, Money.of(30, "USD"), iban=exchanges.US_ACCOUNT)
    pay(rich, Money.of(5, "USD"))
    assert settle(currency="USD").amount == Money.of(5, "USD")
    assert own("2100", "USD") == 3_000
    assert send(exchanges.ACH) == ["ach-credits-20260302-001.ach"]
    (entry,) = exchanges.entries_of(sent(folder, exchanges.ACH)[0])
    assert (entry.amount, entry.is_credit) == (3_000, True)
    assert f"{entry.detail['rdfi']}{entry.detail['check_digit']}" == "231380104"
    ack = exchanges.acknowledgement("ach-credits-20260302-001")
    put(folder, "ack-1.csv", ack, exchanges.ACH)
    assert receive(exchanges.ACH) == [("APPLIED", "")]
    assert (own("2100", "USD"), own("1100", "USD")) == (0, -3_500)
    back = exchanges.ach_file(exchanges.ach_return(entry, "R03"))
    put(folder, "returns-1.ach", back, exchanges.ACH)
    assert receive(exchanges.ACH) == [("APPLIED", "")]
    assert (left(rich), own("1100", "USD")) == (Money.of(95, "USD"), -500)
    assert books.broken() == []


@pytest.mark.parametrize("account", ["231380105/1", "231380104/", "23138010/1", "231380104/1/2"])
def test_an_account_in_the_united_states_that_cannot_be_right_is_refused(folder, account):
    rich = factories.account(funds=100, currency="USD")
    with pytest.raises(payments.InvalidIban):
        pay(rich, Money.of(30, "USD"), iban=account)
    assert left(rich) == Money.of(100, "USD")
    assert not ExternalPayment.objects.exists()


def test_euros_go_to_no_account_in_the_united_states(anna, folder):
    with pytest.raises(payments.InvalidIban):
        pay(anna, eur(30), iban=exchanges.US_ACCOUNT)
    assert left(anna) == eur(100)


@pytest.mark.parametrize("state", [ItemState.QUEUED, ItemState.SETTLED, ItemState.REJECTED])
def test_an_item_goes_no_way_that_is_none(anna, folder, state):
    pay(anna, eur(30))
    send()
    put(folder, "a.xml", status(FIRST, group="RJCT", reason="FF01"))
    receive()
    target = ItemState.QUEUED if state is ItemState.REJECTED else state
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.update(state=target)


@pytest.mark.parametrize("ends", ["before the file is there", "after it is there"])
def test_a_process_that_ends_at_the_folder_leaves_one_file_to_the_next(
    anna, folder, monkeypatch, ends
):
    put_there = folders.put

    def end(*told) -> None:
        if ends == "after it is there":
            put_there(*told)
        raise KeyboardInterrupt

    pay(anna, eur(30))
    monkeypatch.setattr(folders, "put", end)
    with pytest.raises(KeyboardInterrupt):
        send()
    assert ExchangeFile.objects.get().state == "WRITTEN"
    monkeypatch.setattr(folders, "put", put_there)
    assert send() == [f"{FIRST}.xml"]
    assert len(sent(folder)) == 1
    assert item().file.state == "DELIVERED"


def test_an_answer_may_come_before_the_bank_knows_that_the_file_is_there(anna, folder, monkeypatch):
    pay(anna, eur(30))
    monkeypatch.setattr(outgoing, "_mark_delivered", lambda **told: None)
    send()
    put(folder, "a.xml", status(FIRST))
    assert receive() == [("APPLIED", "")]
    assert (own("1100"), item().file.state) == (-3_000, "ACKNOWLEDGED")
