"""Roles, flags and branches of staff: asked for by one person and made by another's approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import segregation
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import User
from bankcore.identity.repositories import branches, roles, users

ROLE_KIND: Final = "identity.role_change"
STAFF_KIND: Final = "identity.staff_change"


class UnknownPerson(BankError):
    """There is no such user."""

    code = "person_not_found"
    cure = "Check the person's number."
    status = 404


class NotAboutYourself(BankError):
    """Nobody changes, or asks to change, what they may do themselves."""

    code = "not_about_yourself"
    cure = "Ask a colleague to ask for it."
    status = 403


class RolesConflict(BankError):
    """Two of the roles are not to be in one hand."""

    code = "roles_conflict"
    cure = "Take the one role before the other is given."
    status = 409


class InvalidStaffChange(BankError):
    """The change is none, or names what there is not."""

    code = "invalid_staff_change"
    cure = "Name a change to a member of staff, a role and a branch that there are."


class StaffChanged(BankError):
    """The person is no longer what they were when the change was asked for."""

    code = "staff_changed"
    cure = "Refuse this request and ask for the change anew."
    status = 409


class ApprovedRequest(Protocol):
    """What the executor is told of the request that was approved."""

    @property
    def request_id(self) -> int:
        """Its number."""

    @property
    def subject(self) -> str:
        """Whom it is about."""

    @property
    def payload(self) -> Mapping[str, object]:
        """What it asks for."""

    @property
    def maker(self) -> str:
        """Who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOrder:
    """Roles to give to somebody, and to take."""

    user_id: int
    give: tuple[Role, ...] = ()
    take: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffOrder:
    """What somebody is to be: None stays as it is; the branch "" is the whole bank."""

    user_id: int
    is_staff: bool | None = None
    is_active: bool | None = None
    is_superuser: bool | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """Somebody new, with a first password."""

    username: str
    password: str = field(repr=False)
    roles: tuple[Role, ...]
    branch: str | None = None


@needs("identity.manage_staff")
@use_case
def request_new(*, order: NewStaff, reason: str, actor: Actor, now: datetime) -> int:
    """Make a log-in that may do nothing, and ask for its roles; returns the request's number.

    Raises as `request_roles` does. Refused or forgotten, the log-in stays one without rights.
    """
    if not order.username.strip() or users.by_name(order.username) or not order.roles:
        message = "This is no new member of staff with a role."
        raise InvalidStaffChange(message, field="username")
    user = User(username=order.username)
    user.set_password(order.password)
    user_id = users.add(user).pk
    audit.record(actor=actor, action="identity.person.added", subject=f"user:{user_id}", at=now)
    before = _before(user_id)
    held = sorted(map(str, order.roles))
    after = {**before, "roles": held, "is_staff": True, "branch": order.branch}
    return _ask(ROLE_KIND, user_id, before, after, reason, actor, now)


@needs("identity.manage_staff")
@use_case
def request_roles(*, order: RoleOrder, reason: str, actor: Actor, now: datetime) -> int:
    """Ask for other roles of somebody; returns the request's number.

    Raises UnknownPerson, NotAboutYourself, InvalidStaffChange, RolesConflict and what asking for
    a second person raises. Who has no role left is no longer one of the staff.
    """
    before = _before(order.user_id)
    held = (set(before["roles"]) | set(order.give)) - set(order.take)
    after = {**before, "roles": sorted(map(str, held)), "is_staff": bool(held)}
    return _ask(ROLE_KIND, order.user_id, before, after, reason, actor, now)


@needs("identity.manage_staff")
@use_case
def request_change(*, order: StaffOrder, reason: str, actor: Actor, now: datetime) -> int:
    """Ask for other flags or another branch of somebody; returns the request's number.

    Raises as `request_roles` does. Who is made no longer staff loses every role.
    """
    before = _before(order.user_id)
    asked = {
        "is_staff": order.is_staff,
        "is_active": order.is_active,
        "is_superuser": order.is_superuser,
        "branch": order.branch,
    }
    after = {**before, **{name: value for name, value in asked.items() if value is not None}}
    after["branch"] = after["branch"] or None
    if not after["is_staff"]:
        after.update(roles=[], is_superuser=False)
    return _ask(STAFF_KIND, order.user_id, before, after, reason, actor, now)


def execute(*, request: ApprovedRequest, actor: Actor, now: datetime) -> str:
    """Make the change, as the executor of both kinds; raises as asking does, and StaffChanged."""
    user_id, before = int(str(request.payload["user"])), request.payload["before"]
    after: Any = request.payload["after"]
    if str(actor) == f"user:{user_id}" or request.maker == f"user:{user_id}":
        raise _own()
    if roles.standing(user_id) != before:
        message = f"User {user_id} is not what the request says."
        raise StaffChanged(message)
    _check(after)
    roles.carry_out(request.request_id)
    audit.record(
        actor=actor,
        action="identity.staff.changed",
        subject=request.subject,
        detail={
            "before": before,
            "after": after,
            "maker": request.maker,
            "request": request.request_id,
        },
        at=now,
    )
    return request.subject


def _before(user_id: int) -> dict[str, Any]:
    users.lock(user_id)
    before = roles.standing(user_id)
    if before is None:
        message = f"There is no user {user_id}."
        raise UnknownPerson(message)
    return before


def _ask(
    kind: str,
    user_id: int,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    if str(actor) == f"user:{user_id}":
        raise _own()
    if before == after:
        message = "This would change nothing."
        raise InvalidStaffChange(message)
    _check(after)
    asked: int = import_string(settings.FOUR_EYES)(
        kind=kind,
        subject=f"user:{user_id}",
        payload={"user": user_id, "before": before, "after": after},
        reason=reason,
        parties=(f"user:{user_id}",),
        actor=actor,
        now=now,
    )
    return asked


def _check(after: dict[str, Any]) -> None:
    if after["branch"] is not None and not branches.exists(after["branch"]):
        message = f"There is no branch {after['branch']}."
        raise InvalidStaffChange(message, field="branch")
    found = segregation.conflict(Role(each) for each in after["roles"])
    if found:
        one, other, why = found
        message = f"Nobody is {one} and {other} at once. {why}"
        raise RolesConflict(message)


def _own() -> NotAboutYourself:
    message = "Nobody changes what they may do themselves."
    return NotAboutYourself(message)
