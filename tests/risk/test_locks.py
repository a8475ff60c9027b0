"""What two people or programs may change at the same moment is locked before it is looked at."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from risk.cases.domain.decisions import CaseKind, Level
from risk.cases.repositories import cases
from risk.credit.repositories import referrals, scorecards
from risk.operational.repositories import incidents, registers
from risk.rules.domain.lives import VersionState
from risk.rules.models import Rule
from risk.rules.repositories import versions
from tests.conftest import NOW
from tests.locks import locks_rows

pytestmark = pytest.mark.usefixtures("bank")
READS = {
    "a rule, for its next version's number": lambda: versions.next_number(Rule(pk=404)),
    "a version of a rule": lambda: versions.get_locked(404),
    "the version before": lambda: versions.of_rule_locked(Rule(pk=404), VersionState.LIVE),
    "an entry of a list": lambda: versions.entry_locked(404),
    "the case that an alert joins": lambda: cases.open_case(
        kind=CaseKind.FRAUD, subject="x", priority=1, at=NOW, within=timedelta(days=1)
    ),
    "a case": lambda: cases.get_locked(404),
    "cases past their time": lambda: cases.past_their_time(at=NOW, limit=1),
    "the case that is next": lambda: cases.next_open(
        kinds=[CaseKind.FRAUD], levels=[Level.FIRST], actor="user:404", at=NOW
    ),
    "an application that waits": lambda: referrals.get_locked(404),
    "a scorecard": lambda: scorecards.get_locked(404),
    "the scorecard in use": lambda: scorecards.in_use("none", locked=True),
    "an incident": lambda: incidents.locked(incident_id=404),
    "an action": lambda: registers.action_locked(action_id=404),
}


@pytest.mark.parametrize("what", READS)
def test_others_wait_for_it(what):
    def read() -> None:
        with suppress(ObjectDoesNotExist):
            READS[what]()

    assert locks_rows(read)
