"""Parameters and marks: what provisions are reckoned from is changed by two people."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from risk.provisions.domain import parameters
from risk.provisions.domain.parameters import ParametersInvalid
from risk.provisions.models import Mark, ParameterVersion
from risk.provisions.repositories import days, settings

PARAMETERS: Final = "provisions.parameters"
MARK: Final = "provisions.mark"
_LARGEST: Final = 20_000


class DayIsOver(BankError):
    """Parameters and marks begin on a business day that is not over."""

    code = "provision_day_over"
    cure = "Give the open business day or a later one."


class CustomerUnknown(BankError):
    """No credit of this customer has ever been provided for."""

    code = "provision_customer_unknown"
    cure = "Give the id of a customer with a loan or an overdraft."
    status = 404


class MarkUnchanged(BankError):
    """The customer is marked so already, or is not."""

    code = "provision_mark_unchanged"
    cure = "Look at the customer's marks; nothing needs to be changed."
    status = 409


def read_text(text: str) -> dict[str, Any]:
    """Return parameters that are written as JSON; raises ParametersInvalid."""
    if len(text) > _LARGEST:
        message = "This is too long for parameters."
        raise ParametersInvalid(message, field="content")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = "This is no JSON."
        raise ParametersInvalid(message, field="content") from error
    parameters.read(found)
    content: dict[str, Any] = found
    return content


@needs("provisions.set_parameters")
@use_case
def request_parameters(
    *, content: dict[str, Any], effective_from: date, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person for new parameters.

    Raises ParametersInvalid, DayIsOver, and approvals.AlreadyRequested and -ReasonMissing.
    """
    parameters.read(content)
    _not_over(effective_from)
    reason = approvals.stated(reason)
    before = settings.parameters_on(day=effective_from)
    return approvals.request(
        order=approvals.NewRequest(
            kind=PARAMETERS,
            subject="provisions:parameters",
            payload={
                "effective_from": effective_from.isoformat(),
                "reason": reason,
                "before": _lines({} if before is None else before.content),
                "after": _lines(content),
                "content": content,
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_parameters(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put the parameters in force, in the use case of who approves; raises what asking does."""
    told = request.payload
    content = told["content"]
    parameters.read(content)
    effective_from = date.fromisoformat(str(told["effective_from"]))
    _not_over(effective_from)
    version = days.add(
        ParameterVersion(
            effective_from=effective_from,
            content=content,
            reason=str(told["reason"]),
            set_by=request.maker,
            set_at=now,
            approval_id=request.request_id,
        )
    )
    audit.record(
        actor=actor,
        action="provisions.parameters.set",
        subject=f"provisions:{version.pk}",
        detail={"from": effective_from.isoformat(), "request": request.request_id},
        at=now,
    )
    return f"provisions:{version.pk}"


@needs("provisions.mark_customer")
@use_case
def request_mark(
    *, customer: UUID, kind: Mark.Kind, is_on: bool, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to mark a customer, from the open business day on, or no longer.

    Raises CustomerUnknown, MarkUnchanged, and approvals.AlreadyRequested and -ReasonMissing.
    """
    _check_mark(customer, kind, is_on=is_on)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=MARK,
            subject=f"mark:{kind}:{customer}",
            payload={
                "customer": str(customer),
                "kind": str(kind),
                "reason": reason,
                "before": {"marked": not is_on},
                "after": {"marked": is_on},
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_mark(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Mark the customer, in the use case of who approves; raises what asking does."""
    told = request.payload
    after = told["after"]
    assert isinstance(after, dict)  # noqa: S101 - as request_mark wrote it
    customer, kind = UUID(str(told["customer"])), Mark.Kind(str(told["kind"]))
    is_on = bool(after["marked"])
    _check_mark(customer, kind, is_on=is_on)
    days.add(
        Mark(
            customer=customer,
            kind=kind,
            is_on=is_on,
            from_day=ledger.business_date(),
            reason=str(told["reason"]),
            set_by=request.maker,
            set_at=now,
            approval_id=request.request_id,
        )
    )
    audit.record(
        actor=actor,
        action="provisions.customer.marked",
        subject=f"customer:{customer}",
        detail={"kind": str(kind), "on": is_on},
        at=now,
    )
    return f"customer:{customer}"


def _check_mark(customer: UUID, kind: Mark.Kind, *, is_on: bool) -> None:
    if not days.is_customer(customer=customer):
        message = f"No credit of customer {customer} is known."
        raise CustomerUnknown(message, field="customer")
    marked = customer in settings.marks_on(day=ledger.business_date())[kind]
    if marked == is_on:
        message = "The customer is marked so already." if is_on else "The customer is not marked."
        raise MarkUnchanged(message)


def _not_over(day: date) -> None:
    if day < ledger.business_date():
        message = f"{day} is over."
        raise DayIsOver(message, field="effective_from")


def _lines(content: Any, name: str = "") -> dict[str, str]:
    """Return every value by the names that lead to it, for whoever decides to compare."""
    if isinstance(content, dict):
        pairs = list(content.items())
    elif isinstance(content, list):
        pairs = [(str(number), each) for number, each in enumerate(content, 1)]
    else:
        return {name: str(content)}
    found: dict[str, str] = {}
    for key, value in pairs:
        found |= _lines(value, f"{name} {key}".strip())
    return found


def content_on(*, day: date) -> dict[str, Any] | None:
    """Return the parameters in force on a day, as they were told; None where there are none."""
    found = settings.parameters_on(day=day)
    return None if found is None else found.content
