"""Nobody decides about risk without the right to, and nothing is done with what is not there."""

import pytest

from bankcore.access import NotPermitted
from bankcore.identity.public import Role
from risk.cases import public as cases
from risk.credit import public as credit
from risk.operational import public as operational
from risk.rules import public as rules
from risk.sanctions import public as sanctions
from tests.colleagues import member
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
ACTS = {
    rules: (
        *("draft", "begin_shadow", "try_on", "request_live", "retire"),
        *("make_list", "add_to_list", "take_off_list", "snooze"),
    ),
    cases: ("take_next", "take", "note", "attach", "press", "decide"),
    sanctions: ("load_list", "clear_match"),
    credit: ("make_scorecard", "request_use", "take_referral"),
    operational: (
        *("report", "investigate", "request_amount", "request_closing", "request_import"),
        *("request_threshold", "record_risk", "add_control", "assess", "record_process"),
        *("note_test", "give_action", "end_action"),
    ),
}


@pytest.mark.parametrize(
    ("part", "name"),
    [
        pytest.param(part, name, id=f"{part.__name__.split('.')[1]}-{name}")
        for part, names in ACTS.items()
        for name in names
    ],
)
def test_a_teller_is_turned_away_before_anything_is_looked_at(part, name):
    teller = member("tess", Role.TELLER)
    with pytest.raises(NotPermitted):
        getattr(part, name)(actor=teller)


@pytest.mark.parametrize("name", ["begin_shadow", "request_live", "retire", "try_on"])
def test_a_version_that_is_not_there_goes_nowhere(name):
    told = {
        "request_live": {"reason": "Seen"},
        "try_on": {"first_day": NOW.date(), "last_day": NOW.date()},
    }
    anna = member("anna", Role.RISK_ANALYST)
    with pytest.raises(rules.VersionNotFound):
        getattr(rules, name)(version_id=404, actor=anna, now=NOW, **told.get(name, {}))


def test_entries_are_not_put_on_a_list_that_is_not_there():
    anna = member("anna", Role.RISK_ANALYST)
    with pytest.raises(rules.CannotList):
        rules.add_to_list(name="none", lines="a", note="x", until=None, actor=anna, now=NOW)


def test_a_card_that_is_not_there_is_not_put_to_use():
    anna = member("anna", Role.RISK_ANALYST)
    with pytest.raises(credit.ScorecardNotFound):
        credit.request_use(version_id=404, reason="Good", actor=anna, now=NOW)


def test_a_decision_that_was_never_made_is_not_overridden():
    with pytest.raises(credit.NothingToOverride):
        credit.check_override(reference="loan-application:none", to=credit.CreditOutcome.APPROVE)


@pytest.mark.parametrize("name", ["take", "note", "attach", "press", "decide"])
def test_nothing_is_done_with_a_case_that_is_not_there(name):
    told = {
        "note": {"text": "x"},
        "attach": {"name": "x", "content": b"%PDF-"},
        "press": {"priority": 1},
        "decide": {"outcome": cases.Outcome.DISMISS, "reason_code": "explained"},
    }
    cora = member("cora", Role.COMPLIANCE)
    with pytest.raises(cases.CaseNotFound):
        getattr(cases, name)(case_id=404, actor=cora, now=NOW, **told.get(name, {}))
