"""Key risk indicators are read from the running bank; what turns amber or red is told once."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from bankcore.access import NotPermitted
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from risk.cases import public as cases
from risk.operational import public as operational
from risk.operational.domain import downtime
from risk.operational.domain.indicators import Colour, Indicator, colour, is_worse
from risk.operational.models import Probe, Reading, Threshold
from risk.operational.services.readings import SOURCES, Moment
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.risk.operational.register import DAY, NEXT_DAY, agree, anna, end_day, reported

pytestmark = pytest.mark.usefixtures("bank")
MIDNIGHT = datetime.combine(NEXT_DAY, time(), tzinfo=UTC)


def ask(indicator=Indicator.APPROVALS_OPEN, *, amber="1", red="3", day=DAY, actor=None, why="x"):
    return operational.request_threshold(
        indicator=indicator, amber=Decimal(amber), red=Decimal(red), effective_from=day,
        reason=why, actor=actor or anna(), now=NOW,
    )  # fmt: skip


def read(indicator: Indicator, *, now=NOW) -> Decimal | None:
    return SOURCES[indicator](Moment(DAY, now))


@pytest.mark.parametrize(
    ("value", "stands"),
    [("0.99", "GREEN"), ("1", "AMBER"), ("2.99", "AMBER"), ("3", "RED"), ("4", "RED")],
)
def test_what_reaches_a_threshold_has_its_colour(value, stands):
    assert colour(Decimal(value), amber=Decimal(1), red=Decimal(3)) == stands


def test_what_nobody_knows_has_no_colour():
    assert colour(None, amber=Decimal(1), red=Decimal(3)) is Colour.NONE


def test_only_what_is_worse_is_news():
    order = [Colour.GREEN, Colour.AMBER, Colour.RED]
    assert [(a, b) for a in order for b in order if is_worse(b, a)] == [
        ("GREEN", "AMBER"), ("GREEN", "RED"), ("AMBER", "RED"),
    ]  # fmt: skip
    assert not is_worse(Colour.GREEN, Colour.NONE)
    assert is_worse(Colour.AMBER, Colour.NONE)


def test_a_threshold_is_in_force_once_a_second_person_agrees():
    asked = ask()
    assert operational.thresholds_on(day=DAY) == {}
    with pytest.raises(approvals.OwnRequest):
        agree(asked, anna())
    agree(asked)
    assert operational.thresholds_on(day=DAY) == {Indicator.APPROVALS_OPEN: (1, 3)}
    agree(ask(amber="2", day=NEXT_DAY))
    assert operational.thresholds_on(day=DAY) == {Indicator.APPROVALS_OPEN: (1, 3)}
    assert operational.thresholds_on(day=NEXT_DAY) == {Indicator.APPROVALS_OPEN: (2, 3)}


@pytest.mark.parametrize("role", [Role.FINANCE, Role.OPERATIONS, Role.COMPLIANCE])
def test_only_risk_sets_thresholds(role):
    with pytest.raises(NotPermitted):
        ask(actor=member("eve", role))
    with pytest.raises(NotPermitted):
        agree(ask(), member("finn", role))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("amber", {"amber": "0"}),
        ("amber", {"amber": "0.001"}),
        ("amber", {"amber": "NaN"}),
        ("red", {"red": "Infinity"}),
        ("red", {"red": "1000000000000"}),
        ("red", {"red": "0.99"}),
        ("effective_from", {"day": DAY - timedelta(days=1)}),
    ],
)
def test_what_is_no_threshold_is_refused(field, given):
    with pytest.raises(operational.ThresholdInvalid) as refused:
        ask(**given)
    assert refused.value.field == field
    with pytest.raises(approvals.ReasonMissing):
        ask(why=" ")


def test_a_threshold_whose_day_is_over_when_decided_is_refused():
    asked = ask()
    end_day()
    with pytest.raises(operational.ThresholdInvalid):
        agree(asked)
    assert not Threshold.objects.exists()


def test_the_share_of_refused_payments_is_to_the_hundredth_of_a_per_cent():
    assert read(Indicator.FAILED_PAYMENTS) is None
    account = factories.account(funds=100)
    other = factories.account()
    for amount in (10, 20, 1_000):
        order = payments.TransferOrder(
            debit_account_id=account.account_id, credit_account_id=other.account_id,
            amount=eur(amount),
        )  # fmt: skip
        try:
            payments.submit_transfer(
                order=order, request=factories.request_key(), actor=TESTER, now=NOW
            )
        except payments.InsufficientFunds:
            assert amount == 1_000
    assert ledger.requests_of_day(day=DAY) == (4, 1)
    assert read(Indicator.FAILED_PAYMENTS) == Decimal("25.00")
    assert ledger.requests_of_day(day=NEXT_DAY) == (0, 0)


def test_failed_log_ins_of_the_day_alone_are_counted():
    for at in (MIDNIGHT - timedelta(days=1, seconds=1), NOW, NOW, MIDNIGHT):
        with_trail(at)
    assert read(Indicator.FAILED_LOGINS) == 2


def with_trail(at: datetime) -> None:
    use_case(audit.record)(
        actor=TESTER, action="identity.login.failed", subject="user:x", detail={}, at=at
    )


def test_a_day_ended_after_midnight_is_late_by_the_minute():
    assert read(Indicator.LATE_DAY_END) == 0
    assert read(Indicator.LATE_DAY_END, now=MIDNIGHT + timedelta(minutes=90, seconds=59)) == 90


def test_open_requests_overdue_cases_and_overdue_actions_are_counted():
    ask()
    assert read(Indicator.APPROVALS_OPEN) == 1
    use_case(cases.raise_alert)(
        kind=cases.CaseKind.FRAUD, subject="payer:x", reference="r", priority=1, reason="x",
        links=[], source="test", now=NOW,
    )  # fmt: skip
    assert read(Indicator.CASES_OVERDUE) == 0
    assert read(Indicator.CASES_OVERDUE, now=NOW + timedelta(days=60)) == 1
    operational.give_action(
        order=operational.NewAction(
            title="Check files", owner="Demo Owner", due_on=DAY, about="incident",
            name=str(reported()),
        ),
        actor=anna(), now=NOW,
    )  # fmt: skip
    assert SOURCES[Indicator.ACTIONS_OVERDUE](Moment(DAY, NOW)) == 0
    assert SOURCES[Indicator.ACTIONS_OVERDUE](Moment(NEXT_DAY, NOW)) == 1


def test_breaks_and_dead_webhooks_are_none_in_a_bank_without_either():
    for each in (Indicator.BREAKS_OPEN, Indicator.BREAKS_AGE, Indicator.DEAD_WEBHOOKS):
        assert read(each) == 0


def looks(*steps: tuple[float, bool]) -> list[tuple[datetime, bool]]:
    return [(NOW + timedelta(minutes=at), ready) for at, ready in steps]


@pytest.mark.parametrize(
    ("steps", "lost"),
    [
        ([], None),
        ([(0, False)], None),
        ([(0, True), (1, True), (2, True)], 0),
        ([(0, True), (1, False), (2, False), (3, True)], 2),
        ([(0, True), (3, True)], 0),
        ([(0, True), (10, True)], 9),
    ],
)
def test_downtime_is_looks_that_found_the_bank_not_ready_and_looks_that_never_came(steps, lost):
    assert downtime.minutes(looks(*steps)) == lost


def test_downtime_is_of_the_day_by_what_monitoring_says(settings):
    assert read(Indicator.DOWNTIME) is None
    settings.READINESS_CHECK = "tests.risk.operational.test_indicators.Unready"
    for minute in range(3):
        assert operational.probe(now=NOW + timedelta(minutes=minute)) is False
    settings.READINESS_CHECK = "bankcore.monitoring.public.check_readiness"
    assert operational.probe(now=NOW + timedelta(minutes=3)) is True
    operational.probe(now=NOW + timedelta(minutes=3))
    operational.probe(now=MIDNIGHT)
    assert Probe.objects.count() == 5
    assert read(Indicator.DOWNTIME) == 3


class Unready:
    status = "unavailable"


def test_a_breach_is_kept_and_told_once_until_it_is_worse_or_was_better():
    agree(ask(amber="1", red="2"))
    open_request = ask(Indicator.BREAKS_OPEN)
    counts = end_day()
    assert (counts["amber"], counts["red"], counts["indicators told"]) == (1, 0, 1)
    row = Reading.objects.get(day=DAY, indicator="APPROVALS_OPEN")
    assert (row.value, row.colour, row.threshold.red) == (1, "AMBER", 2)
    assert Reading.objects.get(day=DAY, indicator="BREAKS_OPEN").colour == "NONE"
    event = Event.objects.get(name="operational.indicator_breached")
    assert event.payload == {"day": str(DAY), "value": "1", "colour": "AMBER"}
    alerts.raise_due(actor=TESTER, now=NOW)
    alert = SecurityAlert.objects.get(kind="key_risk_indicator")
    assert alert.summary == "The key risk indicator:APPROVALS_OPEN is above its threshold."

    second = NEXT_DAY + timedelta(days=1)
    assert end_day(second)["indicators told"] == 0
    ask(Indicator.DOWNTIME, day=second)
    third = second + timedelta(days=1)
    counts = end_day(third)
    assert (counts["red"], counts["indicators told"]) == (1, 1)
    approvals.refuse(
        request_id=open_request.request_id, reason="No", actor=member("ben", Role.RISK_ANALYST),
        now=NOW,
    )  # fmt: skip
    assert end_day(third + timedelta(days=1))["indicators told"] == 0
    assert Event.objects.filter(name="operational.indicator_breached").count() == 2


def test_the_step_run_again_changes_nothing():
    end_day()
    again = operational.measure(day=DAY, next_day=NEXT_DAY, actor=TESTER, now=NOW)
    assert again == {}
    assert Reading.objects.count() == len(Indicator)
