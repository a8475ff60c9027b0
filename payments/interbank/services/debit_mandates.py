"""Customers' mandates as they are seen in use: the creditor has them signed, and keeps them.

The bank knows a mandate by creditor and reference. One that is used on another account, without
the creditor saying that it was amended, is no mandate for that account.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts import public as accounts
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction
from payments.interbank.domain import collections
from payments.interbank.domain.items import Network
from payments.interbank.domain.received import Asked, Incoming
from payments.interbank.models import DebitMandate
from payments.interbank.repositories import debit_rules
from payments.interbank.services import nostro

_LONGEST: Final = 35


@requires_transaction
def seen(
    incoming: Incoming, *, network: Network, ref: accounts.AccountRef, now: datetime
) -> DebitMandate:
    """Return the mandate that a collection names: kept when first seen, changed when amended."""
    assert incoming.asked is not None  # noqa: S101 - the caller has chosen
    asked = incoming.asked
    creditor_id = collections.who(network, asked.creditor_id)
    reference = _reference(network, asked, ref)
    found = debit_rules.lock_mandate(network=network, creditor_id=creditor_id, reference=reference)
    if asked.is_amended:
        found = _amended(found, asked, creditor_id, reference, ref, now)
    if found is not None:
        return found
    return debit_rules.add_mandate(
        DebitMandate(
            network=network,
            scheme=asked.scheme[:4],
            creditor_id=creditor_id,
            reference=reference,
            account_id=ref.account_id,
            creditor_name=incoming.other_name[:140],
            signed_on=asked.signed_on,
            created_at=now,
        )
    )


def _amended(
    named: DebitMandate | None,
    asked: Asked,
    creditor_id: str,
    reference: str,
    ref: accounts.AccountRef,
    now: datetime,
) -> DebitMandate | None:
    """Change the mandate that this was before; None where the bank has not seen that one.

    A mandate of the new name that stands already is another's, and stays as it is; so does one of
    another customer: a creditor cannot move a mandate from one payer to another.
    """
    before = named or debit_rules.lock_mandate(
        network=Network.SEPA,
        creditor_id=collections.who(Network.SEPA, asked.original_creditor_id or asked.creditor_id),
        reference=(asked.original_reference or asked.mandate_reference)[:_LONGEST],
    )
    if before is None or not _is_same_customer(before, ref):
        return named
    name = (before.creditor_id, before.reference, before.account_id)
    if name == (creditor_id, reference, ref.account_id):
        return before
    # Who is blocked does not get through under another name.
    debit_rules.carry_block(ref.account_id, before=before, creditor_id=creditor_id, at=now)
    debit_rules.amend(
        before, creditor_id=creditor_id, reference=reference, account_id=ref.account_id, at=now
    )
    audit.record(
        actor=nostro.ACTOR,
        action="interbank.mandate.amended",
        subject=f"mandate:{before.public_id}",
        at=now,
    )
    return before


def _is_same_customer(mandate: DebitMandate, ref: accounts.AccountRef) -> bool:
    if mandate.account_id == ref.account_id:
        return True
    before = accounts.known_accounts(account_ids=[mandate.account_id]).get(mandate.account_id)
    return before is not None and before.customer_id == ref.customer_id


def _reference(network: Network, asked: Asked, ref: accounts.AccountRef) -> str:
    """Return the mandate's reference; ACH tells none, and the account is what it is of."""
    if network is Network.ACH:
        return ref.iban[-10:]
    return asked.mandate_reference[:_LONGEST]
