"""What each role may do, as bankcore/roles.py says, in the database's groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils.module_loading import import_string

from bankcore.db.transactions import use_case
from bankcore.identity.domain.roles import Role
from bankcore.identity.repositories import roles


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of what somebody may do; without a checker the database's owner made it."""

    before: Mapping[str, object]
    after: Mapping[str, object]
    maker: str
    checker: str | None
    reason: str
    at: datetime


@use_case
def ensure_all() -> None:
    """Make every role, with the permissions that bankcore/roles.py gives it.

    The database's owner alone can; the change is one transaction of its own connection.
    """
    granted: Mapping[str, tuple[Role, ...]] = import_string(settings.ROLE_PERMISSIONS)
    viewed: Mapping[Role, tuple[str, ...]] = import_string(settings.ROLE_VIEWS)
    known = roles.permissions()
    roles.set_all(
        {
            role: [
                each
                for each in known
                if role in granted.get(_name(each), ())
                or (each.codename.startswith("view_") and _app(each) in viewed.get(role, ()))
            ]
            for role in Role
        }
    )


def of(*, user_id: int) -> tuple[str, ...]:
    """Return the names of the user's roles."""
    return roles.of(user_id)


def holders(*, role: str) -> list[int]:
    """Return the ids of the users with this role."""
    return roles.holders(role)


def history(*, user_id: int) -> list[ChangeView]:
    """Return what became of somebody's roles, flags and branch, the newest first."""
    return [
        ChangeView(each.before, each.after, each.maker, each.checker, each.reason, each.at)
        for each in roles.changes_of(user_id)
    ]


def _name(permission: Permission) -> str:
    return f"{_app(permission)}.{permission.codename}"


def _app(permission: Permission) -> str:
    return permission.content_type.app_label
