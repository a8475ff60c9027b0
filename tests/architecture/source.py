"""The bank's source files, to be read by tests."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from pathlib import Path

from bankcore.settings import env

PACKAGES = ("accounts", "bankcore", "payments", "reporting", "risk")


def files(*packages: str) -> Iterator[Path]:
    """Yield every Python file of these packages, relative to the repository."""
    for package in packages:
        for path in sorted((env.REPOSITORY / package).rglob("*.py")):
            yield path.relative_to(env.REPOSITORY)


def text(path: Path) -> str:
    """Return the file's text."""
    return (env.REPOSITORY / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """Return the file's syntax tree.

    Nothing is collected meanwhile: a finaliser that logs a traceback parses as well, within this
    parsing, and Python 3.11 then loses count of its depth.
    """
    gc.disable()
    try:
        return ast.parse(text(path), filename=str(path))
    finally:
        gc.enable()
