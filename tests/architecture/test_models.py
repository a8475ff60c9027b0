"""Models say what the database is, and tables refer downwards only."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

OURS = [
    *(
        "exports",
        "endofday",
        "dashboards",
        "workbench",
        "reports",
        "warehouse",
        "reporting",
        "exposures",
    ),
    *("provisions", "market", "crime", "operational"),
    "correspondence",
    *("reconciliation", "settlement", "cards", "interbank", "issuing", "processors", "gateway"),
    *("webhooks", "vault", "payments", "payees", "accounts"),
    *("risk", "scoring", "rules", "features"),
    *("sanctions", "credit", "cases", "ledger", "approvals", "identity", "audit", "outbox"),
    "developers",
]
LEDGER = [model for model in apps.get_app_config("ledger").get_models() if not model._meta.managed]
# Columns that only the database itself looks at.
UNREAD = {"ledger_txn": {"xid"}, "ledger_period": {"xid"}}
# A table of one row, numbered 1; Django need not know how small its number is.
SMALLER = {("ledger_business_date", "id"): "smallint"}
TYPES = {
    "SmallIntegerField": "smallint",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "BigAutoField": "bigint",
    "CharField": "character varying",
    "TextField": "text",
    "DateField": "date",
    "DateTimeField": "timestamp with time zone",
    "UUIDField": "uuid",
    "JSONField": "jsonb",
    "BinaryField": "bytea",
}


def our_models():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def columns_of(table: str) -> dict[str, tuple[str, bool, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT column_name, data_type, is_nullable = 'YES', character_maximum_length
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s""",
            [table],
        )
        return {name: (kind, null, length) for name, kind, null, length in cursor.fetchall()}


def test_the_ledgers_tables_are_all_made_by_sql():
    assert len(LEDGER) == len(list(apps.get_app_config("ledger").get_models())) == 16


@pytest.mark.parametrize("model", LEDGER, ids=lambda model: model.__name__)
def test_a_model_of_the_ledger_has_the_columns_of_its_table(bank, model):
    table = columns_of(model._meta.db_table)
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    assert set(fields) == set(table) - UNREAD.get(model._meta.db_table, set()) - {"id"} | (
        {"id"} & set(fields)
    )
    for column, field in fields.items():
        kind, null, length = table[column]
        assert null == field.null, column
        target = field.target_field if field.is_relation else field
        while target.is_relation:
            target = target.target_field
        if (kind, target.max_length) != ("character", 1):
            usual = TYPES.get(target.get_internal_type())
            assert kind == SMALLER.get((model._meta.db_table, column), usual), column
        if kind.startswith("character"):
            assert length == target.max_length, column


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_money_and_rates_are_never_floats():
    floats = [
        field
        for model in our_models()
        for field in model._meta.fields
        if isinstance(field, models.FloatField)
    ]
    assert floats == []


def test_a_foreign_key_refers_to_the_same_app_or_one_below():
    upwards = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if field.is_relation
        and field.related_model._meta.app_label in OURS
        and OURS.index(field.related_model._meta.app_label) < OURS.index(model._meta.app_label)
    ]
    assert upwards == []


# A client's used nonces mean nothing without the client.
GOES_ALONG = {"identity.UsedNonce.client"}


def test_nothing_is_deleted_because_something_else_was():
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if field.is_relation
        and field.remote_field.on_delete is not models.PROTECT
        and field.related_model._meta.app_label in OURS
    ]
    assert set(cascading) == GOES_ALONG


def test_our_tables_have_no_foreign_key_that_deletes(bank):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'"
        )
        assert cursor.fetchall() == []


def test_every_guard_of_the_ledger_is_switched_on(bank):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgrelid::regclass::text, tgname FROM pg_trigger
            WHERE NOT tgisinternal AND tgenabled <> 'O'"""
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchall() == []
