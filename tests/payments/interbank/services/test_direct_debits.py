"""Collections: in a file a due date, paid when they are due, declined or returned with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from bankcore.money import Money
from payments.gateway import public as gateway
from payments.interbank import public as interbank
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import Correction, Item, Settlement
from tests.factories import eur
from tests.payments.interbank import exchanges
from tests.payments.interbank.exchanges import (
    ACH,
    ach_file,
    ach_return,
    acknowledgement,
    collect,
    entries_of,
    put,
    receive,
    returned,
    send,
    sent,
    settle_due,
    status,
    to_business_day,
    trace_of,
)
from tests.payments.services.movements import own

pytestmark = pytest.mark.usefixtures("bank")
FIRST = "sepa-debits-20260302-001"
ACH_FIRST = "ach-debits-20260302-001"
DUE = date(2026, 3, 4)
USD = Money.of(25, "USD")


def test_a_collection_says_all_that_sepa_asks(folder, told):
    operation = collect(eur(25))
    assert send() == [f"{FIRST}.xml"]
    message = read_message(sent(folder)[0])
    (told_of,) = message.transfers
    assert (told_of.amount, told_of.due_on, told_of.debtor.account) == (
        eur(25),
        DUE,
        exchanges.ABROAD,
    )
    mandate = told_of.mandate
    assert (mandate.reference, mandate.sequence, mandate.creditor_id) == (
        "UMR-1",
        "FRST",
        "DE98ZZZ09999999999",
    )
    assert told_of.creditor.name == "Demo Shop"
    assert told_of.transaction_id == trace_of(operation)
    assert told == []


def test_the_first_of_a_mandate_is_told_from_the_others(folder, told):
    collect(eur(25))
    collect(eur(25))
    collect(eur(25), mandate="")
    send()
    found = [each.mandate.sequence for each in read_message(sent(folder)[0]).transfers]
    assert found == ["FRST", "RCUR", "OOFF"]


def test_it_is_pending_when_taken_and_approved_when_due_once(folder, told):
    operation = collect(eur(25)).hex
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    assert (told, settle_due(), own("1100")) == ([(operation, "PENDING", "")], 0, 0)
    to_business_day(DUE)
    assert (settle_due(), settle_due()) == (1, 0)
    assert told == [(operation, "PENDING", ""), (operation, "APPROVED", "")]
    assert (own("1100"), own("1440")) == (2_500, -2_500)
    assert Settlement.objects.get().reference == FIRST


@pytest.mark.parametrize(
    ("code", "decline"),
    [
        ("AM04", "insufficient_funds"),
        ("AC04", "account_closed"),
        ("MD01", "debit_not_authorized"),
        ("AC01", "no_account"),
        ("AC06", "bank_account_restricted"),
        ("ZZZZ", "generic_decline"),
    ],
)
def test_a_rejected_collection_is_declined_and_never_settles(folder, told, code, decline):
    operation = collect(eur(25))
    send()
    put(folder, "a.xml", status(FIRST, group="PART", rejected=[(trace_of(operation), code)]))
    receive()
    to_business_day(DUE)
    assert settle_due() == 0
    assert told == [(operation.hex, "DECLINED", decline)]
    assert Item.objects.get().reason == code


def test_one_may_be_rejected_after_it_was_taken_and_before_it_is_due(folder, told):
    operation = collect(eur(25))
    other = collect(eur(10))
    send()
    put(folder, "a.xml", status(FIRST))
    put(
        folder,
        "b.xml",
        status(FIRST, own="ST2", group="PART", rejected=[(trace_of(operation), "AM04")]),
    )
    receive()
    to_business_day(DUE)
    assert settle_due() == 1
    assert told[2:] == [
        (operation.hex, "DECLINED", "insufficient_funds"),
        (other.hex, "APPROVED", ""),
    ]
    assert own("1100") == 1_000


def test_one_that_settled_and_comes_back_is_returned_once(folder, told):
    operation = collect(eur(25))
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    to_business_day(DUE)
    settle_due()
    trace = trace_of(operation)
    put(folder, "b.xml", returned(trace, eur(25), reason="MD01"))
    put(folder, "c.xml", returned(trace, eur(25), reason="MD01", own="RT2"))
    assert receive() == [("APPLIED", ""), ("REFUSED", "returned_before")]
    assert told[-1] == (operation.hex, "RETURNED", "debit_not_authorized")
    assert len(told) == 3
    assert (own("1100"), own("1440")) == (0, 0)


def test_a_return_dated_when_it_was_due_settles_the_file_first(folder, told):
    operation, other = collect(eur(25)), collect(eur(10))
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    to_business_day(DUE)
    put(folder, "b.xml", returned(trace_of(operation), eur(25), reason="MD01", day=DUE))
    assert receive() == [("APPLIED", "")]
    assert told[2:] == [
        (operation.hex, "APPROVED", ""),
        (other.hex, "APPROVED", ""),
        (operation.hex, "RETURNED", "debit_not_authorized"),
    ]
    assert (settle_due(), own("1100"), own("1440")) == (0, 1_000, -1_000)


def test_a_refund_is_a_transfer_to_the_payer(folder, told):
    operation = collect(eur(7), kind=gateway.OperationKind.REFUND)
    assert send() == ["sepa-credits-20260302-001.xml"]
    (transfer,) = read_message(sent(folder)[0]).transfers
    assert (transfer.creditor.account, transfer.mandate) == (exchanges.ABROAD, None)
    put(folder, "a.xml", status("sepa-credits-20260302-001"))
    receive()
    assert told == [(operation.hex, "APPROVED", "")]
    assert (own("1100"), own("1440")) == (-700, 700)
    put(folder, "b.xml", returned(trace_of(operation), eur(7)))
    receive()
    assert told[-1] == (operation.hex, "RETURNED", "account_closed")
    assert (own("1100"), own("1440"), own("2900")) == (0, 0, 0)


@pytest.mark.parametrize(
    ("connector", "method", "amount", "decline"),
    [
        (interbank.ACH_DEBIT, "pm_wrong", USD, "no_account"),
        (interbank.SEPA_DEBIT, "pm_ach", eur(1), "no_account"),
        (interbank.SEPA_DEBIT, "pm_sepa", USD, "generic_decline"),
    ],
)
def test_what_no_file_can_say_is_declined_at_once(folder, told, connector, method, amount, decline):
    operation = collect(amount, connector=connector, method=method)
    connector.perform(operation, seconds=1)
    assert told == [(operation.hex, "DECLINED", decline)]
    assert (send(), send(ACH)) == ([], [])


def test_what_is_known_is_told_again_when_asked(folder, told):
    operation = collect(eur(25))
    interbank.SEPA_DEBIT.inquire(operation, now=exchanges.NOW)
    assert told == []
    send()
    put(folder, "a.xml", status(FIRST))
    receive()
    interbank.SEPA_DEBIT.inquire(operation, now=exchanges.NOW)
    assert told == [(operation.hex, "PENDING", "")] * 2


def test_a_network_that_does_not_answer_for_a_day_is_not_well(folder, told):
    from datetime import timedelta

    health = interbank.SEPA_DEBIT.health
    collect(eur(25))
    send()
    assert health(now=exchanges.NOW).is_up
    assert not health(now=exchanges.NOW + timedelta(days=2)).is_up
    put(folder, "a.xml", status(FIRST))
    receive()
    assert health(now=exchanges.NOW + timedelta(days=2)).is_up


@pytest.fixture
def ach_debit(folder, told):
    """Send a debit by ACH, which the operator takes."""
    operation = collect(USD, connector=interbank.ACH_DEBIT, method="pm_ach")
    assert send(ACH) == [f"{ACH_FIRST}.ach"]
    put(folder, "ack-1.csv", acknowledgement(ACH_FIRST), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    return operation


def test_an_ach_debit_says_what_nacha_asks(folder, told):
    collect(USD, connector=interbank.ACH_DEBIT, method="pm_ach")
    collect(USD, connector=interbank.ACH_DEBIT, method="pm_ach", recurring=False)
    send(ACH)
    first, second = entries_of(sent(folder, ACH)[0])
    assert (first.detail["account"], first.amount, first.is_credit) == ("123456789", 2_500, False)
    traces = {first.detail["trace"], second.detail["trace"]}
    assert len(traces) == 2
    assert all(each.startswith("99999999") for each in traces)


@pytest.mark.parametrize(
    ("code", "decline"),
    [
        ("R01", "insufficient_funds"),
        ("R02", "account_closed"),
        ("R03", "no_account"),
        ("R04", "no_account"),
        ("R07", "revocation_of_authorization"),
        ("R10", "debit_not_authorized"),
        ("R16", "bank_account_restricted"),
    ],
)
def test_an_ach_return_before_settlement_declines(folder, told, ach_debit, code, decline):
    (entry,) = entries_of(sent(folder, ACH)[0])
    put(folder, "returns-1.ach", ach_file(ach_return(entry, code)), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    to_business_day(date(2026, 3, 3))
    assert settle_due(ACH) == 0
    assert told[-1] == (ach_debit.hex, "DECLINED", decline)
    assert own("1100", "USD") == 0


def test_an_ach_return_after_settlement_takes_the_money_back_once(folder, told, ach_debit):
    to_business_day(date(2026, 3, 3))
    assert settle_due(ACH) == 1
    assert (own("1100", "USD"), own("1450", "USD")) == (2_500, -2_500)
    (entry,) = entries_of(sent(folder, ACH)[0])
    put(folder, "returns-1.ach", ach_file(ach_return(entry, "R10")), ACH)
    put(folder, "returns-2.ach", ach_file(ach_return(entry, "R10", "888888880000002")), ACH)
    assert receive(ACH) == [("APPLIED", ""), ("REFUSED", "returned_before")]
    assert told[-1] == (ach_debit.hex, "RETURNED", "debit_not_authorized")
    assert (own("1100", "USD"), own("1450", "USD")) == (0, 0)


def test_a_refused_ach_file_declines_what_is_in_it(folder, told):
    operation = collect(USD, connector=interbank.ACH_DEBIT, method="pm_ach")
    send(ACH)
    put(folder, "ack-1.csv", acknowledgement(ACH_FIRST, "REJECTED", "R26"), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    assert told == [(operation.hex, "DECLINED", "processing_error")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "not_csv"),
        (b"file,result,reason\n", "not_an_acknowledgement"),
        (b"file,result,reason\nx.ach,PERHAPS,\n", "result_unknown"),
        (b"file,result,reason\nx.ach,ACCEPTED,\n", "original_unknown"),
    ],
)
def test_an_acknowledgement_that_says_nothing_is_refused(folder, content, reason):
    put(folder, "ack-1.csv", content, ACH)
    assert receive(ACH) == [("REFUSED", reason)]


def test_a_notification_of_change_is_kept_and_corrects_the_method_once(
    folder, told, ach_debit, monkeypatch
):
    from payments.interbank.domain.nacha import layouts
    from payments.interbank.domain.nacha.records import Entry, record

    heard = []
    monkeypatch.setattr(
        gateway, "correct_account", lambda **told: heard.append(told), raising=False
    )
    (entry,) = entries_of(sent(folder, ACH)[0])
    for number in (1, 2):
        trace = f"88888888000000{number}"
        change = record(
            layouts.ADDENDA_98,
            change_code="C01",
            original_trace=entry.detail["trace"],
            original_rdfi=entry.detail["rdfi"],
            corrected="987654321",
            trace=f"{trace}",
        )
        detail = record(
            layouts.ENTRY,
            code=26,
            rdfi="99999999",
            check_digit=2,
            account="123456789",
            name="Demo Person 02",
            has_addenda=1,
            trace=f"{trace}",
        )
        content = ach_file(Entry(detail, (change,)), entry_class="COR")
        put(folder, f"changes-{number}.ach", content, ACH)
    assert receive(ACH) == [("APPLIED", ""), ("APPLIED", "")]
    assert [(each["payment_method_id"], each["number"]) for each in heard] == [
        ("pm_ach", "231380104/987654321")
    ]
    assert Correction.objects.get().corrected == "987654321"
