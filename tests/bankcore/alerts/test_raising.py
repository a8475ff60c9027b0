"""What the audit trail says that somebody should look at."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from bankcore.actor import Actor, ActorKind
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.alerts.tasks import tell_of_alert
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.logs import context
from bankcore.outbox.models import Event
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
BANK = Actor.system("raise-alerts")
TELLER = Actor(ActorKind.USER, "7")


@use_case
def note(action, *, subject="user:7", actor=TELLER, at=NOW, times=1, address=""):
    with context.within(context.Ids(address=address)):
        for _ in range(times):
            audit.record(actor=actor, action=action, subject=subject, at=at)


def look(now=NOW):
    return alerts.raise_due(actor=BANK, now=now)


def kinds():
    return list(SecurityAlert.objects.order_by("id").values_list("kind", flat=True))


def test_a_few_wrong_passwords_are_nobodys_business():
    note("identity.login.failed", times=4)
    assert look() == 0


def test_many_wrong_passwords_of_one_person_raise_one_alert_with_how_many():
    note("identity.login.failed", times=5)
    assert (look(), look()) == (1, 0)
    (alert,) = SecurityAlert.objects.all()
    assert (alert.kind, alert.subject, alert.count) == ("failed_logins_of_one_user", "user:7", 5)
    assert "5 failed log-ins of user:7" in alert.summary


def test_more_of_the_same_is_counted_on_the_open_alert():
    note("identity.login.failed", times=5)
    look()
    note("identity.login.failed", times=3, at=NOW + timedelta(minutes=2))
    assert look(NOW + timedelta(minutes=3)) == 0
    (alert,) = SecurityAlert.objects.all()
    assert alert.count == 8
    assert alert.last_at == NOW + timedelta(minutes=2)


def test_wrong_passwords_that_are_spread_out_are_none():
    for hour in range(5):
        note("identity.login.failed", at=NOW - timedelta(hours=hour))
    assert look() == 0


def test_one_address_that_tries_many_people_raises_an_alert():
    for number in range(20):
        note("identity.login.failed", subject=f"user:{number}", address="198.51.100.7")
    look()
    (alert,) = SecurityAlert.objects.all()
    assert (alert.kind, alert.subject) == ("failed_logins_from_one_address", "198.51.100.7")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("approvals.request.own_attempt", "own_request"),
        ("audit.seal.mismatch", "seal_mismatch"),
        ("identity.login.locked", "login_locked"),
    ],
)
def test_some_things_are_worth_a_look_at_once(action, kind):
    note(action)
    look()
    assert kinds() == [kind]


def test_a_closed_alert_comes_back_for_newer_events_only():
    note("approvals.request.own_attempt")
    look()
    boss = Actor.system("test")
    alert = SecurityAlert.objects.get()
    alerts.close(alert_id=alert.pk, finding="A slip.", actor=boss, now=NOW)
    assert look() == 0
    note("approvals.request.own_attempt")
    assert look() == 1
    assert SecurityAlert.objects.count() == 2


def test_staff_who_open_far_more_customers_than_usual_are_told_of():
    for number in range(30):
        note("accounts.customer.read", subject=f"customer:{number}")
    look()
    (alert,) = SecurityAlert.objects.all()
    assert (alert.kind, alert.subject, alert.count) == ("unusual_reading", "user:7", 30)


def test_staff_who_open_many_customers_every_hour_do_their_work():
    for hour in range(1, 6):
        for number in range(25):
            at = NOW - timedelta(hours=hour, minutes=5)
            note("accounts.customer.read", subject=f"customer:{number}", at=at)
    for number in range(30):
        note("accounts.customer.read", subject=f"customer:{number}")
    assert look() == 0


def test_opening_one_customer_often_is_looking_at_one_customer():
    note("accounts.customer.read", subject="customer:1", times=30)
    assert look() == 0


@pytest.fixture
def networks(tmp_path, settings):
    file = tmp_path / "networks.csv"
    file.write_text("198.51.100.0/24,52.5,13.4,Berlin\n203.0.113.0/24,-33.9,151.2,Sydney\n")
    settings.GEO_NETWORKS_FILE = str(file)


@pytest.mark.usefixtures("networks")
def test_who_logs_in_from_berlin_and_an_hour_later_from_sydney_is_told_of():
    note("identity.login.succeeded", at=NOW - timedelta(hours=1), address="198.51.100.1")
    note("identity.login.succeeded", address="203.0.113.1")
    note("identity.login.succeeded", subject="user:8", address="203.0.113.1")
    look()
    (alert,) = SecurityAlert.objects.all()
    assert (alert.kind, alert.subject) == ("impossible_travel", "user:7")


def test_an_alert_is_an_event_and_an_entry_of_the_trail():
    note("audit.seal.mismatch", subject="audit_auditentry:3")
    look()
    (alert,) = SecurityAlert.objects.all()
    event = Event.objects.get(name="alerts.alert_raised")
    assert event.payload == {"alert_id": alert.pk, "kind": "seal_mismatch", "severity": "CRITICAL"}
    (line,) = audit.about(subjects=[f"alert:{alert.pk}"])
    assert line.action == "alerts.alert.raised"


def test_those_named_hear_of_it_by_mail_without_whom_it_is_about(settings):
    settings.ALERT_EMAILS = ["security@bank.example"]
    note("approvals.request.own_attempt", subject="request:3")
    look()
    event = Event.objects.get(name="alerts.alert_raised")
    tell_of_alert({"event_id": str(event.event_id), "payload": event.payload})
    (sent,) = mail.outbox
    assert sent.to == ["security@bank.example"]
    assert "own request" in sent.subject
    assert "user:7" not in sent.subject + sent.body


def test_postgresql_keeps_one_open_alert_of_a_kind_and_closes_none_without_a_finding():
    note("audit.seal.mismatch")
    look()
    alert = SecurityAlert.objects.get()
    values = {f.attname: getattr(alert, f.attname) for f in SecurityAlert._meta.fields[1:]}
    with pytest.raises(IntegrityError, match="alerts_one_open"), transaction.atomic():
        SecurityAlert.objects.create(**values)
    with pytest.raises(IntegrityError, match="alerts_closed_with"), transaction.atomic():
        SecurityAlert.objects.update(state="CLOSED", handler="x", handled_at=NOW)
    with pytest.raises(IntegrityError, match="alerts_handled_by"), transaction.atomic():
        SecurityAlert.objects.update(state="TAKEN")
