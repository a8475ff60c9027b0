"""The plan of continuity: processes, how soon each must be back, and whether tests show that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from risk.operational.models import BankProcess, ProcessTest
from risk.operational.repositories import registers

_YEAR: Final = 366 * 24 * 60
_LONGEST_DAYS: Final = 1_100
_LONGEST: Final = {"name": 120, "owner": 80, "plan": 2_000}


class ProcessInvalid(BankError):
    """What is said of the process cannot be so."""

    code = "process_invalid"
    cure = "Mend the field named; each process is there once."


class ProcessNotFound(BankError):
    """There is no such process."""

    code = "process_not_found"
    cure = "Look the process up in the plan again."
    status = 404


class ProcessTestInvalid(BankError):
    """What is said of the test cannot be so, or a later test is noted."""

    code = "process_test_invalid"
    cure = "Mend the field named, and note the test again."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProcess:
    """Something to go on with: within `recovery_minutes`, losing `data_minutes` at most."""

    name: str
    owner: str
    plan: str
    recovery_minutes: int
    data_minutes: int
    test_every_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """How a test of the plan went."""

    process_id: int
    tested_on: date
    recovery_minutes: int
    data_minutes: int
    findings: str


@needs("operational.keep_continuity")
@use_case
def record_process(*, order: NewProcess, actor: Actor, now: datetime) -> int:
    """Put a process on the plan, to be tested by its interval from today; raises ProcessInvalid."""
    sound = {
        **{name: _is_told(getattr(order, name), most) for name, most in _LONGEST.items()},
        "recovery_minutes": 0 < order.recovery_minutes <= _YEAR,
        "data_minutes": 0 <= order.data_minutes <= _YEAR,
        "test_every_days": 0 < order.test_every_days <= _LONGEST_DAYS,
    }
    for field, is_sound in sound.items():
        if not is_sound:
            message = f"This cannot be the {field.replace('_', ' ')} of a process."
            raise ProcessInvalid(message, field=field)
    if registers.process_called(order.name.strip()):
        message = "There is a process of this name."
        raise ProcessInvalid(message, field="name")
    row = registers.add(
        BankProcess(
            name=order.name.strip(),
            owner=order.owner.strip(),
            plan=order.plan.strip(),
            recovery_minutes=order.recovery_minutes,
            data_minutes=order.data_minutes,
            test_every_days=order.test_every_days,
            first_test_due=ledger.business_date() + timedelta(days=order.test_every_days),
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _record(row, "recorded", {"name": row.name}, actor, now)
    return int(row.pk)


@needs("operational.keep_continuity")
@use_case
def note_test(*, order: TestRun, actor: Actor, now: datetime) -> int:
    """Note a test; it passed where the process was back in time and lost no more than it may.

    Raises ProcessNotFound and ProcessTestInvalid.
    """
    process = registers.process(process_id=order.process_id)
    if process is None:
        message = "There is no such process."
        raise ProcessNotFound(message)
    today = ledger.business_date()
    sound = {
        "tested_on": order.tested_on <= today,
        "recovery_minutes": 0 <= order.recovery_minutes <= _YEAR,
        "data_minutes": 0 <= order.data_minutes <= _YEAR,
        "findings": _is_told(order.findings, _LONGEST["plan"]),
    }
    for field, is_sound in sound.items():
        if not is_sound:
            message = f"This cannot be the {field.replace('_', ' ')} of a test."
            raise ProcessTestInvalid(message, field=field)
    if registers.was_tested(process_id=process.pk, since=order.tested_on):
        message = "A test of this day or a later one is noted."
        raise ProcessTestInvalid(message, field="tested_on")
    row = registers.add(_test(process, order, actor, now))
    _record(process, "tested", {"test": row.pk, "passed": row.passed}, actor, now)
    return int(row.pk)


def _test(process: BankProcess, order: TestRun, actor: Actor, now: datetime) -> ProcessTest:
    passed = (
        order.recovery_minutes <= process.recovery_minutes
        and order.data_minutes <= process.data_minutes
    )
    return ProcessTest(
        process=process,
        tested_on=order.tested_on,
        recovery_minutes=order.recovery_minutes,
        data_minutes=order.data_minutes,
        passed=passed,
        findings=order.findings.strip(),
        next_due=order.tested_on + timedelta(days=process.test_every_days),
        noted_by=str(actor),
        noted_at=now,
    )


def _is_told(text: str, longest: int) -> bool:
    return bool(text.strip()) and len(text) <= longest


def _record(
    row: BankProcess, what: str, detail: dict[str, object], actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=f"operational.process.{what}",
        subject=f"process:{row.pk}",
        detail=detail,
        at=now,
    )
