"""Asking risk about money that is to leave a customer's account, before it does.

What risk lets go is booked at once. What people of the bank must look at first is held: the money
is set aside, and payments.services.held books it or lets it be when the case is decided. Whoever
ordered it reads that the bank is looking at it, and never why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind
from bankcore.crypto import blind_index
from bankcore.db.transactions import RecordedRefusal, TryAgain, requires_transaction
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.logs import context
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.domain import events
from payments.domain.held import WAITING, HeldState, HeldView, status_of
from payments.domain.movements import MovementKind
from payments.models import HeldPayment
from payments.repositories import held_payments
from payments.services import booking, worth
from risk import public as risk

PAYEE_PURPOSE: Final = "screening.payee"
_COUNTER: Final = "counter"
WEB: Final = "web"


class PaymentHeld(RecordedRefusal):
    """The payment waits, its money set aside. The same request gets the same held payment."""

    code = "payment_held"
    cure = "Wait: the account shows what becomes of it. Do not order it again."
    status = 409

    def __init__(self, held: HeldView, *, replayed: bool) -> None:
        super().__init__("The bank is looking at this payment.")
        self.held = held
        self.replayed = replayed


class PaymentUndoable(PaymentHeld):
    """The payment waits, its money set aside, until its payer can no longer take it back."""

    code = "payment_undoable"
    cure = "Wait: it is made when the time to undo it is over. Do not order it again."

    def __init__(self, held: HeldView, *, replayed: bool) -> None:
        super().__init__(held, replayed=replayed)
        self.message = "The payment can still be undone."


class PaymentUndone(RecordedRefusal):
    """The payer has taken the payment back. The same request gets that answer again."""

    code = "payment_undone"
    cure = "Order it anew if it is to be made after all."
    status = 409

    def __init__(self, held: HeldView) -> None:
        super().__init__("The payment was undone.")
        self.held = held


class PaymentDeclined(RecordedRefusal):
    """The bank does not make the payment; its decision is kept."""

    code = "payment_declined"
    cure = "Ask the bank."
    status = 403

    def __init__(self) -> None:
        super().__init__("The bank does not make this payment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Money that is to leave a customer's account; `amount` is positive.

    It goes to `credit`, to a creditor at another bank, or is paid out in cash; `at_counter` its
    payer stands there. `channel` is where the order comes from, if its actor does not tell;
    `origin` the line of a file that it is of; `address` where on the internet it comes from, if
    that is not the request that is answered now.
    """

    kind: MovementKind
    request: ledger.RequestKey
    debit: accounts.AccountRef
    amount: Money
    narrative: str
    credit: accounts.AccountRef | None = None
    creditor_iban: str = ""
    creditor_name: str = ""
    remittance: str = ""
    channel: str = ""
    origin: str = ""
    at_counter: bool = False
    is_instant: bool = False
    address: str | None = None

    @property
    def reference(self) -> str:
        """Risk's name for it, the same whenever the same request comes."""
        return f"{self.kind}:{int(self.request.source)}:{self.request.key}"


@requires_transaction
def let_pass(leaving: Leaving, *, actor: Actor, now: datetime, confirmed: bool = False) -> None:
    """Let money go that is to leave an account, or raise why it does not go now.

    Raises PaymentHeld, PaymentDeclined, booking's refusals where there is nothing to set aside,
    and identity.ConfirmationRequired where the customer has not `confirmed` it and risk asks them.
    """
    (refusal,) = judge([leaving], actor=actor, now=now, confirmed=confirmed)
    if refusal is not None:
        raise refusal


@requires_transaction
def judge(
    leaving: Sequence[Leaving], *, actor: Actor, now: datetime, confirmed: bool = False
) -> list[BankError | None]:
    """Return for each movement why it does not go now, or None; what let_pass raises.

    A request that was answered before is not screened again: the books answer it as they did. The
    round trips do not grow with the movements, but for those that are held.
    """
    requests = [each.request for each in leaving]
    before = held_payments.of_requests(requests)
    answered = ledger.answered(requests=requests)
    new = [each for each in leaving if not {_key(each)} & (before.keys() | answered)]
    outcomes = {
        _key(each): outcome for each, outcome in zip(new, _outcomes(new, actor, now), strict=True)
    }
    refusals: list[BankError | None] = []
    for each in leaving:
        row = before.get(_key(each))
        if row is not None:
            refusals.append(_answer_again(row, each.request))
        elif _key(each) in answered:
            refusals.append(None)
        else:
            outcome = outcomes[_key(each)]
            refusals.append(_answer(each, outcome, actor=actor, now=now, confirmed=confirmed))
    return refusals


def _key(leaving: Leaving) -> tuple[int, UUID]:
    return int(leaving.request.source), leaving.request.key


def _outcomes(leaving: Sequence[Leaving], actor: Actor, now: datetime) -> list[risk.Verdict]:
    decisions = risk.screen_payments(
        facts=_facts(leaving, actor, now), now=now, can_challenge=actor.rights.self_service
    )
    return [each.outcome for each in decisions]


def waits_for(request: ledger.RequestKey) -> HeldView | None:
    """Return what is held, or was, of this request."""
    found = held_payments.of_requests([request])
    return view(next(iter(found.values()))) if found else None


def view(row: HeldPayment) -> HeldView:
    """Return a held payment as its payer sees it."""
    return HeldView(
        held_id=row.public_id,
        kind=MovementKind(row.kind),
        account_id=row.account_id,
        amount=amount_of(row),
        payee=row.creditor_name,
        status=status_of(HeldState(row.state)),
        held_at=row.held_at,
        transaction_id=row.txn_id,
        as_ordinary=row.as_ordinary,
        undo_until=row.undo_until,
        ordered_by=row.ordered_by,
        request_key=row.request_key,
        account=row.creditor_iban,
        credit_account_id=row.credit_account_id,
        remittance=row.remittance or (row.narrative if row.credit_account_id else ""),
        refusal=row.refusal_code,
    )


def amount_of(row: HeldPayment) -> Money:
    """Return the amount of a held payment."""
    return Money(row.amount_minor, Currency.of(row.currency))


def _answer_again(row: HeldPayment, request: ledger.RequestKey) -> BankError | None:
    """Return what the same request was answered; None where it is booked, and the books answer."""
    if bytes(row.request_hash) != request.request_hash:
        return booking.KeyReused("The idempotency key was used before, for another request.")
    state = HeldState(row.state)
    if state in WAITING:
        return PaymentHeld(view(row), replayed=True)
    if state is HeldState.UNDOABLE:
        return PaymentUndoable(view(row), replayed=True)
    if state is HeldState.UNDONE:
        return PaymentUndone(view(row))
    if state is HeldState.BOOKED:
        return None
    if state is HeldState.REFUSED:
        return booking.refusal_of_code(row.refusal_code)
    return PaymentDeclined()


def _answer(
    leaving: Leaving, outcome: risk.Verdict, *, actor: Actor, now: datetime, confirmed: bool
) -> BankError | None:
    challenged = outcome is risk.Verdict.CHALLENGE
    if outcome is risk.Verdict.APPROVE or (challenged and confirmed):
        return None
    if challenged:
        return identity.ConfirmationRequired("The payment is to be confirmed.")
    return _keep(leaving, outcome, actor, now)


def _keep(leaving: Leaving, outcome: risk.Verdict, actor: Actor, now: datetime) -> BankError:
    """Hold the payment, or end it, and return what its orderer is told."""
    row = row_of(leaving, actor, now)
    refusal: RecordedRefusal
    if outcome is risk.Verdict.DECLINE:
        row.state, row.ended_at, row.ended_by = HeldState.DECLINED, now, "system:risk"
        refusal = PaymentDeclined()
    else:
        placed = set_aside(row, leaving, actor, now)
        if isinstance(placed, ledger.Refused):
            row.state, row.refusal_code = HeldState.REFUSED, placed.code
            row.ended_at, row.ended_by = now, "system:ledger"
            refusal = booking.refusal(placed)
        else:
            row.hold_id = placed.hold_id
            refusal = PaymentHeld(view(row), replayed=False)
    if not held_payments.add(row):
        raise TryAgain
    if row.state == HeldState.HELD:
        tell(row, events.PaymentHeld, now)
    return refusal


def set_aside(
    row: HeldPayment, leaving: Leaving, actor: Actor, now: datetime
) -> ledger.HoldPlaced | ledger.Refused:
    """Place the hold of a payment that is to wait, or return why there is none."""
    order = ledger.HoldOrder(
        request=ledger.RequestKey.of_system(f"held-payment:{row.reference}"),
        account_id=leaving.debit.ledger_account_id,
        amount=leaving.amount,
        reference=f"payment:{row.public_id}",
    )
    return ledger.place_hold(order=order, actor=actor, now=now)


def tell(row: HeldPayment, event: type[events.OfHeldPayment], now: datetime) -> None:
    """Tell of a held payment as an event: what its payer may know, and nothing of why."""
    seen = view(row)
    outbox.publish(
        event(
            held_payment_id=str(row.public_id),
            account_id=str(row.account_id),
            amount=str(seen.amount.amount),
            currency=row.currency,
            status=seen.status.value,
            transaction_id=None if row.txn_id is None else str(row.txn_id),
        ),
        subject=f"held_payment:{row.public_id}",
        at=now,
    )


def row_of(leaving: Leaving, actor: Actor, now: datetime) -> HeldPayment:
    """Return the row that keeps what was ordered, not saved yet."""
    credit = leaving.credit
    return HeldPayment(
        reference=leaving.reference,
        source=int(leaving.request.source),
        request_key=leaving.request.key,
        request_hash=leaving.request.request_hash,
        kind=leaving.kind,
        channel=_channel(leaving, actor),
        account_id=leaving.debit.account_id,
        credit_account_id=None if credit is None else credit.account_id,
        creditor_iban=leaving.creditor_iban,
        creditor_name=leaving.creditor_name,
        remittance=leaving.remittance,
        narrative=leaving.narrative,
        amount_minor=leaving.amount.minor,
        currency=leaving.amount.currency.code,
        at_counter=leaving.at_counter,
        is_instant=leaving.is_instant,
        origin=leaving.origin,
        ordered_by=str(actor),
        held_at=now,
        expires_at=now + timedelta(days=settings.HELD_PAYMENT_DAYS),
    )


def _facts(leaving: Sequence[Leaving], actor: Actor, now: datetime) -> list[risk.PaymentFacts]:
    currencies = {each.amount.currency for each in leaving}
    rate_of = {each: worth.rate_of(each, day=now.date()) for each in currencies}
    return [
        risk.PaymentFacts(
            reference=each.reference,
            channel=_channel(each, actor),
            amount=each.amount.amount,
            base_amount=worth.at_rate(each.amount, rate_of[each.amount.currency]),
            currency=each.amount.currency.code,
            payer=risk.of_customer(each.debit.customer_id),
            account=str(each.debit.account_id),
            address=context.current().address if each.address is None else each.address,
            payee=_payee(each),
            payee_country=_country(each),
            payee_name=each.creditor_name,
        )
        for each in leaving
    ]


def _payee(leaving: Leaving) -> str:
    """Return a name for the payee's account that stays the same and tells no other bank's."""
    if leaving.credit is not None:
        return str(leaving.credit.account_id)
    iban = leaving.creditor_iban
    return blind_index.index_of(iban, purpose=PAYEE_PURPOSE).hex() if iban else ""


def _country(leaving: Leaving) -> str:
    """Return the country of an IBAN; an account in the United States begins with digits."""
    text = leaving.creditor_iban if leaving.credit is None else leaving.credit.iban
    return text[:2] if text[:2].isalpha() else ""


_CHANNELS: Final = {ActorKind.API_CLIENT: "api", ActorKind.USER: "staff", ActorKind.SYSTEM: "bank"}


def _channel(leaving: Leaving, actor: Actor) -> str:
    """Return where an order comes from: web, api, staff, counter, or as its use case says."""
    if leaving.channel:
        return leaving.channel
    if leaving.at_counter:
        return _COUNTER
    return WEB if actor.rights.self_service else _CHANNELS[actor.kind]
