"""Encrypted columns."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from accounts.models import ContactPoint, Customer, PersonDetails
from bankcore.crypto.fields import CannotDecrypt
from tests.conftest import NOW
from tests.factories import people

pytestmark = pytest.mark.usefixtures("bank")


def test_a_column_is_read_in_the_clear_and_stored_as_ciphertext():
    people.prospect()
    row = PersonDetails.objects.get()
    assert (row.date_of_birth, row.place_of_birth) == (date(1984, 2, 29), "Musterstadt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_of_birth, place_of_birth FROM accounts_persondetails")
        birth, place = (bytes(value) for value in cursor.fetchone())
    assert birth[0] == place[0] == 3
    assert len(birth) == 5 + 12 + len("1984-02-29") + 16
    assert b"Musterstadt" not in place


def by_owner(statement: str) -> None:
    """Run a statement past the bank's code, as whoever has taken the database would."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_ciphertext_does_not_open_in_another_column():
    people.prospect()
    by_owner("UPDATE accounts_persondetails SET place_of_birth = date_of_birth")
    with pytest.raises(CannotDecrypt):
        _ = PersonDetails.objects.get().place_of_birth


def test_a_ciphertext_does_not_open_in_another_row_of_the_same_customer():
    customer_id = people.active()
    mine = ContactPoint.objects.filter(customer__public_id=customer_id)
    assert len({row.customer_id for row in mine}) == 1
    by_owner("UPDATE accounts_contactpoint SET value = (SELECT value FROM accounts_contactpoint"
             " WHERE kind = 'EMAIL') WHERE kind = 'PHONE'")  # fmt: skip
    assert mine.get(kind="EMAIL").value == "Demo.Person@example.org"
    with pytest.raises(CannotDecrypt):
        _ = mine.get(kind="PHONE").value


def test_a_row_given_to_another_customer_does_not_open():
    people.prospect()
    other = people.prospect(people.company())
    row = PersonDetails.objects.get()
    assert row.place_of_birth == "Musterstadt"
    PersonDetails.objects.filter(pk=row.pk).update(customer=Customer.objects.get(public_id=other))
    with pytest.raises(CannotDecrypt):
        _ = PersonDetails.objects.get().place_of_birth


def test_a_value_that_nobody_looked_at_is_stored_as_it_is():
    people.prospect()
    (stored,) = PersonDetails.objects.values_list("place_of_birth").get()
    row, field = PersonDetails.objects.get(), PersonDetails._meta.get_field("place_of_birth")
    assert field.pre_save(row, add=False) == stored
    assert row.place_of_birth == "Musterstadt"
    assert field.pre_save(row, add=False) != stored
    row.save()
    assert PersonDetails.objects.get().place_of_birth == "Musterstadt"


def test_many_rows_are_added_at_once_each_bound_to_its_own_id():
    customer = Customer.objects.get(public_id=people.prospect())
    index = {"value_index": b"x", "recorded_at": NOW, "customer": customer}
    added = ContactPoint.objects.bulk_create(
        [
            ContactPoint(kind="PHONE", value="+491", **index),
            ContactPoint(kind="EMAIL", value="a@example.org", **index),
        ]
    )
    found = ContactPoint.objects.in_bulk([row.pk for row in added])
    assert [found[row.pk].value for row in added] == ["+491", "a@example.org"]


def test_a_column_is_not_written_without_its_row():
    people.prospect()
    with pytest.raises(FieldError, match="saving its row"):
        PersonDetails.objects.update(place_of_birth="x")


def test_an_encrypted_column_cannot_be_searched():
    for lookup in ("place_of_birth", "place_of_birth__contains", "date_of_birth__gt"):
        with pytest.raises(FieldError, match="blind index"):
            PersonDetails.objects.filter(**{lookup: "x"}).exists()
