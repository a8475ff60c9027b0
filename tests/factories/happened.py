"""Events of tests, beside the bank's own: bankcore/settings/test.py has this catalogue in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.events import MODULES
from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.schemas import Happened, event


@event("test.happened", subject="thing:1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThingHappened(Happened):
    """Something happened to a thing."""

    n: Annotated[int, "Which thing."]


@event("test.other", subject="thing:1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OtherHappened(Happened):
    """Something else happened to a thing."""


EVENTS = Catalogue([*MODULES, __name__])
