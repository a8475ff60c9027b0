"""Days on which clearing houses settle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bankcore.calendars import Calendar
from payments.interbank.domain.items import ItemKind, Network


def calendar(network: Network) -> Calendar:
    """Return the days on which the network settles."""
    return Calendar.target() if network is Network.SEPA else Calendar.of_country("US")


def due(network: Network, kind: ItemKind, day: date, *, debit_days: Mapping[str, int]) -> date:
    """Return when what is sent on `day` settles, at the earliest: credits on the day itself.

    `debit_days` are the business days that each network's debits take.
    """
    lead = debit_days[network] if kind is ItemKind.DEBIT else 0
    return calendar(network).add_business_days(day, lead)
