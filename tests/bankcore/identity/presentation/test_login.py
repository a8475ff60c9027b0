"""Logging in through the pages: two steps, no hints, and a lock."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client

from bankcore.audit.models import AuditEntry
from bankcore.identity.models import AuthenticatorApp, KnownDevice, RecoveryCode, WebSession
from bankcore.identity.services import factors, sign_in
from bankcore.outbox.models import Event
from tests.bankcore.identity.people import (
    PASSWORD,
    code_of,
    fresh_code_of,
    give_code,
    give_password,
    log_in,
    person,
    wait_out_the_throttle,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def notices() -> list[str]:
    return [each.payload["message"] for each in Event.objects.filter(name="identity.notice_due")]


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_password_alone_does_not_log_in_who_has_a_second_factor(client):
    user = person(app=True)
    assert give_password(client, user)["Location"] == "/login/second-step/"
    assert not is_in(client)
    assert give_code(client, code_of(user))["Location"] == "/"
    assert is_in(client)
    assert "identity.login.succeeded" in actions()


def test_the_second_step_needs_the_first(client):
    user = person(app=True)
    assert give_code(client, code_of(user))["Location"] == "/login/"
    assert not is_in(client)


def test_a_code_works_once(client):
    user = person(app=True)
    code = code_of(user)
    give_password(client, user)
    give_code(client, code)
    other = Client()
    give_password(other, user)
    assert b"was not accepted" in give_code(other, code).content
    assert not is_in(other)


def test_codes_are_refused_for_a_while_after_a_wrong_one(client):
    user = person(app=True)
    give_password(client, user)
    give_code(client, "000000")
    assert b"was not accepted" in give_code(client, code_of(user)).content
    wait_out_the_throttle(user)
    assert give_code(client, code_of(user)).status_code == 302


def test_a_recovery_code_works_once_and_is_kept_as_a_hash(client):
    user = person(app=True)
    codes = factors.renew_recovery_codes(user_id=user.pk, now=NOW)
    assert len(set(codes)) == 10
    stored = b"".join(bytes(each.code_sha256) for each in RecoveryCode.objects.all())
    assert not any(each.encode() in stored for each in codes)
    give_password(client, user)
    assert give_code(client, codes[0].upper()).status_code == 302
    assert is_in(client)
    other = Client()
    give_password(other, user)
    assert give_code(other, codes[0]).status_code == 200
    assert factors.overview(user_id=user.pk).recovery_codes_left == 9
    assert "recovery_code_used" in notices()


def test_the_apps_secret_does_not_lie_in_clear(django_assert_num_queries):
    from django.db import connection

    person(app=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_authenticatorapp")
        stored = bytes(cursor.fetchone()[0])
    assert AuthenticatorApp.objects.get().secret.encode() not in stored
    assert bytes.fromhex(AuthenticatorApp.objects.get().secret) not in stored


def test_the_key_of_the_session_changes_at_each_step_and_lies_nowhere_in_clear(client):
    user = person(app=True)
    client.get("/login/")
    give_password(client, user)
    first = client.cookies["sessionid"].value
    give_code(client, code_of(user))
    second = client.cookies["sessionid"].value
    assert first != second
    kept = {*Session.objects.values_list("session_key", flat=True)}
    kept |= {*WebSession.objects.values_list("key_digest", flat=True)}
    assert not {first, second} & kept
    taken = Client()
    taken.cookies["sessionid"] = WebSession.objects.get().key_digest
    assert not is_in(taken)


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x"])
def test_nobody_is_led_elsewhere(client, elsewhere):
    user = person()
    assert give_password(client, user, next=elsewhere)["Location"] == "/"


def test_one_is_led_where_one_wanted_to_go_over_both_steps(client):
    user = person(app=True)
    give_password(client, user, next="/security/")
    assert give_code(client, code_of(user))["Location"] == "/security/"


def test_the_answer_tells_no_unknown_name_from_a_wrong_password_or_a_lock(client):
    user = person()
    wrong = give_password(client, user, "wrong").content
    unknown = client.post("/login/", {"username": "nobody", "password": "wrong"}).content
    for _ in range(6):
        give_password(client, user, "wrong")
    locked = give_password(client, user).content

    def plain(page: bytes) -> str:
        import re

        page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)
        return page.replace(b'value="nobody"', b'value="person"').decode()

    assert plain(wrong) == plain(unknown) == plain(locked)


def test_an_unknown_name_costs_a_hash(monkeypatch):
    person()
    hashed = []
    monkeypatch.setattr(sign_in, "make_password", hashed.append)
    assert sign_in.check_password(username="nobody", password="guess") is None
    assert sign_in.check_password(username="person", password="x" * 10_000) is None
    assert [len(each) for each in hashed] == [5, 128]


def test_five_failures_lock_the_name_from_that_address_alone(client):
    user, other = person(), person("other")
    for _ in range(5):
        give_password(client, user, "wrong")
    give_password(client, user)
    assert not is_in(client)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert give_password(elsewhere, user).status_code == 302
    assert give_password(client, other).status_code == 302
    assert actions().count("identity.login.locked") == 1
    assert notices().count("login_locked") == 1


def test_twenty_failures_from_anywhere_lock_the_name_everywhere(client):
    user = person()
    for number in range(20):
        give_password(Client(REMOTE_ADDR=f"192.0.2.{number}"), user, "wrong")
    give_password(client, user)
    assert not is_in(client)


def test_a_lock_ends_by_itself(client):
    user = person()
    for _ in range(5):
        give_password(client, user, "wrong")
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time - timedelta(minutes=16)
        )
    assert give_password(client, user).status_code == 302
    assert is_in(client)


def test_wrong_codes_lock_as_wrong_passwords_do(client):
    user = person(app=True)
    give_password(client, user)
    for _ in range(5):
        give_code(client, "000000")
    wait_out_the_throttle(user)
    give_code(client, code_of(user))
    assert not is_in(client)


def test_a_name_that_nobody_has_is_not_written_down(client):
    client.post("/login/", {"username": "my-secret-password", "password": "x"})
    entry = AuditEntry.objects.get(action="identity.login.failed")
    assert "my-secret-password" not in f"{vars(entry)}"


def test_a_user_who_was_switched_off_gets_no_further(client):
    user = person(app=True)
    give_password(client, user)
    user.is_active = False
    user.save()
    assert give_code(client, code_of(user))["Location"] == "/login/"
    assert give_password(client, user).status_code == 200


def test_a_remembered_browser_spares_a_customer_the_second_step_until_it_is_forgotten(client):
    user = person(app=True)
    log_in(client, user, remember="1")
    client.post("/logout/")
    assert give_password(client, user)["Location"] == "/"
    assert KnownDevice.objects.update(remembered_until=None) == 1
    client.post("/logout/")
    assert give_password(client, user)["Location"] == "/login/second-step/"


def test_no_browser_spares_staff_the_second_step(client):
    user = person(staff=True, app=True)
    log_in(client, user, remember="1")
    KnownDevice.objects.update(remembered_until=NOW + timedelta(days=9999))
    client.post("/logout/")
    assert give_password(client, user)["Location"] == "/login/second-step/"


def test_a_remembered_browsers_cookie_is_of_no_use_to_somebody_else(client):
    log_in(client, person(app=True), remember="1")
    client.post("/logout/")
    other = person("other", app=True)
    assert give_password(client, other)["Location"] == "/login/second-step/"


def test_a_new_browser_is_told_once(client):
    user = person()
    give_password(client, user)
    client.post("/logout/")
    give_password(client, user)
    assert notices().count("new_device") == 1
    give_password(Client(), user)
    assert notices().count("new_device") == 2


def test_a_hash_with_other_parameters_is_made_anew_at_the_log_in(client, settings):
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    settings.PASSWORD_HASHERS = [
        "bankcore.identity.services.password_hasher.Argon2id",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    user = person()
    assert user.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, 1)
    user.save()
    give_password(client, user)
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")


def test_staff_without_a_second_factor_are_led_to_add_one_before_any_page(client):
    user = person(staff=True)
    assert give_password(client, user)["Location"] == "/admin/"
    for path in ("/admin/", "/admin/identity/user/", "/", "/security/", "/api/v1/docs/"):
        assert client.get(path)["Location"].startswith("/security/app/?next="), path
    page = client.get("/security/app/?next=/admin/").content.decode()
    assert "data:image/svg+xml" in page
    app = AuthenticatorApp.objects.get(user=user)
    app.confirmed = True
    app.save()
    code = code_of(user)
    app.confirmed = False
    app.save()
    wrong = client.post("/security/app/", {"code": "000000"})
    assert b"was not accepted" in wrong.content
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    shown = client.post("/security/app/", {"code": code, "next": "/admin/"}).content.decode()
    assert shown.count("<li><code>") == 10
    assert client.get("/admin/").status_code == 200
    assert fresh_code_of(user)


def test_the_back_office_itself_refuses_a_session_without_second_factor(rf):
    from django.contrib import admin

    from bankcore.identity.domain.sign_in import Factor, SignIn, Where

    request = rf.get("/admin/")
    request.user = person(staff=True)
    assert not admin.site.has_permission(request)
    for factor, allowed in ((Factor.NONE, False), (Factor.KNOWN_DEVICE, False), (Factor.APP, True)):
        request.sign_in = SignIn(
            session_id=1, user_id=1, factor=factor, where=Where(address="", user_agent=""),
            started_at=NOW, last_seen_at=NOW, confirmed_at=NOW,
        )  # fmt: skip
        assert admin.site.has_permission(request) is allowed


def test_the_back_offices_own_log_in_page_leads_to_the_one_of_all(client):
    answer = client.get("/admin/login/?next=/admin/identity/user/")
    assert answer["Location"] == "/login/?next=%2Fadmin%2Fidentity%2Fuser%2F"
