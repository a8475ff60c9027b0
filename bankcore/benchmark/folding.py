"""Carrying payments into risk's running totals, as the bank's worker does all day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from bankcore import clock
from risk.features import public as features


@contextmanager
def folding() -> Iterator[None]:
    """Fold meanwhile, as often as the bank's scheduler has it done; before, once whatever waits."""
    while features.fold(now=clock.now()):
        pass
    over = threading.Event()

    def work() -> None:
        try:
            while not over.wait(settings.FOLD_SECONDS):
                features.fold(now=clock.now())
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
