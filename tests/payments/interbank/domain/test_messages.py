"""ISO 20022: what is written is valid by the official schemas and read again as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankcore.money import Currency, Money
from payments.interbank.domain.iso20022.cancelling import write_recall, write_refusal
from payments.interbank.domain.iso20022.inquiring import write_inquiry
from payments.interbank.domain.iso20022.pacs import (
    Mandate,
    RecallMessage,
    RecallRefusal,
    ReturnMessage,
    Sequence,
    Side,
    StatusMessage,
    StatusRequest,
    Transfer,
    TransferMessage,
    TransferReturn,
    TransferStatus,
)
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.pacs_writing import (
    write_collections,
    write_returns,
    write_status,
    write_transfers,
)
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.iso20022.statements import read_statement, read_statements
from tests.factories import eur
from tests.payments.files import schema

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
HERE = Side(name="Demo Bank's customer & son", account="DE89370400440532013000", bank="BKCODEF0")
THERE = Side(name="Größe", account="FR1420041010050500013M02606", bank="BNPAFRPP")
MANDATE = Mandate(
    reference="UMR-1",
    signed_on=date(2026, 1, 1),
    sequence=Sequence.RECURRING,
    creditor_id="DE98ZZZ09999999999",
)
TRANSFER = Transfer(
    transaction_id="T1",
    end_to_end_id="E1",
    amount=eur("12.50"),
    debtor=HERE,
    creditor=THERE,
    remittance="Invoice <7>",
)
CREDITS = TransferMessage(
    message_id="M1",
    created_at=AT,
    settlement_date=DAY,
    transfers=(TRANSFER, replace(TRANSFER, transaction_id="T2", end_to_end_id="")),
)
DEBITS = replace(CREDITS, transfers=(replace(TRANSFER, mandate=MANDATE, due_on=DAY),))
STATUS = StatusMessage(
    message_id="S1",
    original_message_id="M1",
    original_kind="pacs.008.001.08",
    status="PART",
    reason="",
    transfers=(
        TransferStatus(
            transaction_id="T1", end_to_end_id="E1", status="RJCT", reason="AC04", detail="Closed"
        ),
    ),
)
RETURNS = ReturnMessage(
    message_id="R1",
    settlement_date=DAY,
    returns=(
        TransferReturn(
            return_id="R1-1",
            original_message_id="M1",
            original_kind="pacs.008.001.08",
            end_to_end_id="E1",
            transaction_id="T1",
            amount=eur("12.50"),
            reason="AC04",
            detail="Closed",
        ),
    ),
)
INSTANT = replace(
    CREDITS,
    is_instant=True,
    transfers=(replace(TRANSFER, accepted_at=AT.replace(microsecond=250_000)),),
)
RECALL = RecallMessage(
    case_id="RC1",
    sender="BKCODEF0",
    receiver="COBADEFFXXX",
    original_message_id="M1",
    transaction_id="T1",
    end_to_end_id="E1",
    amount=eur("12.50"),
    settled_on=DAY,
    reason="DUPL",
    detail="Sent twice",
)
REFUSAL = RecallRefusal(
    message_id="N1",
    case_id="RC1",
    sender="COBADEFFXXX",
    receiver="BKCODEF0",
    original_message_id="M1",
    transaction_id="T1",
    end_to_end_id="E1",
    reason="CUST",
    detail="The payee says no",
)
WRITTEN = [
    ("pacs.008.001.08", write_transfers, CREDITS),
    ("pacs.008.001.08", write_transfers, INSTANT),
    ("pacs.003.001.08", write_collections, DEBITS),
    ("pacs.002.001.10", write_status, STATUS),
    ("pacs.002.001.10", write_status, replace(STATUS, status="RJCT", reason="FF01", transfers=())),
    ("pacs.004.001.09", write_returns, RETURNS),
    ("camt.056.001.08", write_recall, RECALL),
    ("camt.029.001.09", write_refusal, REFUSAL),
]


@pytest.mark.parametrize(("name", "write", "message"), WRITTEN)
def test_what_is_written_is_valid_by_the_official_schema(name, write, message):
    schema(name).validate(write(message, at=AT).decode())


@pytest.mark.parametrize(("name", "write", "message"), WRITTEN)
def test_what_is_written_is_read_as_it_was_meant(name, write, message):
    assert read_message(write(message, at=AT)) == message


@settings(max_examples=50, deadline=None)
@given(
    name=st.text(max_size=80),
    remittance=st.text(max_size=150),
    minor=st.integers(1, 99_999_999_999),
)
def test_whatever_customers_write_makes_a_message_that_can_be_read(name, remittance, minor):
    amount = Money(minor, Currency.of("EUR"))
    transfer = replace(
        TRANSFER, amount=amount, remittance=remittance, creditor=replace(THERE, name=name)
    )
    read = read_message(write_transfers(replace(CREDITS, transfers=(transfer,)), at=AT))
    assert read.transfers[0].amount == amount


def test_a_question_what_became_of_a_payment_is_valid_by_the_official_schema():
    asked = StatusRequest(
        message_id="Q1",
        original_message_id="M1",
        original_kind="pacs.008.001.08",
        transaction_id="T1",
        end_to_end_id="",
    )
    schema("pacs.028.001.03").validate(write_inquiry(asked, at=AT).decode())


@pytest.mark.parametrize(
    ("message", "before", "after", "reason"),
    [
        (write_recall(RECALL, at=AT), "<OrgnlTxId>T1</OrgnlTxId>", "", "missing"),
        (write_recall(RECALL, at=AT), ">12.50<", ">twelve<", "amount_malformed"),
        (write_recall(RECALL, at=AT), "TxInf>", "Other>", "not_one_payment"),
        (write_refusal(REFUSAL, at=AT), "<OrgnlTxId>T1</OrgnlTxId>", "", "missing"),
        (write_refusal(REFUSAL, at=AT), "RJCR", "ACCR", "not_a_refusal"),
    ],
)
def test_a_recall_or_its_answer_that_cannot_be_meant_is_refused(message, before, after, reason):
    text = message.decode()
    assert before in text
    with pytest.raises(UnreadableMessage) as refused:
        read_message(text.replace(before, after).encode())
    assert refused.value.reason == reason


def test_nothing_is_collected_without_a_mandate():
    with pytest.raises(ValueError, match="mandate"):
        write_collections(CREDITS, at=AT)


BASE = write_transfers(CREDITS, at=AT)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<NbOfTxs>2<", b"<NbOfTxs>3<", "number_of_transactions_wrong"),
        (b"<NbOfTxs>2<", b"<NbOfTxs>two<", "count_malformed"),
        (b">25.00</Ttl", b">25.01</Ttl", "control_sum_wrong"),
        (b"<MsgId>M1<", b"<MsgId><", "message_id_missing"),
        (b"<MsgId>M1<", b"<MsgId>" + b"x" * 36 + b"<", "message_id_missing"),
        (b'Ccy="EUR">12.50</IntrBkSttlmAmt>', b'Ccy="EUR">x</IntrBkSttlmAmt>', "amount_malformed"),
        (
            b'Ccy="EUR">12.50</IntrBkSttlmAmt>',
            b'Ccy="XYZ">12.50</IntrBkSttlmAmt>',
            "currency_unknown",
        ),
        (
            b'Ccy="EUR">12.50</IntrBkSttlmAmt>',
            b'Ccy="EUR">12.505</IntrBkSttlmAmt>',
            "amount_malformed",
        ),
        (b"pacs.008.001.08", b"pacs.008.001.99", "unknown_version"),
        (b"pacs.008.001.08", b"pacs.028.001.03", "other_message"),
        (b"pacs.008.001.08", b"nothing", "unknown_message"),
        (b"2026-03-02</IntrBkSttlmDt>", b"2026-13-02</IntrBkSttlmDt>", "date_malformed"),
        (b"2026-03-02T09:30:00Z", b"today", "date_malformed"),
        (b"</Document>", b"", "not_well_formed"),
        (
            b"<Document",
            b"<!DOCTYPE d SYSTEM 'file:///etc/hostname'><Document",
            "document_type_definition",
        ),
    ],
)
def test_what_is_wrong_is_refused_for_its_reason(old, new, reason):
    changed = BASE.replace(old, new)
    assert changed != BASE
    with pytest.raises(UnreadableMessage) as refused:
        read_message(changed)
    assert refused.value.reason == reason


STATEMENT = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>N1</MsgId><CreDtTm>2026-03-02T18:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-03-02T18:00:00Z</CreDtTm><Acct><Id><Othr><Id>NOSTRO</Id></Othr></Id>
<Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">10.00</Amt>
<CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt><AcctSvcrRef>A1</AcctSvcrRef>
<BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-03-02T10:00:00Z</DtTm></BookgDt><BkTxCd/></Ntry>
<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BkTxCd/></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_a_statement_is_read_with_its_signs_and_adds_up():
    found = read_statement(STATEMENT)
    assert (found.account, found.currency, found.opening, found.closing) == (
        "NOSTRO",
        "EUR",
        -eur(10),
        eur(5),
    )
    first, second, third = found.entries
    assert (first.reference, first.end_to_end_id, first.amount) == ("A1", "E1", eur(20))
    assert (first.booking_date, first.value_date) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (second.amount, second.is_reversal, second.booking_date) == (-eur(5), True, DAY)
    assert (third.is_booked, third.booking_date) == (False, DAY)
    assert found.difference == eur(0)


def test_a_statement_that_does_not_add_up_says_by_how_much():
    assert read_statement(
        STATEMENT.replace(b">5.00</Amt>\n<CdtDbtInd>CRDT", b">6.00</Amt>\n<CdtDbtInd>CRDT")
    ).difference == eur(1)


def test_several_statements_are_read_together_alone():
    start, end = STATEMENT.index(b"<Stmt>"), STATEMENT.index(b"</Stmt>") + len(b"</Stmt>")
    two = STATEMENT[:end] + STATEMENT[start:end] + STATEMENT[end:]
    assert len(read_statements(two)) == 2
    with pytest.raises(UnreadableMessage) as refused:
        read_statement(two)
    assert refused.value.reason == "several_statements"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<CdtDbtInd>DBIT</CdtDbtInd><Dt>", b"<CdtDbtInd>X</CdtDbtInd><Dt>", "direction_missing"),
        (b"<Id>NOSTRO</Id>", b"", "account_missing"),
        (b"<Id>S1</Id>", b"", "missing"),
        (b"camt.053.001.08", b"camt.053.001.99", "unknown_version"),
        (b"camt.053.001.08", b"pacs.008.001.08", "other_message"),
    ],
)
def test_a_statement_that_says_nothing_is_refused_for_its_reason(old, new, reason):
    with pytest.raises(UnreadableMessage) as refused:
        read_statement(STATEMENT.replace(old, new))
    assert refused.value.reason == reason
