"""A model's way to work: candidate, shadow, champion by two people, retirement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from risk.scoring.domain.files import ModelFile
from risk.scoring.domain.lives import FOLLOWS, ModelState
from risk.scoring.models import FraudModel
from risk.scoring.repositories import registry
from risk.scoring.services.checking import CannotUseModel, check

KIND: Final = "scoring.promote"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{2,39}")


class ModelNotFound(BankError):
    """There is no such model."""

    code = "model_not_found"
    cure = "Look the model up in the list again."
    status = 404


class ModelNotNow(BankError):
    """The model is not in the state from which this can be done."""

    code = "model_state"
    cure = "Look at the model again: it goes from candidate to shadow, champion and retirement."
    status = 409


class CannotTrain(BankError):
    """There are too few payments, or too few known frauds, before and after the split in time."""

    code = "model_not_trained"
    cure = "Wait until more frauds are known."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """A model to be kept; what training found out about it comes along."""

    name: str
    content: str
    calibration: Mapping[str, Any] = field(default_factory=dict)
    reference: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    data_hash: str = ""


@needs("scoring.train_model")
def upload(*, name: str, content: str, actor: Actor, now: datetime) -> int:
    """Keep a model that was trained elsewhere as a candidate; raises CannotUseModel.

    It is loaded by a process of its own first, before a transaction begins.
    """
    return keep(model=NewModel(name=name, content=content), actor=actor, now=now)


def keep(*, model: NewModel, actor: Actor, now: datetime) -> int:
    """Check a model and keep it as a candidate; raises CannotUseModel."""
    if not _NAME.fullmatch(model.name):
        message = "This is no name of a model: small letters, digits, - and _."
        raise CannotUseModel(message, field="name")
    return _add(model=model, found=check(model.content), actor=actor, now=now)


@use_case
def _add(*, model: NewModel, found: ModelFile, actor: Actor, now: datetime) -> int:
    row = registry.add(
        FraudModel(
            name=model.name,
            version=registry.next_version(model.name),
            content=model.content,
            feature_names=list(found.names),
            trees=found.trees,
            calibration=dict(model.calibration),
            reference=dict(model.reference),
            metrics=dict(model.metrics),
            data_hash=model.data_hash,
            code_version=str(settings.SPECTACULAR_SETTINGS["VERSION"]),
            author=str(actor),
            created_at=now,
        )
    )
    _record(row, "kept", actor, now)
    return row.pk


@needs("scoring.train_model")
@use_case
def begin_shadow(*, model_id: int, actor: Actor, now: datetime) -> None:
    """Ask the model about every payment, and only note what it says; the one before is retired.

    Raises ModelNotFound and ModelNotNow.
    """
    model = _locked(model_id, ModelState.SHADOW)
    before = registry.in_state_locked(ModelState.SHADOW)
    if before is not None:
        _retire(before, actor, now)
    model.state, model.shadow_since = ModelState.SHADOW, now
    registry.save(model, "state", "shadow_since")
    _record(model, "in_shadow", actor, now)


@needs("scoring.train_model")
@use_case
def request_promotion(
    *, model_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to make the model in shadow the champion.

    Raises ModelNotFound, ModelNotNow, approvals.AlreadyRequested and approvals.ReasonMissing.
    """
    model = _locked(model_id, ModelState.CHAMPION)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"model:{model}",
            payload={
                "model_id": model.pk,
                "metrics": {name: str(figure) for name, figure in model.metrics.items()},
            },
            reason=reason,
            parties=(model.author,),
        ),
        actor=actor,
        now=now,
    )


@requires_transaction
def execute_promotion(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Make the model champion in place of the one before, in the use case of who approves.

    Raises ModelNotFound and ModelNotNow.
    """
    model = _locked(int(str(request.payload["model_id"])), ModelState.CHAMPION)
    before = registry.in_state_locked(ModelState.CHAMPION)
    if before is not None:
        _retire(before, actor, now)
    model.state, model.champion_since = ModelState.CHAMPION, now
    model.approval_id = request.request_id
    registry.save(model, "state", "champion_since", "approval_id")
    _record(model, "champion", actor, now)
    return f"model:{model}"


@needs("scoring.train_model")
@use_case
def retire(*, model_id: int, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take a model out, by one person and at once: without a champion, rules decide alone.

    `reason` stays in the audit trail. Raises ModelNotFound and ModelNotNow.
    """
    _retire(_locked(model_id, ModelState.RETIRED), actor, now, reason=reason)


def _retire(model: FraudModel, actor: Actor, now: datetime, *, reason: str = "") -> None:
    model.state, model.retired_at = ModelState.RETIRED, now
    registry.save(model, "state", "retired_at")
    _record(model, "retired", actor, now, reason=reason)


def _locked(model_id: int, becomes: ModelState) -> FraudModel:
    model = registry.get_locked(model_id)
    if model is None:
        message = "There is no such model."
        raise ModelNotFound(message)
    if becomes not in FOLLOWS[ModelState(model.state)]:
        message = f"The model is {model.state}, and does not become {becomes}."
        raise ModelNotNow(message)
    return model


def _record(model: FraudModel, what: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    audit.record(
        actor=actor,
        action=f"scoring.model.{what}",
        subject=f"model:{model}",
        detail={"trees": model.trees, "data_hash": model.data_hash},
        reason=reason,
        at=now,
    )
