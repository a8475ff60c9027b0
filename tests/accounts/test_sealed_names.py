"""What was in the clear is sealed by the migration, and reads as before."""

import importlib

from django.db import connection, connections

from accounts.models import Address, PersonDetails
from bankcore.crypto.repositories.migrating import seal_column
from tests.factories import people

migration = importlib.import_module("accounts.migrations.0012_sealed_names")


def test_columns_of_before_are_sealed_and_read(committed_bank):
    people.active()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_address ADD city_clear text DEFAULT 'Altstadt'")
        cursor.execute("ALTER TABLE accounts_persondetails ADD given_name_clear text DEFAULT 'Old'")
    with connections["owner"].schema_editor() as editor:
        for model, column, purpose in migration.SEALED:
            if (model, column) in {("address", "city"), ("persondetails", "given_name")}:
                table = f"accounts_{model}"
                seal_column(editor, table=table, clear=f"{column}_clear", sealed=column,
                            purpose=purpose)  # fmt: skip
    assert Address.objects.get().city == "Altstadt"
    assert PersonDetails.objects.get().given_name == "Old"
    with connection.cursor() as cursor:
        cursor.execute("SELECT city FROM accounts_address")
        assert b"Altstadt" not in bytes(cursor.fetchone()[0])


def test_every_purpose_is_of_one_column():
    from bankcore.crypto.repositories import sealed_rows

    purposes = [each.field.purpose for each in sealed_rows.columns()]
    assert len(set(purposes)) == len(purposes)
    assert {purpose for _, _, purpose in migration.SEALED} <= set(purposes)
