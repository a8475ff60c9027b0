"""What PostgreSQL keeps true of cards, and the line of the books for what networks are owed."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "0002_guards.sql"
LINE = (
    "INSERT INTO ledger_gl_account (code, name, category) VALUES"
    " ('2420', 'Due to card networks for customers'' cards', 'LIABILITY')"
)


class Migration(migrations.Migration):
    dependencies = [("issuing", "0001_tables"), ("ledger", "0003_chart_of_accounts")]
    operations = [
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(LINE, migrations.RunSQL.noop),
    ]
