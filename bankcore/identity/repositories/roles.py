"""Roles in the database: Django's groups with their permissions, which the owner alone writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction

from bankcore.db.transactions import requires_transaction
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import RoleChange, User

_BOOTSTRAP: Final = "identity_bootstrap(bigint, text[], boolean, boolean, text, text, timestamptz)"


def permissions() -> list[Permission]:
    """Return every permission there is, with its app."""
    return list(Permission.objects.select_related("content_type"))


def set_all(granted: Mapping[Role, Iterable[Permission]]) -> None:
    """Give every role these permissions and no others, as the owner of the database.

    Raises ProgrammingError where the connection `owner` is not the owner's.
    """
    alias = _alias()
    with transaction.atomic(using=alias):
        for role, given in granted.items():
            group, _ = Group.objects.using(alias).get_or_create(name=role.value)
            group.permissions.set([each.pk for each in given])


def bootstrap(
    user: User,
    *,
    roles: Iterable[Role],
    is_staff: bool,
    is_superuser: bool,
    branch: str | None,
    reason: str,
    now: datetime,
) -> None:
    """Make the user one of the staff, as the owner of the database; takes nothing away."""
    with connections[_alias()].cursor() as cursor:
        cursor.execute(
            "SELECT identity_bootstrap(%s, %s::text[], %s, %s, %s, %s, %s)",
            [
                *(user.pk, [role.value for role in roles], is_staff, is_superuser, branch),
                *(reason, now),
            ],
        )


def of(user_id: int) -> tuple[str, ...]:
    """Return the names of the user's roles."""
    return tuple(
        Group.objects.filter(user__pk=user_id).order_by("name").values_list("name", flat=True)
    )


def holders(role: str) -> list[int]:
    """Return the ids of the users with this role."""
    found = User.objects.filter(groups__name=role).order_by("pk")
    return list(found.values_list("pk", flat=True))


def active_holders(role: Role) -> list[int]:
    """Return the ids of the users with this role who may log in."""
    found = User.objects.filter(groups__name=role.value, is_active=True)
    return list(found.values_list("pk", flat=True))


def standing(user_id: int) -> dict[str, Any] | None:
    """Return what the user is and may do, as the history keeps it."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    return {
        "roles": list(of(user_id)),
        "is_staff": user.is_staff,
        "is_active": user.is_active,
        "is_superuser": user.is_superuser,
        "branch": user.branch_id,
    }


@requires_transaction
def carry_out(request_id: int) -> None:
    """Make the change that two people have agreed on just now."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT identity_carry_out(%s)", [request_id])


def changes_of(user_id: int) -> list[RoleChange]:
    """Return the history of the user's roles, the newest first."""
    return list(RoleChange.objects.filter(user_id=user_id).order_by("-pk"))


def _alias() -> str:
    """Return which connection may bootstrap: the bank's own may only where tests let it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT has_function_privilege('{_BOOTSTRAP}', 'EXECUTE')")
        return "default" if cursor.fetchone()[0] else "owner"
