"""Evidence stays as it is, even to the role that owns its tables: triggers refuse it."""

import pytest
from django.db import DatabaseError, connections, transaction

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.mark.parametrize(
    ("deed", "table"),
    [
        ("UPDATE {} SET id = id WHERE false", "cases_alert"),
        ("DELETE FROM {} WHERE false", "cases_alert"),
        ("UPDATE {} SET id = id WHERE false", "cases_caselink"),
        ("DELETE FROM {} WHERE false", "cases_caselink"),
        ("UPDATE {} SET id = id WHERE false", "features_sighting"),
    ],
)
def test_the_owner_is_refused(deed, table):
    owner = connections["owner"]
    refused = pytest.raises(DatabaseError, match=r"stays as it is|append-only")
    with owner.cursor() as cursor, refused, transaction.atomic(using="owner"):
        cursor.execute(deed.format(table))
