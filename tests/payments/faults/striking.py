"""Where a fault strikes: at a function, the next time that it is called, and only then."""

from __future__ import annotations

import importlib
from collections.abc import Callable


def once(work: Callable[[], None]) -> Callable[..., None]:
    """Return what does its work the first time only, whatever it is called with."""
    left = [work]

    def do(*_args: object) -> None:
        if left:
            left.pop()()

    return do


def strikes_at(monkeypatch, place: str, fault: Callable[[], None], *, after: bool = False) -> None:
    """Have the fault happen the next time that a function is called, or has returned."""
    module, _, name = place.rpartition(".")
    owner = importlib.import_module(module)
    plain, strike = getattr(owner, name), once(fault)

    def run(*args, **given):
        if not after:
            strike()
        result = plain(*args, **given)
        if after:
            strike()
        return result

    monkeypatch.setattr(owner, name, run)
