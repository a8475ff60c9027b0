"""The bank's source files, to be read by tests."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bankcore.settings import env

PACKAGES = ("accounts", "bankcore", "payments", "reporting", "risk")


def files(*packages: str) -> Iterator[Path]:
    """Yield every Python file of these packages, relative to the repository."""
    for package in packages:
        yield from _found(package)


@cache
def _found(package: str) -> list[Path]:
    found = sorted((env.REPOSITORY / package).rglob("*.py"))
    return [path.relative_to(env.REPOSITORY) for path in found]


def text(path: Path) -> str:
    """Return the file's text."""
    return (env.REPOSITORY / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """Return the file's syntax tree, to be read alone: the tests of this folder share it.

    For a test, and not for its module: to parse all files takes seconds, and every process loads
    every module of tests.
    """
    return parsed(path)


def parsed(path: Path) -> ast.Module:
    """Return a syntax tree of the file that nobody keeps.

    Nothing is collected meanwhile: a finaliser that logs a traceback parses as well, within this
    parsing, and Python 3.11 then loses count of its depth.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(text(path), filename=str(path))
    finally:
        if collects:
            gc.enable()
