"""People who log in."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import User
from bankcore.identity.repositories import roles as roles_of_users
from bankcore.identity.repositories import users


def ensure(
    *,
    username: str,
    password: str,
    is_staff: bool = False,
    is_admin: bool = False,
    roles: Sequence[Role] = (),
    email: str = "",
) -> int:
    """Return the id of the user with this name, making the user where there is none.

    The password of a user who exists stays as it is. Somebody with roles is staff.
    """
    found = users.by_name(username)
    if found is None:
        user = User(
            username=username,
            email=email,
            is_staff=is_staff or is_admin or bool(roles),
            is_superuser=is_admin,
        )
        user.set_password(password)
        found = users.add(user)
    roles_of_users.give(found, roles)
    return found.pk


def staff_actor(*, user_id: int) -> Actor:
    """Return the member of staff with the rights of their roles; raises User.DoesNotExist."""
    user = users.get(user_id)
    rights = Rights(permissions=frozenset(user.get_all_permissions()))
    return Actor(ActorKind.USER, str(user.pk), rights)


def id_of(*, username: str) -> int | None:
    """Return the id of the user with this name, None where there is none."""
    user = users.by_name(username)
    return None if user is None else user.pk
