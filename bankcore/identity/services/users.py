"""People who log in."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore import clock
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
    branch: str | None = None,
) -> int:
    """Return the id of the user with this name, making the user where there is none.

    The password of a user who exists stays as it is. Somebody with roles is staff. To make staff
    so is the database owner's way, for a first administrator and for demo and test banks; it is
    kept in the history as the owner's doing. Raises ProgrammingError where there is no owner.
    """
    found = users.by_name(username)
    if found is None:
        user = User(username=username)
        user.set_password(password)
        found = users.add(user)
    if is_staff or is_admin or roles:
        roles_of_users.bootstrap(
            found,
            roles=roles,
            is_staff=True,
            is_superuser=is_admin,
            branch=branch,
            reason="Made by the owner of the database",
            now=clock.now(),
        )
    return found.pk


def staff_actor(*, user_id: int) -> Actor:
    """Return the member of staff with the rights of their roles; raises User.DoesNotExist."""
    user = users.get(user_id)
    rights = Rights(permissions=frozenset(user.get_all_permissions()), branch_code=user.branch_id)
    return Actor(ActorKind.USER, str(user.pk), rights)
