"""Figures of a payment and the running totals that they come from, in PostgreSQL."""

from pathlib import Path

from django.db import migrations

FIGURES = (Path(__file__).parent / "sql" / "figures.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("features", "0001_tables")]
    operations = [migrations.RunSQL(FIGURES, migrations.RunSQL.noop)]
