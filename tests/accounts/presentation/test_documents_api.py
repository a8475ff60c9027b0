"""Statements, letters and past balances as an integrator gets them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.models import Letter
from tests import factories
from tests.accounts.closed_days import close, close_march, pay_in
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")
MEDIA_TYPES = {
    "pdf": ("application/pdf", b"%PDF-"),
    "csv": ("text/csv; charset=utf-8", b"statement,iban"),
    "ofx": ("application/x-ofx", b"<?xml"),
    "qif": ("application/qif; charset=utf-8", b"!Account"),
    "camt053": ("application/xml", b"<?xml"),
    "camt053-02": ("application/xml", b"<?xml"),
    "camt054": ("application/xml", b"<?xml"),
    "camt054-02": ("application/xml", b"<?xml"),
}


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def account() -> accounts.AccountRef:
    return factories.account(funds=100)


def test_statements_are_listed_with_their_files(api, account):
    close_march()
    page = api.get(f"/api/v1/accounts/{account.account_id}/statements").json()
    (item,) = page["items"]
    assert page["next_before"] is None
    assert (item["number"], item["opening"], item["closing"]) == (1, "0.00", "100.00")
    assert (item["first_day"], item["last_day"]) == ("2026-03-02", "2026-03-31")
    assert set(item["files"]) == set(MEDIA_TYPES)
    for name, address in item["files"].items():
        answer = api.get(address)
        media_type, beginning = MEDIA_TYPES[name]
        assert answer.status_code == 200
        assert answer["Content-Type"] == media_type
        assert answer.content.startswith(beginning)
        assert answer["Content-Disposition"].startswith('attachment; filename="statement-DE')
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_handed_out_whatever_the_client_accepts(api, account):
    close_march()
    answer = api._http.get(
        f"/api/v1/accounts/{account.account_id}/statements/1/pdf",
        headers={"Authorization": f"Bearer {api._key}", "Accept": "application/pdf"},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("statements/1/pdf", "statement_not_found"),
        ("statements/99999999999999999999/pdf", "statement_not_found"),
        ("statements/1/docx", "unknown_format"),
    ],
)
def test_what_is_not_there_is_a_problem(api, account, path, code):
    answer = api.get(f"/api/v1/accounts/{account.account_id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    "path",
    [
        "accounts/{}/statements",
        "accounts/{}/statements/1/pdf",
        "accounts/{}/statement-cycle",
        "accounts/{}/balance?as_of=2026-03-02",
        "customers/{}/letters",
        "letters/{}/pdf",
    ],
)
def test_a_stranger_gets_nothing_and_an_unknown_id_is_not_found(api, client, path):
    address = f"/api/v1/{path.format(uuid4())}"
    assert client.get(address).status_code == 401
    assert api.get(address).status_code == 404


def test_a_cycle_is_set(api):
    company = factories.account(owner=factories.customer(kind="COMPANY"))
    address = f"/api/v1/accounts/{company.account_id}/statement-cycle"
    assert api.get(address).json()["cycle"] == "MONTHLY"
    headers = {"Authorization": f"Bearer {api._key}"}
    for body, status in [('{"cycle": "DAILY"}', 200), ('{"cycle": "YEARLY"}', 400)]:
        answer = api._http.put(address, body, content_type="application/json", headers=headers)
        assert answer.status_code == status
    assert api.get(address).json()["cycle"] == "DAILY"


def test_a_balance_of_a_past_day(api, account):
    close(date(2026, 3, 3))
    pay_in(account, 1_000, value_date=date(2026, 3, 5))
    address = f"/api/v1/accounts/{account.account_id}/balance"
    assert api.get(address, as_of="2026-03-02").json() == {
        "account_id": str(account.account_id),
        "currency": "EUR",
        "as_of": "2026-03-02",
        "basis": "booking",
        "balance": "100.00",
        "final": True,
    }
    assert api.get(address, as_of="2026-03-03").json()["balance"] == "110.00"
    valued = api.get(address, as_of="2026-03-03", basis="value").json()
    assert (valued["balance"], valued["final"]) == ("100.00", False)
    assert api.get(address).json()["posted"] == "110.00"


@pytest.mark.parametrize("query", [{"as_of": "x"}, {"basis": "x"}, {"colour": "red"}])
def test_a_query_at_fault_names_the_parameter(api, account, query):
    answer = api.get(f"/api/v1/accounts/{account.account_id}/balance", **query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_a_letter_is_written_listed_and_downloaded(api, account):
    close(date(2026, 3, 3))
    address = f"/api/v1/customers/{account.customer_id}/letters"
    body = {"kind": "BALANCE_CONFIRMATION", "day": "2026-03-02"}
    wrote = api.post(address, body)
    assert wrote.status_code == 201
    assert wrote.json()["parameters"] == {"day": "2026-03-02", "basis": "booking"}
    assert api.post(address, body).json() == wrote.json()
    assert api.get(address).json() == {"items": [wrote.json()], "next_before": None}
    file = api.get(wrote.json()["file"])
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_an_interest_certificate_is_written_for_a_closed_year(api, account):
    close(date(2026, 12, 31))
    close(date(2027, 1, 4))
    answer = api.post(
        f"/api/v1/customers/{account.customer_id}/letters",
        {"kind": "INTEREST_CERTIFICATE", "year": 2026},
    )
    assert (answer.status_code, answer.json()["parameters"]) == (201, {"year": "2026"})


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"kind": "INTEREST_CERTIFICATE"}, 400, "year"),
        ({"kind": "INTEREST_CERTIFICATE", "year": 2026, "day": "2026-03-02"}, 400, "day"),
        ({"kind": "BALANCE_CONFIRMATION"}, 400, "day"),
        ({"kind": "BALANCE_CONFIRMATION", "day": "2026-03-02", "year": 2026}, 400, "year"),
        ({"kind": "LOVE_LETTER"}, 400, "kind"),
        ({"kind": "BALANCE_CONFIRMATION", "day": "2026-03-02"}, 409, None),
    ],
)
def test_a_letter_refused_is_not_written(api, account, body, status, field):
    answer = api.post(f"/api/v1/customers/{account.customer_id}/letters", body)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json().get("errors", [])] == [field] * bool(field)
    assert not Letter.objects.exists()
