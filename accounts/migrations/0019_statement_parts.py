"""What is kept of each part of a long statement, so that it can be sent while it is written."""

from django.db import migrations, models

FORWARDS = """
ALTER TABLE accounts_statementdocument ADD CONSTRAINT accounts_statementdocument_parts
  CHECK (octet_length(parts) > 0 AND octet_length(parts) % 32 = 0);
"""
BACKWARDS = """
ALTER TABLE accounts_statementdocument DROP CONSTRAINT accounts_statementdocument_parts;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_spending_sums")]

    operations = [
        migrations.AddField(
            model_name="statementdocument",
            name="parts",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddIndex(
            model_name="documentparty",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", False)),
                fields=["erased_at"],
                name="accounts_documentparty_erased",
            ),
        ),
    ]
