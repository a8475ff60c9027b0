"""Of what a customer hears by e-mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Money
from payments.correspondence.domain.notices import (
    LANGUAGES,
    USUAL,
    USUAL_ABOVE,
    Choices,
    NoticeKind,
)
from payments.correspondence.repositories import notices, threads
from payments.correspondence.services import people


class ChoiceRefused(BankError):
    """The amount is less than nothing or in another currency, or the language is not spoken."""

    code = "notice_choice_refused"
    cure = "Give an amount in euros of zero or more, and one of the bank's languages."


def choices_of(*, customer_id: UUID) -> Choices:
    """Return what a customer has chosen; what is usual where that is nothing."""
    row = notices.choices(customer_id)
    if row is None:
        return Choices(kinds=USUAL, money_out_above=USUAL_ABOVE, language=LANGUAGES[0])
    chosen = {kind for kind in NoticeKind if getattr(row, kind.value.lower())}
    return Choices(
        kinds=frozenset(chosen),
        money_out_above=Money(row.money_out_above_minor, USUAL_ABOVE.currency),
        language=row.language,
    )


def choices_of_actor(*, actor: Actor) -> Choices:
    """Return what the customer who is logged in has chosen; raises NotACustomer."""
    return choices_of(customer_id=people.own_customer(actor))


@needs("correspondence.choose_notices")
@use_case
def choose(*, choices: Choices, actor: Actor, now: datetime) -> None:
    """Keep what the customer who is logged in wants to hear of.

    Raises NotACustomer and ChoiceRefused.
    """
    above = choices.money_out_above
    if above.minor < 0 or above.currency != USUAL_ABOVE.currency:
        message = f"The amount is one of zero or more in {USUAL_ABOVE.currency}."
        raise ChoiceRefused(message, field="money_out_above")
    if choices.language not in LANGUAGES:
        message = "The bank does not write in this language."
        raise ChoiceRefused(message, field="language")
    customer_id = people.own_customer(actor)
    customer = threads.lock_customer(customer_id)
    kinds = {kind.value.lower(): choices.wants(kind) for kind in NoticeKind}
    notices.choose(
        customer.pk,
        {
            **kinds,
            "language": choices.language,
            "money_out_above_minor": above.minor,
            "chosen_at": now,
        },
    )
    audit.record(
        actor=actor,
        action="correspondence.notices.chosen",
        subject=f"customer:{customer_id}",
        detail={**kinds, "language": choices.language},
        at=now,
    )
