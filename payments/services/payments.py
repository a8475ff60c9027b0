"""Payments to accounts at other banks: booked into clearing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.logs import context
from bankcore.money import Currency, Money
from payments.domain import clearing_limits
from payments.domain.ibans import read_iban
from payments.domain.movements import Movement, MovementKind, PaymentOrder
from payments.domain.us_accounts import read_us_account
from payments.repositories import external_payments
from payments.services import booking, instant, screening, self_service, two_people, undoing, worth
from risk import public as risk


class InvalidIban(BankError):
    """The creditor's IBAN cannot be right."""

    code = "invalid_iban"
    cure = "Check the IBAN for a mistyped character."

    def __init__(self) -> None:
        super().__init__("The creditor's IBAN is not valid.", field="creditor_iban")


class AmountTooLarge(BankError):
    """The amount is larger than the network that would carry it can tell."""

    code = "amount_too_large_for_network"
    cure = "Pay in several parts."

    def __init__(self, largest: Money) -> None:
        super().__init__(f"A payment to another bank is of at most {largest}.", field="amount")


@needs("payments.make_payment")
@use_case
def submit(
    *,
    order: PaymentOrder,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    confirmation_id: UUID | None = None,
    undo_within: timedelta | None = None,
) -> Movement:
    """Pay to an account at another bank: the money goes into clearing at once.

    With `undo_within` it waits so long for its payer to take it back: PaymentUndoable is raised.
    A customer in online banking confirms it. Raises InvalidIban, accounts.AccountNotFound, what
    instant.require_offered and screening.let_pass raise, booking's refusals, what
    self_service.check raises, and
    two_people.TakesTwoPeople where a member of staff moves more than STAFF_PAYMENT_LIMIT.
    """
    two_people.require_alone(actor=actor, amount=order.amount)
    iban = _checked_account(order)
    ask = self_service.Ask(
        account_id=order.account_id,
        consent=_consent(order, iban),
        request_key=request.key,
        confirmation_id=confirmation_id,
    )
    ordered = self_service.check(ask, actor=actor, now=now)
    try:
        movement = make(
            order=order,
            request=request,
            actor=actor,
            now=now,
            confirmed=ordered.proof is not None,
            undo_within=undo_within,
        )
    except screening.PaymentHeld as waiting:
        self_service.finish_held(ordered, waiting, actor=actor, now=now)
        raise
    self_service.finish(ordered, movement, paid_to=iban, actor=actor, now=now)
    return movement


def check(order: PaymentOrder) -> None:
    """Raise InvalidIban, AccountNotFound or instant's refusals where the order cannot be meant."""
    _checked_account(order)
    instant.require_offered(order)
    accounts.resolve(account_ids=[order.account_id])


def make(
    *,
    order: PaymentOrder,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    confirmed: bool = False,
    undo_within: timedelta | None = None,
) -> Movement:
    """Pay in the caller's use case, whoever orders it; raises what submit raises."""
    iban = _checked_account(order)
    instant.require_offered(order)
    leaving = screening.Leaving(
        kind=MovementKind.PAYMENT,
        request=request,
        debit=accounts.resolve(account_ids=[order.account_id])[order.account_id],
        amount=order.amount,
        narrative=f"{order.creditor_name} {order.remittance}".strip(),
        creditor_iban=iban,
        creditor_name=order.creditor_name,
        remittance=order.remittance,
        is_instant=order.is_instant,
    )
    screening.let_pass(leaving, actor=actor, now=now, confirmed=confirmed)
    undoing.wait(leaving, undo_within, actor=actor, now=now)
    movement = _into_clearing(
        account=leaving.debit,
        amount=order.amount,
        narrative=leaving.narrative,
        request=request,
        actor=actor,
        now=now,
    )
    if not movement.replayed:
        external_payments.add(
            transaction_id=movement.transaction_id, order=order, creditor_iban=iban, at=now
        )
        instant.tell(order, movement, now=now)
    return movement


@needs("payments.make_payment")
def ask_for(*, order: PaymentOrder, actor: Actor, now: datetime) -> identity.ConfirmationView:
    """Ask the customer to confirm the payment.

    Raises InvalidIban, what self_service.check_account raises, and what identity.ask_confirmation
    raises.
    """
    iban = _checked_account(order)
    instant.require_offered(order)
    self_service.check_account(account_id=order.account_id, amount=order.amount, actor=actor)
    return identity.ask_confirmation(consent=_consent(order, iban), actor=actor, now=now)


def _consent(order: PaymentOrder, iban: str) -> identity.Consent:
    return identity.Consent(
        action="payments.payment",
        amounts=(order.amount,),
        payee=f"{order.creditor_name}, {iban}",
        about=(str(order.account_id), order.remittance, *(["instant"] if order.is_instant else [])),
    )


@needs("payments.make_payment")
@use_case
def process(
    *, account_id: UUID, amount: Money, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Take a payment from an account for an integrator: the money goes into clearing at once.

    Raises accounts.AccountNotFound, booking's refusals, two_people.TakesTwoPeople and
    PaymentDeclined; ConfirmationRequired for a customer in online banking, who names a payee and
    confirms.
    """
    if actor.rights.self_service:
        message = "A payment without a payee cannot be confirmed."
        raise identity.ConfirmationRequired(message)
    two_people.require_alone(actor=actor, amount=amount)
    account = accounts.resolve(account_ids=[account_id])[account_id]
    _screen(account, amount, actor, request, now)
    return _into_clearing(
        account=account,
        amount=amount,
        narrative="Payment",
        request=request,
        actor=actor,
        now=now,
    )


def _screen(
    account: accounts.AccountRef,
    amount: Money,
    actor: Actor,
    request: ledger.RequestKey,
    now: datetime,
) -> None:
    """Raise PaymentDeclined unless screening lets the payment go.

    Its program is answered yes or no, at once: nothing is held. What was answered before is not
    screened again.
    """
    if ledger.answered(requests=[request]):
        return
    facts = risk.PaymentFacts(
        reference=f"process_payment:{request.key}",
        channel="process_payment",
        amount=amount.amount,
        base_amount=worth.in_base(amount, day=now.date()),
        currency=amount.currency.code,
        payer=risk.of_customer(account.customer_id),
        account=str(account.account_id),
        address=context.current().address,
        merchant=actor.id,
    )
    if risk.screen_payment(facts=facts, now=now, flags=False).outcome is not risk.Verdict.APPROVE:
        raise screening.PaymentDeclined


def _into_clearing(
    *,
    account: accounts.AccountRef,
    amount: Money,
    narrative: str,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> Movement:
    clearing = ledger.internal_account(
        gl_code=booking.CLEARING, currency=amount.currency, opened_on=now.date()
    )
    return booking.book(
        booking=booking.Booking(
            kind=MovementKind.PAYMENT,
            debit=booking.Side.of(account),
            credit=booking.Side(clearing),
            amount=amount,
            narrative=narrative,
        ),
        request=request,
        actor=actor,
        now=now,
    )


def _checked_account(order: PaymentOrder) -> str:
    """Return the creditor's account; raises InvalidIban and AmountTooLarge."""
    require_in_limit(order.amount)
    return creditor_account(order.creditor_iban, order.amount.currency)


def require_in_limit(amount: Money) -> None:
    """Raise AmountTooLarge for more than the network of the currency can carry."""
    network = settings.CLEARED_BY_EXCHANGE.get(amount.currency.code)
    largest = clearing_limits.largest(network, amount)
    if largest is not None and amount.minor > largest.minor:
        raise AmountTooLarge(largest)


def creditor_account(text: str, currency: Currency) -> str:
    """Return the IBAN; for dollars that go by ACH it may be routing/account. Raises InvalidIban."""
    if settings.CLEARED_BY_EXCHANGE.get(currency.code) == "ach":
        account = read_us_account(text)
        if account is not None:
            return account
    iban = read_iban(text)
    if iban is None:
        raise InvalidIban
    return iban
