"""Events are added, read and marked delivered; nothing else."""

from django.db import migrations

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON outbox_event FROM bankcore_app;
GRANT UPDATE (delivered_at) ON outbox_event TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunSQL(RIGHTS, migrations.RunSQL.noop)]
