"""Saved payees, and the names that were checked before paying: each customer's own."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bankcore.crypto.model_fields

GUARDS = """
-- Whose a payee is and which account never change; a checked name stays as it was answered, until
-- its customer, closed long ago, is erased.
REVOKE UPDATE, TRUNCATE ON payees_payee FROM bankcore_app;
GRANT UPDATE (name, note, last_paid_at) ON payees_payee TO bankcore_app;
REVOKE UPDATE, TRUNCATE ON payees_namecheck FROM bankcore_app;
CREATE FUNCTION payees_keep_checks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM accounts_customer WHERE id = OLD.customer_id AND status = 'CLOSED') THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% on % refused: what was answered is kept', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept BEFORE DELETE ON payees_namecheck
  FOR EACH ROW EXECUTE FUNCTION payees_keep_checks();

ALTER TABLE payees_payee ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_one_customer ON payees_payee USING (accounts_is_of_session(customer_id));
ALTER TABLE payees_namecheck ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_one_customer ON payees_namecheck USING (accounts_is_of_session(customer_id));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0014_staff_search"),
        ("crypto", "0001_data_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request_key",
                    models.UUIDField(help_text="The order's; a payment made of it has the same."),
                ),
                (
                    "asked",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        help_text="The account, a blank, and the name as it was typed.",
                        purpose="payees.check.asked",
                    ),
                ),
                ("asked_index", models.BinaryField(max_length=33)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("MATCH", "match"),
                            ("CLOSE_MATCH", "close match"),
                            ("NO_MATCH", "no match"),
                            ("NOT_AVAILABLE", "not available"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "suggested",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        blank=True, purpose="payees.check.suggested"
                    ),
                ),
                (
                    "is_limited",
                    models.BooleanField(
                        default=False,
                        help_text="Not compared: the customer had asked about too many names.",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        help_text="Who asked.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["request_key"], name="payees_check_of_request"),
                    models.Index(fields=["customer", "asked_at"], name="payees_check_of_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__in", ["MATCH", "CLOSE_MATCH", "NO_MATCH", "NOT_AVAILABLE"])
                        ),
                        name="payees_check_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_limited", False), ("answer", "NOT_AVAILABLE"), _connector="OR"
                        ),
                        name="payees_check_limited_says_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "name",
                    bankcore.crypto.model_fields.EncryptedTextField(purpose="payees.payee.name"),
                ),
                (
                    "account",
                    bankcore.crypto.model_fields.EncryptedTextField(purpose="payees.payee.account"),
                ),
                ("account_index", models.BinaryField(max_length=33)),
                (
                    "note",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        blank=True, purpose="payees.payee.note"
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                ("last_paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        help_text="Who pays.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "account_index"), name="payees_account_once_a_customer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_paid_at", None),
                            ("last_paid_at__gte", models.F("saved_at")),
                            _connector="OR",
                        ),
                        name="payees_paid_after_it_was_saved",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
