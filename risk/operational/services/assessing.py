"""Risks, what is done about them, and how grave they are: the bank's own assessment."""

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
from risk.operational.domain.taxonomy import BusinessLine, EventType
from risk.operational.models import Assessment, Control, Risk
from risk.operational.repositories import registers

ControlKind = Control.Kind
_MARKS: Final = range(1, 6)


class RiskInvalid(BankError):
    """What is said of the risk or of its control cannot be so."""

    code = "risk_invalid"
    cure = "Mend the field named; each title is there once."


class RiskNotFound(BankError):
    """There is no such risk."""

    code = "risk_not_found"
    cure = "Look the risk up in the register again."
    status = 404


class AssessmentInvalid(BankError):
    """Marks go from 1 to 5; controls make no risk graver, and without any nothing is less."""

    code = "assessment_invalid"
    cure = "Mend the field named, and assess the risk again."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRisk:
    """Something that could go wrong."""

    title: str
    description: str
    event_type: EventType
    business_line: BusinessLine
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How likely and how grave a risk is, from 1 to 5: by itself, and with its controls."""

    inherent_likelihood: int
    inherent_impact: int
    residual_likelihood: int
    residual_impact: int


@needs("operational.assess_risk")
@use_case
def record_risk(*, order: NewRisk, actor: Actor, now: datetime) -> int:
    """Put a risk on the register and return its number; raises RiskInvalid."""
    _told("title", order.title, 120)
    _told("description", order.description, 1_000)
    _told("owner", order.owner, 80)
    if registers.risk_called(order.title.strip()):
        message = "There is a risk of this title."
        raise RiskInvalid(message, field="title")
    row = registers.add(
        Risk(
            title=order.title.strip(),
            description=order.description.strip(),
            event_type=order.event_type,
            business_line=order.business_line,
            owner=order.owner.strip(),
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _record(row.pk, "recorded", {"title": row.title}, actor, now)
    return int(row.pk)


@needs("operational.assess_risk")
@use_case
def add_control(
    *, risk_id: int, kind: ControlKind, title: str, owner: str, actor: Actor, now: datetime
) -> int:
    """Note what is done about a risk; raises RiskNotFound and RiskInvalid."""
    risk = _risk(risk_id)
    _told("title", title, 200)
    _told("owner", owner, 80)
    row = registers.add(
        Control(
            risk=risk,
            kind=kind,
            title=title.strip(),
            owner=owner.strip(),
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _record(risk.pk, "controlled", {"control": row.title}, actor, now)
    return int(row.pk)


@needs("operational.assess_risk")
@use_case
def assess(
    *, risk_id: int, marks: Marks, rationale: str, review_on: date, actor: Actor, now: datetime
) -> int:
    """Assess a risk; of its assessments the newest counts.

    Raises RiskNotFound, RiskInvalid and AssessmentInvalid.
    """
    risk = _risk(risk_id)
    _told("rationale", rationale, 1_000)
    today = ledger.business_date()
    _check(marks, controlled=registers.has_controls(risk_id=risk.pk))
    if review_on <= today:
        message = "The next review is on a later day than today."
        raise AssessmentInvalid(message, field="review_on")
    row = registers.add(
        Assessment(
            risk=risk,
            inherent_likelihood=marks.inherent_likelihood,
            inherent_impact=marks.inherent_impact,
            residual_likelihood=marks.residual_likelihood,
            residual_impact=marks.residual_impact,
            rationale=rationale.strip(),
            assessed_on=today,
            review_on=review_on,
            assessed_by=str(actor),
            assessed_at=now,
        )
    )
    left = f"{marks.residual_likelihood} x {marks.residual_impact}"
    detail: dict[str, object] = {"residual": left}
    _record(risk.pk, "assessed", detail, actor, now)
    return int(row.pk)


def _check(marks: Marks, *, controlled: bool) -> None:
    for name in ("likelihood", "impact"):
        inherent = getattr(marks, f"inherent_{name}")
        residual = getattr(marks, f"residual_{name}")
        if inherent not in _MARKS:
            message = "Marks go from 1 to 5."
            raise AssessmentInvalid(message, field=f"inherent_{name}")
        if residual not in _MARKS or residual > inherent:
            message = "What is left with controls is from 1 to what there was without."
            raise AssessmentInvalid(message, field=f"residual_{name}")
        if residual < inherent and not controlled:
            message = "Nothing is done about this risk, so nothing makes it less."
            raise AssessmentInvalid(message, field=f"residual_{name}")


def _risk(risk_id: int) -> Risk:
    row = registers.risk(risk_id=risk_id)
    if row is None:
        message = "There is no such risk."
        raise RiskNotFound(message)
    return row


def _told(field: str, text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest:
        message = f"The {field} has from 1 to {longest} letters."
        raise RiskInvalid(message, field=field)


def _record(
    risk_id: int, what: str, detail: dict[str, object], actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=f"operational.risk.{what}",
        subject=f"risk:{risk_id}",
        detail=detail,
        at=now,
    )
