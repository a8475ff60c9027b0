"""Whether the bank takes an instant payment for a customer: one answer, within the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.domain.ibans import read_iban
from payments.interbank.domain import reasons
from payments.interbank.domain.iso20022.pacs import Transfer
from payments.interbank.domain.items import Network
from payments.interbank.services import nostro
from risk.cases import public as cases
from risk.sanctions import public as sanctions


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Whom a payment is for, and why the bank does not take it (of domain.reasons; empty: it does).

    `iban` is the account's, or what the message says where there is none.
    """

    iban: str
    account_id: UUID | None
    refusal: str


def check(transfer: Transfer, *, now: datetime) -> Checked:
    """Return what the bank answers; in the caller's use case.

    A payer whose name is near one on a sanctions list is refused, and compliance gets a case.
    """
    iban = read_iban(transfer.creditor.account)
    account = accounts.of_ibans(ibans=[iban]).get(iban) if iban else None
    if account is None:
        told = iban or transfer.creditor.account[:34]
        return Checked(iban=told, account_id=None, refusal=reasons.NO_ACCOUNT)
    refusal = (
        _of_time(transfer, now)
        or _of_account(account)
        or _of_amount(transfer.amount, account)
        or _of_payer(transfer, account, now)
    )
    return Checked(iban=account.iban, account_id=account.account_id, refusal=refusal)


def _of_time(transfer: Transfer, now: datetime) -> str:
    if transfer.accepted_at is None:
        return ""
    late = now - transfer.accepted_at > timedelta(seconds=settings.INSTANT_SECONDS)
    return reasons.TOO_LATE if late else ""


def _of_account(account: accounts.AccountRef) -> str:
    (balance,) = ledger.balances(account_ids=[account.ledger_account_id]).values()
    if balance.status is ledger.AccountStatus.CLOSED:
        return reasons.CLOSED
    return reasons.BLOCKED if balance.status is ledger.AccountStatus.FROZEN else ""


def _of_amount(amount: Money, account: accounts.AccountRef) -> str:
    euros = nostro.currency_of(Network.SEPA)
    if amount.currency != euros or account.currency != euros:
        return reasons.CURRENCY
    return reasons.TOO_MUCH if amount > Money.of(settings.INSTANT_LIMIT, euros.code) else ""


def _of_payer(transfer: Transfer, account: accounts.AccountRef, now: datetime) -> str:
    """Compare the payer's name with the lists; the customer is not told why nothing came."""
    found = sanctions.screen(name=transfer.debtor.name, subject=transfer.debtor.account)
    if not found:
        return ""
    cases.raise_alert(
        kind=cases.CaseKind.SANCTIONS,
        subject=f"account:{account.account_id}",
        reference=f"instant:{transfer.debtor.bank}:{transfer.transaction_id}",
        priority=5,
        reason="The payer of an instant payment is near an entry of a list; it was refused.",
        source="instant",
        now=now,
    )
    return reasons.REGULATORY
