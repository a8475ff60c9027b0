"""Seals are added to and read. Rows of the audit trail get the transaction that wrote them."""

from django.db import migrations

GUARDS = """
DO $$
DECLARE sealed text;
BEGIN
  FOREACH sealed IN ARRAY ARRAY['seals_leaf', 'seals_node', 'seals_sealedhead', 'seals_sealkey',
                                'auditlog_logentry']
  LOOP
    EXECUTE format('CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', sealed);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', sealed);
  END LOOP;
END $$;
ALTER TABLE seals_leaf ADD CHECK (octet_length(hash) = 32), ADD CHECK (position >= 0);
ALTER TABLE seals_node ADD CHECK (octet_length(hash) = 32), ADD CHECK (level > 0);
ALTER TABLE seals_sealkey ADD CHECK (octet_length(public_key) = 32);
ALTER TABLE seals_sealedhead
  ADD CHECK (octet_length(root) = 32), ADD CHECK (octet_length(previous) = 32),
  ADD CHECK (octet_length(signature) = 64), ADD CHECK (to_xid > from_xid), ADD CHECK (size > 0);
"""

# Rows that were written before this migration count as this migration's own. No DEFAULT of another
# kind would do: an id is drawn before a commit, and says nothing about which rows are final.
TRANSACTIONS = """
ALTER TABLE audit_auditentry
  ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
ALTER TABLE auditlog_logentry
  ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX audit_auditentry_xid ON audit_auditentry (xid);
CREATE INDEX auditlog_logentry_xid ON auditlog_logentry (xid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("seals", "0001_initial"),
        ("audit", "0004_context"),
        ("auditlog", "0017_add_actor_email"),
        ("ledger", "0008_seals_moved"),
        ("db", "0001_roles"),
    ]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(TRANSACTIONS, migrations.RunSQL.noop),
    ]
