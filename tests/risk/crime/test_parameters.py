"""Parameters of monitoring take two people, have versions, and are kept within reason."""

import pytest
from django.db import DatabaseError, transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from risk.crime import public as crime
from risk.crime.models import Flow, Hit, HitFlow, Parameters
from tests.colleagues import member
from tests.conftest import NOW
from tests.risk.crime.books import account, bring, monitor

pytestmark = pytest.mark.usefixtures("bank")
STRUCTURING = {"days": 7, "count": 2, "at_least": 6_000, "up_to": 10_000}


@pytest.fixture
def cora():
    return member("cora", Role.COMPLIANCE)


@pytest.fixture
def carl():
    return member("carl", Role.COMPLIANCE)


def ask(actor, values=None, scenario=crime.Scenario.STRUCTURING, reason="Agreed"):
    return crime.request_parameters(
        scenario=scenario, values=values or STRUCTURING, reason=reason, actor=actor, now=NOW
    )


def test_two_people_change_what_is_found_and_the_hit_tells_the_version(cora, carl):
    held = account()
    bring(held, 9_000)
    bring(held, 9_000)
    request = ask(cora)
    assert crime.parameters_of(scenario=crime.Scenario.STRUCTURING)[1] == 0
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=request.request_id, actor=cora, now=NOW)
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    assert crime.parameters_of(scenario=crime.Scenario.STRUCTURING) == (STRUCTURING, 1)
    monitor()
    assert Hit.objects.get().version == 1
    approvals.approve(
        request_id=ask(cora, STRUCTURING | {"count": 5}).request_id, actor=carl, now=NOW
    )
    assert crime.parameters_of(scenario=crime.Scenario.STRUCTURING)[1] == 2


def test_the_limit_of_cash_reports_is_a_parameter_too(cora, carl):
    bring(account(), 6_000)
    request = ask(cora, {"above": 5_000}, crime.Scenario.CASH_REPORT)
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    assert monitor()["cash reports"] == 1


def test_countries_are_a_parameter_and_are_sorted(cora, carl):
    values = {"at_least": 1, "countries": ["MM", "KP", "KP"]}
    request = ask(cora, values, crime.Scenario.HIGH_RISK_COUNTRY)
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    assert crime.countries_of_risk() == ["KP", "MM"]


@pytest.mark.parametrize(
    ("scenario", "values"),
    [
        ("STRUCTURING", {"days": 7}),
        ("STRUCTURING", STRUCTURING | {"more": 1}),
        ("STRUCTURING", STRUCTURING | {"count": 0}),
        ("STRUCTURING", STRUCTURING | {"count": True}),
        ("STRUCTURING", STRUCTURING | {"days": "7"}),
        ("STRUCTURING", STRUCTURING | {"at_least": 10_000}),
        ("DORMANT_ACTIVE", {"days": 367, "at_least": 1}),
        ("HIGH_RISK_COUNTRY", {"at_least": 1, "countries": []}),
        ("HIGH_RISK_COUNTRY", {"at_least": 1, "countries": ["Iran"]}),
        ("HIGH_RISK_COUNTRY", {"at_least": 1, "countries": "IR"}),
    ],
)
def test_what_is_no_parameter_is_refused(cora, scenario, values):
    with pytest.raises(crime.ParametersInvalid):
        ask(cora, values, crime.Scenario(scenario))
    assert approvals.count_open() == 0


def test_a_reason_is_asked_for(cora):
    with pytest.raises(approvals.ReasonMissing):
        ask(cora, reason=" ")


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COMPLIANCE])
def test_nobody_but_compliance_asks_or_decides(cora, role):
    somebody = member("eve", role)
    with pytest.raises(NotPermitted):
        ask(somebody)
    request = ask(cora)
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=request.request_id, actor=somebody, now=NOW)
    assert not Parameters.objects.exists()


@pytest.mark.parametrize("model", [Flow, Hit, HitFlow, Parameters])
def test_what_was_seen_and_agreed_on_is_never_changed(cora, carl, model):
    approvals.approve(request_id=ask(cora).request_id, actor=carl, now=NOW)
    held = account()
    bring(held, 9_000)
    bring(held, 9_000)
    monitor()
    row = model.objects.first()
    field = next(each for each in row._meta.fields if not each.primary_key)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{field.name: getattr(row, field.attname)})
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")
