"""Customers in the back office."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import public as accounts
from accounts.models import Customer, CustomerDocument
from accounts.presentation.admin.customer_actions import ACTIONS
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from tests.factories import people

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"
S = accounts.CustomerStatus


@pytest.fixture
def boss(client):
    identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    client.login(username="boss", password=PASSWORD)
    return client


@pytest.fixture
def customer() -> Customer:
    customer_id = people.prospect()
    people.add_papers(customer_id)
    people.upload(customer_id)
    people.move(customer_id, S.PENDING_KYC)
    return Customer.objects.get(public_id=customer_id)


KEY = {"request_key": "00000000-0000-0000-0000-000000000001"}


def url(customer: Customer, name: str = "change") -> str:
    return f"/admin/accounts/customer/{customer.pk}/{name}/"


def test_staff_read_the_whole_file_and_leave_a_trail(boss, customer):
    page = boss.get(url(customer)).content.decode()
    page += boss.get(url(customer), {"tab": "checks"}).content.decode()
    for text in ("Musterweg 5", "Demo.Person@example.org", "\N{BULLET}903", "scan.pdf", "Approve",
                 "Record a KYC check", "Export everything held", "Pending kyc"):  # fmt: skip
        assert text in page, text
    read = AuditEntry.objects.filter(action="accounts.customer.read").latest("id")
    assert read.subject == f"customer:{customer.public_id}"
    assert read.actor.startswith("user:")


def test_whole_numbers_are_shown_for_a_reason_that_is_written_down(boss, customer):
    page = boss.get(url(customer)).content.decode()
    assert "12 345 678 903" not in page
    assert 'href="../numbers/"' in page
    before = AuditEntry.objects.filter(action="accounts.customer.numbers_shown").count()
    for reason in ("", "  "):
        asked = boss.post(url(customer, "numbers"), {**KEY, "reason": reason}).content.decode()
        assert "12 345 678 903" not in asked
    found = AuditEntry.objects.filter(action="accounts.customer.numbers_shown")
    assert found.count() == before == 0
    shown = boss.post(url(customer, "numbers"), {**KEY, "reason": "Court order"}).content.decode()
    assert "12 345 678 903" in shown
    entry = found.get()
    assert (entry.reason, entry.subject) == ("Court order", f"customer:{customer.public_id}")


def test_staff_approve_a_customer_with_a_reason(boss, customer):
    form = boss.get(url(customer, "status"), {"to": "ACTIVE"}).content.decode()
    assert 'value="ACTIVE" selected' in form
    answer = boss.post(url(customer, "status"), {"to": "ACTIVE", "reason": "Checked"}, follow=True)
    assert "Change the status: done." in answer.content.decode()
    customer.refresh_from_db()
    assert customer.status == S.ACTIVE
    page = answer.content.decode()
    assert [word in page for word in ("Mark deceased", "Block", "Approve")] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [("status", {"to": "DECEASED", "reason": "x"}, "Select a valid choice"),
     ("status", {"to": "ACTIVE", "reason": " "}, "This field is required"),
     ("kyc", {"kind": "IDENTITY", "result": "PASSED", "valid_until": "2020-01-01"}, "run out"),
     ("erase", {"sure": "on", "reason": "Asked"}, "not closed")],
)  # fmt: skip
def test_a_refusal_is_shown_beside_the_form_and_nothing_changes(boss, customer, name, body, words):
    answer = boss.post(url(customer, name), body)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    customer.refresh_from_db()
    assert (customer.status, customer.kyc_checks.count()) == (S.PENDING_KYC, 2)


def test_staff_check_rate_and_keep_a_document(boss, customer):
    boss.post(url(customer, "kyc"), {"kind": "ADDRESS", "result": "PASSED", "note": "Bill"})
    boss.post(url(customer, "risk"), {"rating": "HIGH", "reason": "Cash"})
    file = SimpleUploadedFile("x.exe", people.PNG)
    boss.post(url(customer, "upload"), {"file": file, "kind": "PROOF_OF_ADDRESS"})
    customer.refresh_from_db()
    assert (customer.kyc_checks.count(), customer.risk_rating) == (3, "HIGH")
    assert CustomerDocument.objects.latest("id").file_name == "x.png"


PAPERS = [
    ("address", {"kind": "POSTAL", "street": "Postfach 1", "city": "X", "country": "de",
                 "valid_from": "2026-01-01"}),
    ("contact", {"kind": "EMAIL", "value": "new@example.org"}),
    ("tax", {"country": "AT", "tin": "77", "valid_from": "2026-01-01"}),
    ("certification", {"signed_on": "2026-01-01", "crs_status": "ACTIVE_NFE"}),
    ("owner", {"name": "Demo Owner", "date_of_birth": "1970-01-02", "nationality": "AT",
               "share": "60", "control": "OWNERSHIP"}),
    ("related", {"name": "Demo Director", "relation": "DIRECTOR"}),
]  # fmt: skip


def test_staff_take_a_company_on_and_keep_its_papers(boss):
    assert "Take a company on" in boss.get("/admin/accounts/customer/").content.decode()
    made = boss.post(
        "/admin/accounts/customer/onboard-company/",
        {"name": "Demo Company GmbH", "legal_form": "GmbH", "register_number": "HRB 1",
         "incorporated_on": "2001-05-01"},
    )  # fmt: skip
    company = Customer.objects.get()
    assert (made["Location"], company.status) == (url(company), S.PROSPECT)
    for name, body in PAPERS:
        assert boss.post(url(company, name), body)["Location"] == url(company), name
    told = accounts.customer_file(customer_id=company.public_id)
    for part in ("addresses", "contacts", "tax_residences", "self_certifications",
                 "beneficial_owners", "related_persons"):  # fmt: skip
        assert len(getattr(told, part)) == 1, part
    page = boss.post(url(company, "owner"), PAPERS[4][1]).content.decode()
    assert "more than 100 percent" in page


def test_a_person_who_cannot_be_so_is_not_taken_on(boss):
    page = "/admin/accounts/customer/onboard-person/"
    assert "Take a person on" in boss.get(page).content.decode()
    person = {"given_name": "Demo", "family_name": "Person", "date_of_birth": "1984-02-29",
              "place_of_birth": "X", "nationality": "XX"}  # fmt: skip
    assert "no country code" in boss.post(page, person).content.decode()
    assert not Customer.objects.exists()
    boss.post(page, {**person, "nationality": "DE"})
    assert Customer.objects.get().name == "Demo Person"


@pytest.mark.parametrize("content", [b"MZ nothing", b"x" * 50])
def test_a_wrong_or_too_large_file_is_refused_beside_its_field(boss, customer, settings, content):
    settings.CUSTOMER_DOCUMENT_MAX_BYTES = 40
    file = SimpleUploadedFile("passport.pdf", content)
    page = boss.post(url(customer, "upload"), {"file": file, "kind": "PASSPORT"}).content.decode()
    assert "errorlist" in page
    assert CustomerDocument.objects.count() == 1


def test_a_document_is_downloaded_and_the_reader_written_down(boss, customer):
    document = customer.documents.get()
    answer = boss.get(url(customer, f"documents/{document.public_id}"))
    assert answer.content == people.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="accounts.customer.document_read").count() == 1
    other = Customer.objects.get(public_id=people.prospect())
    wrong = boss.get(url(other, f"documents/{document.public_id}"), follow=True)
    assert "has no document" in wrong.content.decode()


def test_an_export_is_asked_for_by_a_button(boss, customer):
    assert boss.get(url(customer, "export")).status_code == 405
    told = boss.post(url(customer, "export")).json()
    assert told["customer"]["customer_id"] == str(customer.public_id)


@pytest.mark.parametrize(
    "term", ["Demo Per", "demo.person@EXAMPLE.org", "+49 30 1234567", "12345678903", "c01x0006h"]
)
def test_staff_find_a_customer_by_name_or_by_what_is_encrypted(boss, customer, term):
    people.prospect(people.company())
    page = boss.get("/admin/accounts/customer/", {"q": term}).content.decode()
    assert str(customer.public_id) in page
    assert "Demo Company" not in page


def test_customers_are_filtered_by_status_and_risk(boss, customer):
    people.prospect(people.company())
    for query in ({"status__exact": "PENDING_KYC"}, {"risk_rating__exact": "LOW"}):
        page = boss.get("/admin/accounts/customer/", query).content.decode()
        assert str(customer.public_id) in page
        assert "Demo Company" not in page


def test_who_may_only_look_changes_and_downloads_nothing(client, django_user_model, customer):
    clerk = django_user_model.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_customer"))
    client.login(username="clerk", password=PASSWORD)
    page = client.get(url(customer)).content.decode()
    assert "Musterweg 5" in page
    assert "Approve" not in page
    names = [*ACTIONS, "export", f"documents/{customer.documents.get().public_id}"]
    pages = [url(customer, name) for name in names]
    for each in [*pages, "/admin/accounts/customer/onboard-person/"]:
        for method in (client.get, client.post):
            assert method(each).status_code == 403, each


def test_a_customer_reaches_none_of_it(client, customer):
    identity.ensure_user(username="demo", password=PASSWORD)
    client.login(username="demo", password=PASSWORD)
    for name in ("change", "status", "export"):
        assert client.get(url(customer, name))["Location"].startswith("/admin/login/")
