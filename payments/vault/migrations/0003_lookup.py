"""Whose card a number is, without dating it anew: the issuer asks, and who looks for the issuer."""

from django.db import migrations

LOOK_UP = """
-- The token of this merchant's card whose keyed hash is one of these; nothing is changed.
CREATE FUNCTION vault_lookup(of_merchant text, hashes bytea[]) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.token FROM vault.card c
  WHERE c.merchant = of_merchant AND c.lookup = ANY (hashes) AND c.destroyed_at IS NULL
$$;
-- The issuer's digits of a card, which say nothing of the number's owner.
CREATE FUNCTION vault_issuer(wanted text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.bin8 FROM vault.card c WHERE c.token = wanted
$$;
GRANT CREATE ON SCHEMA public TO bankcore_vault;
ALTER FUNCTION vault_lookup(text, bytea[]) OWNER TO bankcore_vault;
ALTER FUNCTION vault_issuer(text) OWNER TO bankcore_vault;
REVOKE CREATE ON SCHEMA public FROM bankcore_vault;
REVOKE ALL ON FUNCTION vault_lookup(text, bytea[]), vault_issuer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_lookup(text, bytea[]), vault_issuer(text) TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_functions")]
    operations = [migrations.RunSQL(LOOK_UP, migrations.RunSQL.noop)]
