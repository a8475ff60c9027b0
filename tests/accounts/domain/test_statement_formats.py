"""Statements as files for programs: valid, exact, and safe whatever the text."""

from __future__ import annotations

import csv
import hashlib
import io
from decimal import Decimal
from functools import cache

import pytest
import xmlschema
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.paper.wording import plain
from accounts.domain.statement_formats import FORMATS
from bankcore.spreadsheets import neutral
from tests.accounts import papers
from tests.conftest import SHARED_DATA

SCHEMAS = SHARED_DATA / "iso20022" / "schemas"
CAMT = {"camt053": "camt.053.001.08", "camt053-02": "camt.053.001.02"}
NOTIFICATIONS = {"camt054": "camt.054.001.08", "camt054-02": "camt.054.001.02"}
MESSAGES = CAMT | NOTIFICATIONS
PAIRS = list(zip(NOTIFICATIONS, CAMT, strict=True))
XML = [*MESSAGES, "ofx"]
# What the database can hold: everything but NUL and lone surrogates.
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=300)
amounts = st.integers(-(10**15), 10**15).filter(bool)
rows = st.lists(
    st.builds(
        papers.row,
        seq=st.integers(1, 10**12),
        amount=amounts,
        narrative=texts,
        kind=st.sampled_from(["TRANSFER", "FEE", "REVERSAL", "GENERAL"]),
        counterparty_name=texts.filter(str.strip),
        counterparty_iban=st.sampled_from(["", papers.OTHER_IBAN]),
    ),
    max_size=4,
)


def written(name: str, statement) -> bytes:
    return b"".join(FORMATS[name].render(statement))


@cache
def schema(version: str) -> xmlschema.XMLSchema:
    path = SCHEMAS / f"{version}.xsd"
    if not path.exists():
        pytest.skip(f"the official schema {path} is not on this machine")
    return xmlschema.XMLSchema(path)


def found(content: bytes, path: str) -> list[str]:
    """Return the texts at a path of element names, whatever their namespace."""
    root = ElementTree.fromstring(content)
    return [
        each.text or "" for each in root.findall("/".join(f"{{*}}{n}" for n in path.split("/")))
    ]


@pytest.mark.parametrize("name", MESSAGES)
def test_camt_is_valid_against_the_official_schema(name):
    schema(MESSAGES[name]).validate(io.BytesIO(written(name, papers.sample())))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_statement_of_nothing_is_valid(name):
    schema(MESSAGES[name]).validate(io.BytesIO(written(name, papers.statement([], opening=-5))))


@pytest.mark.parametrize("name", CAMT)
@pytest.mark.parametrize(
    ("currency", "told"), [("EUR", "1234.56"), ("JPY", "123456"), ("KWD", "123.456")]
)
def test_camt_has_each_currencys_decimals(name, currency, told):
    content = written(name, papers.statement([papers.row(amount=-123_456)], currency=currency))
    schema(MESSAGES[name]).validate(io.BytesIO(content))
    assert found(content, "BkToCstmrStmt/Stmt/Ntry/Amt") == [told]
    assert found(content, "BkToCstmrStmt/Stmt/Ntry/CdtDbtInd") == ["DBIT"]


@pytest.mark.parametrize("name", CAMT)
def test_camt_balances_and_totals_are_the_statements(name):
    statement = papers.sample()
    head = statement.head
    content = written(name, statement)
    stmt = "BkToCstmrStmt/Stmt"
    codes = found(content, f"{stmt}/Bal/Tp/CdOrPrtry/Cd")
    told = dict(zip(codes, found(content, f"{stmt}/Bal/Amt"), strict=True))
    assert told == {"OPBD": str(head.opening.amount), "CLBD": str(head.closing.amount)}
    assert found(content, f"{stmt}/Bal/Dt/Dt") == ["2026-03-01", "2026-03-31"]
    assert found(content, f"{stmt}/TxsSummry/TtlDbtNtries/Sum") == [str(head.debits.amount)]
    signs = found(content, f"{stmt}/Ntry/CdtDbtInd")
    parsed = [
        Decimal(amount) * (-1 if sign == "DBIT" else 1)
        for amount, sign in zip(found(content, f"{stmt}/Ntry/Amt"), signs, strict=True)
    ]
    assert head.opening.amount + sum(parsed) == head.closing.amount
    assert len(parsed) == head.entries


@pytest.mark.parametrize(("name", "statements"), PAIRS)
def test_a_notification_tells_of_the_statements_entries_without_balances(name, statements):
    notified, stated = (written(each, papers.sample()) for each in (name, statements))
    told, kept = "BkToCstmrDbtCdtNtfctn/Ntfctn", "BkToCstmrStmt/Stmt"
    assert len(found(notified, f"{told}/Ntry/Amt")) == papers.sample().head.entries
    for part in ("Amt", "CdtDbtInd", "NtryRef", "AcctSvcrRef", "BookgDt/Dt", "ValDt/Dt"):
        assert found(notified, f"{told}/Ntry/{part}") == found(stated, f"{kept}/Ntry/{part}")
    assert found(stated, f"{kept}/Bal/Amt")
    assert not found(notified, f"{told}/Bal/Amt")


@pytest.mark.parametrize(("name", "statements"), PAIRS)
def test_a_notifications_message_id_is_not_the_statements(name, statements):
    own = found(written(name, papers.sample()), "BkToCstmrDbtCdtNtfctn/GrpHdr/MsgId")
    other = found(written(statements, papers.sample()), "BkToCstmrStmt/GrpHdr/MsgId")
    assert own == [f"{other[0]}-N"]


def test_camt_says_what_kind_of_entry_it_is():
    content = written("camt053", papers.sample())
    ntry = "BkToCstmrStmt/Stmt/Ntry"
    families = found(content, f"{ntry}/BkTxCd/Domn/Fmly/SubFmlyCd")
    assert families == [
        "BOOK",
        "OTHR",
        "OTHR",
        "OTHR",
        "INTR",
        "FEES",
        "TAXE",
        "NTAV",
        "PPAY",
        "NTAV",
    ]
    assert found(content, f"{ntry}/RvslInd") == ["true"]
    assert found(content, f"{ntry}/NtryDtls/TxDtls/RltdPties/Cdtr/Pty/Nm") == ["Žofia & Søn <Ltd>"]


@pytest.mark.parametrize("name", MESSAGES)
@given(rows=rows, owner=texts.filter(lambda text: text.isprintable() and text.strip()))
@settings(max_examples=25, deadline=None)
def test_camt_is_valid_whatever_the_text(name, rows, owner):
    head = papers.head(rows)
    owned = papers.statement(rows, owner=type(head.owner)(owner[:140], (owner,)))
    schema(MESSAGES[name]).validate(io.BytesIO(written(name, owned)))


@pytest.mark.parametrize("name", XML)
@given(rows=rows)
@settings(max_examples=25, deadline=None)
def test_xml_is_well_formed_whatever_the_text(name, rows):
    ElementTree.fromstring(written(name, papers.statement(rows)))


def test_ofx_has_what_a_program_needs():
    content = written("ofx", papers.sample())
    assert content.startswith(
        b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200"'
    )
    statement = "BANKMSGSRSV1/STMTTRNRS/STMTRS"
    assert found(content, f"{statement}/CURDEF") == ["EUR"]
    assert found(content, f"{statement}/BANKACCTFROM/ACCTID") == [papers.IBAN]
    assert found(content, f"{statement}/LEDGERBAL/BALAMT") == [
        str(papers.sample().head.closing.amount)
    ]
    entry = f"{statement}/BANKTRANLIST/STMTTRN"
    assert found(content, f"{entry}/TRNTYPE")[:7] == [
        "XFER", "CREDIT", "DEP", "CREDIT", "INT", "CREDIT", "DEBIT",
    ]  # fmt: skip
    references = found(content, f"{entry}/FITID")
    assert len(set(references)) == len(references) == 10
    assert found(content, f"{entry}/TRNAMT")[0] == "-12.34"


@given(rows=rows)
@settings(max_examples=50, deadline=None)
def test_ofx_keeps_to_the_lengths_of_its_specification(rows):
    content = written("ofx", papers.statement(rows))
    entry = "BANKMSGSRSV1/STMTTRNRS/STMTRS/BANKTRANLIST/STMTTRN"
    assert all(len(name) <= 32 for name in found(content, f"{entry}/NAME"))
    assert all(0 < len(memo) <= 255 for memo in found(content, f"{entry}/MEMO"))


@given(rows=rows)
@settings(max_examples=50, deadline=None)
def test_csv_reads_back_as_it_was_written(rows):
    text = written("csv", papers.statement(rows)).decode()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["narrative"] for line in read] == [neutral(row.narrative) for row in rows]
    assert [Decimal(line["amount"]).scaleb(2) for line in read] == [row.amount for row in rows]
    assert all(None not in line and None not in line.values() for line in read)


@given(rows=rows)
@settings(max_examples=50, deadline=None)
def test_csv_is_to_the_byte_what_pythons_own_writer_makes_of_it(rows):
    content = written("csv", papers.statement(rows)).decode()
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\r\n").writerows(csv.reader(io.StringIO(content, newline="")))
    assert content == again.getvalue()


@given(st.integers(-(10**19), 10**19), st.integers(0, 4))
def test_an_amount_has_its_currencys_decimals_and_no_others(minor, exponent):
    told = plain(minor, exponent)
    assert Decimal(told) == Decimal(minor).scaleb(-exponent)
    assert len(told.partition(".")[2]) == exponent


@given(texts)
@settings(max_examples=50, deadline=None)
def test_no_text_in_csv_begins_like_a_formula(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
    assert neutral(text).removeprefix("'") == text.removeprefix("'")


@given(rows=rows)
@settings(max_examples=50, deadline=None)
def test_no_text_breaks_a_transaction_of_qif(rows):
    entries = written("qif", papers.statement(rows)).decode().split("\n^\n")[2:-1]
    assert len(entries) == len(rows)
    for entry, row in zip(entries, rows, strict=True):
        assert [line[:1] for line in entry.split("\n")] == list(
            "DTCNPM" if row.narrative else "DTCNP"
        )


def test_csv_lines_end_as_rfc_4180_says():
    content = written("csv", papers.statement([papers.row(narrative="two\nlines")]))
    assert content.count(b"\r\n") == 2
    assert b'"two\nlines"' in content


# The fingerprints of what was handed out are compared with these layouts. If one differs here on
# purpose, give the layout its next number and put the new value here.
FINGERPRINTS: dict[str, str] = {
    "csv": "9e2e75833d233ca5",
    "ofx": "b8b3a730b1314b0d",
    "qif": "d7c2b8d6d6d2d7ff",
    "camt053": "4ab30bf8dcab03e9",
    "camt053-02": "27ad02d515d42196",
    "camt054": "12cd776fa3dc22ab",
    "camt054-02": "12ebef2b985d4545",
}


@pytest.mark.parametrize("name", ["csv", "qif", *XML])
def test_the_layout_is_still_the_one_with_this_number(name):
    assert FORMATS[name].layout == ("2" if name == "ofx" else "1")
    assert hashlib.sha256(written(name, papers.sample())).hexdigest()[:16] == FINGERPRINTS[name]
