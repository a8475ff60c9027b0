"""A measured week stays as it is."""

from django.db import migrations

GUARDS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON scoring_performance
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON scoring_performance FROM bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_weeks")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
