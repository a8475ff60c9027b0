"""A case past its time raises one alert, and another only for another time."""

from datetime import UTC, datetime, timedelta

import pytest

from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from risk.cases import public as cases
from risk.cases.models import Case
from tests.colleagues import member

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CLOCK = Actor.system("case-clock")


@pytest.fixture
def case():
    cases.raise_alert(
        kind=cases.CaseKind.FRAUD, subject="cus-1", reference="p1", priority=5, reason="Fast.",
        source="screening", now=NOW,
    )  # fmt: skip
    return Case.objects.get()


def tell(after: timedelta) -> int:
    return cases.tell_overdue(actor=CLOCK, now=NOW + after)


def raised() -> int:
    return SecurityAlert.objects.filter(kind="case_overdue").count()


def test_a_case_past_its_clock_raises_one_alert(case):
    assert tell(timedelta(hours=2)) == 0
    late = timedelta(hours=2, minutes=1)
    assert tell(late) == 1
    assert tell(late) == tell(timedelta(days=9)) == 0
    for minutes in (1, 2):
        alerts.raise_due(actor=CLOCK, now=NOW + late + timedelta(minutes=minutes))
    assert raised() == 1
    assert AuditEntry.objects.get(action="cases.case.overdue").subject == f"case:{case.pk}"


def test_a_new_clock_that_passes_is_told_again(case):
    anna = member("anna", Role.RISK_ANALYST)
    tell(timedelta(hours=3))
    cases.press(case_id=case.pk, priority=5, actor=anna, now=NOW + timedelta(hours=3))
    assert tell(timedelta(hours=4)) == 0
    assert tell(timedelta(hours=6)) == 1


def test_a_decided_case_is_not_told(case):
    anna = member("anna", Role.RISK_ANALYST)
    cases.take(case_id=case.pk, actor=anna, now=NOW)
    cases.decide(
        case_id=case.pk, outcome=cases.Outcome.DISMISS, reason_code="usual_for_customer",
        actor=anna, now=NOW,
    )  # fmt: skip
    assert tell(timedelta(days=1)) == 0


@pytest.mark.parametrize("text", ["", "  ", "x" * 4_001])
def test_a_note_says_something_and_no_novel(case, text):
    rita = member("rita", Role.RISK_ANALYST)
    with pytest.raises(cases.WrongNote):
        cases.note(case_id=case.pk, text=text, actor=rita, now=NOW)
    assert not case.notes.exists()
