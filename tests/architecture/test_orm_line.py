"""The database is spoken to in repositories only."""

import ast
from pathlib import Path

from tests.architecture.source import PACKAGES, files, tree

ROOMS = {"repositories", "models", "migrations"}
EXEMPT = [
    "bankcore/runtime/",  # starts the database
    "bankcore/benchmark/",  # measures it
    "bankcore/db/",  # makes its transactions
]
WORDS = {
    "objects",
    "select_for_update",
    "raw",
    "cursor",
    "bulk_create",
    "bulk_update",
    "executemany",
    "get_or_create",
    "update_or_create",
}


def may_speak_to_the_database(path: Path) -> bool:
    parts = set(path.parts)
    return bool(parts & ROOMS) or {"presentation", "admin"} <= parts or path.stem == "admin"


def words_in(path: Path) -> list[str]:
    return [
        f"{path}:{node.lineno} .{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in WORDS
    ]


def test_only_repositories_models_migrations_and_the_back_office_speak_to_the_database():
    found = [
        word
        for path in files(*PACKAGES)
        if not may_speak_to_the_database(path)
        and not any(path.as_posix().startswith(prefix) for prefix in EXEMPT)
        for word in words_in(path)
    ]
    assert found == []


def test_the_words_are_found_where_they_may_be():
    assert words_in(Path("bankcore/ledger/repositories/accounts.py"))
