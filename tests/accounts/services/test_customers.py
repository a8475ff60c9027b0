"""Taking customers on."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.models import Customer
from accounts.services.customers import InvalidName
from bankcore.audit.models import AuditEntry
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
BAD_NAMES = ["", "   ", "x" * 141, "Anna\nBerg", "Anna\x00", "Anna\u202e"]


@pytest.mark.parametrize("name", ["Anna Berg", "Ö", "Łukasz Żółw", "李小龍", "x" * 140])
def test_a_customer_is_taken_on_under_the_name_given(name):
    customer = factories.customer(f"  {name} ")
    assert customer.name == name
    entry = AuditEntry.objects.get(subject=f"customer:{customer.customer_id}")
    assert entry.action == "accounts.customer.registered"


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(InvalidName) as refusal:
        factories.customer(name)
    assert refusal.value.field == "name"
    assert not Customer.objects.exists()


def test_a_kind_that_the_law_does_not_know_is_refused():
    with pytest.raises(ValueError, match="ROBOT"):
        factories.customer("Anna", kind="ROBOT")
    assert not Customer.objects.exists()


def register_many(names) -> int:
    return accounts.register_customers(kind="COMPANY", names=names, actor=TESTER, now=NOW)


def test_many_customers_are_taken_on_or_none():
    with pytest.raises(InvalidName):
        register_many({uuid4(): "Berg AG", uuid4(): ""})
    assert not Customer.objects.exists()
    assert register_many({uuid4(): "Berg AG", uuid4(): "Tal GmbH"}) == 2
    assert set(Customer.objects.values_list("name", flat=True)) == {"Berg AG", "Tal GmbH"}


def test_customers_taken_on_before_stay_as_they_are():
    known = factories.customer("Berg AG")
    assert register_many({known.customer_id: "Other", uuid4(): "Tal GmbH"}) == 1
    assert Customer.objects.get(public_id=known.customer_id).name == "Berg AG"
    assert register_many({known.customer_id: "Other"}) == 0


def test_a_customer_is_known_by_the_log_in(django_user_model):
    anna = django_user_model.objects.create_user("anna")
    assert accounts.customer_of_user(user_id=anna.pk) is None
    customer = accounts.register_customer(
        kind="PERSON", name="Anna", actor=TESTER, now=NOW, user_id=anna.pk
    )
    assert accounts.customer_of_user(user_id=anna.pk) == customer
