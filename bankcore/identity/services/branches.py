"""The bank's branches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.models import Branch
from bankcore.identity.repositories import branches


class InvalidBranch(BankError):
    """A branch has a code of capitals and digits that no other has, and a name."""

    code = "invalid_branch"
    cure = "Give a new code of at most 12 capitals, digits and hyphens, and a name."


@dataclass(frozen=True, slots=True)
class BranchView:
    """A branch of the bank."""

    code: str
    name: str


@needs("identity.manage_branches")
@use_case
def add(*, code: str, name: str, actor: Actor, now: datetime) -> BranchView:
    """Name a branch; raises InvalidBranch."""
    wrong = re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,11}", code) is None
    if wrong or not name.strip() or len(name) > 120 or branches.exists(code):
        message = "This is no new branch."
        raise InvalidBranch(message, field="code")
    branches.add(Branch(code=code, name=name))
    audit.record(actor=actor, action="identity.branch.added", subject=f"branch:{code}", at=now)
    return BranchView(code, name)


def every() -> list[BranchView]:
    """Return every branch, by code."""
    return [BranchView(each.code, each.name) for each in branches.every()]


def ensure(*, code: str, name: str, actor: Actor, now: datetime) -> None:
    """Name the branch where there is none with this code."""
    if not branches.exists(code):
        add(code=code, name=name, actor=actor, now=now)
