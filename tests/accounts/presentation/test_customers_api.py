"""Customers as an integrator takes them on and reads them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bankcore.audit.models import AuditEntry
from tests import factories
from tests.clients import ApiClient
from tests.factories import people

pytestmark = pytest.mark.usefixtures("bank")
PERSON = {
    "given_name": "Demo",
    "family_name": "Person",
    "date_of_birth": "1984-02-29",
    "place_of_birth": "Musterstadt",
    "nationality": "DE",
}
PAPERS = [
    ("addresses", {"kind": "RESIDENTIAL", "street": "Musterweg 5", "city": "Musterstadt",
                   "country": "DE", "valid_from": "2026-03-02"}),
    ("contacts", {"kind": "EMAIL", "value": "demo@example.org"}),
    ("tax-residences", {"country": "DE", "tin": "123", "valid_from": "2026-03-02"}),
    ("self-certifications", {"signed_on": "2026-03-02", "us_person": False,
                             "crs_status": "INDIVIDUAL"}),
    ("kyc-checks", {"kind": "IDENTITY", "result": "PASSED"}),
    ("kyc-checks", {"kind": "SCREENING", "result": "PASSED", "note": "No hit"}),
    ("risk-assessments", {"rating": "LOW", "reason": "Salary only"}),
]  # fmt: skip


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def upload(api, customer_id, content=people.PDF, **fields):
    file = SimpleUploadedFile("scan.pdf", content)
    return api._http.post(
        f"/api/v1/customers/{customer_id}/documents",
        {"file": file, "kind": "PASSPORT", **fields},
        headers={"Authorization": f"Bearer {api._key}"},
    )


def test_a_person_is_taken_on_from_prospect_to_active(api):
    made = api.post("/api/v1/customers", {"person": PERSON})
    assert (made.status_code, made.json()["customer_status"]) == (201, "PROSPECT")
    path = f"/api/v1/customers/{made.json()['customer_id']}"
    asked = api.post(f"{path}/status", {"to": "PENDING_KYC", "reason": "Papers"})
    assert asked.status_code == 201
    early = api.post(f"{path}/status", {"to": "ACTIVE", "reason": "Checked"})
    assert (early.status_code, early.json()["code"]) == (409, "customer_not_ready")
    for paper, body in PAPERS:
        answer = api.post(f"{path}/{paper}", body)
        assert (paper, answer.status_code) == (paper, 204)
    approved = api.post(f"{path}/status", {"to": "ACTIVE", "reason": "Checked"})
    assert approved.json()["customer_status"] == "ACTIVE"
    told = api.get(path).json()
    assert told["person"] == PERSON
    assert told["addresses"][0]["street"] == "Musterweg 5"
    assert [each["after"] for each in told["status_changes"]] == [
        "PROSPECT", "PENDING_KYC", "ACTIVE",
    ]  # fmt: skip
    assert told["status_changes"][0]["actor"] == "client:tester"


def test_a_company_is_taken_on_and_a_mistyped_lei_is_not(api):
    company = {"name": "Demo Company GmbH", "legal_form": "GmbH", "register_number": "HRB 1",
               "incorporated_on": "2001-05-01", "lei": people.LEI}  # fmt: skip
    made = api.post("/api/v1/customers", {"company": company})
    assert (made.status_code, made.json()["kind"]) == (201, "COMPANY")
    wrong = api.post("/api/v1/customers", {"company": {**company, "lei": people.LEI[::-1]}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "lei")


def test_a_companys_owners_are_named_up_to_the_whole(api):
    path = f"/api/v1/customers/{people.prospect(people.company())}"
    owner = {"name": "Demo Owner", "date_of_birth": "1970-01-02", "nationality": "AT",
             "share": "75.00", "control": "OWNERSHIP"}  # fmt: skip
    assert api.post(f"{path}/beneficial-owners", owner).status_code == 204
    more = api.post(f"{path}/beneficial-owners", {**owner, "share": "25.01"})
    assert (more.status_code, more.json()["code"]) == (409, "owners_exceed_whole")
    spouse = {"name": "Demo Director", "relation": "DIRECTOR"}
    assert api.post(f"{path}/related-persons", spouse).status_code == 204
    told = api.get(path).json()
    assert [each["share"] for each in told["beneficial_owners"]] == ["75.00"]
    assert [each["relation"] for each in told["related_persons"]] == ["DIRECTOR"]


def test_the_same_id_does_not_make_two_customers(api):
    body = {"customer_id": str(uuid4()), "person": PERSON}
    answers = [api.post("/api/v1/customers", body) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 409]
    assert answers[1].json()["code"] == "customer_exists"


@pytest.mark.parametrize(
    "body", [{}, {"person": PERSON, "company": {}}, {"person": {**PERSON, "colour": "red"}},
             {"person": {**PERSON, "date_of_birth": "yesterday"}}],
)  # fmt: skip
def test_a_body_at_fault_is_a_400(api, body):
    assert api.post("/api/v1/customers", body).status_code == 400


def test_a_customer_is_searched_by_email(api):
    customer_id = people.prospect()
    people.add_papers(customer_id)
    found = api.post("/api/v1/customers/search", {"email": "DEMO.PERSON@example.org"}).json()
    assert [each["customer_id"] for each in found["items"]] == [str(customer_id)]
    assert api.post("/api/v1/customers/search", {}).json() == {"items": []}


def test_a_document_is_uploaded_and_read_back(api):
    customer_id = people.prospect()
    kept = upload(api, customer_id, number="C01X", expires_on="2030-01-31")
    assert (kept.status_code, kept.json()["media_type"]) == (201, "application/pdf")
    path = f"/api/v1/customers/{customer_id}/documents/{kept.json()['document_id']}/content"
    read = api.get(path)
    assert (read.content, read["Content-Type"]) == (people.PDF, "application/pdf")
    assert read["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert read["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="accounts.customer.document_read")
    assert entry.actor == "client:tester"
    other = factories.customer().customer_id
    assert api.get(path.replace(str(customer_id), str(other))).status_code == 404


def test_a_wrong_or_too_large_document_is_refused(api, settings):
    customer_id = people.prospect()
    wrong = upload(api, customer_id, content=b"MZ not a PDF")
    assert (wrong.status_code, wrong.json()["code"]) == (415, "document_type_refused")
    settings.CUSTOMER_DOCUMENT_MAX_BYTES = 10
    large = upload(api, customer_id)
    assert (large.status_code, large.json()["code"]) == (413, "document_too_large")
    assert api.get(f"/api/v1/customers/{customer_id}").json()["documents"] == []


ONE = "/api/v1/customers/00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("path", ["", "/status", "/addresses", f"/documents/{ONE[-36:]}/content"])
def test_nothing_is_told_without_a_key(client, path):
    method = client.post if path in {"/status", "/addresses"} else client.get
    assert method(ONE + path).status_code == 401


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper[0])
def test_a_customer_who_does_not_exist_is_not_found(api, paper):
    answer = api.post(f"{ONE}/{paper[0]}", paper[1])
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
    assert api.get(ONE).status_code == 404
