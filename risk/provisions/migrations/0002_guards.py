"""Lines of the general ledger for provisions; and what was found or agreed on stays as it was."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "guards.sql").read_text()
CHART = [
    ("1291", "Allowance for credit losses, stage 1", "ASSET"),
    ("1292", "Allowance for credit losses, stage 2", "ASSET"),
    ("1293", "Allowance for credit losses, stage 3", "ASSET"),
    ("2801", "Provisions for commitments, stage 1", "LIABILITY"),
    ("2802", "Provisions for commitments, stage 2", "LIABILITY"),
    ("2803", "Provisions for commitments, stage 3", "LIABILITY"),
    ("5810", "Impairment: expected credit losses", "EXPENSE"),
]


def fill(_apps, schema_editor):
    """Add the rows as the owner."""
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_gl_account (code, name, category) VALUES (%s, %s, %s)", CHART
        )


class Migration(migrations.Migration):
    dependencies = [("provisions", "0001_tables"), ("ledger", "0004_value_dates")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
