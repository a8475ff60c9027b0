"""The owner may put another sealing of the same words in a letter or name that is kept as it is."""

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


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_erasure"),
    ]

    operations = [
        migrations.RunSQL(RESEALING, migrations.RunSQL.noop),
    ]
