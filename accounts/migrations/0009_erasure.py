"""What an application was for may be erased, once the law no longer asks to keep it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_statements"),
    ]

    operations = [
        migrations.RunSQL(
            sql="GRANT UPDATE (purpose) ON accounts_loanapplication TO bankcore_app",
        ),
    ]
