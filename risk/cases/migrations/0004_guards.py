"""The bank itself notes which time of a case was told of."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_overdue")]
    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (overdue_told) ON cases_case TO bankcore_app;",
            migrations.RunSQL.noop,
        )
    ]
