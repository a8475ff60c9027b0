"""What customers order for themselves in online banking: from what is theirs, confirmed by them.

Staff act by their roles and before other eyes, programs sign what they send; a customer at a page
confirms each order with a second factor, bound to its amount and payee: (EU) 2018/389, Articles 5
and 97 of Directive (EU) 2015/2366. The page asks for it; here it is checked, inside the use case
that does what was ordered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.domain.movements import Movement
from payments.payees import public as payees
from payments.services import screening

OWN_ACCOUNTS: Final = "own_accounts"


class SignedByOthersToo(BankError):
    """More than one must sign orders on this account, so that nothing leaves it at once."""

    code = "signed_by_others_too"
    cure = "Give a scheduled payment: it waits until the others have signed it."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order that its customer may give and has confirmed, not carried out yet.

    Without a proof it is exempt, or was given by somebody who need not confirm.
    """

    consent: identity.Consent
    request_key: UUID
    proof: identity.Proof | None = None
    exemption: str = ""

    @property
    def replayed(self) -> bool:
        """Whether the same request was carried out with this confirmation before."""
        return self.proof is not None and self.proof.replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a use case asks of its customer before it acts; `exemption` names why it need not.

    With `account_id`, the amount leaves this account at once.
    """

    consent: identity.Consent
    request_key: UUID
    confirmation_id: UUID | None
    account_id: UUID | None = None
    exemption: str = ""


def customer_of(actor: Actor) -> accounts.CustomerView | None:
    """Return the customer who acts in online banking; None for anybody else.

    Raises accounts.CustomerNotFound where there is no customer under the log-in.
    """
    if not actor.rights.self_service:
        return None
    found = accounts.customer_of_user(user_id=int(actor.id))
    if found is None:
        message = "There is no customer under this log-in."
        raise accounts.CustomerNotFound(message)
    return found


def user_id_of(actor: Actor, user_id: int | None) -> int | None:
    """Return whose things the order may touch: a customer's own, whatever the caller says."""
    return int(actor.id) if actor.rights.self_service else user_id


def check_account(*, account_id: UUID, amount: Money, actor: Actor) -> None:
    """Let a customer pay `amount` at once from an account that they may use alone.

    Raises accounts.AccountNotFound where it is another's, what accounts.authorise raises, and
    SignedByOthersToo.
    """
    customer = customer_of(actor)
    if customer is None:
        return
    _check_theirs(account_id, actor)
    authorisation = accounts.authorise(
        account_id=account_id,
        customer_id=customer.customer_id,
        amount=amount,
        day=ledger.business_date(),
    )
    if not authorisation.is_complete:
        message = "Others must sign orders on this account too."
        raise SignedByOthersToo(message)


def _count_use(account_id: UUID, amount: Money, reference: str, actor: Actor) -> None:
    customer = customer_of(actor)
    if customer is not None:
        accounts.use_mandate(
            account_id=account_id,
            customer_id=customer.customer_id,
            amount=amount,
            day=ledger.business_date(),
            reference=reference,
        )


def exemption_between(debit_owner: UUID, credit_owner: UUID, *, actor: Actor) -> str:
    """Return the exemption of moving money between two accounts of one customer: Article 15.

    Both must be the acting customer's own, not only open to them; empty where there is none.
    """
    customer = customer_of(actor)
    exempt = OWN_ACCOUNTS in settings.CONFIRMATION_EXEMPTIONS
    if not exempt or customer is None:
        return ""
    return OWN_ACCOUNTS if debit_owner == credit_owner == customer.customer_id else ""


@requires_transaction
def check(ask: Ask, *, actor: Actor, now: datetime) -> Ordered:
    """Check that the order is the customer's to give and confirmed; `keep` or `finish` follows.

    Raises what check_account and identity.check_confirmation raise. Nobody else is asked.
    """
    ordered = Ordered(consent=ask.consent, request_key=ask.request_key, exemption=ask.exemption)
    if not actor.rights.self_service:
        return ordered
    if ask.account_id is not None:
        _check_theirs(ask.account_id, actor)
    if not ask.exemption:
        proof = identity.check_confirmation(
            confirmation_id=ask.confirmation_id,
            consent=ask.consent,
            request_key=ask.request_key,
            actor=actor,
            now=now,
        )
        ordered = replace(ordered, proof=proof)
    # What was carried out before has been counted against limits; the same request sees that.
    if ask.account_id is not None and not ordered.replayed:
        (amount,) = ask.consent.amounts
        check_account(account_id=ask.account_id, amount=amount, actor=actor)
    return ordered


def _check_theirs(account_id: UUID, actor: Actor) -> None:
    accounts.get_account_of_user(account_id=account_id, user_id=int(actor.id))


@requires_transaction
def keep(
    ordered: Ordered, *, subject: str, actor: Actor, now: datetime, replayed: bool = False
) -> None:
    """Use the confirmation up for `subject`, and keep it there as evidence.

    `replayed`: nothing was done, since the same request did it before. Raises ConfirmationUsed.
    """
    if not actor.rights.self_service:
        return
    proof = ordered.proof
    if proof is not None:
        identity.use_confirmation(
            proof=proof,
            request_key=ordered.request_key,
            used_for=subject,
            replayed=replayed,
            actor=actor,
            now=now,
        )
    if not replayed:
        _record(ordered, proof, subject=subject, actor=actor, now=now)


@requires_transaction
def finish(
    ordered: Ordered, movement: Movement, *, paid_to: str = "", actor: Actor, now: datetime
) -> None:
    """Count a customer's movement against the mandate, if any, and keep its confirmation.

    `paid_to` is the payee's account: where the customer has saved the payee, it is noted there.
    """
    reference = f"transaction:{movement.transaction_id}"
    if movement.debit_account_id is not None and not movement.replayed:
        _count_use(movement.debit_account_id, movement.amount, reference, actor)
        if paid_to and actor.rights.self_service:
            payees.mark_paid(account=paid_to, user_id=int(actor.id), now=now)
    keep(ordered, subject=reference, actor=actor, now=now, replayed=movement.replayed)


@requires_transaction
def finish_held(
    ordered: Ordered, waiting: screening.PaymentHeld, *, actor: Actor, now: datetime
) -> None:
    """Keep the confirmation of a movement that is held, and count it against the mandate now.

    What is set aside could else be ordered again and again beyond a mandate's limits.
    """
    reference = f"held_payment:{waiting.held.held_id}"
    if not waiting.replayed:
        _count_use(waiting.held.account_id, waiting.held.amount, reference, actor)
    keep(ordered, subject=reference, actor=actor, now=now, replayed=waiting.replayed)


def _record(
    ordered: Ordered, proof: identity.Proof | None, *, subject: str, actor: Actor, now: datetime
) -> None:
    evidence: dict[str, object] = {"exemption": ordered.exemption}
    if proof is not None:
        evidence = {
            "confirmation": str(proof.confirmation_id),
            "method": proof.method.value,
            "digest": proof.digest.hex(),
            "confirmed_at": proof.confirmed_at.isoformat(),
        }
    consent = ordered.consent
    # What the bank said of the payee's name, for disputes.
    checked = payees.name_check_of(request_key=ordered.request_key)
    if checked is not None and consent.payee.endswith(checked.account):
        evidence |= {"name_check": checked.answer.value, "request_key": str(ordered.request_key)}
    audit.record(
        actor=actor,
        action=f"{consent.action}.exempted" if proof is None else f"{consent.action}.confirmed",
        subject=subject,
        detail={"amounts": consent.told_amounts, "payee": consent.payee} | evidence,
        at=now,
    )
