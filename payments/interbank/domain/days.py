"""Days on which clearing houses settle."""

from __future__ import annotations

from datetime import date
from typing import Final

from bankcore.calendars import Calendar
from payments.interbank.domain.items import ItemKind, Network

# Business days from sending to settlement: SDD Core is sent at the latest one day before it is due
# (the bank sends two before), ACH debits settle the next day, credits on the day itself.
_LEAD: Final = {
    (Network.SEPA, ItemKind.CREDIT): 0,
    (Network.SEPA, ItemKind.DEBIT): 2,
    (Network.ACH, ItemKind.CREDIT): 0,
    (Network.ACH, ItemKind.DEBIT): 1,
}


def calendar(network: Network) -> Calendar:
    """Return the days on which the network settles."""
    return Calendar.target() if network is Network.SEPA else Calendar.of_country("US")


def due(network: Network, kind: ItemKind, day: date) -> date:
    """Return when what is sent on `day` settles, at the earliest."""
    return calendar(network).add_business_days(day, _LEAD[network, kind])
