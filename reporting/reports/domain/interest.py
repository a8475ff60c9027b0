"""What a year's interest on customers' accounts comes to in profit and loss."""

from __future__ import annotations

from bankcore.money import Money


def result_of(*, booked: Money, accrual_moved: Money, other: Money) -> Money:
    """Return what a line of interest moved by, credits less debits.

    `booked` is what customers' accounts got by it (negative: were charged), `accrual_moved` what
    the line of interest accrued and not booked yet moved by, `other` what was booked on the line
    of interest itself without any of both. What was accrued is what was booked, and what stands
    accrued now and did not before; it went against the line of interest.
    """
    return -booked - accrual_moved + other
