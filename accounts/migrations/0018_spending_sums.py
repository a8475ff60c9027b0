"""Sums of an account's entries by category, of closed days, and what keeps them as the books are."""

import django.db.models.deletion
from django.db import migrations, models

GUARDS = """
REVOKE UPDATE, TRUNCATE ON accounts_spendingspan FROM bankcore_app;
REVOKE UPDATE, TRUNCATE ON accounts_spendingsum FROM bankcore_app;
ALTER TABLE accounts_spendingsum ADD CONSTRAINT accounts_spendingsum_sha256
  CHECK (octet_length(counterparty) = 32);
ALTER TABLE accounts_spendingspan ADD CONSTRAINT accounts_spendingspan_of_a_month
  CHECK (date_trunc('month', first_day::timestamp) = date_trunc('month', last_day::timestamp));

CREATE FUNCTION accounts_spendingsums_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM accounts_spendingspan p
    WHERE p.id IN (SELECT span_id FROM added) AND (p.entries, p.net) <>
      (SELECT sum(s.entries), sum(s.net) FROM accounts_spendingsum s WHERE s.span_id = p.id))
  THEN
    RAISE EXCEPTION 'sums of spending that do not come to their span''s'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sums_added AFTER INSERT ON accounts_spendingsum REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_spendingsums_added();

-- Sums go after their span, and only so: what is left of a span is always the whole of it.
CREATE FUNCTION accounts_spendingsums_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM accounts_spendingspan WHERE id IN (SELECT span_id FROM removed)) THEN
    RAISE EXCEPTION 'sums of spending taken from a span that stays'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sums_removed AFTER DELETE ON accounts_spendingsum REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_spendingsums_removed();

-- At the commit, when a span's sums are there: closed days, none left out before them, and to the
-- cent what the ledger has on them.
CREATE FUNCTION accounts_spendingspan_holds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_ledger bigint := (SELECT ledger_account_id FROM accounts_account WHERE id = NEW.account_id);
  before date := (SELECT max(last_day) FROM accounts_spendingspan
                  WHERE account_id = NEW.account_id AND first_day < NEW.first_day);
BEGIN
  IF NEW.last_day > (SELECT coalesce(max(last_day), '-infinity') FROM ledger_period) THEN
    RAISE EXCEPTION 'spending kept of days that are not closed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF before <> NEW.first_day - 1 OR before IS NULL AND EXISTS (
    SELECT FROM ledger_entry WHERE account_id = of_ledger AND booking_date < NEW.first_day)
  THEN
    RAISE EXCEPTION 'spending kept without the days before it'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.entries, NEW.net) <>
     (SELECT count(*), coalesce(sum(amount), 0) FROM ledger_entry
      WHERE account_id = of_ledger AND booking_date BETWEEN NEW.first_day AND NEW.last_day)
     OR (NEW.entries, NEW.net) <>
     (SELECT coalesce(sum(entries), 0), coalesce(sum(net), 0) FROM accounts_spendingsum
      WHERE span_id = NEW.id)
  THEN
    RAISE EXCEPTION 'spending kept that is not what was booked'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER holds AFTER INSERT ON accounts_spendingspan
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accounts_spendingspan_holds();
"""
BACKWARDS = """
DROP TRIGGER holds ON accounts_spendingspan;
DROP FUNCTION accounts_spendingspan_holds();
DROP TRIGGER sums_removed ON accounts_spendingsum;
DROP FUNCTION accounts_spendingsums_removed();
DROP TRIGGER sums_added ON accounts_spendingsum;
DROP FUNCTION accounts_spendingsums_added();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_accounts_stay")]

    operations = [
        migrations.CreateModel(
            name="SpendingSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("entries", models.IntegerField()),
                ("net", models.BigIntegerField(help_text="Credits less debits, in minor units.")),
                ("edition", models.CharField(max_length=16)),
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
            name="SpendingSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "counterparty",
                    models.BinaryField(
                        help_text="SHA-256 of the counterparty's name; none where it is not known.",
                        null=True,
                    ),
                ),
                (
                    "other_account",
                    models.BigIntegerField(
                        help_text="In the ledger; none where the category goes before whose it is.",
                        null=True,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("groceries", "Groceries"),
                            ("eating_out", "Eating out"),
                            ("housing", "Housing"),
                            ("utilities", "Utilities"),
                            ("transport", "Transport"),
                            ("health", "Health"),
                            ("insurance", "Insurance"),
                            ("shopping", "Shopping"),
                            ("leisure", "Leisure"),
                            ("education", "Education"),
                            ("taxes", "Taxes"),
                            ("fees", "Fees"),
                            ("loans", "Loans"),
                            ("cash", "Cash"),
                            ("income", "Income"),
                            ("transfers", "Transfers"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("entries", models.IntegerField()),
                ("net", models.BigIntegerField(help_text="Credits less debits, in minor units.")),
                (
                    "span",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.spendingspan",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="spendingspan",
            constraint=models.UniqueConstraint(
                fields=("account", "first_day"), name="accounts_spendingspan_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spendingspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="accounts_spendingspan_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="spendingsum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "groceries",
                            "eating_out",
                            "housing",
                            "utilities",
                            "transport",
                            "health",
                            "insurance",
                            "shopping",
                            "leisure",
                            "education",
                            "taxes",
                            "fees",
                            "loans",
                            "cash",
                            "income",
                            "transfers",
                            "other",
                        ],
                    )
                ),
                name="accounts_spendingsum_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spendingsum",
            constraint=models.CheckConstraint(
                condition=models.Q(("entries__gt", 0)), name="accounts_spendingsum_of_something"
            ),
        ),
        migrations.RunSQL(GUARDS, BACKWARDS),
    ]
