"""The demo bank's applicants."""

import random

import pytest

from accounts import public as accounts
from accounts.models import Customer, CustomerStatusChange
from bankcore.demo import customers
from bankcore.demo.day import Day
from tests import factories
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")


def test_a_day_of_applicants_ends_in_three_ways_however_often_it_is_run():
    day = Day(day=OPENING_DAY, now=NOW, chance=random.Random(1))
    for _ in range(2):
        customers.applicants(day)
        assert sorted(Customer.objects.values_list("status", flat=True)) == [
            "ACTIVE", "CLOSED", "PENDING_KYC",
        ]  # fmt: skip
        assert CustomerStatusChange.objects.count() == 7


def test_a_customer_of_the_demo_bank_gets_a_file_once():
    customer = factories.customer("Demo Person 01")
    for _ in range(2):
        customers.complete_file(customer_id=customer.customer_id, day=OPENING_DAY, now=NOW)
    told = accounts.customer_file(customer_id=customer.customer_id)
    assert (told.name, told.person.family_name) == ("Demo Person 01", "Person 01")
    assert (len(told.contacts), len(told.documents), len(told.kyc_checks)) == (1, 1, 2)
