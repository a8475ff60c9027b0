"""Statements of account, the names and fingerprints that let them be made again, and letters."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import bankcore.crypto.model_fields

GUARDS = """
-- Each statement follows the one before: the next number, the next day, its closing balance carried
-- on. The first has none before it, which a NULL in the key says.
ALTER TABLE accounts_statement
  ADD COLUMN follows integer GENERATED ALWAYS AS (NULLIF(number - 1, 0)) STORED,
  ADD COLUMN day_before date GENERATED ALWAYS AS (first_day - 1) STORED,
  ADD CONSTRAINT accounts_statement_end UNIQUE (account_id, number, last_day, closing),
  ADD CONSTRAINT accounts_statement_follows
    FOREIGN KEY (account_id, follows, day_before, opening)
    REFERENCES accounts_statement (account_id, number, last_day, closing);

-- What is not closed can still change: no statement says anything of it.
CREATE FUNCTION accounts_statements_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE last_day >
             (SELECT coalesce(max(last_day), '-infinity') FROM ledger_period)) THEN
    RAISE EXCEPTION 'a statement over days that are not closed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER statements_added AFTER INSERT ON accounts_statement REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_statements_added();

ALTER TABLE accounts_statementcycle ADD CONSTRAINT accounts_statementcycle_known
  CHECK (cycle IN ('DAILY', 'MONTHLY', 'QUARTERLY'));
ALTER TABLE accounts_documentparty ADD CONSTRAINT accounts_documentparty_named CHECK (name <> '');
ALTER TABLE accounts_statementdocument
  ADD CONSTRAINT accounts_statementdocument_sha256 CHECK (octet_length(sha256) = 32),
  ADD CONSTRAINT accounts_statementdocument_size CHECK (size >= 0);
ALTER TABLE accounts_letter
  ADD CONSTRAINT accounts_letter_kind
    CHECK (kind IN ('INTEREST_CERTIFICATE', 'BALANCE_CONFIRMATION')),
  ADD CONSTRAINT accounts_letter_sha256
    CHECK (octet_length(sha256) = 32 AND octet_length(content_sha256) = 32);

-- One account's balance by value date: few entries have value on another day than their booking's,
-- and a posting that has not pays nothing for this.
CREATE INDEX ledger_entry_valued_elsewhere ON ledger_entry (account_id, value_date)
  WHERE value_date <> booking_date;

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['accounts_statement', 'accounts_statementdocument',
    'accounts_documentparty', 'accounts_letter']
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY['accounts_statement', 'accounts_statementdocument']
  LOOP
    EXECUTE format('CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
  END LOOP;
END $$;

-- Names and letters stay as they are until the customer is erased; then the name goes, and nothing
-- else of the row changes, and the letters may go.
CREATE FUNCTION accounts_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
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
  END IF;
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON accounts_documentparty
  FOR EACH ROW EXECUTE FUNCTION accounts_only_erased();
CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON accounts_letter
  FOR EACH ROW EXECUTE FUNCTION accounts_only_erased();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON accounts_documentparty
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON accounts_letter
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
GRANT UPDATE (name, address, erased_at) ON accounts_documentparty TO bankcore_app;
GRANT DELETE ON accounts_letter TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_loans"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementCycle",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "cycle",
                    models.CharField(
                        choices=[
                            ("DAILY", "DAILY"),
                            ("MONTHLY", "MONTHLY"),
                            ("QUARTERLY", "QUARTERLY"),
                        ],
                        max_length=9,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("entries", models.IntegerField()),
                ("opening", models.BigIntegerField()),
                ("debits", models.BigIntegerField()),
                ("credits", models.BigIntegerField()),
                ("closing", models.BigIntegerField()),
                (
                    "last_party_id",
                    models.BigIntegerField(
                        help_text="The newest DocumentParty there was: later ones are not for this statement."
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("format", models.CharField(max_length=15)),
                ("layout", models.CharField(max_length=60)),
                ("sha256", models.BinaryField(max_length=32)),
                ("size", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DocumentParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=140)),
                (
                    "address",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        help_text="Lines, without the name.",
                        null=True,
                        purpose="accounts.documentparty.address",
                    ),
                ),
                (
                    "address_id",
                    models.BigIntegerField(
                        help_text="The Address it was copied from: another one makes another row.",
                        null=True,
                    ),
                ),
                ("erased_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-id"], name="accounts_documentparty_latest")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("INTEREST_CERTIFICATE", "INTEREST_CERTIFICATE"),
                            ("BALANCE_CONFIRMATION", "BALANCE_CONFIRMATION"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "parameters",
                    models.JSONField(help_text="What was asked for: a year, or a day and a basis."),
                ),
                (
                    "content",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        help_text="All that the letter says, as JSON.",
                        purpose="accounts.letter.content",
                    ),
                ),
                ("content_sha256", models.BinaryField(max_length=32)),
                ("layout", models.CharField(max_length=60)),
                ("sha256", models.BinaryField(max_length=32)),
                ("requested_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "kind", "content_sha256"), name="accounts_letter_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("account", "number"), name="accounts_statement_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("account", "first_day", "last_day"), name="accounts_statement_days_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="accounts_statement_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__lte", models.F("last_day"))),
                name="accounts_statement_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credits__gte", 0),
                    ("debits__gte", 0),
                    ("entries__gte", 0),
                    (
                        "closing",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("opening"), "+", models.F("credits")
                            ),
                            "-",
                            models.F("debits"),
                        ),
                    ),
                ),
                name="accounts_statement_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementdocument",
            constraint=models.UniqueConstraint(
                fields=("statement", "format", "layout"), name="accounts_statementdocument_once"
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
