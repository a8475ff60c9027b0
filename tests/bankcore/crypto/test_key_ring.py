"""Data keys: one a purpose, whoever asks first, and in memory for a bounded time."""

import pytest
from django.db import connection, transaction

from bankcore.crypto import fields, key_ring
from bankcore.crypto.models import DataKey
from tests.conftest import in_threads


def test_who_asks_first_makes_the_key_and_all_others_get_it(committed_bank):
    found = in_threads(8, lambda _: key_ring.current("test.first"))
    assert len({(key.key_id, key.key) for key in found}) == 1
    assert DataKey.objects.filter(purpose="test.first").count() == 1


def test_a_key_outlives_the_transaction_that_needed_it_first(committed_bank):
    with transaction.atomic():
        sealed = fields.encrypt(b"value", purpose="test.rolled-back")
        transaction.set_rollback(True)
    key_ring.forget()
    assert fields.decrypt(sealed, purpose="test.rolled-back") == b"value"


@pytest.mark.usefixtures("bank")
def test_a_key_is_stored_wrapped_and_never_shown():
    key = key_ring.current("test.wrapped")
    stored = DataKey.objects.get(purpose="test.wrapped")
    assert key.key not in bytes(stored.wrapped)
    assert key.key.hex() not in repr(key)
    assert repr(key.key) not in repr(key)


@pytest.mark.usefixtures("bank")
def test_keys_cost_no_query_until_their_time_is_over(settings, django_assert_num_queries):
    fields.encrypt(b"value", purpose="test.cached")
    with django_assert_num_queries(0):
        fields.encrypt(b"value", purpose="test.cached")
    settings.CRYPTO_CACHE_SECONDS = -1
    with django_assert_num_queries(1):
        fields.encrypt(b"value", purpose="test.cached")


@pytest.mark.usefixtures("bank")
def test_the_wrapping_is_bound_to_purpose_and_version():
    one, other = key_ring.current("test.one"), key_ring.current("test.other")
    stored = DataKey.objects.get(pk=one.key_id)
    with pytest.raises(Exception, match="does not open"):
        _swapped(bytes(stored.wrapped), other.key_id)


def _swapped(wrapped: bytes, key_id: int) -> None:
    """Put one key's wrapping in another's row, in what this process has read of it."""
    from dataclasses import replace

    ring = key_ring._ring()
    stored = ring.stored[key_id]
    ring.stored[key_id] = replace(stored, wrapped=replace(stored.wrapped, blob=wrapped))
    ring.plain.clear()
    try:
        key_ring.of(key_id)
    finally:
        key_ring.forget()


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE crypto_datakey SET state = 'DESTROYED', wrapped = NULL",
        "DELETE FROM crypto_datakey",
        "TRUNCATE crypto_datakey",
        "UPDATE crypto_subjectkey SET secret = ''",
        "SELECT 1 FROM crypto_rotation",
    ],
)
def test_the_application_does_not_end_keys(statement):
    from django.db import ProgrammingError

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
