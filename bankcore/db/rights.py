"""What each role of the database may do to each table, all of it on one page: rights.txt.

A line is a table, then the rights of the roles in ROLES: S(elect), I(nsert), U(pdate), u(pdate of
some columns), D(elete), T(runcate), `-` for none. The application's rights are granted by the
migrations that make the tables; the other roles' by `grant` here. A table that is not declared
gives them nothing, and fails a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connections

ROLES = ("bankcore_app", "bankcore_report", "bankcore_seal")
_FILE = Path(__file__).with_name("rights.txt")
_WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE", "T": "TRUNCATE"}

# Partitions are reached through their table alone: they give nobody anything.
_FOUND = """
SELECT c.relname, r.rolname,
  concat(
    CASE WHEN has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'S' END,
    CASE WHEN has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'I' END,
    CASE WHEN has_table_privilege(r.oid, c.oid, 'UPDATE') THEN 'U'
         WHEN has_any_column_privilege(r.oid, c.oid, 'UPDATE') THEN 'u' END,
    CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'D' END,
    CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE') THEN 'T' END)
FROM pg_class c CROSS JOIN pg_roles r
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  AND NOT c.relispartition AND r.rolname = ANY(%s)
ORDER BY 1, 2"""


def declared() -> dict[str, dict[str, str]]:
    """Return by table what each role may do, as rights.txt declares it."""
    return {table: dict(zip(ROLES, rights, strict=True)) for table, *rights in _lines()}


def found() -> dict[str, dict[str, str]]:
    """Return by table what each role may do, as the database's catalog has it."""
    rights: dict[str, dict[str, str]] = {}
    with connections["default"].cursor() as cursor:
        cursor.execute(_FOUND, [list(ROLES)])
        for table, role, may in cursor.fetchall():
            rights.setdefault(table, {})[role] = may or "-"
    return rights


def grant() -> int:
    """Give the reading and the sealing role what is declared, and nothing else; how many grants."""
    there, count = found(), 0
    with connections["owner"].cursor() as cursor:
        for role in ROLES[1:]:
            cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"')
        for table, rights in declared().items():
            for role in ROLES[1:]:
                words = ", ".join(_WORDS[letter] for letter in rights[role] if letter != "-")
                if table in there and words:
                    cursor.execute(f'GRANT {words} ON "{table}" TO "{role}"')
                    count += 1
    return count


def _lines() -> Iterator[list[str]]:
    for line in _FILE.read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split()
