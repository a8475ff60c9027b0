"""Account numbers, the starting products, and the currency kept equal to the ledger's."""

from django.db import migrations

NUMBERS = """
CREATE SEQUENCE accounts_account_number AS bigint START WITH 1000000001 MAXVALUE 9999999999;
ALTER TABLE accounts_account ADD CONSTRAINT accounts_account_currency_is_the_ledgers
  FOREIGN KEY (ledger_account_id, currency) REFERENCES ledger_account (id, currency);
INSERT INTO accounts_product (code, name, gl_code) VALUES
  ('CURRENT', 'Current account', '2000'),
  ('SAVINGS', 'Savings account', '2000');
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(NUMBERS, migrations.RunSQL.noop)]
