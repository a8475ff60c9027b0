"""Use of accounts: mandates, limits, overdrafts, fees and dormancy."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "0005_usage.sql"


# One line a field keeps the file readable at a glance.
# fmt: off
class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_customers'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeeAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('MONTHLY_MAINTENANCE', 'MONTHLY_MAINTENANCE'), ('OUTGOING_PAYMENT', 'OUTGOING_PAYMENT'), ('CASH_WITHDRAWAL', 'CASH_WITHDRAWAL'), ('STATEMENT_COPY', 'STATEMENT_COPY'), ('OVERDRAFT_EXCESS', 'OVERDRAFT_EXCESS'), ('DORMANCY', 'DORMANCY'), ('EARLY_CLOSING', 'EARLY_CLOSING')], max_length=24)),
                ('period', models.CharField(max_length=10)),
                ('day', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'period'), name='accounts_assessed_once')],
            },
        ),
        migrations.CreateModel(
            name='FeeCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('MONTHLY_MAINTENANCE', 'MONTHLY_MAINTENANCE'), ('OUTGOING_PAYMENT', 'OUTGOING_PAYMENT'), ('CASH_WITHDRAWAL', 'CASH_WITHDRAWAL'), ('STATEMENT_COPY', 'STATEMENT_COPY'), ('OVERDRAFT_EXCESS', 'OVERDRAFT_EXCESS'), ('DORMANCY', 'DORMANCY'), ('EARLY_CLOSING', 'EARLY_CLOSING')], max_length=24)),
                ('period', models.CharField(max_length=80)),
                ('day', models.DateField()),
                ('base_minor', models.BigIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('waived_reason', models.CharField(blank=True, max_length=200)),
                ('txn_id', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='FeeRefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('txn_id', models.BigIntegerField(unique=True)),
                ('reason', models.CharField(max_length=200)),
                ('refunded_at', models.DateTimeField()),
                ('refunded_by', models.CharField(max_length=80)),
                ('charge', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='refund', to='accounts.feecharge')),
            ],
        ),
        migrations.CreateModel(
            name='FeeTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.SmallIntegerField(help_text='ISO 4217 number.')),
                ('event', models.CharField(choices=[('MONTHLY_MAINTENANCE', 'MONTHLY_MAINTENANCE'), ('OUTGOING_PAYMENT', 'OUTGOING_PAYMENT'), ('CASH_WITHDRAWAL', 'CASH_WITHDRAWAL'), ('STATEMENT_COPY', 'STATEMENT_COPY'), ('OVERDRAFT_EXCESS', 'OVERDRAFT_EXCESS'), ('DORMANCY', 'DORMANCY'), ('EARLY_CLOSING', 'EARLY_CLOSING')], max_length=24)),
                ('effective_from', models.DateField()),
                ('fixed', models.BigIntegerField()),
                ('percentage', models.DecimalField(decimal_places=6, max_digits=9)),
                ('lowest', models.BigIntegerField(null=True)),
                ('highest', models.BigIntegerField(null=True)),
                ('waived_from', models.BigIntegerField(help_text="No periodic fee where the month's balance is at least this.", null=True)),
                ('waived_basis', models.CharField(choices=[('AVERAGE', 'Average'), ('MINIMUM', 'Minimum')], default='AVERAGE', max_length=7)),
                ('within_days', models.IntegerField(help_text='Early closing: charged within so many days of opening.', null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product')),
            ],
            options={
                'verbose_name_plural': 'fee terms',
            },
        ),
        migrations.CreateModel(
            name='FeeWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('MONTHLY_MAINTENANCE', 'MONTHLY_MAINTENANCE'), ('OUTGOING_PAYMENT', 'OUTGOING_PAYMENT'), ('CASH_WITHDRAWAL', 'CASH_WITHDRAWAL'), ('STATEMENT_COPY', 'STATEMENT_COPY'), ('OVERDRAFT_EXCESS', 'OVERDRAFT_EXCESS'), ('DORMANCY', 'DORMANCY'), ('EARLY_CLOSING', 'EARLY_CLOSING')], max_length=24)),
                ('from_day', models.DateField()),
                ('to_day', models.DateField(help_text='The last day; none means until further word.', null=True)),
                ('reason', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Holder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='The last day; none means until further word.', null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='The last day; none means until further word.', null=True)),
                ('transaction_limit', models.BigIntegerField(null=True)),
                ('daily_limit', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='MandateUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reference', models.CharField(max_length=80)),
                ('amount_minor', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Overdraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('limit_minor', models.BigIntegerField()),
                ('from_day', models.DateField()),
                ('to_day', models.DateField(help_text='The last day; none means until further word.', null=True)),
                ('agreed_at', models.DateTimeField()),
                ('agreed_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=80)),
                ('order_hash', models.BinaryField(help_text='SHA-256 of the order, so that all sign the same.')),
                ('signed_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='SigningRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('ANY_ONE', 'Any One'), ('ALL_SIGN', 'All Sign')], max_length=8)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('spent', models.BigIntegerField()),
                ('debits', models.IntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='UsageTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.SmallIntegerField(help_text='ISO 4217 number.')),
                ('effective_from', models.DateField()),
                ('minimum_balance', models.BigIntegerField(null=True)),
                ('transaction_limit', models.BigIntegerField(null=True)),
                ('daily_limit', models.BigIntegerField(null=True)),
                ('monthly_limit', models.BigIntegerField(null=True)),
                ('dormancy_days', models.IntegerField(null=True)),
                ('overdraft_cap', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product')),
            ],
            options={
                'verbose_name_plural': 'usage terms',
            },
        ),
        migrations.CreateModel(
            name='AccountState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ACTIVE', 'Active'), ('DORMANT', 'Dormant')], max_length=7)),
                ('since', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-id'], name='accounts_state_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='accounts_accountstate_has_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='feecharge',
            index=models.Index(condition=models.Q(('txn_id', None), ('waived_reason', '')), fields=['id'], name='accounts_feecharge_due'),
        ),
        migrations.AddIndex(
            model_name='feecharge',
            index=models.Index(fields=['txn_id'], name='accounts_feecharge_txn'),
        ),
        migrations.AddConstraint(
            model_name='feecharge',
            constraint=models.UniqueConstraint(fields=('account', 'event', 'period'), name='accounts_charged_once'),
        ),
        migrations.AddConstraint(
            model_name='feecharge',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='accounts_feecharge_positive'),
        ),
        migrations.AddConstraint(
            model_name='feecharge',
            constraint=models.CheckConstraint(condition=models.Q(('waived_reason', ''), ('txn_id', None), _connector='OR'), name='accounts_feecharge_waived_is_not_booked'),
        ),
        migrations.AddConstraint(
            model_name='feerefund',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='accounts_feerefund_reason'),
        ),
        migrations.AddConstraint(
            model_name='feeterms',
            constraint=models.UniqueConstraint(fields=('product', 'currency', 'event', 'effective_from'), name='accounts_feeterms_once'),
        ),
        migrations.AddConstraint(
            model_name='feeterms',
            constraint=models.CheckConstraint(condition=models.Q(('fixed__gte', 0), ('percentage__gte', 0), models.Q(('lowest', None), ('lowest__gte', 0), _connector='OR'), models.Q(('highest', None), ('highest__gte', 0), _connector='OR'), models.Q(('within_days', None), ('within_days__gt', 0), _connector='OR')), name='accounts_feeterms_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='feeterms',
            constraint=models.CheckConstraint(condition=models.Q(('lowest', None), ('highest', None), ('highest__gte', models.F('lowest')), _connector='OR'), name='accounts_feeterms_floor_below_cap'),
        ),
        migrations.AddConstraint(
            model_name='feewaiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('customer', None)), models.Q(('account', None), ('customer__isnull', False)), _connector='OR'), name='accounts_feewaiver_for_one'),
        ),
        migrations.AddConstraint(
            model_name='feewaiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='accounts_feewaiver_reason'),
        ),
        migrations.AddConstraint(
            model_name='feewaiver',
            constraint=models.CheckConstraint(condition=models.Q(('to_day', None), ('to_day__gte', models.F('from_day')), _connector='OR'), name='accounts_feewaiver_days_in_order'),
        ),
        migrations.AddIndex(
            model_name='holder',
            index=models.Index(fields=['account', 'customer', '-id'], name='accounts_holder_latest'),
        ),
        migrations.AddConstraint(
            model_name='holder',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='accounts_holder_days_in_order'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['account', 'customer', '-id'], name='accounts_mandate_latest'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='accounts_mandate_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('transaction_limit', None), ('transaction_limit__gt', 0), _connector='OR'), models.Q(('daily_limit', None), ('daily_limit__gt', 0), _connector='OR')), name='accounts_mandate_limits_positive'),
        ),
        migrations.AddIndex(
            model_name='mandateuse',
            index=models.Index(fields=['account', 'customer', 'day'], name='accounts_use_day'),
        ),
        migrations.AddConstraint(
            model_name='mandateuse',
            constraint=models.UniqueConstraint(fields=('account', 'customer', 'reference'), name='accounts_mandate_used_once'),
        ),
        migrations.AddConstraint(
            model_name='mandateuse',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='accounts_mandate_use_positive'),
        ),
        migrations.AddIndex(
            model_name='overdraft',
            index=models.Index(fields=['account', '-id'], name='accounts_overdraft_latest'),
        ),
        migrations.AddConstraint(
            model_name='overdraft',
            constraint=models.CheckConstraint(condition=models.Q(('limit_minor__gte', 0)), name='accounts_overdraft_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='overdraft',
            constraint=models.CheckConstraint(condition=models.Q(('to_day', None), ('to_day__gte', models.F('from_day')), _connector='OR'), name='accounts_overdraft_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('account', 'reference', 'customer'), name='accounts_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='usage',
            constraint=models.CheckConstraint(condition=models.Q(('debits__gt', 0), ('spent__gt', 0)), name='accounts_usage_positive'),
        ),
        migrations.AddConstraint(
            model_name='usageterms',
            constraint=models.UniqueConstraint(fields=('product', 'currency', 'effective_from'), name='accounts_usageterms_once'),
        ),
        migrations.AddConstraint(
            model_name='usageterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('transaction_limit', None), ('transaction_limit__gt', 0), _connector='OR'), models.Q(('daily_limit', None), ('daily_limit__gt', 0), _connector='OR'), models.Q(('monthly_limit', None), ('monthly_limit__gt', 0), _connector='OR'), models.Q(('dormancy_days', None), ('dormancy_days__gt', 0), _connector='OR')), name='accounts_usageterms_positive'),
        ),
        migrations.AddConstraint(
            model_name='usageterms',
            constraint=models.CheckConstraint(condition=models.Q(('overdraft_cap', None), ('overdraft_cap__gte', 0), _connector='OR'), name='accounts_usageterms_cap'),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
