"""Documents name people as they were named then, until the law no longer asks for their names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from accounts.models import DocumentParty, Letter
from tests import factories
from tests.accounts.closed_days import (
    APRIL_FIRST,
    MARCH_END,
    book,
    close,
    close_march,
    make,
    pay_in,
    rendered,
)
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")
LATER = datetime(2037, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def customer_id() -> UUID:
    return people.active()


@pytest.fixture
def account(customer_id) -> accounts.AccountRef:
    return factories.account(owner=accounts.get_customer(customer_id=customer_id), funds=10)


def move_to(customer_id, **changes) -> None:
    accounts.set_address(
        customer_id=customer_id, address=people.address(**changes), actor=TESTER, now=NOW
    )


def text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    read = "\n".join(page.get_textpage().get_text_range() for page in document)
    return "\n".join(line.strip() for line in read.splitlines())


def test_a_statement_is_addressed_to_where_letters_go(customer_id, account):
    move_to(customer_id, kind=accounts.AddressKind.POSTAL, street="Postfach 7", country="AT")
    close_march()
    said = text(rendered(account, "pdf"))
    assert "Postfach 7\n12345 Musterstadt\nAT" in said
    assert "<AdrLine>Postfach 7</AdrLine>" in rendered(account, "camt053").decode()


def test_without_an_address_for_letters_it_is_where_the_customer_lives(customer_id, account):
    close_march()
    said = text(rendered(account, "pdf"))
    assert "Musterweg 5\n12345 Musterstadt" in said


def test_an_old_statement_keeps_its_address_and_the_next_has_the_new_one(customer_id, account):
    close_march()
    before = rendered(account, "pdf")
    move_to(customer_id, street="Corrected 1")  # since the opening day: the old row is gone
    close(date(2026, 5, 4))
    make(APRIL_FIRST, date(2026, 5, 4))
    assert rendered(account, "pdf") == before
    assert "Corrected 1" in text(rendered(account, "pdf", 2))


def test_a_letter_has_the_address_of_the_day_it_is_written(customer_id, account):
    close(MARCH_END)
    letter = accounts.confirm_balances(
        customer_id=customer_id, day=OPENING_DAY, actor=TESTER, now=NOW
    )
    assert "Musterweg 5" in text(accounts.letter_document(letter_id=letter.letter_id).content)


def test_streets_and_letters_are_not_legible_in_the_database(customer_id, account):
    close_march()
    accounts.confirm_balances(customer_id=customer_id, day=OPENING_DAY, actor=TESTER, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text FROM accounts_documentparty p UNION ALL"
            " SELECT l::text FROM accounts_letter l"
        )
        kept = " ".join(row for (row,) in cursor.fetchall())
    assert "Musterweg" not in kept
    assert b"Musterweg".hex() not in kept


def test_names_are_recorded_once_while_they_stay(customer_id, account):
    close_march()
    recorded = DocumentParty.objects.count()
    close(date(2026, 5, 4))
    make(APRIL_FIRST, date(2026, 5, 4))
    assert DocumentParty.objects.count() == recorded


@pytest.fixture
def left(customer_id, account) -> accounts.AccountRef:
    """Return another's account that paid a customer who has since left the bank."""
    payer = factories.account(funds=10)
    book((payer.ledger_account_id, -100), (account.ledger_account_id, 100))
    close_march()
    for each in (payer, account):
        rendered(each, "pdf")
    accounts.confirm_balances(customer_id=customer_id, day=OPENING_DAY, actor=TESTER, now=NOW)
    pay_in(account, -1_100)
    accounts.set_account_status(
        account_id=account.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Asked",
        actor=TESTER,
        now=NOW,
    )
    people.move(customer_id, accounts.CustomerStatus.CLOSED)
    return payer


def test_an_erased_customers_name_is_on_no_document(customer_id, account, left):
    done = accounts.erase_customer(customer_id=customer_id, actor=TESTER, now=LATER)
    assert (done.erased["document_names"], done.erased["letters"]) == (1, 1)
    for each in (account, left):
        said = text(rendered(each, "pdf"))
        assert "Demo Person" not in said
        assert "Musterweg" not in said
        assert "Erased customer" in said
    assert not Letter.objects.exists()


def test_a_long_statement_is_sent_whole_again_when_a_name_has_gone(
    customer_id, account, left, monkeypatch
):
    monkeypatch.setattr("accounts.domain.statements.FEW", 0)

    def sent() -> accounts.Document | accounts.DocumentInParts:
        return accounts.statement_to_send(
            account_id=left.account_id, number=1, format_name="csv", now=NOW
        )

    sent()
    assert isinstance(sent(), accounts.DocumentInParts)
    accounts.erase_customer(customer_id=customer_id, actor=TESTER, now=LATER)
    found = sent()
    assert isinstance(found, accounts.Document)
    assert b"Erased customer" in found.content


def test_only_an_erased_customers_names_go(customer_id, account, left):
    rename, persons = "UPDATE accounts_documentparty SET name =", "WHERE customer_id > 0"
    for change in [
        f"{rename} 'Erased customer 1', address = NULL, erased_at = now() {persons}",
        f"{rename} 'Another' {persons}",
        "DELETE FROM accounts_letter",
    ]:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
