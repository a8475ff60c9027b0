"""Two people of the demo bank's staff, for what takes two: one asks, the other approves."""

from __future__ import annotations

from typing import Final

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo.day import Day
from bankcore.identity import public as identity

_PASSWORD: Final = "demo-staff-password"  # noqa: S105 - it is published on purpose


def pair(name: str, role: identity.Role) -> tuple[Actor, Actor]:
    """Return two members of staff with this role, `demo-<name>-1` and `demo-<name>-2`."""
    return _member(f"demo-{name}-1", role), _member(f"demo-{name}-2", role)


def approve(asked: approvals.RequestView, *, by: Actor, day: Day) -> None:
    """Let the second one approve what the first has asked for."""
    approvals.approve(
        request_id=asked.request_id, actor=by, now=day.now, reason="Demo: looked at again"
    )


def _member(name: str, role: identity.Role) -> Actor:
    user_id = identity.ensure_user(username=name, password=_PASSWORD, roles=(role,))
    return identity.staff_actor(user_id=user_id)
