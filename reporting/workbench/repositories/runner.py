"""A process that answers one question and ends: it is started for it, and knows nothing else.

It reads what to do from its input as JSON and writes lines of JSON: the columns, then rows, then
how it ended. It has no settings, no environment and no connection of the bank. Before it looks at
the question it makes the datasets' views, lets DuckDB reach their files alone, and locks that; then
the question must be one SELECT over these datasets by the engine's own parser. The system's limits
stand behind: Linux lets the process read those files and write none (Landlock; the engine alone
would let a COPY overwrite them), no file can grow, memory and time end.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import duckdb

_TABLE_FUNCTIONS: Final = {
    *("range", "generate_series", "generate_subscripts", "unnest", "repeat", "repeat_row"),
    *("json_each", "json_tree", "regexp_split_to_table"),
}
# They tell of the machine, or take the engine apart.
_REFUSED_FUNCTIONS: Final = {
    *("current_setting", "getvariable", "write_log", "json_serialize_plan", "currval", "nextval"),
    *("json_deserialize_sql", "finalize", "combine", "setseed", "current_query"),
}
_SOURCES: Final = {
    *("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT"),
    *("CTE", "COLUMN_DATA", "EMPTY_FROM", "DELIM_GET"),
}
_AT_A_TIME: Final = 500
_MEGABYTE: Final = 1 << 20


# Linux, include/uapi/linux/landlock.h: the same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF, _NO_NEW_PRIVILEGES = 444, 445, 446, 38
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_RIGHTS_BY_VERSION: Final = (13, 14, 15, 15, 16)
_VERSION_OF_TCP, _TCP = 4, 0b11


class _Beneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


class Refused(Exception):
    """The question is not one that may be asked."""


def main() -> int:
    """Answer the question of the input; returns the exit code."""
    asked = json.load(sys.stdin)
    # Whatever holds on to the engine beyond its time is ended by the system.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(asked["seconds"])
    connection = _opened(asked)
    _limit(asked)
    _confine([path for each in asked["datasets"].values() for path in each["paths"]])
    try:
        _require_select(connection, asked["sql"], set(asked["datasets"]))
        _answer(connection, asked)
    except Refused as error:
        _tell(end="REFUSED", told=str(error))
    except (duckdb.OutOfMemoryException, MemoryError):
        _tell(end="STOPPED", told="It took more memory than a question may have.")
    except duckdb.Error as error:
        _tell(end="REFUSED", told=_first_lines(str(error)))
    return 0


def _opened(asked: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{asked['memory_mb']}MB",
            "threads": 1,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    paths: list[str] = []
    for name, dataset in asked["datasets"].items():
        connection.execute(f"CREATE VIEW {name} AS {_view(dataset)}")
        paths += dataset["paths"]
    listed = ", ".join(_text(path) for path in paths)
    connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _view(dataset: dict[str, Any]) -> str:
    columns = [
        f"NULL::{kind} AS {name}" if hidden or not dataset["paths"] else name
        for name, kind, hidden in dataset["columns"]
    ]
    shown = ", ".join(columns)
    if not dataset["paths"]:
        return f"SELECT {shown} WHERE false"
    listed = ", ".join(_text(path) for path in dataset["paths"])
    return f"SELECT {shown} FROM read_parquet([{listed}], hive_partitioning=false)"


def _limit(asked: dict[str, Any]) -> None:
    room = (2 * asked["memory_mb"] + 512) * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"] + 1))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(kind, (0, 0))


def _confine(files: list[str]) -> bool:
    """Let this process read these files and Python's own, and reach no other file and no network.

    Returns whether the kernel has Landlock; without it the engine's lock and the parser stand
    alone. See landlock(7).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    # Every right that the version knows is denied where no rule grants it.
    rights = (1 << _RIGHTS_BY_VERSION[min(version, len(_RIGHTS_BY_VERSION)) - 1]) - 1
    handled = (ctypes.c_uint64 * 2)(rights, _TCP if version >= _VERSION_OF_TCP else 0)
    size = ctypes.c_size_t(16 if version >= _VERSION_OF_TCP else 8)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(handled), size, 0)
    for path in files:
        _grant(libc, ruleset, path, _READ_FILE)
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        folder = sysconfig.get_path(name)
        if os.path.isdir(folder):  # noqa: PTH112 - nothing more is loaded here than must be
            _grant(libc, ruleset, folder, _READ_FILE | _READ_FOLDER | _EXECUTE)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.syscall(_RESTRICT_SELF, ruleset, 0):
        raise OSError(ctypes.get_errno(), "Landlock did not take the rules")
    os.close(ruleset)
    return True


def _grant(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = _Beneath(rights, opened)
    failed = libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0)
    os.close(opened)
    if failed:
        raise OSError(ctypes.get_errno(), "Landlock did not take a rule")


def _require_select(connection: duckdb.DuckDBPyConnection, sql: str, datasets: set[str]) -> None:
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    parsed: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if parsed.get("error"):
        if parsed.get("error_type") == "parser":
            raise Refused(_first_lines(f"It cannot be read: {parsed.get('error_message', '')}"))
        message = "Only SELECT is answered here: nothing is written, loaded or set."
        raise Refused(message)
    if len(parsed["statements"]) != 1:
        message = "One statement at a time is answered."
        raise Refused(message)
    nodes = list(_nodes(parsed))
    named = {name.lower() for node in nodes for name in _common_tables(node)}
    for node in nodes:
        _require_known(node, datasets | named)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _common_tables(node: dict[str, Any]) -> Iterator[str]:
    tables = node.get("cte_map")
    if isinstance(tables, dict):
        yield from (each["key"] for each in tables.get("map", ()))
    if isinstance(node.get("cte_name"), str):
        yield node["cte_name"]


def _require_known(node: dict[str, Any], tables: set[str]) -> None:
    # A source of rows has a place for a sample of it; nothing else has.
    if "sample" in node and "alias" in node and node.get("type") not in _SOURCES:
        message = "Only SELECT over the datasets is answered here."
        raise Refused(message)
    if node.get("type") == "BASE_TABLE":
        name, place = (
            str(node.get("table_name")),
            (node.get("schema_name"), node.get("catalog_name")),
        )
        if name.lower() not in tables or any(place):
            message = f"There is no dataset {name[:60]} for you. The list beside has what there is."
            raise Refused(message)
    if node.get("type") == "TABLE_FUNCTION":
        name = str((node.get("function") or {}).get("function_name")).lower()
        if name not in _TABLE_FUNCTIONS:
            message = f"The table function {name[:60]} is not to be used here."
            raise Refused(message)
    if str(node.get("function_name", "")).lower() in _REFUSED_FUNCTIONS:
        message = f"The function {node['function_name']} is not to be used here."
        raise Refused(message)


def _answer(connection: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> None:
    result = connection.execute(asked["sql"])
    for name, kind, *_ in result.description or ():
        if "WITH TIME ZONE" in str(kind):
            message = f"{name[:60]} is a moment with a time zone. Write ({name[:60]})::TIMESTAMP."
            raise Refused(message)
    _write({"columns": [each[0] for each in result.description or ()]})
    left, room = asked["rows"], asked["bytes"]
    while rows := result.fetchmany(_AT_A_TIME):
        for row in rows:
            line = json.dumps([_cell(value, asked["longest_cell"]) for value in row])
            if not left or len(line) > room:
                _tell(end="DONE", is_cut=True)
                return
            left, room = left - 1, room - len(line)
            sys.stdout.write(line + "\n")
    _tell(end="DONE", is_cut=False)


def _cell(value: object, longest: int) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        return {"number": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat(sep=" ")}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= longest else f"{text[:longest]}…"


def _tell(**what: object) -> None:
    _write(what)


def _write(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


def _text(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _first_lines(text: str) -> str:
    return " ".join(text.split())[:400]


if __name__ == "__main__":
    sys.exit(main())
