"""What people see and change of their own log-in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from bankcore.audit.models import AuditEntry
from bankcore.identity import tasks
from bankcore.identity.models import AuthenticatorApp, User, WebSession
from bankcore.identity.services import factors, passwords, sessions
from bankcore.outbox.models import Event
from tests.bankcore.identity.people import (
    PASSWORD,
    code_of,
    fresh_code_of,
    give_password,
    log_in,
    person,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
NEW = "quite another long secret"


@pytest.fixture
def user() -> User:
    return person(app=True)


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def later(minutes: int, **columns: int) -> None:
    """Let the sessions be older by so many minutes."""
    for row in WebSession.objects.all():
        for column in ("started_at", "last_seen_at", "confirmed_at"):
            moved = getattr(row, column) - timedelta(minutes=columns.get(column, minutes))
            setattr(row, column, moved)
        row.save()


def deliver() -> None:
    for event in Event.objects.filter(name__startswith="identity."):
        task = {
            "identity.notice_due": tasks.send_notice,
            "identity.password_link_asked": tasks.send_password_link,
        }[event.name]
        task({"event_id": str(event.event_id), "payload": event.payload})


def test_a_customers_session_ends_after_a_quarter_of_an_hour_of_nothing(client, user):
    log_in(client, user)
    later(14)
    assert is_in(client)
    later(16)
    assert not is_in(client)


def test_staff_have_half_an_hour(client):
    log_in(client, person(staff=True, app=True))
    later(16)
    assert is_in(client)
    later(31)
    assert not is_in(client)


def test_no_session_lasts_longer_than_eight_hours(client, user):
    log_in(client, user)
    later(0, started_at=8 * 60 + 1)
    assert not is_in(client)


def test_being_seen_is_written_once_a_minute(client, user):
    log_in(client, user)
    before = WebSession.objects.get().last_seen_at
    is_in(client)
    assert WebSession.objects.get().last_seen_at == before
    later(2)
    is_in(client)
    assert WebSession.objects.get().last_seen_at >= before


def test_a_session_that_was_logged_out_from_elsewhere_is_out_at_once(client, user):
    log_in(client, user)
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    give_password(other, user)
    other.post("/login/second-step/", {"code": fresh_code_of(user)})
    page = client.get("/security/").content.decode()
    assert "Firefox on Windows" in page
    assert page.count("(this one)") == 1
    found = WebSession.objects.exclude(user_agent="").get()
    client.post(f"/security/sessions/{found.pk}/end/")
    assert not is_in(other)
    assert is_in(client)


def test_all_others_are_logged_out_and_this_one_stays(client, user):
    log_in(client, user)
    other = Client()
    give_password(other, user)
    other.post("/login/second-step/", {"code": fresh_code_of(user)})
    client.post("/security/sessions/end-others/")
    assert (is_in(client), is_in(other)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(client, user):
    log_in(client, user)
    stranger = Client()
    log_in(stranger, person("stranger", app=True))
    theirs = WebSession.objects.get(user=user)
    stranger.post(f"/security/sessions/{theirs.pk}/end/")
    assert is_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/security/app/",
        "/security/app/remove/",
        "/security/codes/",
        "/security/password/",
        "/security/passkeys/",
        "/security/passkeys/options/",
        "/security/passkeys/1/remove/",
        "/security/sessions/1/end/",
        "/security/sessions/end-others/",
        "/security/devices/forget/",
    ],
)
def test_what_matters_asks_again_after_five_minutes(client, user, path):
    log_in(client, user)
    later(0, confirmed_at=6)
    assert client.post(path, {"code": "1"})["Location"].startswith("/confirm/?next=")
    assert AuthenticatorApp.objects.filter(confirmed=True).count() == 1


def test_the_second_factor_confirms_where_there_is_one_and_the_password_does_not(client, user):
    log_in(client, user)
    later(0, confirmed_at=6)
    assert client.post("/confirm/", {"password": PASSWORD, "code": ""}).status_code == 200
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    answer = client.post("/confirm/", {"code": fresh_code_of(user), "next": "/security/password/"})
    assert answer["Location"] == "/security/password/"
    assert client.get("/security/password/").status_code == 200


def test_the_password_confirms_where_there_is_no_second_factor(client):
    user = person("plain")
    give_password(client, user)
    later(0, confirmed_at=6)
    assert client.post("/confirm/", {"password": "wrong"}).status_code == 200
    key = client.cookies["sessionid"].value
    assert client.post("/confirm/", {"password": PASSWORD})["Location"] == "/security/"
    assert client.cookies["sessionid"].value != key
    assert client.get("/security/app/").status_code == 200


def test_a_remembered_browser_confirms_nothing(client, user):
    log_in(client, user, remember="1")
    client.post("/logout/")
    assert give_password(client, user)["Location"] == "/"
    assert client.post("/security/app/remove/")["Location"].startswith("/confirm/")
    assert AuthenticatorApp.objects.count() == 1


def test_a_customer_removes_the_app_and_hears_of_it(client, user):
    log_in(client, user)
    client.post("/security/app/remove/")
    assert not factors.overview(user_id=user.pk).has_any
    deliver()
    assert any("was removed" in each.body or "removed" in each.subject for each in mail.outbox)


def test_staff_keep_their_last_factor():
    user = person("boss", staff=True, app=True)
    with pytest.raises(factors.LastFactor):
        factors.remove_app(user_id=user.pk, now=NOW)
    assert factors.overview(user_id=user.pk).has_any


def test_a_password_is_changed_with_the_present_one_and_other_sessions_end(client, user):
    log_in(client, user)
    other = Client()
    give_password(other, user)
    other.post("/login/second-step/", {"code": fresh_code_of(user)})
    wrong = client.post("/security/password/", {"present": "wrong", "new": NEW})
    assert b"present password is not right" in wrong.content
    key = client.cookies["sessionid"].value
    client.post("/security/password/", {"present": PASSWORD, "new": NEW})
    assert (is_in(client), is_in(other)) == (True, False)
    assert client.cookies["sessionid"].value != key
    assert User.objects.get(pk=user.pk).check_password(NEW)
    deliver()
    assert [each.subject for each in mail.outbox if "changed" in each.subject]


@pytest.mark.parametrize(
    "weak",
    ["short", "x" * 129, "password1234", "person@example.com", "my bankcore secret"],
)
def test_a_weak_password_is_refused_and_the_old_one_stays(user, weak):
    with pytest.raises(passwords.WeakPassword):
        passwords.change(user_id=user.pk, present=PASSWORD, new=weak, key_digest="", now=NOW)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_password_of_a_breach_is_refused_where_the_operator_keeps_a_list(
    user, settings, tmp_path
):
    import hashlib

    listed = tmp_path / "breached.txt"
    listed.write_text(f"{hashlib.sha1(NEW.encode()).hexdigest().upper()}:3\n")  # noqa: S324
    settings.BREACHED_PASSWORDS = str(listed)
    with pytest.raises(passwords.WeakPassword):
        passwords.change(user_id=user.pk, present=PASSWORD, new=NEW, key_digest="", now=NOW)


def link_of(user: User) -> str:
    mail.outbox.clear()
    Client().post("/password/forgotten/", {"email": user.email})
    deliver()
    body = next(each.body for each in mail.outbox if "/password/link/" in each.body)
    return "/password/link/" + body.partition("/password/link/")[2].split()[0]


def test_a_forgotten_password_is_set_with_a_link_that_works_once(client, user):
    old = Client()
    log_in(old, user)
    link = link_of(user)
    assert client.get(link)["Location"] == "/password/new/"
    weak = client.post("/password/new/", {"new": "short"})
    assert weak.status_code == 200
    assert client.post("/password/new/", {"new": NEW})["Location"] == "/login/"
    assert not is_in(old)
    assert give_password(client, user, NEW)["Location"] == "/login/second-step/"
    again = Client()
    again.get(link)
    assert b"does not work any more" in again.post("/password/new/", {"new": NEW + "!"}).content
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_a_link_lasts_for_half_an_hour(client, user, settings):
    link = link_of(user)
    settings.PASSWORD_RESET_TIMEOUT = -1
    client.get(link)
    client.post("/password/new/", {"new": NEW})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_nothing_tells_whether_somebody_has_an_address(user, django_assert_num_queries):
    pages, counts = [], []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in (user.email, "nobody@example.com"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            page = client.post("/password/forgotten/", {"email": address}).content.decode()
        pages.append(page.partition("csrfmiddlewaretoken")[0])
        counts.append(len(queries))
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    assert "on its way" in pages[0]
    assert AuditEntry.objects.filter(action="identity.password.link_asked").count() == 2


def test_the_outbox_holds_no_link_and_no_code(client, user):
    log_in(client, user)
    codes = client.post("/security/codes/").content.decode()
    link_of(user)
    told = f"{[each.payload for each in Event.objects.all()]}"
    assert "/password/link/" not in told
    assert codes.split("<li><code>")[1][:27] not in told


def test_recently_confirmed_is_told_to_others(client, user):
    log_in(client, user)
    row = WebSession.objects.get()
    for minutes, confirmed in ((4, True), (6, False)):
        now = row.confirmed_at + timedelta(minutes=minutes)
        assert sessions.recently_confirmed(key_digest=row.key_digest, now=now) is confirmed


def test_a_code_is_valid_for_others_once(user):
    from django.db import transaction

    from bankcore.identity import public as identity

    code = code_of(user)
    with transaction.atomic():
        assert identity.is_valid_code(user=user, code=code)
        assert not identity.is_valid_code(user=user, code=code)
