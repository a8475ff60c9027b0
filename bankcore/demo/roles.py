"""A role on a demo day: given or taken by two administrators."""

from __future__ import annotations

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo import staff
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity


def change(day: Day) -> None:
    """Let one administrator ask that the trainee be a teller, or no longer, and another approve."""
    maker, checker = (_somebody(name) for name in staff.ADMINISTRATORS)
    trainee = identity.ensure_user(username=staff.TRAINEE, password=staff.PASSWORD)
    teller = identity.Role.TELLER
    has = teller in identity.roles_of(user_id=trainee)
    order = identity.RoleOrder(
        user_id=trainee, give=() if has else (teller,), take=(teller,) if has else ()
    )
    try:
        asked = identity.request_roles(
            order=order, reason="Demo: a day at the counter", actor=maker, now=day.now
        )
        approvals.approve(request_id=asked, actor=checker, now=day.now, reason="Demo: agreed")
    except BankError:
        return


def _somebody(name: str) -> Actor:
    role, branch = staff.PEOPLE[name]
    user_id = identity.ensure_user(
        username=name, password=staff.PASSWORD, roles=(role,), branch=branch
    )
    return identity.staff_actor(user_id=user_id)
