"""Looking once a minute whether the bank is ready to serve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.db.transactions import use_case
from risk.operational.repositories import measures

_UNAVAILABLE: Final = "unavailable"


def look(*, now: datetime) -> bool:
    """Keep whether the bank is ready, by the check that the settings name, and return it."""
    check: Callable[[], Any] = import_string(settings.READINESS_CHECK)
    is_ready = str(check().status) != _UNAVAILABLE
    use_case(measures.add_probe)(at=now, is_ready=is_ready)
    return is_ready
