"""What a figure should be, and whether it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a figure should be, and whether it is."""

    statement: str
    measured: str
    is_met: bool
