"""The change log keeps no names: a row of it is never changed, not even for an erased customer."""

from django.db import migrations

NAMELESS = """
CREATE FUNCTION audit_log_without_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.object_repr := NEW.object_pk;
  NEW.actor_email := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_log_without_names BEFORE INSERT ON auditlog_logentry
  FOR EACH ROW EXECUTE FUNCTION audit_log_without_names();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_context"), ("auditlog", "0017_add_actor_email")]
    operations = [migrations.RunSQL(NAMELESS, migrations.RunSQL.noop)]
