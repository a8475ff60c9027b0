"""What somebody promised to do by a day, about an incident, a risk, a test or an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from risk.operational.domain.indicators import Indicator
from risk.operational.models import Action
from risk.operational.repositories import registers

ActionState = Action.State
ABOUT: Final = ("incident", "risk", "test", "indicator")


class ActionInvalid(BankError):
    """What is said of the action cannot be so, or what it is about is not there."""

    code = "action_invalid"
    cure = "Mend the field named, and give the action again."


class ActionNotOpen(BankError):
    """There is no such action, or it has ended."""

    code = "action_not_open"
    cure = "Look the action up in the list again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """`about` is one of ABOUT, and `name` the number of that, or the indicator."""

    title: str
    owner: str
    due_on: date
    about: str
    name: str


@needs("operational.keep_action")
@use_case
def give(*, order: NewAction, actor: Actor, now: datetime) -> int:
    """Put an action on the list and return its number; raises ActionInvalid."""
    sound = {
        "title": bool(order.title.strip()) and len(order.title) <= 200,
        "owner": bool(order.owner.strip()) and len(order.owner) <= 80,
        "due_on": order.due_on >= ledger.business_date(),
        "name": _is_there(order.about, order.name),
    }
    for field, is_sound in sound.items():
        if not is_sound:
            message = f"This cannot be the {field.replace('_', ' ')} of an action."
            raise ActionInvalid(message, field=field)
    about: dict[str, object] = (
        {"indicator": order.name}
        if order.about == "indicator"
        else {f"{order.about}_id": int(order.name)}
    )
    row = registers.add(
        Action(
            title=order.title.strip(),
            owner=order.owner.strip(),
            due_on=order.due_on,
            given_by=str(actor),
            given_at=now,
            **about,
        )
    )
    _record(row, "given", {"title": row.title, "due": row.due_on.isoformat()}, actor, now)
    return int(row.pk)


@needs("operational.keep_action")
@use_case
def end(*, action_id: int, state: ActionState, outcome: str, actor: Actor, now: datetime) -> None:
    """Note that an action is done, or dropped, and why; raises ActionNotOpen and ActionInvalid."""
    row = registers.action_locked(action_id=action_id)
    if row is None or row.state != ActionState.OPEN:
        message = "There is no such open action."
        raise ActionNotOpen(message)
    if state == ActionState.OPEN or not outcome.strip() or len(outcome) > 500:
        message = "An action ends done or dropped, with up to 500 letters of what became of it."
        raise ActionInvalid(message, field="outcome")
    row.state, row.outcome = state, outcome.strip()
    row.ended_by, row.ended_at = str(actor), now
    registers.end_action(row)
    _record(row, "ended", {"state": str(row.state)}, actor, now)


def _is_there(about: str, name: str) -> bool:
    if about == "indicator":
        return name in set(Indicator)
    if about not in ABOUT or not name.isascii() or not name.isdigit() or len(name) > 18:
        return False
    return registers.is_there(kind=about, about_id=int(name))


def _record(row: Action, what: str, detail: dict[str, object], actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"operational.action.{what}",
        subject=f"action:{row.pk}",
        detail=detail,
        at=now,
    )
