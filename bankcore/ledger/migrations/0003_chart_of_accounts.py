"""Currencies of ISO 4217, and the chart of accounts a bank starts with."""

from django.db import migrations

from bankcore.money.currency import all_currencies

CHART = [
    ("1000", "Cash", "ASSET"),
    ("1100", "Nostro accounts", "ASSET"),
    ("1200", "Loans to customers", "ASSET"),
    ("1900", "Suspense, debit", "ASSET"),
    ("2000", "Customer deposits", "LIABILITY"),
    ("2100", "Payments in clearing", "LIABILITY"),
    ("2900", "Suspense, credit", "LIABILITY"),
    ("3000", "Share capital and reserves", "EQUITY"),
    ("4000", "Interest income", "INCOME"),
    ("4100", "Fee income", "INCOME"),
    ("5000", "Interest expense", "EXPENSE"),
    ("5900", "Operating losses", "EXPENSE"),
]


def fill(apps, schema_editor):
    """Add the rows as the owner: the application has no right to change currencies."""
    del apps
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_currency (number, code, exponent, name) VALUES (%s, %s, %s, %s)",
            [(c.number, c.code, c.exponent, c.name) for c in all_currencies().values()],
        )
        cursor.executemany(
            "INSERT INTO ledger_gl_account (code, name, category) VALUES (%s, %s, %s)", CHART
        )


class Migration(migrations.Migration):
    """Reference data."""

    dependencies = [("ledger", "0002_tables")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
