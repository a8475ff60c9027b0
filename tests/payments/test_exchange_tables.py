"""What was published, offered and done in exchange is never changed, by anybody."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TABLES = [
    "payments_fxrate",
    "payments_fxmargin",
    "payments_fxquote",
    "payments_fxorder",
    "payments_fxposition",
    "payments_fxrevaluation",
    "payments_fxcoverdeal",
    "payments_fxresultsale",
]


@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", TABLES)
def test_the_application_has_no_right_to_change_what_was_done(bank, table, change):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(change.format(table))


@pytest.mark.parametrize(
    "change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
@pytest.mark.parametrize("table", TABLES)
def test_nobody_changes_what_was_done(bank, table, change):
    owner = connections["owner"]
    with pytest.raises(IntegrityError, match="append-only"), owner.cursor() as cursor:
        cursor.execute(change.format(table))
