"""No more others of an entity are counted than a model tells apart: the latest 500.

Processes of the version before ask the same function, and get the same figures up to there.
"""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).parent / "sql"
FIGURES = (_SQL / "figures_of_few_others.sql").read_text()
BEFORE = (
    (_SQL / "figures_of_many.sql")
    .read_text()
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


class Migration(migrations.Migration):
    dependencies = [("features", "0003_figures_of_many")]
    operations = [migrations.RunSQL(FIGURES, BEFORE)]
