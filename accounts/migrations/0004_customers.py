"""Customers' lives, papers and checks; what PostgreSQL keeps true is in sql/0004_customers.sql."""
# fmt: off

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bankcore.crypto.model_fields

GUARDS = Path(__file__).parent / "sql" / "0004_customers.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_product_kinds'),
        ('ledger', '0004_value_dates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('RESIDENTIAL', 'Residential'), ('POSTAL', 'Postal'), ('REGISTERED', 'Registered')], max_length=11)),
                ('street', bankcore.crypto.model_fields.EncryptedTextField(purpose='accounts.address.street')),
                ('postcode', models.CharField(blank=True, max_length=16)),
                ('city', models.CharField(max_length=70)),
                ('country', models.CharField(max_length=2)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'verbose_name_plural': 'addresses',
            },
        ),
        migrations.CreateModel(
            name='BeneficialOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=140)),
                ('date_of_birth', bankcore.crypto.model_fields.EncryptedDateField(purpose='accounts.owner.date_of_birth')),
                ('nationality', models.CharField(max_length=2)),
                ('share', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='share in percent')),
                ('control', models.CharField(choices=[('OWNERSHIP', 'Ownership'), ('VOTING_RIGHTS', 'Voting rights'), ('OTHER_MEANS', 'Other means'), ('SENIOR_MANAGER', 'Senior manager')], max_length=14)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CompanyDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_form', models.CharField(max_length=40)),
                ('register_number', bankcore.crypto.model_fields.EncryptedTextField(purpose='accounts.company.register_number')),
                ('register_number_index', models.BinaryField(max_length=33)),
                ('incorporated_on', models.DateField()),
                ('lei', models.CharField(blank=True, max_length=20, verbose_name='LEI')),
                ('owners_exemption', models.CharField(blank=True, help_text='Why no beneficial owner need be named, if so.', max_length=200)),
            ],
            options={
                'verbose_name_plural': 'company details',
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EMAIL', 'Email'), ('PHONE', 'Phone')], max_length=5)),
                ('value', bankcore.crypto.model_fields.EncryptedTextField(purpose='accounts.contact.value')),
                ('value_index', models.BinaryField(max_length=33)),
                ('marketing', models.BooleanField(default=False, help_text='Held for advertising only.')),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CustomerDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('PASSPORT', 'Passport'), ('IDENTITY_CARD', 'Identity card'), ('RESIDENCE_PERMIT', 'Residence permit'), ('REGISTER_EXTRACT', 'Register extract'), ('PROOF_OF_ADDRESS', 'Proof of address'), ('SOURCE_OF_FUNDS', 'Source of funds'), ('OTHER', 'Other')], max_length=16)),
                ('number', bankcore.crypto.model_fields.EncryptedTextField(null=True, purpose='accounts.document.number')),
                ('number_index', models.BinaryField(max_length=33, null=True)),
                ('issuing_country', models.CharField(blank=True, max_length=2)),
                ('expires_on', models.DateField(null=True)),
                ('file_name', models.CharField(max_length=100)),
                ('media_type', models.CharField(max_length=20)),
                ('size', models.IntegerField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='CustomerStatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_status', models.CharField(choices=[('PROSPECT', 'Prospect'), ('PENDING_KYC', 'Pending kyc'), ('ACTIVE', 'Active'), ('DORMANT', 'Dormant'), ('BLOCKED', 'Blocked'), ('CLOSED', 'Closed'), ('DECEASED', 'Deceased')], max_length=11, null=True)),
                ('to_status', models.CharField(choices=[('PROSPECT', 'Prospect'), ('PENDING_KYC', 'Pending kyc'), ('ACTIVE', 'Active'), ('DORMANT', 'Dormant'), ('BLOCKED', 'Blocked'), ('CLOSED', 'Closed'), ('DECEASED', 'Deceased')], max_length=11)),
                ('reason', models.CharField(max_length=500)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('blocked_accounts', models.JSONField(default=list, help_text='Ids of the accounts that this change has blocked for debits.')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', bankcore.crypto.model_fields.EncryptedBytesField(purpose='accounts.document.content')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('threshold_days', models.SmallIntegerField()),
                ('day', models.DateField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='KycCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('IDENTITY', 'Identity'), ('ADDRESS', 'Address'), ('SCREENING', 'Screening'), ('SOURCE_OF_FUNDS', 'Source of funds')], max_length=15)),
                ('result', models.CharField(choices=[('PASSED', 'Passed'), ('FAILED', 'Failed'), ('REFERRED', 'Referred')], max_length=8)),
                ('checked_by', models.CharField(max_length=80)),
                ('checked_at', models.DateTimeField()),
                ('valid_until', models.DateField(null=True)),
                ('note', bankcore.crypto.model_fields.EncryptedTextField(null=True, purpose='accounts.kyc_check.note')),
            ],
            options={
                'verbose_name': 'KYC check',
            },
        ),
        migrations.CreateModel(
            name='PersonDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_name', models.CharField(max_length=70)),
                ('family_name', models.CharField(max_length=70)),
                ('date_of_birth', bankcore.crypto.model_fields.EncryptedDateField(purpose='accounts.person.date_of_birth')),
                ('place_of_birth', bankcore.crypto.model_fields.EncryptedTextField(purpose='accounts.person.place_of_birth')),
                ('nationality', models.CharField(max_length=2)),
            ],
            options={
                'verbose_name_plural': 'person details',
            },
        ),
        migrations.CreateModel(
            name='RelatedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=140)),
                ('relation', models.CharField(choices=[('SPOUSE', 'Spouse'), ('PARENT', 'Parent'), ('CHILD', 'Child'), ('GUARDIAN', 'Guardian'), ('LEGAL_REPRESENTATIVE', 'Legal representative'), ('DIRECTOR', 'Director'), ('OTHER', 'Other')], max_length=20)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ReviewReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RiskAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.CharField(choices=[('LOW', 'Low'), ('MEDIUM', 'Medium'), ('HIGH', 'High')], max_length=6)),
                ('assessed_on', models.DateField()),
                ('review_on', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('assessed_by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TaxResidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('tin', bankcore.crypto.model_fields.EncryptedTextField(null=True, purpose='accounts.tax_residence.tin', verbose_name='TIN')),
                ('tin_index', models.BinaryField(max_length=33, null=True)),
                ('no_tin_reason', models.CharField(blank=True, max_length=200)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TaxSelfCertification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_on', models.DateField()),
                ('us_person', models.BooleanField(verbose_name='US person')),
                ('crs_status', models.CharField(choices=[('INDIVIDUAL', 'Individual'), ('ACTIVE_NFE', 'Active nfe'), ('PASSIVE_NFE', 'Passive nfe'), ('FINANCIAL_INSTITUTION', 'Financial institution'), ('EXEMPT', 'Exempt')], max_length=21, verbose_name='CRS status')),
                ('recorded_by', models.CharField(max_length=80)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterModelOptions(
            name='customer',
            options={'permissions': [('onboard_customer', 'May take customers on and keep their papers'), ('change_customer_status', 'May move customers through their lives'), ('record_kyc', 'May record KYC checks and risk ratings'), ('read_customer_documents', "May download customers' documents"), ('export_customer', 'May export everything held about a customer'), ('erase_customer', "May erase customers' personal data")]},
        ),
        migrations.AddField(model_name='customer', name='erased_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='customer', name='review_on', field=models.DateField(db_index=True, null=True)),
        migrations.AddField(model_name='customer', name='risk_rating', field=models.CharField(choices=[('LOW', 'Low'), ('MEDIUM', 'Medium'), ('HIGH', 'High')], max_length=6, null=True)),
        migrations.AddField(model_name='customer', name='status', field=models.CharField(choices=[('PROSPECT', 'Prospect'), ('PENDING_KYC', 'Pending kyc'), ('ACTIVE', 'Active'), ('DORMANT', 'Dormant'), ('BLOCKED', 'Blocked'), ('CLOSED', 'Closed'), ('DECEASED', 'Deceased')], db_default='ACTIVE', default='ACTIVE', max_length=11)),
        migrations.AddIndex(model_name='customer', index=models.Index(fields=['status', 'id'], name='accounts_customer_by_status')),
        migrations.AddConstraint(model_name='customer', constraint=models.CheckConstraint(condition=models.Q(('status__in', ['PROSPECT', 'PENDING_KYC', 'ACTIVE', 'DORMANT', 'BLOCKED', 'CLOSED', 'DECEASED'])), name='accounts_customer_status')),
        migrations.AddConstraint(model_name='customer', constraint=models.CheckConstraint(condition=models.Q(('kind', 'COMPANY'), ('status', 'DECEASED'), _negated=True), name='accounts_customer_company_lives')),
        migrations.AddConstraint(model_name='customer', constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), ('status', 'CLOSED'), _connector='OR'), name='accounts_customer_erased_is_closed')),
        migrations.AddField(model_name='address', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='accounts.customer')),
        migrations.AddField(model_name='beneficialowner', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owners', to='accounts.customer')),
        migrations.AddField(model_name='companydetails', name='customer', field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='company', to='accounts.customer')),
        migrations.AddField(model_name='contactpoint', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.customer')),
        migrations.AddField(model_name='customerdocument', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.customer')),
        migrations.AddField(model_name='customerstatuschange', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to='accounts.customer')),
        migrations.AddField(model_name='documentcontent', name='document', field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='accounts.customerdocument')),
        migrations.AddField(model_name='documentreminder', name='document', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='accounts.customerdocument')),
        migrations.AddField(model_name='kyccheck', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kyc_checks', to='accounts.customer')),
        migrations.AddField(model_name='persondetails', name='customer', field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='person', to='accounts.customer')),
        migrations.AddField(model_name='relatedperson', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='related_persons', to='accounts.customer')),
        migrations.AddField(model_name='relatedperson', name='related_customer', field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
        migrations.AddField(model_name='riskassessment', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_assessments', to='accounts.customer')),
        migrations.AddField(model_name='reviewreminder', name='assessment', field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reminder', to='accounts.riskassessment')),
        migrations.AddField(model_name='taxresidence', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_residences', to='accounts.customer')),
        migrations.AddField(model_name='taxselfcertification', name='customer', field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_certifications', to='accounts.customer')),
        migrations.AddConstraint(model_name='address', constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('customer', 'kind'), name='accounts_address_one_current')),
        migrations.AddConstraint(model_name='address', constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='accounts_address_some_days')),
        migrations.AddConstraint(model_name='address', constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['RESIDENTIAL', 'POSTAL', 'REGISTERED'])), name='accounts_address_kind')),
        migrations.AddConstraint(model_name='beneficialowner', constraint=models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 100)), name='accounts_owner_share')),
        migrations.AddConstraint(model_name='beneficialowner', constraint=models.CheckConstraint(condition=models.Q(('control__in', ['OWNERSHIP', 'VOTING_RIGHTS', 'OTHER_MEANS', 'SENIOR_MANAGER'])), name='accounts_owner_control')),
        migrations.AddIndex(model_name='companydetails', index=models.Index(fields=['register_number_index'], name='accounts_company_register')),
        migrations.AddIndex(model_name='contactpoint', index=models.Index(fields=['value_index'], name='accounts_contact_search')),
        migrations.AddConstraint(model_name='contactpoint', constraint=models.UniqueConstraint(fields=('customer', 'kind', 'value_index'), name='accounts_contact_once')),
        migrations.AddConstraint(model_name='contactpoint', constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['EMAIL', 'PHONE'])), name='accounts_contact_kind')),
        migrations.AddIndex(model_name='customerdocument', index=models.Index(fields=['number_index'], name='accounts_document_search')),
        migrations.AddIndex(model_name='customerdocument', index=models.Index(condition=models.Q(('expires_on__isnull', False)), fields=['expires_on'], name='accounts_document_expiry')),
        migrations.AddConstraint(model_name='customerdocument', constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='accounts_document_size')),
        migrations.AddConstraint(model_name='customerdocument', constraint=models.UniqueConstraint(fields=('customer', 'sha256'), name='accounts_document_once')),
        migrations.AddConstraint(model_name='customerdocument', constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['PASSPORT', 'IDENTITY_CARD', 'RESIDENCE_PERMIT', 'REGISTER_EXTRACT', 'PROOF_OF_ADDRESS', 'SOURCE_OF_FUNDS', 'OTHER'])), name='accounts_document_kind')),
        migrations.AddConstraint(model_name='customerstatuschange', constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='accounts_status_change_has_reason')),
        migrations.AddConstraint(model_name='customerstatuschange', constraint=models.CheckConstraint(condition=models.Q(('from_status', None), models.Q(('from_status', 'PROSPECT'), ('to_status', 'PENDING_KYC')), models.Q(('from_status', 'PROSPECT'), ('to_status', 'CLOSED')), models.Q(('from_status', 'PENDING_KYC'), ('to_status', 'PROSPECT')), models.Q(('from_status', 'PENDING_KYC'), ('to_status', 'ACTIVE')), models.Q(('from_status', 'PENDING_KYC'), ('to_status', 'CLOSED')), models.Q(('from_status', 'ACTIVE'), ('to_status', 'DORMANT')), models.Q(('from_status', 'ACTIVE'), ('to_status', 'BLOCKED')), models.Q(('from_status', 'ACTIVE'), ('to_status', 'CLOSED')), models.Q(('from_status', 'ACTIVE'), ('to_status', 'DECEASED')), models.Q(('from_status', 'DORMANT'), ('to_status', 'ACTIVE')), models.Q(('from_status', 'DORMANT'), ('to_status', 'BLOCKED')), models.Q(('from_status', 'DORMANT'), ('to_status', 'CLOSED')), models.Q(('from_status', 'DORMANT'), ('to_status', 'DECEASED')), models.Q(('from_status', 'BLOCKED'), ('to_status', 'ACTIVE')), models.Q(('from_status', 'BLOCKED'), ('to_status', 'CLOSED')), models.Q(('from_status', 'BLOCKED'), ('to_status', 'DECEASED')), _connector='OR'), name='accounts_status_change_allowed')),
        migrations.AddConstraint(model_name='customerstatuschange', constraint=models.UniqueConstraint(condition=models.Q(('from_status', None)), fields=('customer',), name='accounts_status_change_begins_once')),
        migrations.AddConstraint(model_name='documentreminder', constraint=models.UniqueConstraint(fields=('document', 'threshold_days'), name='accounts_document_reminder_once')),
        migrations.AddConstraint(model_name='kyccheck', constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['IDENTITY', 'ADDRESS', 'SCREENING', 'SOURCE_OF_FUNDS'])), name='accounts_kyc_check_kind')),
        migrations.AddConstraint(model_name='kyccheck', constraint=models.CheckConstraint(condition=models.Q(('result__in', ['PASSED', 'FAILED', 'REFERRED'])), name='accounts_kyc_check_result')),
        migrations.AddConstraint(model_name='relatedperson', constraint=models.CheckConstraint(condition=models.Q(('customer', models.F('related_customer')), _negated=True), name='accounts_related_to_another')),
        migrations.AddConstraint(model_name='relatedperson', constraint=models.CheckConstraint(condition=models.Q(('relation__in', ['SPOUSE', 'PARENT', 'CHILD', 'GUARDIAN', 'LEGAL_REPRESENTATIVE', 'DIRECTOR', 'OTHER'])), name='accounts_related_relation')),
        migrations.AddConstraint(model_name='riskassessment', constraint=models.CheckConstraint(condition=models.Q(('rating__in', ['LOW', 'MEDIUM', 'HIGH'])), name='accounts_risk_assessment_rating')),
        migrations.AddConstraint(model_name='riskassessment', constraint=models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('assessed_on'))), name='accounts_risk_assessment_review_later')),
        migrations.AddIndex(model_name='taxresidence', index=models.Index(fields=['tin_index'], name='accounts_tax_residence_search')),
        migrations.AddConstraint(model_name='taxresidence', constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('customer', 'country'), name='accounts_tax_residence_one_current')),
        migrations.AddConstraint(model_name='taxresidence', constraint=models.CheckConstraint(condition=models.Q(models.Q(('no_tin_reason', ''), ('tin__isnull', False), ('tin_index__isnull', False)), models.Q(('tin__isnull', True), ('tin_index__isnull', True), models.Q(('no_tin_reason', ''), _negated=True)), _connector='OR'), name='accounts_tax_residence_tin_or_reason')),
        migrations.AddConstraint(model_name='taxselfcertification', constraint=models.CheckConstraint(condition=models.Q(('crs_status__in', ['INDIVIDUAL', 'ACTIVE_NFE', 'PASSIVE_NFE', 'FINANCIAL_INSTITUTION', 'EXEMPT'])), name='accounts_self_cert_status')),
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
    ]
