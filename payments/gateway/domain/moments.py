"""Who learnt or did something, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.actor import Actor


@dataclass(frozen=True, slots=True)
class Moment:
    """What goes into history with every change."""

    actor: Actor
    now: datetime
