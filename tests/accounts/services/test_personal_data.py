"""What the bank tells of a customer to the customer, and what it forgets."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from accounts import public as accounts
from accounts.models import ContactPoint, Customer, DocumentContent, KycCheck, RelatedPerson
from accounts.services.personal_data import ErasureNotPossible
from bankcore.audit.models import AuditEntry
from bankcore.crypto.fields import CannotDecrypt
from payments import public as payments
from tests import factories
from tests.bankcore.ledger.books import broken
from tests.conftest import NOW
from tests.factories import TESTER, eur, people, request_key

pytestmark = pytest.mark.usefixtures("bank")
LATER = datetime(2036, 3, 3, 8, tzinfo=UTC)
BEFORE = datetime(2036, 3, 2, 8, tzinfo=UTC)


def export(customer_id) -> dict:
    return accounts.export_customer(customer_id=customer_id, actor=TESTER, now=NOW)


def erase(customer_id, *, now=LATER):
    return accounts.erase_customer(customer_id=customer_id, actor=TESTER, now=now)


def rows(*tables: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608 - a table
            found += [row for (row,) in cursor.fetchall()]
    return found


@pytest.fixture
def customer_id():
    """Return a person with papers, a document and an account that has moved money."""
    customer_id = people.active()
    people.upload(customer_id)
    people.check_passed(customer_id, accounts.KycKind.ADDRESS, note="Seen in person")
    owner = accounts.get_customer(customer_id=customer_id)
    account = factories.account(owner=owner, funds=10)
    for move in (payments.deposit, payments.withdraw):
        order = payments.CashOrder(account_id=account.account_id, amount=eur(2))
        move(order=order, request=request_key(), actor=TESTER, now=NOW)
    return customer_id


@pytest.fixture
def closed(customer_id):
    """Return the customer, closed with the account."""
    page, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(customer_id=customer_id), limit=9
    )
    order = payments.CashOrder(account_id=page[0].account_id, amount=eur(10))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    accounts.set_account_status(
        account_id=page[0].account_id, status=accounts.AccountStatus.CLOSED,
        reason="Asked", actor=TESTER, now=NOW,
    )  # fmt: skip
    people.move(customer_id, accounts.CustomerStatus.CLOSED)
    return customer_id


def test_an_export_tells_everything_in_json(customer_id):
    told = json.loads(json.dumps(export(customer_id)))
    customer = told["customer"]
    assert (customer["customer_id"], customer["status"]) == (str(customer_id), "ACTIVE")
    assert customer["person"]["date_of_birth"] == "1984-02-29"
    assert customer["addresses"][0]["street"] == "Musterweg 5"
    assert {each["value"] for each in customer["contacts"]} == {
        "Demo.Person@example.org", "+49301234567",
    }  # fmt: skip
    assert customer["tax_residences"][0]["tin"] == "12 345 678 903"
    assert customer["documents"][0]["file_name"] == "scan.pdf"
    assert [each["kind"] for each in customer["kyc_checks"]] == [
        "IDENTITY", "SCREENING", "ADDRESS",
    ]  # fmt: skip
    assert customer["kyc_checks"][2]["note"] == "Seen in person"
    assert [each["after"] for each in customer["status_changes"]] == [
        "PROSPECT", "PENDING_KYC", "ACTIVE",
    ]  # fmt: skip
    assert told["accounts"][0]["balance"] == "10.00 EUR"
    assert told["accounts"][0]["entries"] == {
        "count": 3, "first_day": "2026-03-02", "last_day": "2026-03-02",
    }  # fmt: skip
    actions = [each["action"] for each in told["audit_trail"]]
    assert actions[0] == "accounts.customer.onboarded"
    assert "accounts.account.opened" in actions


def test_a_customer_is_not_tipped_off(customer_id):
    people.check_passed(customer_id, accounts.KycKind.SCREENING, note="Looks suspicious")
    people.move(customer_id, accounts.CustomerStatus.BLOCKED, reason="Suspicion reported")
    told = accounts.export_customer(
        customer_id=customer_id, actor=TESTER, now=NOW, to_customer=True
    )
    text = json.dumps(told)
    for word in ("suspicio", "Suspicio", "SCREENING", "Salary only", "LOW", "Seen in person",
                 "kyc_checked", "risk_assessed", "Asked for"):  # fmt: skip
        assert word not in text, word
    assert [each["kind"] for each in told["customer"]["kyc_checks"]] == ["IDENTITY", "ADDRESS"]
    assert "accounts.account.opened" in text
    everything = json.dumps(export(customer_id))
    assert "Looks suspicious" in everything
    assert "Suspicion reported" in everything


def test_an_export_names_every_part_of_the_file_and_nobody_else(customer_id):
    other = people.prospect(people.person(family_name="Elsewhere"))
    told = export(customer_id)
    parts = set(accounts.CustomerFile.__dataclass_fields__)
    assert set(told["customer"]) == parts
    assert "Elsewhere" not in json.dumps(told)
    assert str(other) not in json.dumps(told)


def test_an_export_is_in_the_audit_trail(customer_id):
    export(customer_id)
    assert AuditEntry.objects.filter(action="accounts.customer.exported").count() == 1
    with pytest.raises(accounts.CustomerNotFound):
        export(uuid4())


def test_a_customer_who_has_not_left_is_not_erased(customer_id):
    before = rows("accounts_customer", "accounts_contactpoint", "audit_auditentry")
    with pytest.raises(ErasureNotPossible, match="10 years"):
        erase(customer_id)
    assert rows("accounts_customer", "accounts_contactpoint", "audit_auditentry") == before


def test_a_customer_who_stays_is_no_longer_advertised_to(customer_id):
    contact = accounts.Contact(
        kind=accounts.ContactKind.EMAIL, value="offers@example.org", marketing=True
    )
    accounts.add_contact(customer_id=customer_id, contact=contact, actor=TESTER, now=NOW)
    done = erase(customer_id)
    assert (done.erased, done.complete, done.rest_from) == ({"contacts": 1}, False, None)
    told = accounts.customer_file(customer_id=customer_id)
    assert (len(told.contacts), told.name) == (2, "Demo Person")


def test_before_the_time_only_contacts_go_and_then_nothing(closed):
    done = erase(closed, now=BEFORE)
    assert (done.erased, done.rest_from) == ({"contacts": 2}, date(2036, 3, 3))
    told = accounts.customer_file(customer_id=closed)
    assert (told.contacts, len(told.documents), told.name) == ((), 1, "Demo Person")
    with pytest.raises(ErasureNotPossible, match="2036-03-03"):
        erase(closed, now=BEFORE)


def test_after_the_time_all_personal_data_goes_and_the_books_stay(closed):
    ledger = ["ledger_txn", "ledger_entry", "ledger_balance", "ledger_account"]
    histories = ["accounts_customerstatuschange", "accounts_riskassessment", "accounts_account"]
    books = rows(*ledger[:3], *histories)
    assert erase(closed).complete
    assert rows(*ledger[:3], *histories) == books
    assert broken() == []
    told = accounts.customer_file(customer_id=closed)
    assert told.name == f"Erased customer {closed}"
    assert (told.person, told.addresses, told.contacts, told.tax_residences, told.documents) == (
        None, (), (), (), (),
    )  # fmt: skip
    assert (told.erased_at, told.status) == (LATER, "CLOSED")
    assert set(KycCheck.objects.values_list("note", flat=True)) == {None}
    assert len(told.kyc_checks) == 3
    assert accounts.find_customers(email="demo.person@example.org") == []
    with pytest.raises(ErasureNotPossible):
        erase(closed)


def test_an_erased_customers_log_in_shows_nothing(closed, django_user_model):
    user = django_user_model.objects.create_user("demo")
    Customer.objects.filter(public_id=closed).update(user=user)
    erase(closed)
    assert accounts.customer_of_user(user_id=user.pk) is None


def test_an_erased_name_goes_from_others_files_too(closed):
    other = people.prospect()
    accounts.add_related_person(
        customer_id=other,
        person=accounts.RelatedPerson(
            name="Demo Person", relation=accounts.Relation.SPOUSE, customer_id=closed
        ),
        actor=TESTER,
        now=NOW,
    )
    erase(closed)
    assert RelatedPerson.objects.get().name == f"Erased customer {closed}"


def test_a_shorter_time_can_be_set(closed, settings):
    settings.CUSTOMER_RETENTION_YEARS = 5
    assert erase(closed, now=datetime(2031, 3, 3, tzinfo=UTC)).complete


def other_part(*, customer_id) -> dict[str, object]:
    return {"cards": [{"holder": str(customer_id), "ends_on": date(2026, 3, 2)}]}


def other_eraser(*, customer_id, now) -> dict[str, int]:
    assert connection.in_atomic_block
    return {"cards": 1}


def test_other_parts_of_the_bank_tell_and_erase_what_they_hold(closed, settings):
    settings.CUSTOMER_DATA_SOURCES = [f"{__name__}.other_part"]
    settings.CUSTOMER_DATA_ERASERS = [f"{__name__}.other_eraser"]
    assert export(closed)["cards"] == [{"holder": str(closed), "ends_on": "2026-03-02"}]
    assert erase(closed).erased["cards"] == 1


def test_erasing_destroys_the_key_so_that_backups_stay_sealed(closed):
    """What a backup has kept of the customer's rows does not open after the erasure."""
    contact = ContactPoint.objects.filter(customer__public_id=closed).first()
    content = DocumentContent.objects.get(document__customer__public_id=closed)
    backup = [(row, dict(row.__dict__)) for row in (contact, content)]
    assert contact.value
    assert content.content == people.PDF
    erase(closed)
    for row, kept in backup:
        row.__dict__.update(kept)
        with pytest.raises(CannotDecrypt, match="destroyed"):
            _ = row.value if isinstance(row, ContactPoint) else row.content
