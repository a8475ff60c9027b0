"""Data keys, subjects' secrets and rotations; a key changes state only through its owner."""

import django.db.models.functions.datetime
from django.db import migrations, models

import bankcore.crypto.model_fields

RIGHTS = """
-- A process of the bank adds the first key of a purpose; the rest of a key's life is the owner's.
REVOKE UPDATE, DELETE, TRUNCATE ON crypto_datakey FROM bankcore_app;
REVOKE UPDATE, TRUNCATE ON crypto_subjectkey FROM bankcore_app;
REVOKE ALL ON crypto_rotation FROM bankcore_app;

-- Keys are never removed: that there was one, and when it was destroyed, stays known.
CREATE FUNCTION crypto_key_lives_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW.purpose, NEW.version) = (OLD.id, OLD.purpose, OLD.version)
    AND (OLD.state, NEW.state) IN (('ACTIVE', 'ACTIVE'), ('ACTIVE', 'RETIRED'),
                                   ('RETIRED', 'RETIRED'), ('RETIRED', 'DESTROYED')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: a key goes from ACTIVE to RETIRED to DESTROYED',
    TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER crypto_key_lives_forward BEFORE UPDATE OR DELETE ON crypto_datakey
  FOR EACH ROW EXECUTE FUNCTION crypto_key_lives_forward();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_roles")]

    operations = [
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("subject", models.CharField(max_length=100, primary_key=True, serialize=False)),
                (
                    "secret",
                    bankcore.crypto.model_fields.EncryptedBytesField(purpose="crypto.subject"),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=100)),
                ("version", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ACTIVE", "Active"),
                            ("RETIRED", "Retired"),
                            ("DESTROYED", "Destroyed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("master_version", models.IntegerField()),
                ("wrapped", models.BinaryField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("retired_at", models.DateTimeField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "version"), name="crypto_datakey_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ACTIVE")),
                        fields=("purpose",),
                        name="crypto_datakey_one_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DESTROYED"), ("wrapped", None)),
                            models.Q(
                                ("state__in", ["ACTIVE", "RETIRED"]), ("wrapped__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="crypto_datakey_destroyed_is_gone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gt", 0)), name="crypto_datakey_version"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table_name", models.CharField(max_length=100)),
                ("column_name", models.CharField(max_length=100)),
                ("last_row", models.CharField(blank=True, max_length=100)),
                ("moved", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("table_name", "column_name"), name="crypto_rotation_one_pass"
                    )
                ],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
