"""Where the bank's events are declared: beside who tells of them, and all of them by this page.

docs/events.md shows them; `manage.py describe_events` writes it.
"""

from __future__ import annotations

from typing import Final

from bankcore.outbox.domain.catalogue import Catalogue

MODULES: Final = (
    "accounts.domain.events",
    "accounts.domain.loans.events",
    "bankcore.alerts.domain.events",
    "bankcore.endofday.domain.events",
    "bankcore.exports.domain.events",
    "bankcore.identity.domain.events",
    "payments.correspondence.domain.events",
    "payments.domain.events",
    "payments.issuing.domain.events",
    "payments.interbank.domain.events",
    "payments.processors.domain.events",
    "payments.settlement.domain.events",
    "payments.webhooks.domain.events",
    "risk.cases.domain.events",
    "risk.exposures.domain.events",
    "risk.market.domain.events",
    "risk.operational.domain.events",
    "risk.sanctions.domain.events",
)

EVENTS: Final = Catalogue(MODULES)
