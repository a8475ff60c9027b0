"""Loans: terms, applications, contracts, schedules, payments; what guards them is in the SQL."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

# As makemigrations wrote it, on fewer lines.
# fmt: off
SQL = Path(__file__).parent / "sql" / "0007_loans.sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_interest")]

    operations = [
        migrations.CreateModel(
            name="LoanAccrual",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=[("INTEREST", "Interest"), ("PENALTY", "Penalty")], max_length=8)),
                ("currency", models.SmallIntegerField()),
                ("day", models.DateField()),
                ("run", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("txn_id", models.BigIntegerField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("what", "currency", "day", "run"), name="accounts_loanaccrual_once")]},
        ),
        migrations.CreateModel(
            name="LoanApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(choices=[("ANNUITY", "ANNUITY"), ("LINEAR", "LINEAR"), ("BULLET", "BULLET")], max_length=20)),
                ("frequency", models.CharField(choices=[("WEEKLY", "WEEKLY"), ("MONTHLY", "MONTHLY"), ("QUARTERLY", "QUARTERLY")], max_length=20)),
                ("instalments", models.IntegerField()),
                ("annual_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("first_due", models.DateField(blank=True, null=True)),
                ("end_of_month", models.BooleanField(default=False)),
                ("business_days", models.BooleanField(default=False)),
                ("principal_grace", models.IntegerField(default=0)),
                ("interest_grace", models.IntegerField(default=0)),
                ("interest_grace_rule", models.CharField(choices=[("CAPITALISED", "CAPITALISED"), ("DEFERRED", "DEFERRED")], default="CAPITALISED", max_length=20)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.SmallIntegerField(help_text="ISO 4217 number.")),
                ("amount", models.BigIntegerField()),
                ("purpose", models.CharField(blank=True, max_length=140)),
                (
                    "state",
                    models.CharField(
                        choices=[("SUBMITTED", "SUBMITTED"), ("APPROVED", "APPROVED"), ("DECLINED", "DECLINED"), ("WITHDRAWN", "WITHDRAWN"), ("CONTRACTED", "CONTRACTED")], default="SUBMITTED", max_length=20
                    ),
                ),
                ("score", models.IntegerField(blank=True, null=True)),
                ("registered_by", models.CharField(max_length=80)),
                ("registered_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=500)),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.customer")),
                ("product", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.product")),
            ],
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(choices=[("ANNUITY", "ANNUITY"), ("LINEAR", "LINEAR"), ("BULLET", "BULLET")], max_length=20)),
                ("frequency", models.CharField(choices=[("WEEKLY", "WEEKLY"), ("MONTHLY", "MONTHLY"), ("QUARTERLY", "QUARTERLY")], max_length=20)),
                ("instalments", models.IntegerField()),
                ("annual_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("first_due", models.DateField(blank=True, null=True)),
                ("end_of_month", models.BooleanField(default=False)),
                ("business_days", models.BooleanField(default=False)),
                ("principal_grace", models.IntegerField(default=0)),
                ("interest_grace", models.IntegerField(default=0)),
                ("interest_grace_rule", models.CharField(choices=[("CAPITALISED", "CAPITALISED"), ("DEFERRED", "DEFERRED")], default="CAPITALISED", max_length=20)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.SmallIntegerField(help_text="ISO 4217 number.")),
                ("principal", models.BigIntegerField()),
                ("day_count", models.CharField(choices=[("30/360_US", "30/360_US"), ("30E/360", "30E/360"), ("ACT/360", "ACT/360"), ("ACT/365F", "ACT/365F"), ("ACT/ACT_ISDA", "ACT/ACT_ISDA")], max_length=12)),
                ("equal_periods", models.BooleanField()),
                ("origination_fee", models.BigIntegerField()),
                ("fee_deducted", models.BooleanField()),
                ("penalty_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("grace_days", models.IntegerField()),
                ("early_fee_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("allocation_order", models.CharField(choices=[("PENALTY_FIRST", "PENALTY_FIRST"), ("INTEREST_FIRST", "INTEREST_FIRST"), ("PRINCIPAL_FIRST", "PRINCIPAL_FIRST")], max_length=20)),
                ("partial_collection", models.BooleanField()),
                ("apr", models.DecimalField(decimal_places=6, max_digits=12, verbose_name="annual percentage rate")),
                ("contracted_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("PENDING", "PENDING"), ("ACTIVE", "ACTIVE"), ("IN_ARREARS", "IN_ARREARS"), ("RESTRUCTURED", "RESTRUCTURED"), ("REPAID", "REPAID"), ("WRITTEN_OFF", "WRITTEN_OFF")],
                        default="PENDING",
                        max_length=20,
                    ),
                ),
                ("disbursed_on", models.DateField(blank=True, null=True)),
                ("current_version", models.IntegerField(default=0)),
                ("outstanding", models.BigIntegerField(default=0)),
                ("interest_accrued", models.BigIntegerField(default=0)),
                ("accrued_through", models.DateField(blank=True, null=True)),
                ("days_past_due", models.IntegerField(default=0)),
                ("bucket", models.CharField(choices=[("CURRENT", "CURRENT"), ("1-30", "1-30"), ("31-60", "31-60"), ("61-90", "61-90"), ("90+", "90+")], default="CURRENT", max_length=20)),
                ("account", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account")),
                ("repayment_account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account")),
                ("application", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="loan", to="accounts.loanapplication")),
            ],
        ),
        migrations.CreateModel(
            name="LoanCollection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("due", models.BigIntegerField()),
                ("collected", models.BigIntegerField()),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="collections", to="accounts.loan")),
            ],
        ),
        migrations.CreateModel(
            name="LoanInstalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("due_date", models.DateField()),
                ("principal", models.BigIntegerField()),
                ("interest", models.BigIntegerField()),
                ("earned", models.BigIntegerField()),
                ("fee", models.BigIntegerField(default=0)),
                ("capitalised", models.BooleanField(default=False)),
                ("principal_paid", models.BigIntegerField(default=0)),
                ("interest_paid", models.BigIntegerField(default=0)),
                ("fee_paid", models.BigIntegerField(default=0)),
                ("penalty", models.BigIntegerField(default=0)),
                ("penalty_paid", models.BigIntegerField(default=0)),
                ("superseded", models.BooleanField(default=False)),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="accounts.loan")),
            ],
        ),
        migrations.CreateModel(
            name="LoanCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("exact", models.DecimalField(decimal_places=8, max_digits=24)),
                ("amount", models.BigIntegerField()),
                ("instalment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="accounts.loaninstalment")),
            ],
        ),
        migrations.CreateModel(
            name="LoanPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("REPAYMENT", "REPAYMENT"), ("COLLECTION", "COLLECTION"), ("EARLY", "EARLY"), ("CAPITALISATION", "CAPITALISATION"), ("WRITE_OFF", "WRITE_OFF"), ("RECOVERY", "RECOVERY")], max_length=20
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("booked_on", models.DateField()),
                ("txn_id", models.BigIntegerField()),
                ("key_source", models.SmallIntegerField()),
                ("key", models.UUIDField()),
                ("request_hash", models.BinaryField()),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="accounts.loan")),
            ],
        ),
        migrations.CreateModel(
            name="LoanAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("PENALTY", "PENALTY"), ("FEE", "FEE"), ("INTEREST", "INTEREST"), ("PRINCIPAL", "PRINCIPAL")], max_length=9)),
                ("amount", models.BigIntegerField()),
                ("instalment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.loaninstalment")),
                ("payment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="accounts.loanpayment")),
            ],
        ),
        migrations.CreateModel(
            name="LoanQuote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("whole", models.BooleanField()),
                ("for_day", models.DateField(help_text="The business day on which it can be paid.")),
                ("principal", models.BigIntegerField()),
                ("interest", models.BigIntegerField()),
                ("fees", models.BigIntegerField(help_text="Fees and penalties unpaid, and the early fee.")),
                ("early_fee", models.BigIntegerField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="accounts.loan")),
            ],
        ),
        migrations.CreateModel(
            name="LoanSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("reason", models.CharField(choices=[("CONTRACT", "CONTRACT"), ("RESTRUCTURING", "RESTRUCTURING"), ("EARLY_REPAYMENT", "EARLY_REPAYMENT"), ("WRITE_OFF", "WRITE_OFF")], max_length=20)),
                ("explanation", models.CharField(max_length=500)),
                ("starts_on", models.DateField()),
                ("principal", models.BigIntegerField()),
                ("annual_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("interest_before", models.BigIntegerField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="schedules", to="accounts.loan")),
            ],
        ),
        migrations.AddField(model_name="loaninstalment", name="schedule", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="accounts.loanschedule")),
        migrations.CreateModel(
            name="LoanStateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_state", models.CharField(max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=500)),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("loan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="state_changes", to="accounts.loan")),
            ],
        ),
        migrations.CreateModel(
            name="LoanTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.SmallIntegerField(help_text="ISO 4217 number.")),
                ("effective_from", models.DateField()),
                ("min_amount", models.BigIntegerField()),
                ("max_amount", models.BigIntegerField()),
                ("min_instalments", models.IntegerField()),
                ("max_instalments", models.IntegerField()),
                ("min_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("max_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("day_count", models.CharField(choices=[("30/360_US", "30/360_US"), ("30E/360", "30E/360"), ("ACT/360", "ACT/360"), ("ACT/365F", "ACT/365F"), ("ACT/ACT_ISDA", "ACT/ACT_ISDA")], max_length=12)),
                ("equal_periods", models.BooleanField(help_text="Every month bears a twelfth of a year.")),
                ("origination_fee_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("fee_deducted", models.BooleanField(help_text="The fee is kept back when the loan is paid out.")),
                ("penalty_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("grace_days", models.IntegerField(help_text="Days past due that bear no penalty.")),
                ("early_fee_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("allocation_order", models.CharField(choices=[("PENALTY_FIRST", "PENALTY_FIRST"), ("INTEREST_FIRST", "INTEREST_FIRST"), ("PRINCIPAL_FIRST", "PRINCIPAL_FIRST")], max_length=20)),
                ("partial_collection", models.BooleanField(help_text="Collect what there is of what is due.")),
                ("approve_from_score", models.IntegerField(blank=True, null=True)),
                ("decline_below_score", models.IntegerField(blank=True, null=True)),
                ("product", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.product")),
            ],
            options={"verbose_name_plural": "loan terms"},
        ),
        migrations.AddConstraint(
            model_name="loanapplication", constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0), ("annual_rate__gte", 0), ("instalments__gt", 0)), name="accounts_loanapplication_amounts")
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", ""), ("decision_reason", ""), ("state", "SUBMITTED")),
                    models.Q(models.Q(("state", "SUBMITTED"), _negated=True), models.Q(("decided_by", ""), _negated=True), models.Q(("decision_reason", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="accounts_loanapplication_decided",
            ),
        ),
        migrations.AddIndex(model_name="loan", index=models.Index(condition=models.Q(("state__in", ["ACTIVE", "IN_ARREARS", "RESTRUCTURED"])), fields=["currency", "id"], name="accounts_loan_owed")),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_past_due__gte", 0), ("origination_fee__gte", 0), ("origination_fee__lt", models.F("principal")), ("outstanding__gte", 0), ("principal__gt", 0)), name="accounts_loan_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disbursed_on__isnull", True), ("state", "PENDING")),
                    models.Q(("accrued_through__isnull", False), ("disbursed_on__isnull", False), models.Q(("state", "PENDING"), _negated=True)),
                    _connector="OR",
                ),
                name="accounts_loan_disbursed",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["ACTIVE", "IN_ARREARS", "RESTRUCTURED"]), ("outstanding", 0), _connector="OR"), name="accounts_loan_settled_owes_nothing"),
        ),
        migrations.AddConstraint(model_name="loancollection", constraint=models.UniqueConstraint(fields=("loan", "day"), name="accounts_loancollection_once")),
        migrations.AddConstraint(
            model_name="loancollection", constraint=models.CheckConstraint(condition=models.Q(("collected__gte", 0), ("collected__lte", models.F("due")), ("due__gt", 0)), name="accounts_loancollection_amounts")
        ),
        migrations.AddConstraint(model_name="loancharge", constraint=models.UniqueConstraint(fields=("instalment", "day"), name="accounts_loancharge_once")),
        migrations.AddConstraint(model_name="loancharge", constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0), ("exact__gte", 0)), name="accounts_loancharge_amounts")),
        migrations.AddConstraint(model_name="loanpayment", constraint=models.UniqueConstraint(fields=("key_source", "key"), name="accounts_loanpayment_once")),
        migrations.AddConstraint(model_name="loanpayment", constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="accounts_loanpayment_amount")),
        migrations.AddConstraint(model_name="loanallocation", constraint=models.UniqueConstraint(fields=("payment", "instalment", "part"), name="accounts_loanallocation_once")),
        migrations.AddConstraint(model_name="loanallocation", constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="accounts_loanallocation_amount")),
        migrations.AddConstraint(
            model_name="loanquote",
            constraint=models.CheckConstraint(condition=models.Q(("early_fee__gte", 0), ("fees__gte", models.F("early_fee")), ("interest__gte", 0), ("principal__gt", 0)), name="accounts_loanquote_amounts"),
        ),
        migrations.AddConstraint(model_name="loanschedule", constraint=models.UniqueConstraint(fields=("loan", "version"), name="accounts_loanschedule_once")),
        migrations.AddConstraint(
            model_name="loanschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("interest_before__gte", 0), ("principal__gte", 0), ("version__gt", 0), models.Q(("explanation", ""), _negated=True)), name="accounts_loanschedule_amounts"
            ),
        ),
        migrations.AddIndex(
            model_name="loaninstalment",
            index=models.Index(
                condition=models.Q(
                    ("superseded", False),
                    models.Q(("principal_paid__lt", models.F("principal")), ("interest_paid__lt", models.F("interest")), ("fee_paid__lt", models.F("fee")), ("penalty_paid__lt", models.F("penalty")), _connector="OR"),
                ),
                fields=["due_date", "loan"],
                name="accounts_loaninstalment_unpaid",
            ),
        ),
        migrations.AddConstraint(model_name="loaninstalment", constraint=models.UniqueConstraint(fields=("schedule", "number"), name="accounts_loaninstalment_once")),
        migrations.AddConstraint(
            model_name="loaninstalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_date__gte", models.F("period_end")), ("earned__gte", 0), ("fee__gte", 0), ("interest__gte", 0), ("number__gt", 0), ("period_end__gte", models.F("period_start")), ("principal__gte", 0)
                ),
                name="accounts_loaninstalment_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="loaninstalment", constraint=models.CheckConstraint(condition=models.Q(("principal_paid__gte", 0), ("principal_paid__lte", models.F("principal"))), name="accounts_loaninstalment_principal")
        ),
        migrations.AddConstraint(
            model_name="loaninstalment", constraint=models.CheckConstraint(condition=models.Q(("interest_paid__gte", 0), ("interest_paid__lte", models.F("interest"))), name="accounts_loaninstalment_interest")
        ),
        migrations.AddConstraint(model_name="loaninstalment", constraint=models.CheckConstraint(condition=models.Q(("fee_paid__gte", 0), ("fee_paid__lte", models.F("fee"))), name="accounts_loaninstalment_fee")),
        migrations.AddConstraint(
            model_name="loaninstalment", constraint=models.CheckConstraint(condition=models.Q(("penalty_paid__gte", 0), ("penalty_paid__lte", models.F("penalty"))), name="accounts_loaninstalment_penalty")
        ),
        migrations.AddConstraint(
            model_name="loanstatechange",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("from_state", models.F("to_state")), _negated=True), models.Q(("reason", ""), _negated=True)), name="accounts_loanstatechange_reason"),
        ),
        migrations.AddConstraint(model_name="loanterms", constraint=models.UniqueConstraint(fields=("product", "currency", "effective_from"), name="accounts_loanterms_once")),
        migrations.AddConstraint(
            model_name="loanterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("max_amount__gte", models.F("min_amount")),
                    ("min_amount__gt", 0),
                    ("min_instalments__gt", 0),
                    ("max_instalments__gte", models.F("min_instalments")),
                    ("max_rate__gte", models.F("min_rate")),
                    ("min_rate__gte", 0),
                ),
                name="accounts_loanterms_ranges",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("early_fee_rate__gte", 0), ("grace_days__gte", 0), ("origination_fee_rate__gte", 0), ("origination_fee_rate__lt", 1), ("penalty_rate__gte", 0)), name="accounts_loanterms_rates"
            ),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
