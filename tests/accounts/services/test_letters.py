"""Letters say what the books say, and say the same when they are printed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from accounts.domain.letters import LetterContent
from accounts.models import Customer, Letter
from accounts.services import letters
from accounts.services.accounts import CustomerNotFound
from accounts.services.documents import DocumentChanged
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts.closed_days import bank_account, book, close, pay_in
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key

pytestmark = pytest.mark.usefixtures("bank")
Kind = ledger.TransactionKind
NEW_YEAR = date(2027, 1, 4)


@pytest.fixture
def owner() -> accounts.CustomerView:
    return factories.customer("Łukasz Žižek")


def certify(owner, year=2026) -> accounts.LetterView:
    return accounts.certify_interest(
        customer_id=owner.customer_id, year=year, actor=TESTER, now=NOW
    )


def confirm(owner, day=OPENING_DAY, **more) -> accounts.LetterView:
    return accounts.confirm_balances(
        customer_id=owner.customer_id, day=day, actor=TESTER, now=NOW, **more
    )


def close_2026() -> None:
    close(date(2026, 12, 31))
    close(NEW_YEAR)


def figures(letter) -> list[tuple[int, ...]]:
    kept = Letter.objects.get(public_id=letter.letter_id)
    return [row.figures for row in LetterContent.of_json(kept.content).rows]


def text(letter) -> str:
    content = accounts.letter_document(letter_id=letter.letter_id).content
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)
    )


def test_a_certificate_tells_interest_and_tax_of_each_account(owner):
    savings, current = factories.account(owner=owner), factories.account(funds=5, owner=owner)
    pay_in(savings, 1_000, kind=Kind.INTEREST)
    pay_in(savings, -250, kind=Kind.TAX)
    pay_in(savings, 70_000)
    pay_in(current, -33, kind=Kind.INTEREST)
    close_2026()
    letter = certify(owner)
    assert figures(letter) == [(1_000, 250, 0), (0, 0, 33)]
    said = text(letter)
    for words in ["Łukasz Žižek", "10.00", "2.50", "7.50", "0.33", "certificate for 2026"]:
        assert words in said


def test_interest_taken_back_is_not_certified(owner):
    account = factories.account(funds=100, owner=owner)
    kept = pay_in(account, 1_000, kind=Kind.INTEREST)
    mistaken = pay_in(account, 500, kind=Kind.INTEREST)
    assert kept.txn_id != mistaken.txn_id
    use_case(ledger.reverse)(
        txn_id=mistaken.txn_id, reason="Wrong rate", request=request_key(), actor=TESTER, now=NOW
    )
    deposit = pay_in(account, 200)
    use_case(ledger.reverse)(
        txn_id=deposit.txn_id, reason="Mistaken", request=request_key(), actor=TESTER, now=NOW
    )
    close_2026()
    assert figures(certify(owner)) == [(1_000, 0, 0)]


def test_a_certificate_is_of_one_year(owner):
    account = factories.account(owner=owner)
    pay_in(account, 100, kind=Kind.INTEREST)
    close(date(2027, 6, 1))
    pay_in(account, 900, kind=Kind.INTEREST)
    close(date(2028, 1, 3))
    close(date(2028, 1, 4))
    assert figures(certify(owner, 2026)) == [(100, 0, 0)]
    assert figures(certify(owner, 2027)) == [(900, 0, 0)]
    assert figures(certify(owner, 2025)) == []


def test_interest_of_many_accounts_booked_at_once_is_each_ones_own(owner):
    first, second = (factories.account(owner=owner) for _ in range(2))
    book(
        (bank_account("5000"), -300),
        (first.ledger_account_id, 100),
        (second.ledger_account_id, 200),
        kind=Kind.INTEREST,
    )
    close_2026()
    assert figures(certify(owner)) == [(100, 0, 0), (200, 0, 0)]


@pytest.mark.parametrize("ask", [certify, confirm])
def test_what_is_not_closed_is_not_certified(owner, ask):
    with pytest.raises(accounts.DaysNotClosed):
        ask(owner)
    assert not Letter.objects.exists()
    assert not AuditEntry.objects.filter(action="accounts.letter.written").exists()


def test_a_balance_is_confirmed_by_booking_or_value(owner):
    account = factories.account(funds=100, owner=owner)
    pay_in(account, 1_000, value_date=date(2026, 3, 4))
    close(date(2026, 3, 3))
    booked = confirm(owner)
    valued = confirm(owner, basis=accounts.BalanceBasis.VALUE)
    assert (figures(booked), figures(valued)) == ([(11_000,)], [(10_000,)])
    assert "110.00" in text(booked)
    assert booked.parameters == {"day": "2026-03-02", "basis": "booking"}


def test_only_the_customers_own_accounts_are_in_a_letter(owner):
    factories.account(funds=100)
    mine = factories.account(funds=1, owner=owner)
    close(date(2026, 3, 3))
    said = text(confirm(owner))
    assert mine.iban[:4] in said
    assert mine.iban[4:8] in said
    assert "100.00" not in said


def test_the_same_letter_asked_for_twice_is_one(owner):
    factories.account(funds=100, owner=owner)
    close(date(2026, 3, 3))
    assert confirm(owner) == confirm(owner)
    assert Letter.objects.count() == 1


def test_a_letter_is_the_same_when_printed_again(owner):
    account = factories.account(funds=100, owner=owner)
    close(date(2026, 3, 3))
    letter = confirm(owner, basis=accounts.BalanceBasis.VALUE)
    before = accounts.letter_document(letter_id=letter.letter_id)
    pay_in(account, 900, value_date=OPENING_DAY)
    Customer.objects.update(name="Another Name")
    after = accounts.letter_document(letter_id=letter.letter_id)
    assert after == before
    assert after.filename == f"letter-{letter.number:06}-balance-confirmation.pdf"
    again = confirm(owner, basis=accounts.BalanceBasis.VALUE)
    assert again.number > letter.number


def test_a_letter_that_comes_out_another_is_not_handed_out(owner, monkeypatch):
    close(date(2026, 3, 3))
    letter = confirm(owner)
    monkeypatch.setattr(letters.paper, "render", lambda printed: b"%PDF-another")
    with pytest.raises(DocumentChanged):
        accounts.letter_document(letter_id=letter.letter_id)
    monkeypatch.setattr(letters.paper, "LAYOUT", "2")
    assert accounts.letter_document(letter_id=letter.letter_id).content == b"%PDF-another"


def test_another_customers_letter_is_not_found(owner):
    close(date(2026, 3, 3))
    letter = confirm(owner)
    other = factories.customer()
    for letter_id, customer_id in [(letter.letter_id, other.customer_id), (uuid4(), None)]:
        with pytest.raises(accounts.LetterNotFound):
            accounts.letter_document(letter_id=letter_id, customer_id=customer_id)
    with pytest.raises(CustomerNotFound):
        confirm(replace(owner, customer_id=uuid4()))


def test_no_letter_is_changed_or_removed(owner):
    close(date(2026, 3, 3))
    confirm(owner)
    for change in ["UPDATE accounts_letter SET layout = ''", "DELETE FROM accounts_letter"]:
        with (
            pytest.raises(DatabaseError, match=r"append-only|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    assert Letter.objects.count() == 1


def test_pages_of_letters_cover_each_once_newest_first(owner):
    for number in range(3, 8):
        close(date(2026, 3, number))
    wrote = [confirm(owner, date(2026, 3, number)).number for number in range(2, 7)]
    seen, before = [], None
    while True:
        items, before = accounts.page_of_letters(
            customer_id=owner.customer_id, before_number=before, limit=2
        )
        seen += [item.number for item in items]
        if before is None:
            break
    assert seen == sorted(wrote, reverse=True)


def test_an_account_opened_later_is_not_in_a_letter_about_before(owner):
    close(date(2026, 3, 3))
    with connection.cursor() as cursor:
        later = factories.account(owner=owner)
        cursor.execute(
            "UPDATE accounts_account SET opened_on = '2026-03-03' WHERE public_id = %s",
            [later.account_id],
        )
    assert figures(confirm(owner)) == []
