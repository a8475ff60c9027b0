"""The demo bank's staff: one for each role, two who administer, and tellers of two branches."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity import public as identity

PASSWORD: Final = "demo-staff-password"  # noqa: S105 - it is published on purpose
NORTH, SOUTH = "NORTH", "SOUTH"
BRANCHES: Final = {NORTH: "Demo Branch North", SOUTH: "Demo Branch South"}
ADMINISTRATORS: Final = ("demo-administrator", "demo-administrator-2")
TRAINEE: Final = "demo-trainee"
# Who decides what the first of Operations asks for.
SECOND: Final = "demo-operations-2"
# Nobody here conflicts with bankcore/identity/domain/segregation.py; a branch limits what is seen.
PEOPLE: Final[dict[str, tuple[identity.Role, str | None]]] = {
    "demo-teller-1": (identity.Role.TELLER, None),
    "demo-teller-north": (identity.Role.TELLER, NORTH),
    "demo-teller-south": (identity.Role.TELLER, SOUTH),
    "demo-operations": (identity.Role.OPERATIONS, None),
    SECOND: (identity.Role.OPERATIONS, None),
    "demo-risk": (identity.Role.RISK_ANALYST, None),
    "demo-risk-2": (identity.Role.RISK_ANALYST, None),
    "demo-compliance": (identity.Role.COMPLIANCE, None),
    "demo-finance": (identity.Role.FINANCE, None),
    "demo-auditor": (identity.Role.AUDITOR, None),
    **dict.fromkeys(ADMINISTRATORS, (identity.Role.ADMINISTRATOR, None)),
}
_ACTOR: Final = Actor.system("demo")


def ensure(*, now: datetime) -> None:
    """Make roles, branches and staff where they are missing, as the database's owner."""
    identity.ensure_roles()
    for code, name in BRANCHES.items():
        identity.ensure_branch(code=code, name=name, actor=_ACTOR, now=now)
    for name, (role, branch) in PEOPLE.items():
        identity.ensure_user(username=name, password=PASSWORD, roles=(role,), branch=branch)
    identity.ensure_user(username=TRAINEE, password=PASSWORD)


def at(branch: str | None) -> Actor:
    """Return the part of the bank that sets the demo up, as at work in this branch."""
    return Actor(ActorKind.SYSTEM, "demo", Rights(everything=True, branch_code=branch))
