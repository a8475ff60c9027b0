"""Direct debits as the gateway sees them: collected in files, paid on their due date.

A debit is an authorisation that captures itself: PENDING once the network has taken it, APPROVED on
the day it settles, DECLINED where it was rejected before, RETURNED where it comes back after.
Refunds are credit transfers to the payer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from schwifty import IBAN

from bankcore import clock
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.ledger import public as ledger
from payments.gateway import public as gateway
from payments.interbank.domain import accounts_abroad, days
from payments.interbank.domain.iso20022.pacs import Sequence
from payments.interbank.domain.items import ItemKind, ItemState, Network
from payments.interbank.models import Item
from payments.interbank.repositories import files, items
from payments.interbank.services import outcomes

_UNANSWERED: Final = timedelta(days=1)
_VERDICTS: Final = {
    ItemState.ACKNOWLEDGED: gateway.Verdict.PENDING,
    ItemState.SETTLED: gateway.Verdict.APPROVED,
    ItemState.REJECTED: gateway.Verdict.DECLINED,
    ItemState.RETURNED: gateway.Verdict.RETURNED,
    ItemState.CANCELLED: gateway.Verdict.DECLINED,
}


@dataclass(frozen=True, slots=True)
class DebitConnector:
    """One network's direct debits; `name` is the connector's in bankcore/connectors.py."""

    name: str
    network: Network
    instrument: gateway.InstrumentKind

    @property
    def capabilities(self) -> gateway.Capabilities:
        """A debit is never set aside first."""
        return gateway.Capabilities(
            instruments=frozenset({self.instrument}),
            separate_capture=False,
            partial_capture=False,
            inquiry=True,
        )

    @requires_transaction
    def enqueue(self, order: gateway.Order, *, now: datetime) -> None:
        """Write the collection, or the refund's transfer, down for the next file."""
        if order.kind is gateway.OperationKind.VOID:
            return
        items.add(self._item(order, now))

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Leave it to the next file, whose answer comes later; what cannot go is told at once."""
        del seconds
        item = items.of_operation(operation_id)
        if item is None or item.state == ItemState.CANCELLED:
            _tell_again(operation_id=operation_id, now=clock.now())

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Tell again what is known; a void is refused, for a file that was sent stays sent."""
        _tell_again(operation_id=operation_id, now=now)

    def health(self, *, now: datetime) -> gateway.Health:
        """Tell whether files are answered within a day."""
        late = files.unanswered_since(network=self.network, before=now - _UNANSWERED)
        return gateway.Health(is_up=late is None, detail=f"no answer to {late}" if late else "")

    def _item(self, order: gateway.Order, now: datetime) -> Item:
        kind = ItemKind.CREDIT if order.kind is gateway.OperationKind.REFUND else ItemKind.DEBIT
        details = gateway.instrument_account(payment_method_id=order.instrument.reference)
        fault = accounts_abroad.fault(self.network, details.number, order.amount)
        return Item(
            network=self.network,
            kind=kind,
            state=ItemState.CANCELLED if fault else ItemState.QUEUED,
            reason=fault,
            operation_id=order.operation_id,
            line=gateway.ledger_line(self.name),
            amount_minor=order.amount.minor,
            currency=order.amount.currency.code,
            own_name=order.acceptor.name,
            own_account=self._own_account(order),
            other_name=details.holder,
            other_account=details.number,
            payment_method=order.instrument.reference,
            remittance=order.description[:140],
            end_to_end_id=order.operation_id.hex,
            mandate_reference=order.instrument.mandate,
            mandate_signed_on=now.date() if kind is ItemKind.DEBIT else None,
            sequence=_sequence(order) if kind is ItemKind.DEBIT else "",
            entry_class="PPD" if order.recurring or kind is ItemKind.CREDIT else "WEB",
            due_date=days.due(
                self.network, kind, ledger.business_date(), debit_days=settings.INTERBANK_DEBIT_DAYS
            ),
            created_at=now,
            changed_at=now,
        )

    def _own_account(self, order: gateway.Order) -> str:
        """Return what payers see as the payee's account: the bank collects on one of its own."""
        if self.network is Network.ACH:
            return order.acceptor.merchant_id[-10:]
        return str(
            IBAN.generate(settings.BANK_COUNTRY, bank_code=settings.BANK_CODE, account_code="0")
        )


def _sequence(order: gateway.Order) -> Sequence:
    if not order.instrument.mandate:
        return Sequence.ONE_OFF
    earlier = items.earlier_of_mandate(order.instrument.mandate)
    return Sequence.RECURRING if earlier else Sequence.FIRST


@use_case
def _tell_again(*, operation_id: UUID, now: datetime) -> None:
    item = items.lock_of_operation(operation_id)
    if item is None:
        refused = gateway.Outcome(verdict=gateway.Verdict.DECLINED, code="transaction_not_allowed")
        gateway.apply_outcome(operation_id=operation_id, outcome=refused, now=now)
        return
    verdict = _VERDICTS.get(ItemState(item.state))
    if verdict is not None:
        outcomes.tell(item, verdict, raw_code=item.reason, now=now)


SEPA_DEBIT: Final = DebitConnector("sepa_debit", Network.SEPA, gateway.InstrumentKind.SEPA_DEBIT)
ACH_DEBIT: Final = DebitConnector("ach_debit", Network.ACH, gateway.InstrumentKind.US_BANK_ACCOUNT)
