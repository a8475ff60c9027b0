"""What a reader chose, as it is asked of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Days, both included; a branch, a product (None: all of them), and one currency.

    What is dated by the clock and not by the bank's day, such as a payment, goes on `until` the
    moment of the load where the days end with the newest.
    """

    first: date
    last: date
    until: date
    currency: str
    branch: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A choice as a person makes it: a range by its name (Selection.Days), or two days.

    Empty words choose nothing. A range by name follows the newest figures.
    """

    days: str = ""
    first: date | None = None
    last: date | None = None
    branch: str = ""
    product: str = ""
    currency: str = "EUR"
