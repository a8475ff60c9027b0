"""Roles for reading reports and for sealing, and how long anybody waits for a lock.

What each role may do to which table is declared in bankcore/db/rights.py and granted by
`manage.py grant_rights`, after all tables are made.
"""

from django.db import migrations

ROLES = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bankcore_report') THEN
    CREATE ROLE bankcore_report LOGIN;
    ALTER ROLE bankcore_report SET default_transaction_read_only = on;
    ALTER ROLE bankcore_report SET statement_timeout = '5min';
    ALTER ROLE bankcore_report SET lock_timeout = '4s';
    GRANT bankcore_report TO CURRENT_USER;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bankcore_seal') THEN
    CREATE ROLE bankcore_seal LOGIN;
    ALTER ROLE bankcore_seal SET statement_timeout = '10min';
    ALTER ROLE bankcore_seal SET lock_timeout = '4s';
    GRANT bankcore_seal TO CURRENT_USER;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Roles are the whole server's: a migration of another database was faster, and did all of it.
  NULL;
END $$;
"""

LIMITS = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                 WHERE r.rolname = 'bankcore_app') THEN
    ALTER ROLE bankcore_app SET lock_timeout = '30s';
    ALTER ROLE bankcore_app SET idle_in_transaction_session_timeout = '5min';
  END IF;
EXCEPTION WHEN insufficient_privilege OR internal_error THEN
  -- The role was made by somebody else, whose it is to limit; or another migration does it now.
  RAISE NOTICE 'bankcore_app keeps its own time limits';
END $$;
"""

SCHEMA = "GRANT USAGE ON SCHEMA public TO bankcore_report, bankcore_seal;"


class Migration(migrations.Migration):
    dependencies = [("db", "0001_roles")]
    atomic = False
    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(LIMITS, migrations.RunSQL.noop),
        migrations.RunSQL(SCHEMA, migrations.RunSQL.noop),
    ]
