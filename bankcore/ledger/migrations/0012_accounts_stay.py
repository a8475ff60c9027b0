"""Snapshots are held to their accounts a statement at a time, and accounts stay.

A foreign key asks once for each of a million snapshots, which is half of what they cost. What
stands in its place asks once for all: whether they are there when they are referred to, and that
none goes or gets another number afterwards.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION ledger_snapshots_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- By key: an array is looked up in the index, however many accounts there are besides.
  IF (SELECT count(DISTINCT account_id) FROM added) <>
     (SELECT count(*) FROM ledger_account WHERE id = ANY (ARRAY(SELECT account_id FROM added))) THEN
    RAISE EXCEPTION 'a snapshot of an account that is not there'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER snapshots_added AFTER INSERT ON ledger_snapshot REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_snapshots_added();
CREATE TRIGGER accounts_stay BEFORE UPDATE OF id OR DELETE OR TRUNCATE ON ledger_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
ALTER TABLE ledger_snapshot DROP CONSTRAINT ledger_snapshot_account_id_fkey;
"""
BACKWARDS = """
ALTER TABLE ledger_snapshot ADD CONSTRAINT ledger_snapshot_account_id_fkey
  FOREIGN KEY (account_id) REFERENCES ledger_account;
DROP TRIGGER accounts_stay ON ledger_account;
DROP TRIGGER snapshots_added ON ledger_snapshot;
DROP FUNCTION ledger_snapshots_added();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_one_month")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
