"""Screening with time enough on a busy machine, where the day needs what screening finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings

_MS: Final = 2_000


@contextmanager
def screening() -> Iterator[None]:
    """Let payments be screened for up to two seconds each meanwhile.

    In the bank's own time a machine that does something else as well falls back to what is decided
    without an answer, and lets small payments go that were to be held.
    """
    before = settings.SCREENING_BUDGET_MS
    settings.SCREENING_BUDGET_MS = _MS
    try:
        yield
    finally:
        settings.SCREENING_BUDGET_MS = before
