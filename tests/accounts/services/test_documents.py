"""Statements are handed out the same each time, or not at all."""

from __future__ import annotations

import hashlib

import pytest

from accounts import public as accounts
from accounts.domain import statement_formats
from accounts.models import StatementDocument
from accounts.services import documents
from accounts.services.documents import DocumentChanged
from tests import factories
from tests.accounts.closed_days import close_march, rendered
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def account() -> accounts.AccountRef:
    opened = factories.account(funds=100)
    close_march()
    return opened


def test_the_first_rendering_leaves_its_fingerprint(account):
    for _ in range(2):
        content = rendered(account, "csv")
    kept = StatementDocument.objects.get()
    assert (bytes(kept.sha256), kept.size) == (hashlib.sha256(content).digest(), len(content))
    assert kept.format == "csv"


def test_a_statement_that_comes_out_another_is_not_handed_out(account, monkeypatch):
    rendered(account, "csv")
    as_it_is = statement_formats.FORMATS["csv"]

    def other(layout):
        return {
            "csv": statement_formats.StatementFormat(
                as_it_is.ending, as_it_is.media_type, "CSV", lambda statement: iter([b"x"]), layout
            )
        }

    monkeypatch.setattr(documents, "FORMATS", other(as_it_is.layout))
    with pytest.raises(DocumentChanged):
        rendered(account, "csv")
    assert StatementDocument.objects.count() == 1
    monkeypatch.setattr(documents, "FORMATS", other("2"))
    assert rendered(account, "csv") == b"x"


def test_a_file_is_named_for_account_number_and_day(account):
    names = {
        accounts.statement_document(
            account_id=account.account_id, number=1, format_name=name, now=NOW
        ).filename
        for name in accounts.STATEMENT_FORMATS
    }
    stem = f"statement-{account.iban}-00001-20260331"
    assert names == {
        f"{stem}.pdf", f"{stem}.csv", f"{stem}.ofx", f"{stem}.qif",
        f"{stem}.camt053.xml", f"{stem}.camt053-02.xml",
        f"{stem}.camt054.xml", f"{stem}.camt054-02.xml",
    }  # fmt: skip


def test_a_statement_is_read_in_few_queries(account, django_assert_max_num_queries):
    rendered(account, "pdf")
    with django_assert_max_num_queries(9):
        rendered(account, "pdf")
