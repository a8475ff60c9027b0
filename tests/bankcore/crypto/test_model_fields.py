"""Encrypted columns."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from accounts.models import PersonDetails
from bankcore.crypto.fields import CannotDecrypt
from tests.factories import people

pytestmark = pytest.mark.usefixtures("bank")


def test_a_column_is_read_in_the_clear_and_stored_as_ciphertext():
    people.prospect()
    row = PersonDetails.objects.get()
    assert (row.date_of_birth, row.place_of_birth) == (date(1984, 2, 29), "Musterstadt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_of_birth, place_of_birth FROM accounts_persondetails")
        birth, place = (bytes(value) for value in cursor.fetchone())
    assert birth[0] == place[0] == 1
    assert len(birth) == 1 + 12 + len("1984-02-29") + 16
    assert b"Musterstadt" not in place


def test_a_ciphertext_does_not_work_in_another_column():
    people.prospect()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_persondetails SET place_of_birth = date_of_birth")
    with pytest.raises(CannotDecrypt):
        PersonDetails.objects.get()


def test_an_encrypted_column_cannot_be_searched():
    for lookup in ("place_of_birth", "place_of_birth__contains", "date_of_birth__gt"):
        with pytest.raises(FieldError, match="blind index"):
            PersonDetails.objects.filter(**{lookup: "x"}).exists()
