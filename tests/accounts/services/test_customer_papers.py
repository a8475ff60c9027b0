"""Who customers are, where they live, how they are reached and where they are taxed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts import public as accounts
from accounts.domain.identifiers import InvalidCustomerData
from accounts.models import Address, BeneficialOwner, ContactPoint, Customer, TaxResidence
from accounts.services.customer_access import CustomerClosed
from accounts.services.customer_contacts import ContactAlreadyThere, ContactNotFound
from accounts.services.customer_details import (
    OwnerNotFound,
    OwnersExceedWhole,
    WrongKindOfCustomer,
)
from accounts.services.customers import InvalidName
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")
EMAIL = accounts.Contact(kind=accounts.ContactKind.EMAIL, value="Demo.Person@example.org")
SECRETS = ["1984-02-29", "Musterweg 5", "Demo.Person@example.org", "demo.person@example.org",
           "+49301234567", "12 345 678 903", "12345678903", "C01X 0006H", "Demo passport",
           "HRB 4711", "1970-01-02", "Seen in person"]  # fmt: skip


def given(customer_id) -> dict:
    return {"customer_id": customer_id, "actor": TESTER, "now": NOW}


def file_of(customer_id) -> accounts.CustomerFile:
    return accounts.customer_file(customer_id=customer_id)


def test_a_person_is_onboarded_as_a_prospect_with_details():
    customer_id = people.prospect()
    told = file_of(customer_id)
    assert (told.name, told.status, told.person) == ("Demo Person", "PROSPECT", people.person())
    assert told.company is None


def test_a_company_is_onboarded_with_its_lei():
    told = file_of(people.prospect(people.company()))
    assert (told.kind, told.company) == ("COMPANY", people.company())


@pytest.mark.parametrize(
    ("applicant", "field"),
    [(people.person(nationality="XX"), "nationality"),
     (people.person(family_name=""), "family_name"),
     (people.person(date_of_birth=date(2026, 3, 3)), "date_of_birth"),
     (people.person(date_of_birth=date(1850, 1, 1)), "date_of_birth"),
     (people.company(lei="5299"), "lei"), (people.company(register_number=" "), "register_number")],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_by_field(applicant, field):
    with pytest.raises(InvalidCustomerData) as refusal:
        people.prospect(applicant)
    assert refusal.value.field == field
    assert not Customer.objects.exists()


def test_a_company_without_a_name_is_refused():
    with pytest.raises(InvalidName):
        people.prospect(people.company(name=""))


def test_a_corrected_name_is_the_customers_name():
    customer_id = people.prospect()
    accounts.set_customer_details(given=people.person(family_name="Example"), **given(customer_id))
    assert (file_of(customer_id).name, file_of(customer_id).person.family_name) == (
        "Demo Example", "Example",
    )  # fmt: skip
    with pytest.raises(WrongKindOfCustomer):
        accounts.set_customer_details(given=people.company(), **given(customer_id))


def test_owners_own_at_most_the_whole():
    company = people.prospect(people.company())
    first = accounts.add_beneficial_owner(owner=people.owner("60"), **given(company))
    with pytest.raises(OwnersExceedWhole):
        accounts.add_beneficial_owner(owner=people.owner("40.01"), **given(company))
    accounts.add_beneficial_owner(owner=people.owner("40"), **given(company))
    accounts.remove_beneficial_owner(owner_id=first, **given(company))
    with pytest.raises(OwnerNotFound):
        accounts.remove_beneficial_owner(owner_id=first, **given(company))
    assert [owner.share for owner in file_of(company).beneficial_owners] == [Decimal(40)]


@pytest.mark.parametrize("share", ["-1", "100.01", "NaN", "33.333"])
def test_a_share_that_is_none_is_refused(share):
    company = people.prospect(people.company())
    with pytest.raises(InvalidCustomerData):
        accounts.add_beneficial_owner(owner=people.owner(share), **given(company))
    assert not BeneficialOwner.objects.exists()


def test_a_person_has_no_owners():
    with pytest.raises(WrongKindOfCustomer):
        accounts.add_beneficial_owner(owner=people.owner(), **given(people.prospect()))


def test_related_persons_may_be_customers_but_not_the_customer():
    customer_id, other = people.prospect(), factories.customer().customer_id
    spouse = accounts.RelatedPerson(
        name="Demo Spouse", relation=accounts.Relation.SPOUSE, customer_id=other
    )
    accounts.add_related_person(person=spouse, **given(customer_id))
    assert file_of(customer_id).related_persons == (spouse,)
    for wrong in (customer_id, uuid4()):
        with pytest.raises(InvalidCustomerData):
            accounts.add_related_person(
                person=replace(spouse, customer_id=wrong), **given(customer_id)
            )


def test_a_new_address_ends_the_one_of_before():
    customer_id = people.prospect()
    moved = OPENING_DAY + timedelta(days=10)
    accounts.set_address(address=people.address(), **given(customer_id))
    accounts.set_address(
        address=people.address(street="Neuer Weg 1", valid_from=moved), **given(customer_id)
    )
    accounts.set_address(
        address=people.address(street="Neuer Weg 2", valid_from=moved), **given(customer_id)
    )
    assert [(each.street, each.valid_to) for each in file_of(customer_id).addresses] == [
        ("Musterweg 5", moved), ("Neuer Weg 2", None),
    ]  # fmt: skip
    with pytest.raises(InvalidCustomerData) as refusal:
        accounts.set_address(address=people.address(), **given(customer_id))
    assert (refusal.value.field, Address.objects.count()) == ("valid_from", 2)


def test_a_contact_is_kept_once_and_removed():
    customer_id = people.prospect()
    accounts.add_contact(contact=EMAIL, **given(customer_id))
    with pytest.raises(ContactAlreadyThere):
        accounts.add_contact(
            contact=replace(EMAIL, value="demo.person@EXAMPLE.org"), **given(customer_id)
        )
    assert ContactPoint.objects.count() == 1
    accounts.remove_contact(contact=EMAIL, **given(customer_id))
    assert file_of(customer_id).contacts == ()
    with pytest.raises(ContactNotFound):
        accounts.remove_contact(contact=EMAIL, **given(customer_id))


def test_a_tax_residence_has_a_number_or_a_reason_for_none():
    customer_id = people.prospect()
    residence = accounts.TaxResidence(country="DE", tin="12", valid_from=OPENING_DAY)
    for wrong in (replace(residence, tin=""), replace(residence, no_tin_reason="Minor")):
        with pytest.raises(InvalidCustomerData):
            accounts.set_tax_residence(residence=wrong, **given(customer_id))
    assert not TaxResidence.objects.exists()
    none = replace(residence, country="AE", tin="", no_tin_reason="The country issues none")
    for each in (residence, none):
        accounts.set_tax_residence(residence=each, **given(customer_id))
    assert file_of(customer_id).tax_residences == (residence, none)


def test_a_declaration_is_not_signed_tomorrow():
    certification = accounts.SelfCertification(
        signed_on=OPENING_DAY + timedelta(days=1),
        us_person=False,
        crs_status=accounts.CrsStatus.INDIVIDUAL,
    )
    customer_id = people.prospect()
    with pytest.raises(InvalidCustomerData):
        accounts.record_self_certification(certification=certification, **given(customer_id))
    assert file_of(customer_id).self_certifications == ()


def test_a_closed_customers_file_is_closed():
    customer_id = people.prospect()
    people.move(customer_id, accounts.CustomerStatus.CLOSED)
    with pytest.raises(CustomerClosed):
        accounts.add_contact(contact=EMAIL, **given(customer_id))
    assert not ContactPoint.objects.exists()


def test_a_customer_is_found_by_what_is_encrypted():
    customer_id = people.prospect()
    people.add_papers(customer_id)
    people.upload(customer_id)
    company = people.prospect(people.company())
    people.add_papers(people.prospect(), tin="99 999")
    for search in ({"tin": "12345678903"}, {"number": "c01x0006h"},
                   {"email": " DEMO.person@example.org", "tin": "12 345 678 903"}):  # fmt: skip
        assert [each.customer_id for each in accounts.find_customers(**search)] == [customer_id]
    assert [each.customer_id for each in accounts.find_customers(number="hrb4711")] == [company]
    assert len(accounts.find_customers(phone="+49 (30) 1234567")) == 2
    for nothing in ({}, {"email": "other@example.org"}, {"tin": "C01X0006H"},
                    {"email": "demo.person@example.org", "tin": "1"}):  # fmt: skip
        assert accounts.find_customers(**nothing) == []


def test_no_table_of_the_bank_has_a_secret_in_the_clear():
    customer_id = people.active()
    people.upload(customer_id)
    people.check_passed(customer_id, accounts.KycKind.ADDRESS, note="Seen in person")
    company = people.prospect(people.company())
    accounts.add_beneficial_owner(owner=people.owner(), **given(company))
    accounts.export_customer(**given(customer_id))
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - a table's name
            text = "\n".join(row for (row,) in cursor.fetchall())
            found += [
                (table, secret)
                for secret in SECRETS
                if secret in text or secret.encode().hex() in text
            ]
    assert found == []
