"""The only ways to a card number: five functions, and the role that they run as."""

from pathlib import Path

from django.db import migrations

RULES = Path(__file__).with_name("sql") / "0002_functions.sql"
ROLE = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bankcore_vault') THEN
    CREATE ROLE bankcore_vault NOLOGIN;
    GRANT bankcore_vault TO CURRENT_USER;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Roles are the whole server's: a migration of another database was faster, and did both.
  NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_tables")]
    # Two transactions: one that has lost the race for the role does not see it before it ends.
    atomic = False
    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(RULES.read_text(), migrations.RunSQL.noop),
    ]
