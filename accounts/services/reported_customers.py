"""Customers as authorities are told of them: depositors, and those who are taxed abroad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from accounts.domain.reported import ReportedCustomer
from accounts.repositories import reported_customers

_AT_ONCE: Final = 500


def on(*, customer_ids: Sequence[UUID], day: date) -> dict[UUID, ReportedCustomer]:
    """Return these customers as they were on a day; one who is not there is left out."""
    found: dict[UUID, ReportedCustomer] = {}
    for start in range(0, len(customer_ids), _AT_ONCE):
        some = customer_ids[start : start + _AT_ONCE]
        for each in reported_customers.load(customer_ids=some, on=day):
            found[each.customer_id] = each
    return found
