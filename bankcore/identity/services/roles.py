"""What each role may do, as bankcore/roles.py says, in the database's groups."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils.module_loading import import_string

from bankcore.db.transactions import use_case
from bankcore.identity.domain.roles import Role
from bankcore.identity.repositories import roles


@use_case
def ensure_all() -> None:
    """Make every role, with the permissions that bankcore/roles.py gives it."""
    granted: Mapping[str, tuple[Role, ...]] = import_string(settings.ROLE_PERMISSIONS)
    viewed: Mapping[Role, tuple[str, ...]] = import_string(settings.ROLE_VIEWS)
    known = roles.permissions()
    for role in Role:
        roles.set_permissions(
            role,
            [
                each
                for each in known
                if role in granted.get(_name(each), ())
                or (each.codename.startswith("view_") and _app(each) in viewed.get(role, ()))
            ],
        )


def _name(permission: Permission) -> str:
    return f"{_app(permission)}.{permission.codename}"


def _app(permission: Permission) -> str:
    return permission.content_type.app_label
