"""What each product is for, and the products a bank starts with."""

from django.db import migrations, models

PRODUCTS = """
UPDATE accounts_product SET kind = code WHERE code IN ('CURRENT', 'SAVINGS');
INSERT INTO accounts_product (code, name, kind, gl_code) VALUES
  ('TERM_DEPOSIT', 'Term deposit', 'TERM_DEPOSIT', '2010'),
  ('LOAN', 'Loan', 'LOAN', '1200');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_account_numbers"),
        ("ledger", "0004_value_dates"),
    ]
    operations = [
        migrations.AddField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CURRENT", "Current"),
                    ("SAVINGS", "Savings"),
                    ("TERM_DEPOSIT", "Term Deposit"),
                    ("LOAN", "Loan"),
                    ("INTERNAL", "Internal"),
                ],
                default="CURRENT",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(PRODUCTS, migrations.RunSQL.noop),
    ]
