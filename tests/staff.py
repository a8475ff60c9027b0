"""Staff in tests: people with roles."""

from __future__ import annotations

from bankcore.actor import Actor
from bankcore.identity import public as identity

PASSWORD = "a-long-demo-password"


def staff(name: str, *roles: identity.Role, branch: str | None = None) -> Actor:
    """Return a member of staff with these roles, of the branch if one is named."""
    user_id = identity.ensure_user(username=name, password=PASSWORD, roles=roles, branch=branch)
    return identity.staff_actor(user_id=user_id)


def superuser(name: str) -> Actor:
    """Return somebody with every permission, and no role."""
    user_id = identity.ensure_user(username=name, password=PASSWORD, is_admin=True)
    return identity.staff_actor(user_id=user_id)
