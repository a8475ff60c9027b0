"""Somebody takes an alert, and says what it was."""

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit import public as audit
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
OFFICER = Actor(ActorKind.USER, "3", Rights(permissions=frozenset({"alerts.handle_alert"})))
PASSWORD = "a-long-demo-password"


@pytest.fixture
def alert():
    return SecurityAlert.objects.create(
        kind="own_request",
        severity="HIGH",
        subject="user:7",
        summary="user:7 tried to decide on a request of their own.",
        count=1,
        first_at=NOW,
        last_at=NOW,
        last_entry=1,
    )


def test_an_officer_takes_an_alert_and_closes_it_with_a_finding(alert):
    alerts.take(alert_id=alert.pk, actor=OFFICER, now=NOW)
    alerts.close(alert_id=alert.pk, finding=" A slip. ", actor=OFFICER, now=NOW)
    alert.refresh_from_db()
    assert (alert.state, alert.handler, alert.finding) == ("CLOSED", "user:3", "A slip.")
    done = [line.action for line in audit.about(subjects=[f"alert:{alert.pk}"])]
    assert done == ["alerts.alert.taken", "alerts.alert.closed"]
    assert alerts.open_by_severity() == {}


def test_what_nobody_has_closed_is_counted_by_severity(alert):
    assert alerts.open_by_severity() == {"HIGH": 1}
    alerts.take(alert_id=alert.pk, actor=OFFICER, now=NOW)
    assert alerts.open_by_severity() == {"HIGH": 1}


SUSPECT = Actor(ActorKind.USER, "7", OFFICER.rights)
REFUSED = {
    "without the right": (Actor(ActorKind.USER, "4"), "A slip.", NotPermitted),
    "about oneself": (SUSPECT, "A slip.", alerts.AlertAboutYourself),
    "without a finding": (OFFICER, "  ", alerts.FindingMissing),
}


@pytest.mark.parametrize(("actor", "finding", "error"), REFUSED.values(), ids=list(REFUSED))
def test_closing_is_refused_and_nothing_has_changed(alert, actor, finding, error):
    with pytest.raises(error):
        alerts.close(alert_id=alert.pk, finding=finding, actor=actor, now=NOW)
    alert.refresh_from_db()
    assert alert.state == "OPEN"
    assert not AuditEntry.objects.filter(subject=f"alert:{alert.pk}").exists()


def test_a_closed_alert_stays_closed(alert):
    alerts.close(alert_id=alert.pk, finding="A slip.", actor=OFFICER, now=NOW)
    with pytest.raises(alerts.AlertClosed):
        alerts.take(alert_id=alert.pk, actor=OFFICER, now=NOW)


def test_an_alert_that_is_none_is_not_found():
    with pytest.raises(alerts.AlertNotFound):
        alerts.take(alert_id=99, actor=OFFICER, now=NOW)


def test_the_inbox_shows_it_and_its_buttons_work(alert, client):
    identity.ensure_user(username="officer", password=PASSWORD, roles=(identity.Role.COMPLIANCE,))
    client.login(username="officer", password=PASSWORD)
    page = f"/admin/alerts/securityalert/{alert.pk}/"
    assert alert.summary in client.get("/admin/alerts/securityalert/").content.decode()
    assert "Close with this finding" in client.get(f"{page}change/").content.decode()
    client.post(f"{page}handle/", {"act": "take"})
    alert.refresh_from_db()
    assert alert.state == "TAKEN"
    answer = client.post(f"{page}handle/", {"act": "close", "finding": ""}, follow=True)
    assert "needs a finding" in answer.content.decode()
    client.post(f"{page}handle/", {"act": "close", "finding": "A slip."})
    alert.refresh_from_db()
    assert alert.state == "CLOSED"


def test_an_auditor_sees_the_inbox_and_handles_nothing(alert, client):
    identity.ensure_user(username="auditor", password=PASSWORD, roles=(identity.Role.AUDITOR,))
    client.login(username="auditor", password=PASSWORD)
    page = f"/admin/alerts/securityalert/{alert.pk}/"
    assert "Close with this finding" not in client.get(f"{page}change/").content.decode()
    assert client.post(f"{page}handle/", {"act": "take"}).status_code == 403
    alert.refresh_from_db()
    assert alert.state == "OPEN"
