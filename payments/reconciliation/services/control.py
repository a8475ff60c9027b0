"""Whether what the ledger says a network owes is what the open items add up to."""

from __future__ import annotations

from datetime import date

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.reconciliation.domain.verdicts import Control
from payments.reconciliation.repositories import control
from payments.reconciliation.repositories.sources import SOURCES


def control_of(*, network: str, currency: Currency, today: date) -> Control:
    """Return the ledger's balance of a network beside the items that make it up."""
    account = ledger.internal_account(
        gl_code=SOURCES[network].ledger_line, currency=currency, opened_on=today
    )
    parts = control.parts(network=network, currency=currency.code)
    return Control(
        network=network,
        ledger=ledger.balance(account_id=account).posted,
        uncleared=Money(parts.uncleared, currency),
        unadvised=Money(parts.unadvised, currency),
        unpaid=Money(parts.unpaid, currency),
        differing=Money(parts.differing, currency),
    )
