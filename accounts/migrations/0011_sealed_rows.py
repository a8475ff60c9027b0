"""Rows of personal data: whose they are, PostgreSQL sees to; the owner may seal them anew."""

from django.db import migrations

# The trigger's function of 0008 with one way more, which only the tables' owner has: the
# application's role may not. content_sha256 of a letter tells whether the words are still its own.
RESEALING = """
CREATE OR REPLACE FUNCTION accounts_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE erased boolean := EXISTS (SELECT FROM accounts_customer
                                  WHERE id = OLD.customer_id AND erased_at IS NOT NULL);
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF erased AND TG_TABLE_NAME = 'accounts_letter' THEN
      RETURN OLD;
    END IF;
  ELSIF erased AND TG_TABLE_NAME = 'accounts_documentparty' AND NEW.erased_at IS NOT NULL
    AND NEW.address IS NULL AND starts_with(NEW.name, 'Erased customer ')
    AND (NEW.id, NEW.customer_id, NEW.recorded_at) = (OLD.id, OLD.customer_id, OLD.recorded_at)
  THEN
    RETURN NEW;
  ELSIF current_user <> 'bankcore_app'
    AND to_jsonb(NEW) - '{address,content}'::text[] = to_jsonb(OLD) - '{address,content}'::text[]
    AND (to_jsonb(NEW) ->> 'address' IS NULL) = (to_jsonb(OLD) ->> 'address' IS NULL)
    AND (to_jsonb(NEW) ->> 'content' IS NULL) = (to_jsonb(OLD) ->> 'content' IS NULL)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
"""

# A second line behind the services (bankcore/db/row_scope.py): with a customer set, the session has
# that customer's rows; with none, as in the bank's own processes, all. Owners are not bound.
ROW_SECURITY = """
CREATE FUNCTION accounts_is_of_session(customer_id bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('bankcore.customer_id', true), '') IN ('', customer_id::text)
$$;
DO $$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['accounts_persondetails', 'accounts_companydetails',
    'accounts_beneficialowner', 'accounts_relatedperson', 'accounts_address',
    'accounts_contactpoint', 'accounts_taxresidence', 'accounts_taxselfcertification',
    'accounts_customerdocument', 'accounts_kyccheck', 'accounts_riskassessment',
    'accounts_customerstatuschange', 'accounts_letter']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY of_one_customer ON %I '
                   'USING (accounts_is_of_session(customer_id))', guarded);
  END LOOP;
  -- The documents that the query sees are the customer's own already.
  FOREACH guarded IN ARRAY ARRAY['accounts_documentcontent', 'accounts_documentreminder']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY of_one_customer ON %I USING (accounts_is_of_session(NULL)'
      ' OR EXISTS (SELECT FROM accounts_customerdocument d WHERE d.id = document_id))', guarded);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_rights"),
    ]

    operations = [
        migrations.RunSQL(RESEALING, migrations.RunSQL.noop),
        migrations.RunSQL(ROW_SECURITY, migrations.RunSQL.noop),
    ]
