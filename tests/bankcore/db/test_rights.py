"""What each role of the database may do."""

import pytest
from django.db import DatabaseError, ProgrammingError, connections, transaction

from bankcore.db import rights

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

SECRET = [
    "crypto_datakey",
    "crypto_subjectkey",
    "django_session",
    "identity_apiclient",
    "identity_user",
    "identity_authenticatorapp",
    "identity_recoverycode",
    "identity_apikey",
    "identity_signingsecret",
    "identity_websession",
    "accounts_documentcontent",
    "accounts_letter",
]


def rows(statement: str, values=()) -> list:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def as_role(role: str, statement: str) -> list:
    """Run a statement as `role`, and take everything back."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        try:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            transaction.set_rollback(True, using="owner")


def test_each_role_has_the_rights_that_are_declared_for_every_table(bank):
    found, declared = rights.found(), rights.declared()
    lines = [
        f"{table:44} {' '.join(found[table][role] for role in rights.ROLES)}"
        for table in found
        if table not in declared
    ]
    assert not lines, "declare in bankcore/db/rights.txt:\n" + "\n".join(lines)
    assert {table: found[table] for table in declared} == declared


def test_what_is_append_only_the_application_can_only_add_to_and_read(bank):
    """Every table whose changes a trigger refuses, whatever app it is of."""
    guarded = rows(
        """
        SELECT DISTINCT c.relname,
          has_table_privilege('bankcore_app', c.oid, 'UPDATE')
            OR has_any_column_privilege('bankcore_app', c.oid, 'UPDATE'),
          has_table_privilege('bankcore_app', c.oid, 'DELETE'),
          has_table_privilege('bankcore_app', c.oid, 'TRUNCATE')
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
        WHERE p.proname LIKE '%%refuse_change' AND t.tgattr::text = ''
          AND t.tgtype & 8 > 0 AND t.tgtype & 16 > 0"""
    )
    names = {name for name, *_ in guarded}
    assert {"ledger_entry", "ledger_txn", "audit_auditentry", "auditlog_logentry"} <= names
    assert [row for row in guarded if any(row[1:])] == []


def test_no_role_empties_tables_or_makes_any(bank):
    for table, found in rights.found().items():
        assert not [role for role, may in found.items() if "T" in may], table
    for role in rights.ROLES:
        (made,) = rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
        assert made == (False,), role
    assert rows("SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
                " WHERE rolname = ANY(%s)", [list(rights.ROLES)]) == []  # fmt: skip


@pytest.mark.parametrize("table", SECRET)
@pytest.mark.parametrize("role", ["bankcore_report", "bankcore_seal"])
def test_secrets_are_not_read_for_reports_nor_for_seals(bank, role, table):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role(role, f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - our own names


def test_reports_are_read_and_nothing_is_written(bank):
    assert as_role("bankcore_report", "SELECT count(*) FROM ledger_entry") == [(0,)]
    for table, found in rights.found().items():
        assert found["bankcore_report"] in {"S", "-"}, table


def test_the_sealing_role_reads_the_records_and_adds_seals_alone(bank):
    may = {table: found["bankcore_seal"] for table, found in rights.found().items()}
    assert {table for table, letters in may.items() if "I" in letters} == {
        table for table in may if table.startswith("seals_")
    }
    assert as_role("bankcore_seal", "SELECT count(*) FROM audit_auditentry")[0][0] >= 0
    with pytest.raises(DatabaseError):
        as_role("bankcore_seal", "SELECT * FROM accounts_customer")


def test_granting_again_takes_back_what_is_not_declared(bank):
    may = "SELECT has_table_privilege('bankcore_report', 'identity_user', 'SELECT')"
    with connections["owner"].cursor() as cursor:
        cursor.execute("GRANT SELECT ON identity_user TO bankcore_report")
        assert cursor.execute(may).fetchone() == (True,)
        rights.grant()
        assert cursor.execute(may).fetchone() == (False,)


def test_each_role_waits_only_so_long_for_a_lock(bank):
    found = dict(
        rows(
            "SELECT rolname, array_to_string(setconfig, ' ') FROM pg_db_role_setting"
            " JOIN pg_roles r ON r.oid = setrole WHERE rolname = ANY(%s)",
            [["bankcore_report", "bankcore_seal"]],
        )
    )
    assert "default_transaction_read_only=on" in found["bankcore_report"]
    assert all("lock_timeout=4s" in limits for limits in found.values())
    assert all("statement_timeout=" in limits for limits in found.values())
    assert set(found) == {"bankcore_report", "bankcore_seal"}
