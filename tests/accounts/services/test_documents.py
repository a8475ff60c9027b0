"""Statements are handed out the same each time, or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import public as accounts
from accounts.domain import statement_formats
from accounts.domain.statement_formats import parts
from accounts.models import StatementDocument
from accounts.repositories import statements
from accounts.services import documents
from accounts.services.documents import DocumentChanged
from tests import factories
from tests.accounts.closed_days import APRIL_FIRST, close, close_march, make, pay_in, rendered
from tests.clients import ApiClient
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


class TestLongStatement:
    """One that was made before is sent while it is written, each part as it was."""

    @pytest.fixture(autouse=True)
    def _is_long(self, monkeypatch):
        monkeypatch.setattr("accounts.domain.statements.FEW", 2)
        monkeypatch.setattr(parts, "LENGTH", 256)

    @pytest.fixture
    def account(self) -> accounts.AccountRef:
        """Return an account whose statement is of two months, with late entries in each."""
        opened = factories.account(funds=100)
        for number in range(4):
            pay_in(opened, 100 + number, narrative=f"March {number}")
        close(APRIL_FIRST)
        for number in range(4):
            pay_in(opened, 200 + number, narrative=f"April {number}")
        last = date(2026, 4, 30)
        close(last)
        close(last + timedelta(days=1))
        make(last, last + timedelta(days=1))
        return opened

    def sent(self, account, name="csv", now=NOW) -> accounts.Document | accounts.DocumentInParts:
        return accounts.statement_to_send(
            account_id=account.account_id, number=1, format_name=name, now=now
        )

    @pytest.mark.parametrize("name", ["csv", "ofx", "qif", "camt053", "camt054-02"])
    def test_it_goes_out_in_parts_that_are_the_file_as_it_was_made_first(self, account, name):
        first = self.sent(account, name)
        assert isinstance(first, accounts.Document)
        again = self.sent(account, name)
        assert isinstance(again, accounts.DocumentInParts)
        every = list(again.parts)
        assert len(every) > 2
        assert (b"".join(every), again.size) == (first.content, len(first.content))
        assert (again.filename, again.media_type) == (first.filename, first.media_type)

    def test_it_is_the_same_however_many_entries_are_read_at_a_time(self, account, monkeypatch):
        whole = rendered(account, "csv")
        assert whole.count(b"\r\n") == 10
        monkeypatch.setattr(statements, "_FIRST_ROWS", 1)
        monkeypatch.setattr(statements, "_ROWS", 2)
        assert b"".join(self.sent(account).parts) == whole
        monkeypatch.setattr("accounts.domain.statements.FEW", 2_000)
        assert rendered(account, "csv") == whole

    def test_it_breaks_off_before_the_first_part_that_is_another(self, account, monkeypatch):
        whole = rendered(account, "csv")
        written = statement_formats.FORMATS["csv"].render
        changed = whole.replace(b"April 2", b"April X")

        def other(statement):
            list(written(statement))
            yield changed

        monkeypatch.setattr(
            documents, "FORMATS", {"csv": replace(statement_formats.FORMATS["csv"], render=other)}
        )
        going, gone = self.sent(account).parts, b""
        for _ in range(changed.index(b"April X") // parts.LENGTH):
            gone += next(going)
        assert gone
        assert whole.startswith(gone)
        with pytest.raises(DocumentChanged):
            next(going)

    @pytest.mark.parametrize("change", [lambda text: text[:256], lambda text: text + b"x"])
    def test_it_breaks_off_where_something_is_missing_or_too_much(
        self, account, monkeypatch, change
    ):
        changed = change(rendered(account, "csv"))
        monkeypatch.setattr(
            documents,
            "FORMATS",
            {"csv": replace(statement_formats.FORMATS["csv"], render=lambda _: iter([changed]))},
        )
        with pytest.raises(DocumentChanged):
            list(self.sent(account).parts)

    def test_paper_is_compared_whole(self, account):
        for _ in range(2):
            assert isinstance(self.sent(account, "pdf"), accounts.Document)

    def test_what_is_kept_of_its_parts_are_whole_fingerprints(self, account):
        self.sent(account)
        kept = StatementDocument.objects.get()
        assert len(kept.parts) % 32 == 0
        copy = StatementDocument(
            statement_id=kept.statement_id, format="x", layout="x", sha256=kept.sha256,
            size=1, parts=b"x", made_at=NOW,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="parts"), transaction.atomic():
            copy.save()

    def test_a_program_and_the_customer_get_it_with_its_length(self, account):
        path = f"/api/v1/accounts/{account.account_id}/statements/1/csv"
        program = ApiClient()
        first, again = program.get(path), program.get(path)
        assert again.streaming
        assert again.getvalue() == first.content
        assert again["Content-Length"] == str(len(first.content))
        for header in ("Content-Type", "Content-Disposition", "Cache-Control"):
            assert again[header] == first[header]


def test_a_short_statement_is_compared_whole_before_it_is_sent(account):
    for _ in range(2):
        found = accounts.statement_to_send(
            account_id=account.account_id, number=1, format_name="csv", now=NOW
        )
        assert isinstance(found, accounts.Document)
    assert StatementDocument.objects.get().parts is None
