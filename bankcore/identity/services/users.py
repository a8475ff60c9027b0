"""People who log in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from bankcore import clock
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.errors import BankError
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import User
from bankcore.identity.repositories import roles as roles_of_users
from bankcore.identity.repositories import users

_FIRST: Final = 2


def ensure(
    *,
    username: str,
    password: str,
    is_staff: bool = False,
    is_admin: bool = False,
    roles: Sequence[Role] = (),
    email: str = "",
    branch: str | None = None,
) -> int:
    """Return the id of the user with this name, making the user where there is none.

    The password of a user who exists stays as it is. Somebody with roles is staff. To make staff
    so is the database owner's way, for a first administrator and for demo and test banks; it is
    kept in the history as the owner's doing. Raises ProgrammingError where there is no owner.
    """
    found = users.by_name(username)
    if found is None:
        user = User(username=username, email=email)
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


class EnoughAdministrators(BankError):
    """Two administrators can make all other staff by four eyes; the owner's way is closed."""

    code = "enough_administrators"
    cure = "Let two administrators ask for the role and approve it."
    status = 409


def make_first_administrator(*, username: str, password: Callable[[], str]) -> int:
    """Make one of the first two administrators, as the database's owner; returns the user's id.

    `password` is asked for a new user's password. Raises EnoughAdministrators, and
    ProgrammingError where the connection `owner` is not the owner's.
    """
    found = users.by_name(username)
    active = roles_of_users.active_holders(Role.ADMINISTRATOR)
    if len([each for each in active if found is None or each != found.pk]) >= _FIRST:
        message = "The bank has administrators enough to make others."
        raise EnoughAdministrators(message)
    return ensure(
        username=username,
        password="" if found else password(),
        roles=(Role.ADMINISTRATOR,),
    )


def staff_actor(*, user_id: int) -> Actor:
    """Return the member of staff with the rights of their roles; raises User.DoesNotExist."""
    user = users.get(user_id)
    rights = Rights(permissions=frozenset(user.get_all_permissions()), branch_code=user.branch_id)
    return Actor(ActorKind.USER, str(user.pk), rights)


def staff_names(*, user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those who are or were staff, in one query; log-ins where there is none.

    A customer's log-in is not told: who a customer is, the customer's own page tells.
    """
    return users.names_of_staff(user_ids)


def id_of(*, username: str) -> int | None:
    """Return the id of the user with this name, None where there is none."""
    user = users.by_name(username)
    return None if user is None else user.pk
