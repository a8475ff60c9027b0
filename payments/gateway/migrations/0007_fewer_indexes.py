"""Operations keep the indexes they are found by: each one is written again when a row is settled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0006_guards")]
    operations = [
        migrations.AlterField(
            model_name="operation",
            name="intent",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="operations",
                to="gateway.paymentintent",
            ),
        ),
        # For LIKE, which nothing asks of an id; the unique one finds it.
        migrations.RunSQL(
            "DROP INDEX gateway_operation_object_id_5ca2dff6_like",
            "CREATE INDEX gateway_operation_object_id_5ca2dff6_like"
            " ON gateway_operation (object_id varchar_pattern_ops)",
        ),
    ]
