"""Payment links and checkout sessions: what a payer's browser is shown, and what it may do.

Whoever has a session's address may pay it: its id cannot be guessed, and tells nothing but the
merchant's name, the amount and what for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments.gateway.domain.checkout import LinkView, SessionState, SessionView
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.views import MerchantRef, PageOf
from payments.gateway.models import CheckoutSession, PaymentLink
from payments.gateway.repositories import checkout, made
from payments.gateway.services import payers as payer_services
from payments.gateway.services import views

OPEN_FOR: Final = timedelta(hours=24)


class LinkNotFound(BankError):
    """There is no such payment link, or it is not for payers any more."""

    code = "payment_link_not_found"
    cure = "Check the id of the payment link."
    status = 404


class SessionNotFound(BankError):
    """There is no such checkout session."""

    code = "checkout_session_not_found"
    cure = "Check the id of the session."
    status = 404


class SessionNotOpen(BankError):
    """The session is paid or its time is over."""

    code = "checkout_session_not_open"
    cure = "Make a new session, or open the payment link again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOrder:
    """What payers are to pay by a link."""

    amount: Money
    description: str
    return_url: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOrder:
    """What one payer is to pay."""

    amount: Money
    description: str
    success_url: str = ""
    cancel_url: str = ""
    payer: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@needs("gateway.take_payments")
@use_case
def create_link(
    *, merchant: MerchantRef, order: LinkOrder, request_id: UUID, actor: Actor, now: datetime
) -> LinkView:
    """Make a payment link; the same request gives the same one."""
    object_id = made.id_of("plink", request_id)
    row = checkout.link(object_id=object_id)
    if row is None:
        row = PaymentLink(
            object_id=object_id,
            merchant_id=merchant.pk,
            amount_minor=order.amount.minor,
            currency=order.amount.currency.code,
            description=order.description,
            return_url=order.return_url,
            metadata=payer_services.merged({}, order.metadata),
            created_at=now,
        )
        checkout.add(row)
        _record(actor, "gateway.payment_link.created", object_id, now)
    return link_view(row)


@needs("gateway.take_payments")
@use_case
def change_link(
    *,
    merchant: MerchantRef,
    object_id: str,
    active: bool | None,
    metadata: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> LinkView:
    """Open or close a payment link, or change its texts. Raises LinkNotFound."""
    row = checkout.link_locked(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _no_link(object_id)
    row.is_active = row.is_active if active is None else active
    row.metadata = payer_services.merged(row.metadata, metadata)
    checkout.save(row)
    _record(actor, "gateway.payment_link.changed", object_id, now)
    return link_view(row)


@needs("gateway.read_payments")
def get_link(*, merchant: MerchantRef, object_id: str, actor: Actor) -> LinkView:
    """Return a merchant's payment link. Raises LinkNotFound."""
    del actor
    row = checkout.link(object_id=object_id)
    if row is None or row.merchant_id != merchant.pk:
        raise _no_link(object_id)
    return link_view(row)


@needs("gateway.read_payments")
def page_of_links(
    *, merchant: MerchantRef, active: bool | None, part: PageOf, actor: Actor
) -> tuple[Sequence[LinkView], bool]:
    """Return a page of the merchant's payment links, and whether there are more."""
    del actor
    rows, more = checkout.page_of_links(merchant=merchant.pk, active=active, wanted=part)
    return [link_view(row) for row in rows], more


@needs("gateway.take_payments")
@use_case
def create_session(
    *, merchant: MerchantRef, order: SessionOrder, request_id: UUID, actor: Actor, now: datetime
) -> SessionView:
    """Make a page for one payer; the same request gives the same one. Raises PayerNotFound."""
    object_id = made.id_of("cs", request_id)
    row = checkout.session(object_id=object_id)
    if row is None:
        row = CheckoutSession(
            object_id=object_id,
            merchant_id=merchant.pk,
            payer=payer_services.living(merchant, order.payer) if order.payer else None,
            amount_minor=order.amount.minor,
            currency=order.amount.currency.code,
            description=order.description,
            success_url=order.success_url,
            cancel_url=order.cancel_url,
            metadata=payer_services.merged({}, order.metadata),
            created_at=now,
            expires_at=now + OPEN_FOR,
        )
        checkout.add(row)
        _record(actor, "gateway.checkout_session.created", object_id, now)
    return session_view(row)


@needs("gateway.read_payments")
def get_session(*, merchant: MerchantRef, object_id: str, actor: Actor) -> SessionView:
    """Return a merchant's session. Raises SessionNotFound."""
    del actor
    row = checkout.session(object_id=object_id)
    if row is None or row.merchant_id != merchant.pk:
        raise _no_session()
    return session_view(row)


@needs("gateway.read_payments")
def page_of_sessions(
    *, merchant: MerchantRef, part: PageOf, actor: Actor
) -> tuple[Sequence[SessionView], bool]:
    """Return a page of the merchant's sessions, and whether there are more."""
    del actor
    rows, more = checkout.page_of_sessions(merchant=merchant.pk, wanted=part)
    return [session_view(row) for row in rows], more


@needs("gateway.take_payments")
@use_case
def expire_session(
    *, merchant: MerchantRef, object_id: str, actor: Actor, now: datetime
) -> SessionView:
    """End a session that nobody has paid. Raises SessionNotFound and SessionNotOpen."""
    row = checkout.session_locked(object_id=object_id)
    if row is None or row.merchant_id != merchant.pk:
        raise _no_session()
    if row.state == SessionState.COMPLETE:
        raise _not_open()
    row.state = SessionState.EXPIRED
    checkout.save(row)
    _record(actor, "gateway.checkout_session.expired", object_id, now)
    return session_view(row)


def open_link(*, object_id: str) -> LinkView:
    """Return an active payment link to a payer who opens it. Raises LinkNotFound."""
    row = checkout.link(object_id=object_id)
    if row is None or not row.is_active or row.merchant.state != MerchantState.ACTIVE:
        raise _no_link(object_id)
    return link_view(row)


@use_case
def begin_session(*, link: str, now: datetime) -> SessionView:
    """Make a session for a payer who goes on from a link. Raises LinkNotFound."""
    row = checkout.link(object_id=link)
    if row is None or not row.is_active or row.merchant.state != MerchantState.ACTIVE:
        raise _no_link(link)
    session = CheckoutSession(
        object_id=made.id_of("cs", uuid4()),
        merchant=row.merchant,
        link=row,
        amount_minor=row.amount_minor,
        currency=row.currency,
        description=row.description,
        success_url=row.return_url,
        metadata=row.metadata,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )
    checkout.add(session)
    _record(Actor.system("checkout"), "gateway.checkout_session.created", session.object_id, now)
    return session_view(session)


def session_for_payer(*, object_id: str, now: datetime) -> SessionView:
    """Return a session to whoever has its address. Raises SessionNotFound and SessionNotOpen."""
    row = checkout.session(object_id=object_id)
    if row is None:
        raise _no_session()
    over = row.state == SessionState.OPEN and row.expires_at <= now
    if over or row.state == SessionState.EXPIRED:
        raise _not_open()
    return session_view(row)


@use_case
def tie_payment(*, session: str, intent: str, now: datetime) -> SessionView:
    """Note which payment a session pays by. Raises SessionNotOpen where it has another."""
    row = _open(session, now)
    key = checkout.intent_key(merchant=row.merchant_id, object_id=intent)
    if key is None or row.intent_id not in {None, key}:
        raise _not_open()
    row.intent_id = key
    checkout.save(row)
    _record(Actor.system("checkout"), "gateway.checkout_session.tied", session, now)
    return session_view(row)


@use_case
def complete_session(*, session: str, now: datetime) -> SessionView:
    """Note that the payer has paid. Doing it twice changes nothing."""
    row = checkout.session_locked(object_id=session)
    if row is None or row.intent_id is None:
        raise _no_session()
    if row.state == SessionState.OPEN:
        row.state = SessionState.COMPLETE
        checkout.save(row)
        _record(Actor.system("checkout"), "gateway.checkout_session.completed", session, now)
    return session_view(row)


@use_case
def expire_sessions(*, now: datetime) -> int:
    """End the sessions whose time is over; return how many."""
    return checkout.expire(now=now)


def link_view(row: PaymentLink) -> LinkView:
    """Return a link as it is shown."""
    return LinkView(
        object_id=row.object_id,
        merchant_name=row.merchant.name,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        description=row.description,
        return_url=row.return_url,
        is_active=row.is_active,
        metadata=row.metadata,
        created_at=row.created_at,
    )


def session_view(row: CheckoutSession) -> SessionView:
    """Return a session as it is shown."""
    return SessionView(
        object_id=row.object_id,
        merchant=views.merchant_ref(row.merchant),
        link_id=row.link.object_id if row.link else None,
        intent_id=row.intent.object_id if row.intent else None,
        payer_id=row.payer.object_id if row.payer else None,
        state=SessionState(row.state),
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        description=row.description,
        success_url=row.success_url,
        cancel_url=row.cancel_url,
        metadata=row.metadata,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _open(session: str, now: datetime) -> CheckoutSession:
    row = checkout.session_locked(object_id=session)
    if row is None:
        raise _no_session()
    if row.state != SessionState.OPEN or row.expires_at <= now:
        raise _not_open()
    return row


def _no_link(object_id: str) -> LinkNotFound:
    message = f"There is no payment link {object_id}."
    return LinkNotFound(message)


def _no_session() -> SessionNotFound:
    message = "There is no such checkout session."
    return SessionNotFound(message)


def _not_open() -> SessionNotOpen:
    message = "This checkout session is paid, or its time is over."
    return SessionNotOpen(message)


def _record(actor: Actor, action: str, object_id: str, now: datetime) -> None:
    kind = action.split(".")[1]
    audit.record(actor=actor, action=action, subject=f"{kind}:{object_id}", at=now)
