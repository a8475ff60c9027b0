"""Second factors bound to one payment: asked for, given, and used once.

Asking fixes what is confirmed. A factor then proves that the person agreed to exactly that. The
payment's own use case checks the proof against what it is about to do, and uses it up.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.crypto import keys
from bankcore.db.transactions import RecordedRefusal, requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.identity.domain.confirmations import (
    DIGEST_BYTES,
    MOST_TRIES,
    VALID_FOR,
    ConfirmationMethod,
    ConfirmationState,
    ConfirmationView,
    Consent,
    Proof,
)
from bankcore.identity.models import Confirmation, User
from bankcore.identity.repositories import confirmations, users
from bankcore.identity.services import factors, passkey_proofs

_BLOCKED_FOR: Final = timedelta(minutes=15)
_SEALING: Final = "identity.confirmation"


class NoSecondFactor(BankError):
    """The person has nothing to confirm with."""

    code = "no_second_factor"
    cure = "Add an authenticator app or a passkey on the page Security."
    status = 409


class TooManyWrongCodes(BankError):
    """So many proofs of this person were wrong that none is tried for a while."""

    code = "too_many_wrong_codes"
    cure = "Wait 15 minutes, then begin the order again."
    status = 429


@use_case
def ask(*, consent: Consent, actor: Actor, now: datetime) -> ConfirmationView:
    """Open a confirmation of `consent` by the person who acts, for five minutes.

    Raises NoSecondFactor and TooManyWrongCodes.
    """
    user = users.get(int(actor.id))
    _check_not_blocked(user, now)
    nonce, expires_at = secrets.token_bytes(DIGEST_BYTES), now + VALID_FOR
    row = Confirmation(
        user=user,
        action=consent.action,
        amounts=consent.told_amounts,
        payee=consent.payee,
        nonce=nonce,
        digest=consent.digest(user_id=user.pk, nonce=nonce, expires_at=expires_at),
        state=ConfirmationState.OPEN,
        asked_at=now,
        expires_at=expires_at,
    )
    view = _view(row, user)
    if not view.has_code and not view.has_passkey:
        message = "A payment is confirmed with a second factor, and you have none yet."
        raise NoSecondFactor(message)
    confirmations.add(row)
    return view


class ConfirmationNotFound(BankError):
    """There is no such confirmation, or it is another's."""

    code = "confirmation_not_found"
    cure = "Begin the order again."
    status = 404


class ConfirmationExpired(BankError):
    """The confirmation was not given or not used within five minutes."""

    code = "confirmation_expired"
    cure = "Begin the order again."
    status = 409


class ConfirmationRefused(BankError):
    """The confirmation had too many wrong codes."""

    code = "confirmation_refused"
    cure = "Begin the order again."
    status = 409


class ProofWrong(RecordedRefusal):
    """The code or the passkey's signature is not right for this confirmation. The try counts."""

    code = "confirmation_proof_wrong"
    cure = "Wait for the next code of your app, and check that your device's clock is right."


def get(*, confirmation_id: UUID, actor: Actor) -> ConfirmationView:
    """Return the actor's own confirmation; raises ConfirmationNotFound."""
    row = _found(confirmations.get(public_id=confirmation_id, user_id=int(actor.id)))
    return _view(row, row.user)


def used_for(*, used_for: str, actor: Actor) -> ConfirmationView | None:
    """Return the actor's own confirmation that went with this, such as `transaction:7`."""
    row = confirmations.used_for(used_for=used_for, user_id=int(actor.id))
    return None if row is None else _view(row, row.user)


def can_confirm(*, actor: Actor) -> bool:
    """Tell whether the actor has a second factor to confirm with."""
    user = users.get(int(actor.id))
    return confirmations.has_code_device(user) or bool(confirmations.passkeys(user))


def passkey_options(*, confirmation_id: UUID, actor: Actor) -> str:
    """Return the JSON that a browser needs to have a passkey sign this confirmation.

    Raises ConfirmationNotFound.
    """
    row = _found(confirmations.get(public_id=confirmation_id, user_id=int(actor.id)))
    return passkey_proofs.options_of(row, row.user)


@use_case
def confirm_by_code(
    *, confirmation_id: UUID, code: str, actor: Actor, now: datetime
) -> ConfirmationView:
    """Confirm with a code of the authenticator app, or of the recovery list.

    One that is confirmed already stays so, whatever the code: a form sent twice confirms once.
    Raises ConfirmationNotFound, ConfirmationExpired, ConfirmationRefused, TooManyWrongCodes, and
    ProofWrong, which keeps the try.
    """

    def proves(row: Confirmation, user: User) -> bool:
        del row  # a code belongs to the moment; this row, to which it is given, to the payment
        return factors.is_valid_code(user=user, code=code.strip())

    return _confirm(confirmation_id, ConfirmationMethod.CODE, proves, actor, now)


@use_case
def confirm_by_passkey(
    *, confirmation_id: UUID, assertion: str, actor: Actor, now: datetime
) -> ConfirmationView:
    """Confirm with a passkey's signature over the confirmation's digest.

    `assertion` is what the browser's credential says of itself as JSON. Raises what
    confirm_by_code raises.
    """

    def proves(row: Confirmation, user: User) -> bool:
        return passkey_proofs.is_valid(row, user, assertion, now=now)

    return _confirm(confirmation_id, ConfirmationMethod.PASSKEY, proves, actor, now)


class ConfirmationRequired(BankError):
    """The order needs its customer's second factor, and none was given for it."""

    code = "confirmation_required"
    cure = "Confirm the order with your authenticator app or passkey."
    status = 403


class ConfirmationDoesNotMatch(BankError):
    """What was confirmed is not what is to be done: amount, currency, payee or person differ."""

    code = "confirmation_does_not_match"
    cure = "Begin the order again, and confirm it as it is."
    status = 409


class ConfirmationUsed(BankError):
    """The confirmation went with another order."""

    code = "confirmation_used"
    cure = "Begin the order again."
    status = 409


@requires_transaction
def check(
    *,
    confirmation_id: UUID | None,
    consent: Consent,
    request_key: UUID,
    actor: Actor,
    now: datetime,
) -> Proof:
    """Return the actor's proof of exactly this consent, locked in the caller's use case.

    `use` must follow when the thing is done. Raises ConfirmationRequired, ConfirmationNotFound,
    ConfirmationDoesNotMatch, ConfirmationUsed and ConfirmationExpired.
    """
    if confirmation_id is None:
        message = "This order must be confirmed with a second factor."
        raise ConfirmationRequired(message)
    row = confirmations.get_locked(public_id=confirmation_id, user_id=int(actor.id))
    if row is None:
        message = "There is no such confirmation of yours."
        raise ConfirmationNotFound(message)
    expected = consent.digest(
        user_id=int(actor.id), nonce=bytes(row.nonce), expires_at=row.expires_at
    )
    if not hmac.compare_digest(expected, bytes(row.digest)):
        message = f"You confirmed {row.amounts} to {row.payee}; the order says something else."
        raise ConfirmationDoesNotMatch(message)
    replayed = row.state == ConfirmationState.USED and row.request_key == request_key
    if not replayed:
        _check_usable(row, now)
    _check_seal(row)
    assert row.confirmed_at is not None  # noqa: S101 - the table's CHECK
    return Proof(
        confirmation_id=row.public_id,
        method=ConfirmationMethod(row.method),
        digest=bytes(row.digest),
        confirmed_at=row.confirmed_at,
        replayed=replayed,
    )


@requires_transaction
def use(
    *, proof: Proof, request_key: UUID, used_for: str, replayed: bool, actor: Actor, now: datetime
) -> None:
    """Use the proof up for what was done under `request_key`, `used_for` naming it.

    `replayed` says that nothing was done because the same request did it before: then the proof
    stays as it is. Raises ConfirmationUsed where the proof was used before and this is new.
    """
    if replayed:
        return
    if proof.replayed:
        message = "The confirmation was used before."
        raise ConfirmationUsed(message)
    row = _found(confirmations.get_locked(public_id=proof.confirmation_id, user_id=int(actor.id)))
    row.state, row.used_at = ConfirmationState.USED, now
    row.request_key, row.used_for = request_key, used_for
    confirmations.save(row, ["state", "used_at", "request_key", "used_for"])


@use_case
def expire_old(*, now: datetime) -> int:
    """Mark confirmations that were not used in time; returns how many."""
    return confirmations.expire(now=now)


def _confirm(
    confirmation_id: UUID,
    method: ConfirmationMethod,
    proves: Callable[[Confirmation, User], bool],
    actor: Actor,
    now: datetime,
) -> ConfirmationView:
    user = confirmations.lock_user(user_id=int(actor.id))
    row = _found(confirmations.get_locked(public_id=confirmation_id, user_id=user.pk))
    if row.state in {ConfirmationState.CONFIRMED, ConfirmationState.USED}:
        return _view(row, user)
    _check_open(row, now)
    _check_not_blocked(user, now)
    if not proves(row, user):
        raise _wrong(row, method, actor, now)
    row.state, row.method, row.confirmed_at = ConfirmationState.CONFIRMED, method, now
    row.seal = _seal(row)
    confirmations.save(row, ["state", "method", "confirmed_at", "seal"])
    _record("confirmed", row, actor, now, method=method.value, digest=bytes(row.digest).hex())
    return _view(row, user)


def _wrong(
    row: Confirmation, method: ConfirmationMethod, actor: Actor, now: datetime
) -> ProofWrong:
    """Count the try, and return the refusal that tells of it."""
    row.tries, row.wrong_at = row.tries + 1, now
    left = MOST_TRIES - row.tries
    if not left:
        row.state = ConfirmationState.REFUSED
    confirmations.save(row, ["tries", "wrong_at", "state"])
    _record("refused", row, actor, now, method=method.value, tries=row.tries)
    if not left:
        return ProofWrong("That was not right, for the fifth time: the order is off.")
    what = "The code" if method is ConfirmationMethod.CODE else "The passkey"
    tries = "try" if left == 1 else "tries"
    return ProofWrong(f"{what} is not right, or was used before; {left} {tries} left.")


def _check_open(row: Confirmation, now: datetime) -> None:
    if row.state == ConfirmationState.REFUSED:
        message = "The confirmation had too many wrong codes."
        raise ConfirmationRefused(message)
    if row.state == ConfirmationState.EXPIRED or now >= row.expires_at:
        message = f"The order was to be confirmed until {row.expires_at:%H:%M:%S} UTC."
        raise ConfirmationExpired(message)


def _check_usable(row: Confirmation, now: datetime) -> None:
    if row.state == ConfirmationState.USED:
        message = "The confirmation was used before."
        raise ConfirmationUsed(message)
    _check_open(row, now)
    if row.state != ConfirmationState.CONFIRMED:
        message = "The order was shown, but not confirmed with a second factor."
        raise ConfirmationRequired(message)


def _check_not_blocked(user: User, now: datetime) -> None:
    """Article 4(3)(b): after five wrong proofs in a row, across all orders, none is tried."""
    if confirmations.wrong_tries(user_id=user.pk, since=now - _BLOCKED_FOR) >= MOST_TRIES:
        message = "Too many codes were wrong."
        raise TooManyWrongCodes(message)


def _seal(row: Confirmation) -> bytes:
    """Return the bank's keyed hash over what was confirmed, how and when."""
    assert row.confirmed_at is not None  # noqa: S101 - set by whoever seals
    key = keys.index_key(version=keys.CURRENT_VERSION, purpose=_SEALING)
    told = f"{row.public_id} {row.method} {row.confirmed_at.timestamp().hex()} "
    return hmac.digest(key, told.encode() + bytes(row.digest), "sha256")


def _check_seal(row: Confirmation) -> None:
    """Refuse a row that says it was confirmed without the bank's key having said so."""
    if not hmac.compare_digest(_seal(row), bytes(row.seal or b"")):
        message = "The confirmation's seal is broken."
        raise ConfirmationDoesNotMatch(message)


def _found(row: Confirmation | None) -> Confirmation:
    if row is None:
        message = "There is no such confirmation of yours."
        raise ConfirmationNotFound(message)
    return row


def _view(row: Confirmation, user: User) -> ConfirmationView:
    passkeys = confirmations.passkeys(user)
    return ConfirmationView(
        confirmation_id=row.public_id,
        amounts=row.amounts,
        payee=row.payee,
        state=ConfirmationState(row.state),
        tries_left=MOST_TRIES - row.tries,
        expires_at=row.expires_at,
        has_code=confirmations.has_code_device(user),
        has_passkey=bool(passkeys),
    )


def _record(done: str, row: Confirmation, actor: Actor, now: datetime, **detail: object) -> None:
    audit.record(
        actor=actor,
        action=f"identity.confirmation.{done}",
        subject=f"confirmation:{row.public_id}",
        detail={"for": row.action, "amounts": row.amounts, "payee": row.payee} | detail,
        at=now,
    )
