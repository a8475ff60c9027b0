"""Names of persons, owners and relatives, postcodes and cities are sealed: no search needs them."""

from django.db import migrations

from bankcore.crypto.model_fields import EncryptedTextField
from bankcore.crypto.repositories.migrating import seal_column

# Model, column and purpose.
SEALED = (
    ("persondetails", "given_name", "accounts.person.given_name"),
    ("persondetails", "family_name", "accounts.person.family_name"),
    ("beneficialowner", "name", "accounts.owner.name"),
    ("relatedperson", "name", "accounts.related_person.name"),
    ("address", "postcode", "accounts.address.postcode"),
    ("address", "city", "accounts.address.city"),
)


def seal(_apps, editor):
    for model, column, purpose in SEALED:
        seal_column(
            editor,
            table=f"accounts_{model}",
            clear=f"{column}_clear",
            sealed=column,
            purpose=purpose,
        )


def _options(column):
    return {"blank": True} if column == "postcode" else {}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_sealed_rows"),
        ("crypto", "0001_data_keys"),
    ]

    operations = [
        *(migrations.RenameField(model, column, f"{column}_clear") for model, column, _ in SEALED),
        *(
            migrations.AddField(
                model, column, EncryptedTextField(purpose=purpose, null=True, **_options(column))
            )
            for model, column, purpose in SEALED
        ),
        migrations.RunPython(seal),
        *(
            migrations.AlterField(
                model, column, EncryptedTextField(purpose=purpose, **_options(column))
            )
            for model, column, purpose in SEALED
        ),
        *(migrations.RemoveField(model, f"{column}_clear") for model, column, _ in SEALED),
    ]
