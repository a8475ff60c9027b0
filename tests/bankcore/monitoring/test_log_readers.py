"""Staff hear of an archive or a standby for which the database keeps too much of its log."""

import re
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.models import AuditEntry
from bankcore.monitoring.domain.log_readers import LogReader, Trouble
from bankcore.monitoring.public import watch_log_readers
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
BANK = Actor.system("watch-log-readers")
OFFICER = Actor(ActorKind.USER, "3", Rights(permissions=frozenset({"alerts.handle_alert"})))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def superuser():
    server = {"host": connection.settings_dict["HOST"], "port": connection.settings_dict["PORT"]}
    with psycopg.connect(**server, user="postgres", dbname="postgres", autocommit=True) as found:
        yield found


@pytest.fixture
def away(superuser):
    """Give a reader that never comes; the server keeps its log as long as the test lasts."""
    name = f"away_{uuid4().hex}"
    superuser.execute("SELECT pg_create_physical_replication_slot(%s, true)", [name])
    superuser.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', 2 << 20))")
    yield name
    superuser.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
        [name],
    )


def look(name, at=NOW):
    """Look as the timetable does, a minute's round of it; return this reader's open alerts."""
    watch_log_readers(actor=BANK, now=at)
    alerts.raise_due(actor=BANK, now=at)
    found = SecurityAlert.objects.filter(subject=f"log_reader:{name}").exclude(state="CLOSED")
    return list(found.order_by("id"))


def noted(name):
    return AuditEntry.objects.filter(
        action="monitoring.log_reader.behind", subject=f"log_reader:{name}"
    ).count()


def test_a_reader_for_which_little_is_kept_is_nobodys_business(away):
    assert look(away) == []


def test_one_that_is_far_behind_raises_one_alert_that_tells_how_far_and_what_to_do(away, settings):
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1
    (alert,) = look(away)
    assert alert.kind == "log_reader_behind"
    told = rf"log_reader:{away} is away and has not received [1-9]\d* MB of the database's log"
    assert re.match(told, alert.summary)
    assert 'docs/operations/faults.md, "A reader of the log is away"' in alert.summary
    for minutes in range(1, 60):
        watch_log_readers(actor=BANK, now=NOW + minutes * MINUTE)
    assert noted(away) == 1
    # An hour later it is told again, with what is kept by then.
    assert [each.pk for each in look(away, NOW + 61 * MINUTE)] == [alert.pk]
    assert noted(away) == 2


def test_an_alert_that_was_closed_while_it_lasts_comes_back_within_the_hour(away, settings):
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1
    (alert,) = look(away)
    alerts.close(alert_id=alert.pk, finding="Nothing.", actor=OFFICER, now=NOW)
    assert look(away, NOW + MINUTE) == []
    assert len(look(away, NOW + 61 * MINUTE)) == 1


def test_the_alert_closes_by_itself_when_it_is_over_and_opens_at_once_when_it_is_back(
    away, settings
):
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1
    (first,) = look(away)
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1 << 20
    assert look(away, NOW + MINUTE) == []
    first.refresh_from_db()
    assert (first.handler, first.finding[:11]) == (str(BANK), "It is back,")
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1
    assert len(look(away, NOW + 2 * MINUTE)) == 1


def test_the_alert_closes_when_the_reader_is_given_up(away, settings, superuser):
    settings.DATABASE_LOG_KEPT_ALERT_MB = 1
    assert len(look(away)) == 1
    superuser.execute("SELECT pg_drop_replication_slot(%s)", [away])
    assert look(away, NOW + MINUTE) == []


@pytest.mark.parametrize(
    ("is_lost", "kept", "trouble"),
    [
        (False, 10, None),
        (False, 11, Trouble.BEHIND),
        # For one that is lost nothing is kept.
        (True, 0, Trouble.LOST),
    ],
)
def test_it_is_behind_above_the_limit_and_lost_whatever_is_kept(is_lost, kept, trouble):
    reader = LogReader(name="x", is_active=False, is_lost=is_lost, kept_bytes=kept)
    assert reader.trouble(more_than=10) is trouble


@pytest.mark.parametrize(("kept", "told"), [(50 << 20, "50 MB"), (66 << 30, "66.0 GB")])
def test_what_is_kept_is_told_in_peoples_units(kept, told):
    assert LogReader(name="x", is_active=True, is_lost=False, kept_bytes=kept).kept == told
