"""Staff hear of reversals that a network does not acknowledge, and when it is over."""

from datetime import timedelta

import pytest

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.models import AuditEntry
from payments.cards.public import watch_reversals
from tests.conftest import NOW
from tests.payments.cards.reversals import acknowledge, reversal

pytestmark = pytest.mark.usefixtures("bank")
BANK = Actor.system("watch-reversals")
OFFICER = Actor(ActorKind.USER, "3", Rights(permissions=frozenset({"alerts.handle_alert"})))
MINUTE = timedelta(minutes=1)


def look(at):
    """Look as the timetable does, a minute's round of it; return the alerts nobody has closed."""
    watch_reversals(actor=BANK, now=at)
    alerts.raise_due(actor=BANK, now=at)
    return set(SecurityAlert.objects.exclude(state="CLOSED").values_list("kind", "subject"))


VISA = ("reversals_unacknowledged", "card_network:visa")
MASTERCARD = ("reversals_unacknowledged", "card_network:mastercard")


def test_a_reversal_is_given_ten_minutes():
    reversal()
    assert look(NOW + timedelta(minutes=9, seconds=59)) == set()
    assert look(NOW + timedelta(minutes=10)) == {VISA}


def test_each_reversal_is_told_of_once_and_each_network_has_one_alert():
    reversal()
    reversal()
    reversal("mastercard")
    for minutes in range(10, 15):
        assert look(NOW + timedelta(minutes=minutes)) == {VISA, MASTERCARD}
    assert AuditEntry.objects.filter(action="cards.reversal.unacknowledged").count() == 3
    assert SecurityAlert.objects.get(subject="card_network:visa").count == 2


def test_the_alert_closes_when_all_that_waited_so_long_is_acknowledged():
    first, second = reversal(), reversal()
    look(NOW + 10 * MINUTE)
    acknowledge(first, at=NOW + 11 * MINUTE)
    assert look(NOW + 11 * MINUTE) == {VISA}
    acknowledge(second, at=NOW + 12 * MINUTE)
    reversal(since=NOW + 12 * MINUTE)
    assert look(NOW + 12 * MINUTE) == set()
    closed = SecurityAlert.objects.get()
    assert (closed.handler, closed.finding) == (
        str(BANK), "The network has acknowledged every reversal.",
    )  # fmt: skip
    assert look(NOW + 13 * MINUTE) == set()


def test_an_alert_that_somebody_has_taken_closes_as_well():
    stored = reversal()
    look(NOW + 10 * MINUTE)
    alert = SecurityAlert.objects.get()
    alerts.take(alert_id=alert.pk, actor=OFFICER, now=NOW + 10 * MINUTE)
    acknowledge(stored, at=NOW + 11 * MINUTE)
    assert look(NOW + 11 * MINUTE) == set()


def test_another_reversal_after_that_raises_it_anew():
    stored = reversal()
    look(NOW + 10 * MINUTE)
    acknowledge(stored, at=NOW + 11 * MINUTE)
    look(NOW + 11 * MINUTE)
    reversal(since=NOW + 12 * MINUTE)
    assert look(NOW + 22 * MINUTE) == {VISA}
    assert SecurityAlert.objects.count() == 2


def test_other_alerts_are_left_alone():
    other = SecurityAlert.objects.create(
        kind="own_request", severity="HIGH", subject="card_network:visa", summary="x", count=1,
        first_at=NOW, last_at=NOW, last_entry=1,
    )  # fmt: skip
    assert look(NOW) == {(other.kind, other.subject)}
