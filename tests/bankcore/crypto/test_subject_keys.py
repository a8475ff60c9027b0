"""A key for each subject: made once, kept only when committed, and destroyed for good."""

import pytest
from django.db import connection, transaction

from bankcore.crypto import fields, subject_keys
from bankcore.crypto.fields import CannotDecrypt, Place
from bankcore.crypto.models import SubjectKey
from tests.conftest import in_threads

HERE = Place(table="t", column="c", row="1", subject="person:1")


def sealed(plain: bytes = b"value", place: Place = HERE) -> bytes:
    return fields.encrypt(plain, purpose="a", place=place)


def opened(value: bytes) -> bytes:
    return fields.decrypt(value, purpose="a", place=HERE)


@pytest.mark.usefixtures("bank")
class TestOneSubject:
    def test_has_one_secret_which_is_stored_sealed(self):
        first, second = sealed(), sealed()
        stored = SubjectKey.objects.get()
        assert stored.subject == "person:1"
        assert opened(first) == opened(second) == b"value"
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM crypto_subjectkey")
            assert stored.secret not in bytes(cursor.fetchone()[0])

    def test_is_unreadable_once_its_key_is_destroyed_and_others_are_not(self):
        mine, other = sealed(), Place(table="t", column="c", row="1", subject="person:2")
        theirs = sealed(place=other)
        assert subject_keys.destroy("person:1") is True
        with pytest.raises(CannotDecrypt, match="destroyed"):
            opened(mine)
        assert fields.decrypt(theirs, purpose="a", place=other) == b"value"
        assert subject_keys.destroy("person:1") is False

    def test_stays_unreadable_when_something_new_is_kept_about_it(self):
        old = sealed()
        subject_keys.destroy("person:1")
        new = sealed(b"new")
        assert opened(new) == b"new"
        with pytest.raises(CannotDecrypt):
            opened(old)

    def test_costs_no_query_more_once_it_is_known(self, django_assert_num_queries):
        value = sealed()
        with django_assert_num_queries(0):
            assert opened(value) == b"value"
            sealed()

    def test_many_are_made_with_two_queries(self, django_assert_num_queries):
        sealed()
        names = [f"person:{number}" for number in range(2, 52)]
        with django_assert_num_queries(2):
            subject_keys.prepare(names)
        with django_assert_num_queries(0):
            for name in names:
                sealed(place=Place(subject=name))
            subject_keys.prepare(names)

    def test_has_no_key_that_a_rollback_took_back(self):
        """A secret in memory that is in no row would make data unreadable later."""
        with transaction.atomic():
            sealed()
            transaction.set_rollback(True)
        assert not SubjectKey.objects.exists()
        value = sealed()
        assert SubjectKey.objects.count() == 1
        subject_keys.forget()
        connection.run_on_commit.clear()
        assert opened(value) == b"value"


def test_a_transaction_that_is_rolled_back_leaves_no_secret_in_memory(committed_bank):
    with transaction.atomic():
        sealed()
        transaction.set_rollback(True)
    value = sealed()
    subject_keys.forget()
    assert opened(value) == b"value"


def test_many_at_once_agree_on_one_key(committed_bank):
    values = in_threads(6, lambda _: sealed())
    subject_keys.forget()
    assert [opened(value) for value in values] == [b"value"] * 6
    assert SubjectKey.objects.count() == 1
