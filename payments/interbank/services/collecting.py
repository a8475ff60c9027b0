"""Others' collections from customers: kept until their day, then booked or sent back.

The network settles all that a message asks on its day. What a customer does not let through, or an
account does not bear, goes back the same day; the suspense account is where the two meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.conf import settings
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import attempt, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.domain.ibans import read_iban
from payments.interbank.domain import collections, days, reasons
from payments.interbank.domain.events import DebitBooked
from payments.interbank.domain.items import Network
from payments.interbank.domain.received import Incoming
from payments.interbank.models import Collection, ExchangeFile
from payments.interbank.repositories import collections as rows
from payments.interbank.repositories import debit_rules, files
from payments.interbank.services import answering, debit_mandates, nostro
from payments.services import booking

_CHUNK: Final = 5_000
# Why the ledger or the account's terms refuse, where the networks have a word for it.
_REFUSALS: Final = {
    **{each: each for each in (reasons.FUNDS, reasons.CLOSED, reasons.BLOCKED, reasons.CURRENCY)},
    accounts.BelowMinimumBalance.code: reasons.FUNDS,
}


def keep(*, file: ExchangeFile, message_id: str, asked: Sequence[Incoming], now: datetime) -> None:
    """Keep, in the caller's use case, what a message collects; the network's lock is held."""
    if not asked:
        return
    network = Network(file.network)
    ibans = [own_iban(network, each.account) for each in asked]
    known = accounts.of_ibans(ibans=[each for each in ibans if each])
    before = rows.known(network=network, transaction_ids=[each.transaction_id for each in asked])
    made = []
    for each, iban in zip(asked, ibans, strict=True):
        ref = known.get(iban) if iban else None
        row = _row(each, ref, file=file, message_id=message_id, now=now)
        name = (row.creditor_id, row.transaction_id, row.due_date)
        if not row.refusal and name in before:
            row.refusal = reasons.REPEATED
        before.add(name)
        if not row.refusal and ref is not None:
            row.mandate = debit_mandates.seen(each, network=network, ref=ref, now=now)
        made.append(row)
    _name_settlements(made, message_id, has_credits=file.count > len(asked))
    rows.add_many(made)


def own_iban(network: Network, number: str) -> str | None:
    """Return the IBAN that a payment names; in ACH by the last ten digits, its account number."""
    if network is Network.SEPA or number[:2].isalpha():
        return read_iban(number)
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return None
    try:
        return str(
            IBAN.generate(settings.BANK_COUNTRY, bank_code=settings.BANK_CODE, account_code=number)
        )
    except SchwiftyException:
        return None


@needs("interbank.exchange_files")
def draw_due(*, network: Network, actor: Actor, now: datetime) -> int:
    """Book what is due on the open business day, or send it back; returns how many it was.

    One transaction a settlement. Run again, or by two at once, nothing is booked twice.
    """
    day = ledger.business_date()
    return sum(
        _draw(network=network, settlement=each, day=day, actor=actor, now=now)
        for each in rows.settlements_due(network=network, day=day)
    )


@needs("interbank.exchange_files")
def give_back(*, network: Network, actor: Actor, now: datetime) -> int:
    """Send back to the network what customers were given back since the last time."""
    done = 0
    while found := _give_back(network=network, now=now):
        done += found
    return done


@use_case
def _draw(*, network: Network, settlement: str, day: date, actor: Actor, now: datetime) -> int:
    files.lock_network(network)
    due = rows.lock_due(network=network, settlement=settlement, day=day)
    if not due:
        return 0
    total = sum(each.amount_minor for each in due)
    nostro.settle(network=network, reference=settlement, lines={nostro.SUSPENSE: -total}, now=now)
    account_ids = [each.account_id for each in due if each.account_id]
    known, rules = accounts.known_accounts(account_ids=account_ids), _Rules(account_ids)
    for row in due:
        ref = known.get(row.account_id) if row.account_id else None
        refusal = row.refusal or rules.refusal_of(row)
        if not refusal and ref is not None:
            refusal = _book(row, ref, now)
        if refusal:
            code = reasons.code_of(network, refusal)
            rows.send_back(row, refusal=refusal, reason=code, at=now)
    audit.record(
        actor=actor,
        action="interbank.collections.drawn",
        subject=f"settlement:{network}/{settlement}",
        detail={"collections": len(due), "total_minor": total},
        at=now,
    )
    return len(due)


@use_case
def _give_back(*, network: Network, now: datetime) -> int:
    files.lock_network(network)
    found = rows.lock_going_back(network=network, limit=_CHUNK)
    if found:
        file = answering.give_back(network, [_back(network, each) for each in found], now=now)
        rows.set_answer(found, file)
    return len(found)


class _Rules:
    """What the accounts let through, looked up for many collections at once."""

    def __init__(self, account_ids: Sequence[UUID]) -> None:
        self._general = debit_rules.rules_of(account_ids)
        self._of_creditors = {
            (each.account_id, each.network, each.creditor_id): each
            for each in debit_rules.creditors_of(account_ids)
        }

    def refusal_of(self, row: Collection) -> str:
        if row.account_id is None or row.mandate is None:
            return reasons.NO_ACCOUNT if row.account_id is None else reasons.NO_MANDATE
        general = self._general.get(row.account_id)
        name = (row.account_id, row.network, row.mandate.creditor_id)
        creditor = self._of_creditors.get(name)
        return collections.refusal_of(
            row.scheme,
            row.amount_minor,
            collections.Permission(
                is_confirmed=row.mandate.confirmed_at is not None,
                is_stopped=row.mandate.stopped_at is not None,
                is_of_account=row.mandate.account_id == row.account_id,
            ),
            collections.Rules(
                block_all=general is not None and general.block_all,
                only_listed=general is not None and general.only_listed,
                largest=general.largest_minor if general else None,
                creditor=collections.CreditorRuleKind(creditor.kind) if creditor else None,
                creditor_largest=creditor.largest_minor if creditor else None,
            ),
        )


def _book(row: Collection, ref: accounts.AccountRef, now: datetime) -> str:
    """Book one collection; returns why it was not, and then nothing is booked."""
    done = attempt(partial(_post, row, ref, now))
    if isinstance(done, BankError):  # others are limits of products that are not made for this
        return _REFUSALS.get(done.code, reasons.NOT_OFFERED)
    rows.book(row, txn_id=done.txn_id, day=done.booking_date, at=now)
    outbox.publish(
        DebitBooked(transaction_id=str(done.txn_id), account_id=str(ref.account_id)),
        subject=f"transaction:{done.txn_id}",
        at=now,
    )
    return ""


def _post(row: Collection, ref: accounts.AccountRef, now: datetime) -> ledger.Posted:
    amount = Money(row.amount_minor, Currency.of(row.currency))
    posting = nostro.own_posting(
        name=f"collection/{row.network}/{row.pk}",
        debit=ref.ledger_account_id,
        credit=nostro.own_account(nostro.SUSPENSE, Network(row.network), now),
        amount=amount,
        narrative=f"{row.creditor_name} {row.remittance}".strip(),
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    accounts.settle_debit(
        debit=accounts.CustomerDebit(
            account_id=ref.account_id,
            amount=amount,
            day=outcome.booking_date,
            reference=f"transaction:{outcome.txn_id}",
            fee_event=None,
        ),
        actor=nostro.ACTOR,
        now=now,
    )
    return outcome


def _back(network: Network, row: Collection) -> answering.Back:
    return answering.Back(
        original=row.message_id,
        transaction_id=row.transaction_id,
        end_to_end_id=row.end_to_end_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        reason=row.reason,
        is_debit=True,
        account=row.wire_account,
        name=row.creditor_name,
        entry_class=row.scheme if network is Network.ACH else "",
    )


def _row(
    each: Incoming,
    ref: accounts.AccountRef | None,
    *,
    file: ExchangeFile,
    message_id: str,
    now: datetime,
) -> Collection:
    assert each.asked is not None  # noqa: S101 - the caller has chosen
    network = Network(file.network)
    refusal = collections.refusal_at_once(network, each.asked)
    if not refusal and ref is None:
        refusal = reasons.NO_ACCOUNT
    if not refusal and ref is not None and ref.currency != nostro.currency_of(network):
        refusal = reasons.CURRENCY
    today = ledger.business_date()
    due = days.calendar(network).add_business_days(max(each.asked.due or today, today), 0)
    return Collection(
        network=network,
        file=file,
        message_id=message_id,
        transaction_id=each.transaction_id[:35],
        end_to_end_id=each.end_to_end_id[:35],
        scheme=each.asked.scheme[:4],
        sequence=each.asked.sequence,
        creditor_id=collections.who(network, each.asked.creditor_id),
        creditor_name=each.other_name[:140],
        wire_account=each.wire_account or each.account,
        account_id=ref.account_id if ref else None,
        amount_minor=each.amount.minor,
        currency=each.amount.currency.code,
        remittance=each.remittance[:140],
        due_date=due,
        refusal=refusal,
        created_at=now,
        changed_at=now,
    )


def _name_settlements(made: Sequence[Collection], message_id: str, *, has_credits: bool) -> None:
    """Name what settles by its message, and by its day too where the message is more than that."""
    is_one = len({each.due_date for each in made}) == 1 and not has_credits
    for each in made:
        day = "" if is_one else f"/{each.due_date:%Y%m%d}"
        each.settlement = f"{message_id[:110]}{day}"
