"""What staff may do is changed by two others, whatever the change and whoever they are."""

import pytest

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.identity.models import RoleChange, User
from bankcore.identity.public import Role
from tests.conftest import NOW
from tests.staff import PASSWORD, staff, superuser

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def maker():
    return staff("administrator-1", Role.ADMINISTRATOR)


@pytest.fixture
def checker():
    return staff("administrator-2", Role.ADMINISTRATOR)


@pytest.fixture
def person() -> int:
    """Return somebody who is not yet one of the staff."""
    return identity.ensure_user(username="newcomer", password=PASSWORD)


def ask_roles(person, actor, *, give=(), take=(), reason="Joins the counter") -> int:
    order = identity.RoleOrder(user_id=person, give=give, take=take)
    return identity.request_roles(order=order, reason=reason, actor=actor, now=NOW)


def ask_change(person, actor, reason="Moves", **fields) -> int:
    order = identity.StaffOrder(user_id=person, **fields)
    return identity.request_staff_change(order=order, reason=reason, actor=actor, now=NOW)


def approve(request_id, actor):
    return approvals.approve(request_id=request_id, actor=actor, now=NOW)


def standing(user_id):
    user = User.objects.get(pk=user_id)
    roles = identity.roles_of(user_id=user_id)
    return (roles, user.is_staff, user.is_active, user.is_superuser, user.branch_id)


NOBODY = ((), False, True, False, None)


def test_a_role_is_given_by_two(person, maker, checker):
    asked = ask_roles(person, maker, give=(Role.TELLER,))
    assert standing(person) == NOBODY
    assert identity.staff_actor(user_id=person).rights.permissions == frozenset()
    approve(asked, checker)
    assert standing(person) == (("Teller",), True, True, False, None)
    assert identity.staff_actor(user_id=person).may("approvals.view_request")


def test_the_history_and_the_audit_trail_tell_who_did_it_and_why(person, maker, checker):
    asked = ask_roles(person, maker, give=(Role.TELLER,))
    approve(asked, checker)
    (kept,) = identity.role_history(user_id=person)
    assert (kept.maker, kept.checker, kept.reason) == (
        str(maker),
        str(checker),
        "Joins the counter",
    )
    assert (kept.before["roles"], kept.after["roles"]) == ([], ["Teller"])
    entry = AuditEntry.objects.get(action="identity.staff.changed")
    assert (entry.actor, entry.subject) == (str(checker), f"user:{person}")
    assert entry.detail["after"]["roles"] == ["Teller"]


def test_who_loses_the_last_role_is_no_longer_staff(maker, checker):
    teller = int(staff("teller", Role.TELLER).id)
    approve(ask_roles(teller, maker, take=(Role.TELLER,)), checker)
    assert standing(teller) == NOBODY


def test_a_role_is_taken_and_another_given_at_once(maker, checker):
    teller = int(staff("teller", Role.TELLER).id)
    approve(ask_roles(teller, maker, give=(Role.COMPLIANCE,), take=(Role.TELLER,)), checker)
    assert standing(teller)[0] == ("Compliance",)


def test_nobody_asks_for_a_change_of_themselves(maker):
    with pytest.raises(identity.NotAboutYourself):
        ask_roles(int(maker.id), maker, give=(Role.TELLER,), take=(Role.ADMINISTRATOR,))
    with pytest.raises(identity.NotAboutYourself):
        ask_change(int(maker.id), maker, is_superuser=True)
    assert not Request.objects.exists()


def test_who_gains_does_not_approve(maker, checker):
    asked = ask_change(int(checker.id), maker, is_superuser=True)
    with pytest.raises(approvals.PartyToRequest):
        approve(asked, checker)
    assert standing(int(checker.id)) == (("Administrator",), True, True, False, None)


@pytest.mark.parametrize("make", [staff, superuser], ids=["administrator", "superuser"])
def test_who_asks_does_not_approve(person, make):
    one = make("one", Role.ADMINISTRATOR) if make is staff else make("one")
    asked = ask_roles(person, one, give=(Role.TELLER,))
    with pytest.raises(approvals.OwnRequest):
        approve(asked, one)
    assert standing(person) == NOBODY


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_only_administrators_ask_and_approve(person, maker, role):
    other = staff("other", role)
    with pytest.raises(NotPermitted):
        ask_roles(person, other, give=(Role.TELLER,))
    assert not Request.objects.exists()
    asked = ask_roles(person, maker, give=(Role.TELLER,))
    with pytest.raises(NotPermitted):
        approve(asked, other)
    assert standing(person) == NOBODY


@pytest.mark.parametrize(("one", "other"), [sorted(pair) for pair in identity.CONFLICTS])
def test_roles_that_are_to_be_apart_are_not_asked_for(maker, one, other):
    holder = int(staff("holder", Role(one)).id)
    with pytest.raises(identity.RolesConflict, match="at once"):
        ask_roles(holder, maker, give=(Role(other),))
    assert not Request.objects.exists()
    assert standing(holder)[0] == (one,)


def test_what_changes_nothing_and_what_there_is_not_is_not_asked_for(person, maker):
    with pytest.raises(identity.InvalidStaffChange):
        ask_roles(person, maker)
    with pytest.raises(identity.InvalidStaffChange):
        ask_change(person, maker, branch="NOWHERE")
    with pytest.raises(identity.UnknownPerson):
        ask_change(987654, maker, is_active=False)
    with pytest.raises(approvals.ReasonMissing):
        ask_roles(person, maker, give=(Role.TELLER,), reason=" ")
    assert not Request.objects.exists()


def test_a_person_who_changed_meanwhile_is_not_approved_over(person, maker, checker):
    asked = ask_roles(person, maker, give=(Role.TELLER,))
    approve(ask_change(person, maker, is_active=False), checker)
    with pytest.raises(identity.StaffChanged):
        approve(asked, checker)
    assert standing(person) == ((), False, False, False, None)
    assert approvals.get(request_id=asked).state is approvals.State.REQUESTED


@pytest.mark.parametrize("value", [True, False])
def test_staff_are_blocked_and_let_in_again_by_two(maker, checker, value):
    teller = int(staff("teller", Role.TELLER).id)
    approve(ask_change(teller, maker, is_active=False), checker)
    assert not User.objects.get(pk=teller).is_active
    if value:
        approve(ask_change(teller, maker, is_active=True), checker)
        assert User.objects.get(pk=teller).is_active


def test_a_branch_is_changed_by_two_and_limits_the_rights(maker, checker):
    identity.add_branch(code="NORTH", name="Demo North", actor=maker, now=NOW)
    teller = int(staff("teller", Role.TELLER).id)
    asked = ask_change(teller, maker, branch="NORTH")
    assert identity.staff_actor(user_id=teller).rights.branch_code is None
    approve(asked, checker)
    assert identity.staff_actor(user_id=teller).rights.branch_code == "NORTH"
    approve(ask_change(teller, maker, branch=""), checker)
    assert identity.staff_actor(user_id=teller).rights.branch_code is None


def test_an_administrator_is_made_by_two_others(person, maker, checker):
    asked = ask_roles(person, maker, give=(Role.ADMINISTRATOR,))
    assert standing(person) == NOBODY
    approve(asked, checker)
    assert standing(person)[0] == ("Administrator",)


def test_who_is_no_longer_staff_has_no_role_left(maker, checker):
    teller = int(staff("teller", Role.TELLER).id)
    approve(ask_change(teller, maker, is_staff=False), checker)
    assert standing(teller) == NOBODY
    assert RoleChange.objects.filter(user_id=teller, request_id__isnull=False).count() == 1
