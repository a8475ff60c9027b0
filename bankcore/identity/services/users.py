"""People who log in."""

from __future__ import annotations

from bankcore.identity.models import User
from bankcore.identity.repositories import users


def ensure(*, username: str, password: str, is_staff: bool = False, is_admin: bool = False) -> int:
    """Return the id of the user with this name, making the user where there is none.

    The password of a user who exists stays as it is.
    """
    found = users.by_name(username)
    if found is None:
        user = User(username=username, is_staff=is_staff or is_admin, is_superuser=is_admin)
        user.set_password(password)
        found = users.add(user)
    return found.pk
