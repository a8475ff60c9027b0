"""The application's role, and what it may do to every table made after this."""

from django.db import migrations

ROLE = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bankcore_app') THEN
    CREATE ROLE bankcore_app NOLOGIN;
    GRANT bankcore_app TO CURRENT_USER;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Roles are the whole server's: a migration of another database was faster, and did both.
  NULL;
END $$;
"""

RIGHTS = """
GRANT USAGE ON SCHEMA public TO bankcore_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO bankcore_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO bankcore_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO bankcore_app;
"""


class Migration(migrations.Migration):
    """Runs before every other migration, so that no table is made without these rights."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("audit", "0001_initial"),
        ("ledger", "0001_initial"),
        ("outbox", "0001_initial"),
        ("risk", "0001_initial"),
    ]
    # Two transactions: one that has lost the race for the role does not see it before it ends.
    atomic = False
    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
