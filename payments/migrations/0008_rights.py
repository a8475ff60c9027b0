"""Permissions for what staff do with movements, rates and positions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0007_erasure"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="bulkfile",
            options={"permissions": [("submit_bulk_file", "Can hand in files of payments")]},
        ),
        migrations.AlterModelOptions(
            name="cashmovement",
            options={
                "permissions": [
                    ("request_reversal", "Can ask for a transaction to be reversed"),
                    ("take_deposit", "Can take cash in for an account"),
                    ("pay_withdrawal", "Can pay cash out of an account"),
                ]
            },
        ),
        migrations.AlterModelOptions(
            name="externalpayment",
            options={
                "permissions": [
                    ("make_transfer", "Can transfer between customers' accounts"),
                    ("make_payment", "Can pay to accounts at other banks"),
                    ("settle_clearing", "Can settle what waits in clearing"),
                ]
            },
        ),
        migrations.AlterModelOptions(
            name="fxcoverdeal",
            options={
                "permissions": [("cover_position", "Can enter covering deals")],
                "verbose_name": "covering deal",
            },
        ),
        migrations.AlterModelOptions(
            name="fxmargin",
            options={
                "permissions": [("set_margins", "Can set exchange margins")],
                "verbose_name": "exchange margin",
            },
        ),
        migrations.AlterModelOptions(
            name="fxorder",
            options={
                "permissions": [
                    ("exchange_currency", "Can exchange between a customer's accounts")
                ],
                "verbose_name": "exchange order",
            },
        ),
        migrations.AlterModelOptions(
            name="fxrate",
            options={
                "permissions": [("publish_rates", "Can enter exchange rates")],
                "verbose_name": "exchange rate",
            },
        ),
        migrations.AlterModelOptions(
            name="standingorder",
            options={
                "permissions": [("give_standing_order", "Can give, change and end standing orders")]
            },
        ),
    ]
