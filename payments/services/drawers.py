"""Tellers' drawers: opening them, and cash between them and the vault."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import RecordedRefusal, requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.denominations import pieces_of
from payments.domain.drawers import (
    CashLine,
    CashReason,
    DrawerOpening,
    DrawerView,
    SessionState,
    VaultDirection,
    VaultOrder,
)
from payments.models import DrawerSession, TellerDrawer
from payments.repositories import drawers
from payments.services import booking

VAULT: Final = booking.VAULT
_TELLERS_CASH: Final = "1010"
CASH_LINES: Final = (VAULT, _TELLERS_CASH)


class NotATeller(BankError):
    """Cash is handled by people."""

    code = "not_a_teller"
    cure = "Log in as a member of staff."
    status = 403


class DrawerAlreadyOpen(BankError):
    """A teller has one drawer of a currency open at a time."""

    code = "drawer_already_open"
    cure = "Work with the drawer that is open, or close it first."
    status = 409


@needs("payments.operate_drawer")
@use_case
def open_drawer(*, order: DrawerOpening, actor: Actor, now: datetime) -> DrawerView:
    """Open the acting teller's drawer, with cash from the vault; the drawer is made on first use.

    Raises NotATeller, DrawerAlreadyOpen, NoCashInCurrency and booking's refusals.
    """
    teller_id, currency = _teller(actor), order.amount.currency
    pieces_of(currency)
    if order.amount.minor < 0:
        message = "A drawer is opened with zero or more."
        raise ValueError(message)
    drawers.lock_teller(teller_id)
    if drawers.unclosed_of_teller(teller_id=teller_id, currency=currency.number) is not None:
        message = f"You have a drawer in {currency.code} open already."
        raise DrawerAlreadyOpen(message)
    drawer = drawers.find(teller_id=teller_id, branch=order.branch, currency=currency.number)
    if drawer is None:
        drawer = _new_drawer(teller_id, order.branch, currency, now)
    # A savepoint: where the ledger refuses the cash, no session stays behind with the refusal.
    with transaction.atomic():
        session = drawers.add_session(drawer=drawer, opening=order.amount, at=now)
        if order.amount.minor:
            key = key_for(session, "opening")
            _with_vault(session, order.amount, CashReason.SUPPLY, key, actor, now)
    _record(session, actor, "opened", now, amount=order.amount)
    return view(session)


class DrawerNotFound(BankError):
    """There is no such drawer."""

    code = "drawer_not_found"
    cure = "Choose one of the drawers in the list."
    status = 404


class DrawerNotOpen(BankError):
    """Cash moves through an open drawer only."""

    code = "drawer_not_open"
    cure = "Open the drawer first."
    status = 409


class NotYourDrawer(BankError):
    """A drawer is its teller's alone."""

    code = "not_your_drawer"
    cure = "Use your own drawer."
    status = 403


class CashShort(RecordedRefusal):
    """The drawer holds less cash than is to be paid out."""

    code = "cash_short"
    cure = "Take cash from the vault into the drawer first."
    status = 409


@needs("payments.operate_drawer")
@use_case
def move_cash(
    *, order: VaultOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> DrawerView:
    """Take cash from the vault into an open drawer, or bring it back there.

    Raises DrawerNotFound, DrawerNotOpen, NotYourDrawer, CashShort and booking's refusals.
    """
    if order.amount.minor <= 0:
        message = "Cash is moved in a positive amount."
        raise ValueError(message)
    session = at_counter(drawer_id=order.drawer_id, actor=actor)
    into = order.direction is VaultDirection.TO_DRAWER
    reason = CashReason.SUPPLY if into else CashReason.RETURN
    amount = order.amount if into else -order.amount
    _with_vault(session, amount, reason, request, actor, now)
    _record(session, actor, "moved_cash", now, amount=amount)
    return view(session)


@requires_transaction
def at_counter(*, drawer_id: UUID, actor: Actor) -> DrawerSession:
    """Return the drawer's open session, locked, for its own teller to work with.

    Raises DrawerNotFound, DrawerNotOpen and NotYourDrawer.
    """
    session = own_session(drawer_id=drawer_id, actor=actor)
    if session.state != SessionState.OPEN:
        message = "The drawer has been counted, and waits for a second person."
        raise DrawerNotOpen(message)
    return session


@requires_transaction
def own_session(*, drawer_id: UUID, actor: Actor) -> DrawerSession:
    """Return the drawer's session that is not closed, locked, counted or not.

    Raises DrawerNotFound, DrawerNotOpen and NotYourDrawer.
    """
    drawer = _drawer(drawer_id)
    if drawer.teller_id != _teller(actor):
        message = "The drawer is another teller's."
        raise NotYourDrawer(message)
    session = drawers.lock_unclosed(drawer_id)
    if session is None:
        message = "The drawer is not open."
        raise DrawerNotOpen(message)
    return session


@requires_transaction
def keep(
    *, session: DrawerSession, reason: CashReason, amount: Money, txn_id: int, now: datetime
) -> None:
    """Write cash that the ledger has booked into the drawer's own list."""
    drawers.add_movement(session=session, reason=reason, minor=amount.minor, txn_id=txn_id, at=now)


def short(refusal: booking.InsufficientFunds, session: DrawerSession) -> RecordedRefusal:
    """Return the refusal in the teller's words: CashShort where it is the drawer that is short."""
    if refusal.ledger_account_id != session.drawer.ledger_account_id:
        return refusal
    return CashShort("The drawer holds less cash than that.")


def get(*, drawer_id: UUID) -> DrawerView:
    """Return the drawer as it stands; raises DrawerNotFound."""
    return view(drawers.latest(_drawer(drawer_id)))


def open_drawers() -> list[DrawerView]:
    """Return every drawer that is not closed: at the end of the day there should be none."""
    return [view(session) for session in drawers.unclosed()]


def count_left_open(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Count the drawers that nobody has closed, as a step of the end of day that changes nothing.

    A drawer left open stays its teller's overnight, and its cash stays in the books of the branch.
    """
    del day, next_day, actor, now
    return {"drawers left open": len(drawers.unclosed())}


def cash_lines(*, drawer_id: UUID) -> list[CashLine]:
    """Return the cash moved in the drawer's latest session, oldest first; DrawerNotFound."""
    session = drawers.latest(_drawer(drawer_id))
    unit = Currency.numbered(session.currency)
    return [
        CashLine(
            reason=CashReason(row.reason),
            amount=Money(row.amount_minor, unit),
            transaction_id=row.txn_id,
            at=row.at,
        )
        for row in drawers.movements(session)
    ]


def view(session: DrawerSession) -> DrawerView:
    """Return what is told of a session."""
    unit = Currency.numbered(session.currency)
    drawer = session.drawer

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, unit)

    return DrawerView(
        drawer_id=drawer.public_id,
        session_id=session.public_id,
        teller_id=drawer.teller_id,
        teller=drawer.teller.get_username(),
        branch=drawer.branch,
        currency=unit,
        state=SessionState(session.state),
        expected=ledger.balance(account_id=drawer.ledger_account_id).posted,
        counted=money(session.counted_minor),
        difference=money(session.difference_minor),
        approval_id=session.approval_id,
        opened_at=session.opened_at,
        closed_at=session.closed_at,
    )


def key_for(session: DrawerSession, what: str) -> ledger.RequestKey:
    """Return the key of what is done once in a session."""
    key = uuid5(NAMESPACE_URL, f"bankcore:drawer-session/{session.public_id}/{what}")
    return ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2)


def _new_drawer(teller_id: int, branch: str, currency: Currency, now: datetime) -> TellerDrawer:
    """Make the drawer and its account, which PostgreSQL keeps from being overdrawn."""
    account_id = ledger.open_many(
        orders=[
            ledger.AccountToOpen(
                number=f"{_TELLERS_CASH}-{currency.code}-{branch}-{teller_id}",
                name=f"Drawer of teller {teller_id}",
                gl_code=_TELLERS_CASH,
                currency=currency,
                kind=ledger.AccountKind.INTERNAL,
                opened_on=now.date(),
                branch=branch,
            )
        ]
    )[0]
    ledger.set_floor(account_id=account_id, floor=Money(0, currency))
    return drawers.add(
        teller_id=teller_id,
        branch=branch,
        currency=currency.number,
        ledger_account_id=account_id,
    )


def _with_vault(
    session: DrawerSession,
    amount: Money,
    reason: CashReason,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> None:
    """Book cash between the vault and the drawer: into the drawer where `amount` is positive."""
    vault = ledger.internal_account(gl_code=VAULT, currency=amount.currency, opened_on=now.date())
    drawer = session.drawer.ledger_account_id
    posting = ledger.Posting(
        request=request,
        kind=ledger.TransactionKind.TELLER,
        legs=(ledger.Leg(drawer, -amount), ledger.Leg(vault, amount)),
        actor=actor,
        narrative=f"Drawer {session.drawer.branch} {reason.lower()}",
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        refused = booking.refusal(outcome)
        if isinstance(refused, booking.InsufficientFunds):
            refused = short(refused, session)
        raise refused
    if not outcome.replayed:
        keep(session=session, reason=reason, amount=amount, txn_id=outcome.txn_id, now=now)


def _teller(actor: Actor) -> int:
    if actor.kind is not ActorKind.USER:
        message = "Only a person works with a drawer."
        raise NotATeller(message)
    return int(actor.id)


def _drawer(drawer_id: UUID) -> TellerDrawer:
    found = drawers.get(drawer_id)
    if found is None:
        message = f"There is no drawer {drawer_id}."
        raise DrawerNotFound(message)
    return found


def _record(
    session: DrawerSession, actor: Actor, done: str, now: datetime, *, amount: Money
) -> None:
    audit.record(
        actor=actor,
        action=f"payments.drawer.{done}",
        subject=f"drawer:{session.drawer.public_id}",
        detail={"session": str(session.public_id), "amount": str(amount)},
        at=now,
    )
