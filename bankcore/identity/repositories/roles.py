"""Roles in the database: Django's groups with their permissions."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission

from bankcore.identity.domain.roles import Role
from bankcore.identity.models import User


def permissions() -> list[Permission]:
    """Return every permission there is, with its app."""
    return list(Permission.objects.select_related("content_type"))


def set_permissions(role: Role, granted: Iterable[Permission]) -> None:
    """Give the role these permissions and no others, making its group where there is none."""
    group, _ = Group.objects.get_or_create(name=role.value)
    group.permissions.set(granted)


def give(user: User, roles: Iterable[Role]) -> None:
    """Give the user these roles besides those they have."""
    user.groups.add(*Group.objects.filter(name__in=[role.value for role in roles]))
