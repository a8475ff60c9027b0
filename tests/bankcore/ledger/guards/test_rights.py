# ruff: noqa: S608 - statements are put together from this suite's own words
"""What the application's role may do: add to the journal and read it, and little else."""

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError

from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")


def denied(application, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        application.run(statement)


def test_the_application_does_not_own_the_tables(application):
    who = application.run(
        "SELECT current_user, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert who == [("bankcore_app", False, False, False, False)]


@pytest.mark.parametrize(
    "column", ["dr_posted", "cr_posted", "held", "seq", "updated_txn", "currency", "sign"]
)
def test_balances_are_not_written_by_the_application(application, column):
    denied(application, f"UPDATE ledger_balance SET {column} = {column}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_balance (account_id, currency, sign) VALUES (1, 978, 1)",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "UPDATE ledger_account SET currency = 840",
        "DELETE FROM ledger_account",
        "UPDATE ledger_gl_account SET category = 'ASSET'",
        "UPDATE ledger_currency SET exponent = 0",
        "INSERT INTO ledger_currency VALUES (1, 'XXX', 2, 'x')",
        "DELETE FROM ledger_business_date",
        "UPDATE ledger_hold SET amount = amount",
        "UPDATE ledger_hold SET account_id = account_id",
    ],
)
def test_reference_data_and_accounts_are_not_changed_by_the_application(application, statement):
    denied(application, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.own (id int)",
        "CREATE SCHEMA own",
        "CREATE FUNCTION public.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_entry DISABLE TRIGGER entries_added",
        "ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor",
        "DROP TABLE ledger_entry",
        "DROP TRIGGER entries_added ON ledger_entry",
        "ALTER FUNCTION ledger_refuse_change() OWNER TO bankcore_app",
        "SET session_replication_role = replica",
        "ALTER SEQUENCE ledger_txn_block RESTART",
    ],
)
def test_the_guards_cannot_be_taken_down_by_the_application(application, statement):
    denied(application, statement)


@pytest.mark.parametrize("role", ["bankcore_owner", "postgres"])
def test_the_application_cannot_become_somebody_else(application, role):
    with pytest.raises(DatabaseError):
        application.run(f"SET ROLE {role}")


def test_a_table_of_its_own_does_not_stand_in_for_one_of_the_banks(application):
    """The triggers look tables up in the bank's schema, not in the session's temporary one."""
    application.run("CREATE TEMPORARY TABLE ledger_period (first_day date, last_day date)")
    application.run(
        """
        INSERT INTO public.ledger_period (first_day, last_day, closed_at, closed_by)
        VALUES ('0001-01-01', '2026-03-02', %s, 'system:raw')""",
        [NOW],
    )
    first, second = application.account(kind="INTERNAL"), application.account(kind="INTERNAL")
    with pytest.raises(IntegrityError, match="is closed"):
        application.book((first, 1, 5, 5), (second, 1, -5, -5))


def test_a_customers_account_is_opened_with_a_floor_of_zero(application):
    floors = application.run(
        "SELECT kind, floor FROM ledger_balance JOIN ledger_account ON id = account_id"
        " WHERE account_id = ANY(%s) ORDER BY kind",
        [[application.account(), application.account(kind="INTERNAL")]],
    )
    assert floors == [("CUSTOMER", 0), ("INTERNAL", None)]
