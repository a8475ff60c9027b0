"""Administrators ask on pages of the back office, and a colleague approves there."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client

from bankcore.approvals.models import Request
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from bankcore.identity.public import Role
from tests.conftest import NOW
from tests.staff import PASSWORD, staff, superuser

pytestmark = pytest.mark.usefixtures("bank", "today")
USERS = "/admin/identity/user/"


@pytest.fixture
def today(monkeypatch):
    """Let the back office's clock show the tests' day."""
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


def browser(name: str, *roles: Role) -> Client:
    staff(name, *roles)
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


@pytest.fixture
def one() -> Client:
    return browser("administrator-1", Role.ADMINISTRATOR)


@pytest.fixture
def two() -> Client:
    return browser("administrator-2", Role.ADMINISTRATOR)


def send(client: Client, address: str, **fields) -> str:
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def approve(client: Client) -> str:
    newest = Request.objects.latest("pk")
    address = f"/admin/approvals/request/{newest.pk}/"
    page = client.get(f"{address}change/").content.decode()
    assert "Approve and carry out" in page
    send(client, f"{address}decide/", decision="approve", reason="Seen")
    return page


def roles_of(name: str) -> tuple[str, ...]:
    return identity.roles_of(user_id=User.objects.get(username=name).pk)


FIRST_WORD = "a-first-word-to-change"


def test_a_new_member_of_staff_is_asked_for_and_approved(one, two):
    page = send(
        one,
        f"{USERS}new/",
        username="newcomer",
        password=FIRST_WORD,
        roles=["Teller"],
        branch="",
        reason="Joins the counter",
    )
    assert "waits for a colleague" in page
    assert roles_of("newcomer") == ()
    assert not User.objects.get(username="newcomer").is_staff
    shown = approve(two)
    for word in ("What would change", "none", "Teller", "identity.manage_staff"):
        assert word in shown
    assert roles_of("newcomer") == ("Teller",)
    assert Client().login(username="newcomer", password=FIRST_WORD)


def test_roles_are_changed_and_the_page_shows_the_history(one, two):
    teller = int(staff("teller", Role.TELLER).id)
    send(one, f"{USERS}{teller}/ask-roles/", roles=["Compliance"], reason="Moves")
    approve(two)
    assert roles_of("teller") == ("Compliance",)
    page = one.get(f"{USERS}{teller}/change/").content.decode()
    assert "Moves" in page
    assert "Ask for other roles" in page


def test_somebody_is_blocked_and_moved(one, two):
    send(one, "/admin/identity/branch/new/", code="NORTH", name="Demo North")
    assert Branch.objects.get().code == "NORTH"
    teller = int(staff("teller", Role.TELLER).id)
    send(one, f"{USERS}{teller}/ask-change/", branch="NORTH", reason="Moves north, and rests")
    approve(two)
    found = User.objects.get(pk=teller)
    assert (found.is_active, found.branch_id) == (False, "NORTH")


def test_conflicting_roles_are_refused_with_the_reason(one):
    teller = int(staff("teller", Role.TELLER).id)
    page = send(one, f"{USERS}{teller}/ask-roles/", roles=["Teller", "Auditor"], reason="Audit")
    assert "does not do what is audited" in page
    assert not Request.objects.exists()


@pytest.mark.parametrize("page", ["new/", "{}/ask-roles/", "{}/ask-change/"])
@pytest.mark.parametrize("role", [Role.TELLER, Role.AUDITOR])
def test_others_are_not_let_at_the_forms(role, page):
    client = browser("other", role)
    pk = User.objects.get(username="other").pk
    assert client.post(f"{USERS}{page.format(pk)}", {"reason": "x"}).status_code == 403
    assert not Request.objects.exists()


def test_nobody_edits_people_or_groups_directly_not_even_a_superuser():
    superuser("root")
    client = Client()
    client.login(username="root", password=PASSWORD)
    root = User.objects.get(username="root")
    before = (root.password, root.is_superuser, User.objects.count())
    fields = {"username": "other", "is_superuser": "", "password": "x", "is_staff": "on"}
    client.post(f"{USERS}{root.pk}/change/", fields)
    client.post(f"{USERS}add/", fields)
    client.post(f"{USERS}{root.pk}/delete/", {"post": "yes"})
    root.refresh_from_db()
    assert (root.password, root.is_superuser, User.objects.count()) == before
    assert {Group, Permission} & set(admin.site._registry) == set()


def test_the_roles_page_shows_rights_holders_and_conflicts():
    client = browser("auditor", Role.AUDITOR)
    page = client.get(f"{USERS}roles/").content.decode()
    for word in ("Administrator", "identity.manage_staff", "Held by auditor", "Not in one hand"):
        assert word in page
    assert browser("teller", Role.TELLER).get(f"{USERS}roles/").status_code == 403


def test_everybody_sees_their_own_rights():
    page = browser("teller", Role.TELLER).get(f"{USERS}mine/").content.decode()
    assert "approvals.view_request" in page
    assert "identity.manage_staff" not in page


def test_a_page_shows_no_password(one):
    one_user = User.objects.get(username="administrator-1")
    page = one.get(f"{USERS}{one_user.pk}/change/").content.decode()
    assert one_user.password not in page
    assert "Ask for other roles" not in page, "nobody asks about themselves"


def test_a_limit_is_asked_for_and_approved(one, two):
    page = one.get("/admin/approvals/decisionlimit/").content.decode()
    assert "Ask for another limit" in page
    send(
        one,
        "/admin/approvals/decisionlimit/ask/",
        role="Operations",
        currency="EUR",
        up_to="60000.00",
        reason="More staff",
    )
    shown = approve(two)
    assert "60000.00" in shown
    assert "60,000.00" in two.get("/admin/approvals/decisionlimit/").content.decode()
