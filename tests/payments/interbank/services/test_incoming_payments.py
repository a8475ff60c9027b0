"""Payments from other banks: on the customer's account once, or on their way back with a reason."""

from __future__ import annotations

import pytest

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import InboundItem, Settlement
from tests import factories
from tests.bankcore.ledger import books
from tests.factories import eur
from tests.payments.interbank import exchanges
from tests.payments.interbank.exchanges import (
    ACH,
    ach_credit,
    ach_file,
    entries_of,
    incoming,
    put,
    receive,
    send,
    sent,
)
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna():
    return factories.account(funds=100)


def test_what_comes_is_credited_and_said_to_be_taken(anna, folder):
    put(folder, "a.xml", incoming(("T1", anna.iban, eur(20)), ("T2", anna.iban, eur(5))))
    assert receive() == [("APPLIED", "")]
    assert (left(anna), own("1100"), own("2900")) == (eur(125), 2_500, 0)
    assert Settlement.objects.get().reference == "IN1"
    send()
    (answer,) = [read_message(each) for each in sent(folder)]
    assert (answer.original_message_id, answer.status) == ("IN1", "ACCP")
    assert books.broken() == []


def test_what_comes_twice_is_credited_once(anna, folder):
    content = incoming(("T1", anna.iban, eur(20)))
    put(folder, "a.xml", content)
    put(folder, "b.xml", content)
    put(folder, "c.xml", content.replace(b"Rent", b"Other"))
    assert receive() == [("APPLIED", ""), ("DUPLICATE", ""), ("REFUSED", "message_repeated")]
    assert left(anna) == eur(120)


def test_one_message_with_a_transaction_twice_is_refused(anna, folder):
    put(folder, "a.xml", incoming(("T1", anna.iban, eur(20)), ("T1", anna.iban, eur(20))))
    assert receive() == [("REFUSED", "transaction_repeated")]
    assert left(anna) == eur(100)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (None, "AC01"),
        (ledger.AccountStatus.CLOSED, "AC04"),
        (ledger.AccountStatus.FROZEN, "AC06"),
    ],
)
def test_what_no_account_takes_goes_back_with_the_reason(anna, folder, status, code):
    empty = factories.account()
    iban = exchanges.ABROAD if status is None else empty.iban
    if status is not None:
        books.set_status(account_id=empty.ledger_account_id, status=status)
    put(folder, "a.xml", incoming(("T1", anna.iban, eur(20)), ("T2", iban, eur(5))))
    receive()
    assert (left(anna), own("1100"), own("2900")) == (eur(120), 2_000, 0)
    row = InboundItem.objects.get(transaction_id="T2")
    assert (row.state, row.reason) == ("RETURNED", code)
    send()
    back = [read_message(each) for each in sent(folder)]
    (returned,) = [each.returns for each in back if hasattr(each, "returns")]
    assert [(each.transaction_id, each.amount, each.reason) for each in returned] == [
        ("T2", eur(5), code)
    ]
    amounts = dict(Settlement.objects.values_list("reference", "amount_minor"))
    assert amounts == {"IN1": 2_500, "sepa-returns-20260302-001": -500}


@pytest.fixture
def rich():
    return factories.account(funds=100, currency="USD")


def test_an_ach_credit_finds_the_account_by_its_number(rich, folder):
    put(folder, "in-1.ach", ach_file(ach_credit(rich.iban[-10:], 1_250)), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    assert (left(rich), own("1100", "USD")) == (Money.of("112.50", "USD"), 1_250)
    assert send(ACH) == []


@pytest.mark.parametrize(
    ("account", "reason"),
    [("9999999999", "R03"), ("X1", "R03"), ("euros", "R17")],
)
def test_an_ach_entry_that_no_account_takes_is_returned(rich, anna, folder, account, reason):
    number = {"euros": anna.iban[-10:]}.get(account, account)
    put(folder, "in-1.ach", ach_file(ach_credit(number, 1_250)), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    assert (left(rich), left(anna), own("1100", "USD")) == (Money.of(100, "USD"), eur(100), 0)
    assert send(ACH) == ["ach-returns-20260302-001.ach"]
    (back,) = entries_of(sent(folder, ACH)[0])
    assert (back.returned["reason"], back.returned["original_trace"], back.amount) == (
        reason,
        "888888880000009",
        1_250,
    )


def test_a_file_that_was_cut_short_is_refused(rich, folder):
    content = ach_file(ach_credit(rich.iban[-10:], 1_250))
    put(folder, "in-1.ach", content[: 95 * 3], ACH)
    put(folder, "in-2.ach", content.replace(b"0000001250", b"0000001251", 1), ACH)
    assert receive(ACH) == [("REFUSED", "batch_control_missing"), ("REFUSED", "credit_wrong")]
    assert left(rich) == Money.of(100, "USD")
