"""An override stays as two people made it; a referral is closed once."""

from django.db import migrations

GUARDS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_override
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse_change();
CREATE TRIGGER closed_once BEFORE UPDATE ON credit_referral
  FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL OR OLD.decision_id <> NEW.decision_id
    OR OLD.queued_at <> NEW.queued_at)
  EXECUTE FUNCTION credit_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON credit_override FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON credit_referral FROM bankcore_app;
GRANT UPDATE (taken_by, closed_at, closed_by, closed_as) ON credit_referral TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("credit", "0003_referrals")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
