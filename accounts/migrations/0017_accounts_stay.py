"""Statements are held to their accounts a database statement at a time, and accounts stay.

A foreign key asks once for each of a million statements of account, which is half of what they
cost. What stands in its place asks once for all: whether they are there when they are referred to,
and that none goes or gets another number afterwards.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE OR REPLACE FUNCTION accounts_statements_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE last_day >
             (SELECT coalesce(max(last_day), '-infinity') FROM ledger_period)) THEN
    RAISE EXCEPTION 'a statement over days that are not closed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- By key: an array is looked up in the index, however many accounts there are besides.
  IF (SELECT count(DISTINCT account_id) FROM added) <>
     (SELECT count(*) FROM accounts_account WHERE id = ANY (ARRAY(SELECT account_id FROM added))) THEN
    RAISE EXCEPTION 'a statement of an account that is not there'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_stay BEFORE UPDATE OF id OR DELETE OR TRUNCATE ON accounts_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
BACKWARDS = """
DROP TRIGGER accounts_stay ON accounts_account;
CREATE OR REPLACE FUNCTION accounts_statements_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE last_day >
             (SELECT coalesce(max(last_day), '-infinity') FROM ledger_period)) THEN
    RAISE EXCEPTION 'a statement over days that are not closed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_by_risk"),
        ("ledger", "0012_accounts_stay"),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AlterField(
            model_name="statement",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
    ]
