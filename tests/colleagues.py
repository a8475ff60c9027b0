"""Staff in tests: who may do what, and the colleague whose approval a deed waits for."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.test import Client

from bankcore.actor import Actor
from bankcore.approvals.models import Request
from bankcore.identity import public as identity
from bankcore.identity.models import User

PASSWORD = "a-long-demo-password"


def superuser(name: str) -> Actor:
    """Return a member of staff who has every permission there is, and Finance's limits."""
    finance = (identity.Role.FINANCE,)
    user = identity.ensure_user(username=name, password=PASSWORD, is_admin=True, roles=finance)
    return identity.staff_actor(user_id=user)


def member(name: str, *roles: identity.Role) -> Actor:
    """Return a member of staff with these roles."""
    user = identity.ensure_user(username=name, password=PASSWORD, roles=roles)
    return identity.staff_actor(user_id=user)


def logged_in(name: str) -> Client:
    """Return the browser of a member of staff made before."""
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def decide(client: Client, decision: str = "approve", *, reason: str = "Seen") -> Request:
    """Let who is logged in approve or refuse the newest request, and return how it then stands."""
    newest = Request.objects.latest("id")
    address = f"/admin/approvals/request/{newest.pk}/decide/"
    answer = client.post(address, {"decision": decision, "reason": reason}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    newest.refresh_from_db()
    return newest


def colleague_approves() -> Request:
    """Let another superuser approve the newest request on its page; it must be carried out."""
    superuser("colleague")
    decided = decide(logged_in("colleague"))
    assert decided.state == "EXECUTED", (decided.kind, decided.state)
    return decided


def permitted(name: str, *permissions: str) -> Client:
    """Return the browser of staff who may look at accounts, and have these permissions besides."""
    identity.ensure_user(username=name, password=PASSWORD, is_staff=True)
    user = User.objects.get(username=name)
    looking = Permission.objects.filter(
        content_type__app_label="accounts", codename__startswith="view_"
    )
    given = [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, _, codename in (each.partition(".") for each in permissions)
    ]
    user.user_permissions.set([*looking, *given])
    return logged_in(name)
