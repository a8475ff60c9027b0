"""What customers let creditors collect: blocks, lists, largest amounts, mandates stopped or not.

What is said holds for every collection that is not booked yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Money
from payments.interbank.domain import collections
from payments.interbank.domain.collections import CreditorRuleKind
from payments.interbank.domain.items import Network
from payments.interbank.models import DebitMandate
from payments.interbank.repositories import debit_rules


class MandateNotFound(BankError):
    """There is no such mandate, or it is on another's account."""

    code = "debit_mandate_not_found"
    cure = "Check which mandate is meant."
    status = 404


class InvalidDebitRule(BankError):
    """What is said of direct debits cannot be meant."""

    code = "invalid_debit_rule"
    cure = "Correct the field that is named."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRules:
    """What an account lets through: `largest` of one collection, None for any amount."""

    block_all: bool = False
    only_listed: bool = False
    largest: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOfCreditor:
    """What an account does with one creditor; without `kind`, nothing is said any more."""

    network: Network
    creditor_id: str
    kind: CreditorRuleKind | None
    largest: Money | None = None


@needs("interbank.manage_debits")
@use_case
def set_rules(*, account_id: UUID, rules: AccountRules, actor: Actor, now: datetime) -> None:
    """Say what an account lets through; raises InvalidDebitRule and accounts.AccountNotFound."""
    largest = _minor(_account(account_id, actor), rules.largest)
    debit_rules.set_rules(
        account_id,
        block_all=rules.block_all,
        only_listed=rules.only_listed,
        largest_minor=largest,
        at=now,
    )
    _record("rules_set", f"account:{account_id}", actor, now)


@needs("interbank.manage_debits")
@use_case
def set_creditor(*, account_id: UUID, rule: RuleOfCreditor, actor: Actor, now: datetime) -> None:
    """Block a creditor, let it through, or say nothing of it any more.

    A creditor is known by its id, in SEPA without its business code. Raises InvalidDebitRule and
    accounts.AccountNotFound.
    """
    ref = _account(account_id, actor)
    creditor_id = _creditor_id(rule)
    if rule.kind is None:
        debit_rules.drop_creditor(account_id, network=rule.network, creditor_id=creditor_id)
    else:
        debit_rules.set_creditor(
            account_id,
            network=rule.network,
            creditor_id=creditor_id,
            kind=rule.kind,
            largest_minor=_minor(ref, rule.largest),
            at=now,
        )
    _record("creditor_set", f"account:{account_id}", actor, now)


@needs("interbank.manage_debits")
@use_case
def stop_mandate(*, mandate_id: UUID, actor: Actor, now: datetime) -> None:
    """Let nothing through under a mandate, however often it is said; raises MandateNotFound."""
    row = _mandate(mandate_id, actor)
    if row.stopped_at is None:
        _change(row, "mandate_stopped", partial(debit_rules.set_stopped, row, now), actor, now)


@needs("interbank.manage_debits")
@use_case
def resume_mandate(*, mandate_id: UUID, actor: Actor, now: datetime) -> None:
    """Let a stopped mandate through again; raises MandateNotFound."""
    row = _mandate(mandate_id, actor)
    if row.stopped_at is not None:
        _change(row, "mandate_resumed", partial(debit_rules.set_stopped, row, None), actor, now)


@needs("interbank.manage_debits")
@use_case
def confirm_mandate(*, mandate_id: UUID, actor: Actor, now: datetime) -> None:
    """Confirm a mandate between companies, without which nothing is collected under it.

    Raises MandateNotFound.
    """
    row = _mandate(mandate_id, actor)
    if row.confirmed_at is None:
        _change(row, "mandate_confirmed", partial(debit_rules.set_confirmed, row, now), actor, now)


def _change(
    row: DebitMandate, what: str, change: Callable[[], None], actor: Actor, now: datetime
) -> None:
    change()
    _record(what, f"mandate:{row.public_id}", actor, now)


def _mandate(mandate_id: UUID, actor: Actor) -> DebitMandate:
    row = debit_rules.lock_mandate_by_id(mandate_id)
    message = "There is no such mandate of yours."
    if row is None:
        raise MandateNotFound(message)
    try:
        _account(row.account_id, actor)
    except accounts.AccountNotFound:
        raise MandateNotFound(message) from None
    return row


def _account(account_id: UUID, actor: Actor) -> accounts.AccountRef:
    """Return the account where the actor may manage it; raises accounts.AccountNotFound."""
    if actor.rights.self_service:
        accounts.get_account_of_user(account_id=account_id, user_id=int(actor.id))
    return accounts.resolve(account_ids=[account_id])[account_id]


def _minor(ref: accounts.AccountRef, largest: Money | None) -> int | None:
    if largest is None:
        return None
    if largest.currency != ref.currency or largest.minor <= 0:
        message = f"The largest amount is a positive one in {ref.currency}."
        raise InvalidDebitRule(message, field="largest")
    return largest.minor


def _creditor_id(rule: RuleOfCreditor) -> str:
    text = rule.creditor_id.replace(" ", "").upper()
    if rule.network is Network.SEPA and collections.is_creditor_id(text):
        return collections.who(Network.SEPA, text)
    if rule.network is Network.SEPA and collections.is_creditor_id(f"{text[:4]}ZZZ{text[4:]}"):
        return text  # as the bank shows it, without the business code
    if rule.network is Network.ACH and 0 < len(text) <= 10 and text.isalnum():
        return text
    message = "This is no creditor's id."
    raise InvalidDebitRule(message, field="creditor_id")


def _record(what: str, subject: str, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=f"interbank.debits.{what}", subject=subject, at=now)
