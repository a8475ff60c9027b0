"""What went by is evidence: PostgreSQL stamps it, counts its keys, and lets none be changed."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from risk.features.models import Sighting

pytestmark = pytest.mark.usefixtures("bank")
_ADD = """INSERT INTO features_sighting (reference, at, hundredths, is_outlier, keys, xid)
  VALUES ('p1', now(), 1, false, %s, 1) RETURNING xid, pg_current_xact_id()::text::bigint"""
_SEVEN = ["a", "", "", "", "", "", ""]


def add(keys: list[str]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [keys])
        return cursor.fetchone()


def test_nobody_says_which_transaction_a_sighting_is_of():
    kept, now = add(_SEVEN)
    assert kept == now


@pytest.mark.parametrize("keys", [_SEVEN[:6], [*_SEVEN, ""]])
def test_a_sighting_has_a_key_of_each_entity(keys):
    with pytest.raises(IntegrityError), transaction.atomic():
        add(keys)
    assert not Sighting.objects.exists()


def test_a_sighting_is_never_changed():
    add(_SEVEN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Sighting.objects.update(hundredths=2)
    assert Sighting.objects.get().hundredths == 1
