"""Lines of the general ledger for what networks owe the bank and the bank owes merchants."""

from django.db import migrations

CHART = [
    ("1410", "Due from card network Visa", "ASSET"),
    ("1420", "Due from card network Mastercard", "ASSET"),
    ("1430", "Due from other processors", "ASSET"),
    ("1440", "SEPA direct debits in collection", "ASSET"),
    ("1450", "ACH debits in collection", "ASSET"),
    ("2400", "Due to merchants", "LIABILITY"),
    ("2410", "Merchants' reserves", "LIABILITY"),
    ("4400", "Merchant fees", "INCOME"),
    ("5400", "Interchange and scheme fees", "EXPENSE"),
    ("5410", "Losses from chargebacks", "EXPENSE"),
]


def fill(_apps, schema_editor):
    """Add the rows as the owner."""
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_gl_account (code, name, category) VALUES (%s, %s, %s)", CHART
        )


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_tables"), ("ledger", "0003_chart_of_accounts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
