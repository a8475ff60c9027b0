"""Authorities are told of customers as they were on the day."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import public as accounts
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")
LATER = OPENING_DAY + timedelta(days=10)


def told(customer_id, day=LATER):
    return accounts.reported_customers_on(customer_ids=[customer_id], day=day)[customer_id]


def test_an_address_and_a_residence_count_from_their_day_until_the_next():
    customer_id = people.active()
    given = {"customer_id": customer_id, "actor": TESTER, "now": NOW}
    accounts.set_address(
        address=people.address(city="Lyon", country="FR", valid_from=LATER), **given
    )
    residence = accounts.TaxResidence(country="FR", tin="FR1", valid_from=LATER)
    accounts.set_tax_residence(residence=residence, **given)
    before, after = told(customer_id, LATER - timedelta(days=1)), told(customer_id)
    assert (before.address.city, after.address.city) == ("Musterstadt", "Lyon")
    assert [each.country for each in before.residences] == ["DE"]
    assert [each.country for each in after.residences] == ["DE", "FR"]
    assert (after.person.family_name, after.certified.us_person) == ("Person", False)


def test_who_fails_the_newest_check_of_identity_is_not_identified():
    customer_id = people.active()
    assert told(customer_id).is_identified
    assert not told(customer_id, OPENING_DAY - timedelta(days=1)).is_identified
    check = accounts.NewCheck(kind=accounts.KycKind.IDENTITY, result=accounts.KycResult.FAILED)
    accounts.record_kyc_check(customer_id=customer_id, check=check, actor=TESTER, now=NOW)
    assert not told(customer_id).is_identified


def test_a_customer_taken_over_without_a_file_is_told_by_name_alone():
    taken = told(factories.customer("Demo Company", kind="COMPANY").customer_id)
    assert (taken.name, taken.company, taken.address, taken.residences, taken.certified) == (
        "Demo Company",
        None,
        None,
        (),
        None,
    )
    assert not taken.is_identified


def test_who_is_no_customer_is_left_out():
    assert accounts.reported_customers_on(customer_ids=[uuid4()], day=LATER) == {}
