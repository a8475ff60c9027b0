"""Statements of chosen days: complete, exact, and readable by the programs they are for."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from defusedxml import ElementTree

from accounts import public as accounts
from accounts.services.online import period_statements
from bankcore.ledger import public as ledger
from payments import public as payments
from tests import factories
from tests.accounts.closed_days import bank_account, close
from tests.accounts.domain.test_statement_formats import MESSAGES, schema
from tests.conftest import NOW
from tests.conftest import OPENING_DAY as TODAY
from tests.factories import TESTER, eur, request_key

pytestmark = pytest.mark.usefixtures("bank")
FORMATS = list(accounts.STATEMENT_FORMATS)


@pytest.fixture
def account() -> accounts.AccountRef:
    """An account with 100.00 of yesterday's, and -30.00, -5.00 and 12.00 of today."""
    found, other = factories.account(funds=100), factories.account(funds=50)
    for debit, credit, amount, text in [
        (found, other, 30, '=HYPERLINK("http://x")'),
        (found, other, 5, "Tea & cake\nfor two"),
        (other, found, 12, "Change"),
    ]:
        payments.submit_transfer(
            order=payments.TransferOrder(
                debit_account_id=debit.account_id,
                credit_account_id=credit.account_id,
                amount=eur(amount),
                narrative=text,
            ),
            request=request_key(),
            actor=TESTER,
            now=NOW,
        )
    return found


def written(account, name: str, *, first: date = TODAY, last: date = TODAY) -> bytes:
    return accounts.online.period_statement(
        account_id=account.account_id,
        first_day=first,
        last_day=last,
        format_name=name,
        now=NOW,
    ).content


def xml(content: bytes, path: str) -> list[str]:
    root = ElementTree.fromstring(content)
    return [each.text or "" for each in root.iterfind(f".//{{*}}{path}")]


def test_pdf_adds_up(account):
    (page,) = pypdfium2.PdfDocument(written(account, "pdf"))
    said = page.get_textpage().get_text_range()
    movements = [Decimal(each) for each in re.findall(r"(?m)^-?\d+\.\d\d\b", said)]
    assert "No." not in said
    assert movements
    figures = said.split("Closing balance, EUR")[1].split()[:4]
    opening, money_in, money_out, closing = map(Decimal, figures)
    assert opening + money_in + money_out == closing == balance(account)


def balance(account) -> Decimal:
    return accounts.balance_as_of(account_id=account.account_id, day=TODAY).balance.amount


def test_csv_adds_up_and_no_text_of_it_is_computed(account):
    lines = list(csv.DictReader(io.StringIO(written(account, "csv").decode(), newline="")))
    opening = Decimal(lines[0]["balance"]) - Decimal(lines[0]["amount"])
    assert opening + sum(Decimal(each["amount"]) for each in lines) == balance(account)
    assert Decimal(lines[-1]["balance"]) == balance(account)
    narratives = [each["narrative"] for each in lines]
    assert '\'=HYPERLINK("http://x")' in narratives
    assert not any(each.startswith("=") for line in lines for each in line.values())


def test_ofx_adds_up_as_the_programs_it_is_for_read_it(account):
    parser = pytest.importorskip("ofxtools.Parser")
    parsed = parser.OFXTree()
    parsed.parse(io.BytesIO(written(account, "ofx")))
    (statement,) = parsed.convert().statements
    (opening,) = statement.ballist
    moved = sum(each.trnamt for each in statement.transactions)
    assert opening.value + moved == statement.ledgerbal.balamt == balance(account)
    assert statement.account.acctid == account.iban
    assert {each.dtposted.date() for each in statement.transactions} == {TODAY}


def test_ofx_names_each_entry_once_and_the_same_whenever_and_however_it_is_downloaded(account):
    references = xml(written(account, "ofx"), "FITID")
    assert len(references) == len(set(references)) > 3
    assert xml(written(account, "ofx", first=TODAY - timedelta(days=300)), "FITID") == references
    assert xml(written(account, "ofx"), "FITID") == references


def test_qif_adds_up_and_keeps_a_line_to_a_field(account):
    content = written(account, "qif").decode()
    head, *entries = content.split("!Type:Bank\n")[1].split("^\n")[:-1]
    assert "POpening Balance" in head
    amounts = [Decimal(re.search(r"(?m)^T(.*)$", each)[1]) for each in (head, *entries)]
    assert sum(amounts) == balance(account)
    assert f"${balance(account)}" in content
    assert "MTea & cake for two" in content
    assert len(set(re.findall(r"(?m)^N(\d+-\d+)$", content))) == len(entries)


@pytest.mark.parametrize("name", ["camt053", "camt053-02"])
def test_camt_adds_up(account, name):
    content = written(account, name)
    root = ElementTree.fromstring(content)
    told = {
        each.find(".//{*}Cd").text: Decimal(each.find("{*}Amt").text)
        for each in root.iterfind(".//{*}Bal")
    }
    moved = sum(
        Decimal(each.find("{*}Amt").text) * (-1 if each.find("{*}CdtDbtInd").text == "DBIT" else 1)
        for each in root.iterfind(".//{*}Ntry")
    )
    assert told["OPBD"] + moved == told["CLBD"] == balance(account)


@pytest.mark.parametrize("name", MESSAGES)
def test_camt_without_a_number_is_valid_against_the_official_schema(account, name):
    schema(MESSAGES[name]).validate(io.BytesIO(written(account, name)))


@pytest.mark.parametrize("name", ["pdf", "csv", "qif"])
def test_a_second_download_is_the_same_to_the_byte(account, name):
    assert written(account, name) == written(account, name)


def test_the_opening_balance_is_what_was_there_before(account):
    tomorrow = TODAY + timedelta(days=1)
    close(tomorrow)
    content = written(account, "qif", first=tomorrow, last=tomorrow).decode()
    assert f"T{balance(account)}\nCX\nPOpening Balance" in content
    assert content.count("^\n") == 2


@pytest.mark.parametrize("name", FORMATS)
def test_days_without_entries_make_a_file_all_the_same(account, name):
    assert written(account, name, first=TODAY, last=TODAY)
    empty = factories.account(funds=0)
    assert written(empty, name)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(0, -1, "first_day"), (0, 1, "last_day"), (-900, -800, "last_day")],
    ids=["the wrong way round", "still to come", "before the account was opened"],
)
def test_days_that_make_no_period_are_refused_beside_their_field(account, first, last, field):
    with pytest.raises(accounts.online.InvalidPeriod) as refused:
        written(
            account,
            "csv",
            first=TODAY + timedelta(days=first),
            last=TODAY + timedelta(days=last),
        )
    assert refused.value.field == field


def test_more_entries_than_a_file_takes_are_refused(account, monkeypatch):
    monkeypatch.setattr(period_statements, "MOST_ENTRIES", 2)
    with pytest.raises(accounts.online.PeriodTooLong, match="more than 2"):
        written(account, "csv")


def test_what_is_booked_while_the_file_is_read_is_not_half_in_it(account, monkeypatch):
    newest_id, cash = period_statements.document_parties.newest_id, bank_account()

    def busy() -> int:
        late = factories.posting(
            (account.ledger_account_id, 100), (cash, -100), narrative="Too late"
        )
        assert isinstance(ledger.post(postings=[late], now=NOW)[0], ledger.Posted)
        return newest_id()

    monkeypatch.setattr(period_statements.document_parties, "newest_id", busy)
    content = written(account, "csv").decode()
    assert "Too late" not in content
    assert "Change" in content
