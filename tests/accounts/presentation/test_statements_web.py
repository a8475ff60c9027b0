"""Statements and letters in online banking and in the back office."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from accounts import public as accounts
from accounts.models import Letter, Statement
from bankcore.identity import public as identity
from tests import factories
from tests.accounts.closed_days import close, close_march, make
from tests.conftest import NOW
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"


@pytest.fixture
def customer() -> accounts.CustomerView:
    user_id = identity.ensure_user(username="demo", password=PASSWORD)
    return accounts.register_customer(
        kind="PERSON", name="Demo Person", user_id=user_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def account(customer) -> accounts.AccountRef:
    return factories.account(funds=100, owner=customer)


@pytest.fixture
def logged_in(client, customer):
    assert client.login(username="demo", password=PASSWORD)
    return client


@pytest.fixture
def boss(client):
    identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    assert client.login(username="boss", password=PASSWORD)
    return client


def test_a_customer_finds_and_downloads_statements(logged_in, account):
    close_march()
    address = f"/accounts/{account.account_id}/statements/"
    assert address in logged_in.get(f"/accounts/{account.account_id}/").content.decode()
    page = logged_in.get(address).content.decode()
    assert "100.00\N{NO-BREAK SPACE}EUR" in page
    for name in accounts.STATEMENT_FORMATS:
        assert f"{address}1/{name}/" in page
        assert logged_in.get(f"{address}1/{name}/").status_code == 200


def test_there_may_be_no_statement_yet(logged_in, account):
    page = logged_in.get(f"/accounts/{account.account_id}/statements/")
    assert b"There is no statement yet" in page.content


def test_older_statements_are_on_the_next_page(logged_in, account, monkeypatch):
    close_march()
    close(date(2026, 4, 30))
    close(date(2026, 5, 4))
    make(date(2026, 4, 30), date(2026, 5, 4))
    monkeypatch.setattr("accounts.presentation.web.statements._PAGE", 1)
    address = f"/accounts/{account.account_id}/statements/"
    assert b"?before=2" in logged_in.get(address).content
    older = logged_in.get(address, {"before": "2"}).content.decode()
    assert f"{address}1/pdf/" in older
    assert f"{address}2/pdf/" not in older


def test_another_customers_documents_are_not_found(logged_in, account):
    other = factories.account(funds=10)
    close_march()
    theirs = accounts.confirm_balances(
        customer_id=other.customer_id, day=date(2026, 3, 31), actor=TESTER, now=NOW
    )
    for address in [
        f"/accounts/{other.account_id}/statements/",
        f"/accounts/{other.account_id}/statements/1/pdf/",
        f"/accounts/{other.account_id}/statements/period/?last_day=2026-03-02",
        f"/letters/{theirs.letter_id}/",
    ]:
        answer = logged_in.get(address)
        assert answer.status_code == 404, address
        assert other.iban.encode() not in answer.content
    answer = logged_in.post(f"/accounts/{other.account_id}/letters/", {"day": "2026-03-31"})
    assert answer.status_code == 404
    assert Letter.objects.count() == 1


def test_a_customer_downloads_a_statement_of_any_days(logged_in, account):
    address = f"/accounts/{account.account_id}/statements/period/"
    assert address in logged_in.get(f"/accounts/{account.account_id}/").content.decode()
    days = {"first_day": "2026-02-14", "last_day": "2026-03-02"}
    for name in ("pdf", "csv", "ofx", "qif", "camt053"):
        file = logged_in.get(address, {**days, "format_name": name})
        assert file.status_code == 200
        assert "statement-" in file["Content-Disposition"]
        assert file["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "first_day", "is after the last"),
        ({"first_day": "2026-03-01", "last_day": "2099-01-01"}, "last_day", "still to come"),
        ({"first_day": "x", "last_day": "2026-03-01"}, "first_day", "valid date"),
    ],
)
def test_days_that_cannot_be_are_told_beside_their_field(logged_in, account, asked, field, said):
    page = logged_in.get(
        f"/accounts/{account.account_id}/statements/period/", {**asked, "format_name": "csv"}
    )
    assert page.status_code == 422
    told = page.content.decode()
    assert told.count(said) == 2
    assert f'href="#period_{field}"' in told
    assert f'value="{asked["last_day"]}"' in told
    assert "Error:" in told


@pytest.mark.parametrize("path", ["2/pdf/", "1/docx/", "99999999999999999999/pdf/"])
def test_a_statement_that_is_not_there_is_not_found(logged_in, account, path):
    close_march()
    answer = logged_in.get(f"/accounts/{account.account_id}/statements/{path}")
    assert answer.status_code == 404


def test_nobody_reads_statements_without_logging_in(client, account):
    for path in ["statements/", "statements/1/pdf/"]:
        answer = client.get(f"/accounts/{account.account_id}/{path}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_a_customer_writes_a_letter_and_downloads_it(logged_in, account):
    close(date(2026, 3, 3))
    answer = logged_in.post(
        f"/accounts/{account.account_id}/letters/", {"day": "2026-03-02"}, follow=True
    )
    letter = Letter.objects.get()
    assert f"/letters/{letter.public_id}/" in answer.content.decode()
    file = logged_in.get(f"/letters/{letter.public_id}/")
    assert file.content.startswith(b"%PDF-")
    assert letter.requested_by.startswith("user:")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "INTEREST_CERTIFICATE", "year": "x"}, "Give a year"),
        ({"kind": "INTEREST_CERTIFICATE", "year": "99999"}, "Give a year"),
        ({"kind": "INTEREST_CERTIFICATE", "year": "2026"}, "not closed yet"),
        ({"day": ""}, "Give a year"),
        ({"day": "2026-03-02"}, "not closed yet"),
    ],
)
def test_a_letter_refused_is_said_why(logged_in, account, form, said):
    answer = logged_in.post(f"/accounts/{account.account_id}/letters/", form)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Letter.objects.exists()


def test_staff_find_and_download_statements(boss, account):
    close_march()
    made = Statement.objects.get()
    page = boss.get("/admin/accounts/statement/", {"q": account.iban}).content.decode()
    assert "100.00 EUR" in page
    for name in accounts.STATEMENT_FORMATS:
        address = f"/admin/accounts/statement/{made.pk}/file/{name}/"
        assert address in page
        assert boss.get(address)["Content-Disposition"].startswith("attachment")
    assert boss.get(f"/admin/accounts/statement/{made.pk}/file/docx/").status_code == 302
    assert boss.get(f"/admin/accounts/statement/{made.pk}/change/").status_code == 200


def test_staff_write_and_download_letters(boss, account):
    close(date(2026, 3, 3))
    form = {
        "customer_id": account.customer_id,
        "kind": "BALANCE_CONFIRMATION",
        "day": "2026-03-02",
        "basis": "value",
    }
    assert boss.get("/admin/accounts/letter/add/").status_code == 200
    assert boss.post("/admin/accounts/letter/add/", form).status_code == 302
    letter = Letter.objects.get()
    assert letter.parameters == {"day": "2026-03-02", "basis": "value"}
    answer = boss.get(f"/admin/accounts/letter/{letter.pk}/pdf/")
    assert answer.content.startswith(b"%PDF-")
    assert (
        f"/admin/accounts/letter/{letter.pk}/pdf/"
        in boss.get("/admin/accounts/letter/").content.decode()
    )


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "INTEREST_CERTIFICATE"}, "This letter needs it."),
        ({"kind": "BALANCE_CONFIRMATION"}, "This letter needs it."),
        ({"kind": "BALANCE_CONFIRMATION", "day": "2026-03-02"}, "not closed yet"),
    ],
)
def test_staff_are_told_why_a_letter_is_refused(boss, account, form, said):
    answer = boss.post("/admin/accounts/letter/add/", {"customer_id": account.customer_id, **form})
    assert said in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("path", ["statement/{}/file/pdf/", "letter/{}/pdf/", "letter/add/"])
def test_staff_without_the_right_get_no_documents(client, account, path):
    close_march()
    accounts.confirm_balances(
        customer_id=account.customer_id, day=date(2026, 3, 31), actor=TESTER, now=NOW
    )
    row = (Statement if path.startswith("statement") else Letter).objects.get().pk
    get_user_model().objects.create_user("clerk", password=PASSWORD, is_staff=True)
    client.login(username="clerk", password=PASSWORD)
    assert client.get(f"/admin/accounts/{path.format(row)}").status_code == 403


def test_staff_with_the_right_do(client, account):
    close_march()
    clerk = get_user_model().objects.create_user("clerk", password=PASSWORD, is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_statement"))
    client.login(username="clerk", password=PASSWORD)
    made = Statement.objects.get()
    assert client.get(f"/admin/accounts/statement/{made.pk}/file/csv/").status_code == 200
