"""Figures of all payments that are screened together, in one call.

The function for one payment stays for processes of the version before, while they are replaced.
"""

from pathlib import Path

from django.db import migrations

FIGURES = (Path(__file__).parent / "sql" / "figures_of_many.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("features", "0002_figures")]
    operations = [migrations.RunSQL(FIGURES, migrations.RunSQL.noop)]
