"""People who sign in through the pages, as people do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import AuthenticatorApp, User

PASSWORD = "correct horse battery staple"
SECRET = "3132333435363738393031323334353637383930"


def person(name: str = "person", *, staff: bool = False, app: bool = False) -> User:
    user_id = identity.ensure_user(username=name, password=PASSWORD, is_staff=staff, is_admin=staff)
    User.objects.filter(pk=user_id).update(email=f"{name}@example.com")
    if app:
        identity.enrol_known_secret(user_id=user_id, secret=SECRET, now=clock.now())
    return User.objects.get(pk=user_id)


def code_of(user: User, *, at: datetime | None = None) -> str:
    return identity.code_now(user_id=user.pk, now=at or clock.now())


def fresh_code_of(user: User) -> str:
    """Return the code of the next step, where the present one was used already."""
    return code_of(user, at=clock.now() + timedelta(seconds=30))


def wait_out_the_throttle(user: User) -> None:
    AuthenticatorApp.objects.filter(user=user).update(throttling_failure_count=0)


def give_password(client: Client, user: User, password: str = PASSWORD, **more: str):
    return client.post("/login/", {"username": user.username, "password": password, **more})


def give_code(client: Client, code: str, **more: str):
    return client.post("/login/second-step/", {"code": code, **more})


def log_in(client: Client, user: User, **more: str) -> None:
    give_password(client, user)
    answer = give_code(client, code_of(user), **more)
    assert answer.status_code == 302, answer.content.decode()
