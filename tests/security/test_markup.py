"""Text that somebody sends stays text: in pages, in files, in headers."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Account, Customer
from accounts.services.customer_documents import DocumentTypeRefused
from bankcore.alerts.models import SecurityAlert
from payments import public as payments
from payments.models import BulkFile
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, people
from tests.payments.files import csv_file, line
from tests.security.visitors import staff, visitor

pytestmark = pytest.mark.usefixtures("bank")
SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '"><img src=x onerror=alert(1)>'
LIVE = ("<script>alert", "<img src=x", "onerror=alert(1)>")


def assert_dead(page: str) -> None:
    """Fail where the text has become markup."""
    for alive in LIVE:
        assert alive not in page, alive


@pytest.mark.parametrize("text", [SCRIPT, ATTRIBUTE])
def test_a_name_that_is_markup_does_nothing_in_online_banking(text):
    anna = visitor("anna", name=text[:100])
    browser = anna.browser()
    for page in ("/", "/profile/", f"/accounts/{anna.account.account_id}/"):
        shown = browser.get(page).content.decode()
        assert_dead(shown)


@pytest.mark.parametrize("text", [SCRIPT, ATTRIBUTE])
def test_a_name_that_is_markup_does_nothing_in_the_back_office(text):
    anna = visitor("anna", name=text[:100])
    browser = staff()
    customer = Customer.objects.get(public_id=anna.customer.customer_id)
    account = Account.objects.get(public_id=anna.account.account_id)
    for page in (
        "/admin/accounts/customer/",
        f"/admin/accounts/customer/{customer.pk}/change/",
        "/admin/accounts/account/",
        f"/admin/accounts/account/{account.pk}/change/",
        f"/admin/accounts/account/?q={text}",
    ):
        shown = browser.get(page).content.decode()
        assert "&lt;" in shown
        assert_dead(shown)


def test_a_narrative_and_a_payee_that_are_markup_do_nothing():
    anna = visitor("anna")
    payments.submit_payment(
        order=payments.PaymentOrder(
            account_id=anna.account.account_id,
            amount=eur(5),
            creditor_iban="DE89370400440532013000",
            creditor_name=SCRIPT[:70],
            remittance=ATTRIBUTE[:140],
        ),
        request=factories.request_key(),
        actor=TESTER,
        now=NOW,
    )
    shown = anna.browser().get(f"/accounts/{anna.account.account_id}/").content.decode()
    assert "&lt;" in shown
    assert_dead(shown)
    assert_dead(staff().get("/admin/payments/externalpayment/").content.decode())


def test_a_file_whose_lines_are_markup_does_nothing():
    anna = visitor("anna")
    lines = [line(anna.account, name=SCRIPT[:70], reference="<b>1</b>")]
    sent = SimpleUploadedFile('"><script>alert(1)</script>.csv', csv_file(lines))
    browser = anna.browser()
    browser.post("/payment-files/", {"file": sent})
    file = BulkFile.objects.get()
    for page in ("/payment-files/", f"/payment-files/{file.public_id}/"):
        assert_dead(browser.get(page).content.decode())
    back_office = staff()
    assert_dead(back_office.get("/admin/payments/bulkfile/").content.decode())
    assert_dead(back_office.get("/admin/payments/bulkline/").content.decode())


def test_what_an_alert_is_about_does_nothing():
    alert = SecurityAlert.objects.create(
        kind="x", severity="HIGH", subject=SCRIPT, summary=ATTRIBUTE, count=1,
        first_at=NOW, last_at=NOW, last_entry=1,
    )  # fmt: skip
    browser = staff()
    for page in ("", f"{alert.pk}/change/"):
        assert_dead(browser.get(f"/admin/alerts/securityalert/{page}").content.decode())


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_result_file_is_computed(formula):
    anna = visitor("anna")
    lines = [line(anna.account, name=formula, reference=formula)]
    file = payments.submit_bulk_file(
        data=csv_file(lines), name="x.csv", customer_id=anna.customer.customer_id,
        actor=TESTER, now=NOW,
    )  # fmt: skip
    rows = list(csv.reader(payments.bulk_file_result_csv(file_id=file.file_id).splitlines()))
    cells = [cell for row in rows[1:] for cell in row]
    assert len(cells) >= len(rows[0])
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\uff1d"))]


@pytest.mark.parametrize(
    "name",
    [
        'x"; filename="evil.html',
        "x\r\nSet-Cookie: a=b",
        "../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "a" * 300,
        "x\x00.html",
        "\u202egpj.exe",
    ],
)
def test_the_name_of_a_document_is_no_path_and_no_header(name):
    customer = people.prospect()
    document = people.upload(customer, file_name=name)
    kept = document.file_name
    assert len(kept) < 100
    assert not set(kept) & set('/\\"\r\n\x00\u202e')
    assert kept.endswith(".pdf")
    row = Customer.objects.get(public_id=customer)
    answer = staff().get(f"/admin/accounts/customer/{row.pk}/documents/{document.document_id}/")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


POLYGLOTS = {
    "a page that begins as a picture": b"GIF89a<script>alert(1)</script>",
    "a vector drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "an archive": b"PK\x03\x04" + bytes(64),
    "a program": b"\x7fELF" + bytes(64),
    "half a document": b"%PDF-1.7\n1 0 obj",
    "nothing": b"",
}


@pytest.mark.parametrize("content", POLYGLOTS.values(), ids=list(POLYGLOTS))
def test_what_is_no_document_is_not_kept_whatever_it_is_called(content):
    customer = people.prospect()
    with pytest.raises(DocumentTypeRefused):
        people.upload(customer, content=content, file_name="passport.pdf")
