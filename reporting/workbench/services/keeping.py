"""Keeping a question under a name, for oneself or for a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from reporting.workbench.models import LONGEST_SQL, SavedQuery
from reporting.workbench.repositories import kept
from reporting.workbench.services.running import RUN, QuestionTooLong, require_analyst

_LONGEST_NAME = 60


class QueryNameTaken(BankError):
    """The person keeps a query under this name, or the name cannot be used."""

    code = "query_name_taken"
    cure = "Choose another name of at most sixty characters, or remove the other query first."
    status = 409


class QueryUnknown(BankError):
    """There is no such query, or it is not the person's."""

    code = "query_unknown"
    cure = "Choose one of your queries."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A query by its name; `is_own` where it is the reader's to remove."""

    query_id: int
    name: str
    sql: str
    shared_with: str
    is_own: bool


@needs(RUN)
@use_case
def keep(*, name: str, sql: str, shared_with: str, actor: Actor, now: datetime) -> int:
    """Keep a query; `shared_with` is a role that sees it as well, or "". Returns its number.

    Whoever runs it sees what they may see, whoever wrote it. Raises NotPermitted, WholeBankOnly,
    QuestionTooLong and QueryNameTaken.
    """
    require_analyst(actor)
    name = name.strip()
    if not sql.strip() or len(sql) > LONGEST_SQL:
        message = f"This question has {len(sql):,} characters."
        raise QuestionTooLong(message, field="sql")
    is_free = name and len(name) <= _LONGEST_NAME
    if not is_free or kept.has_name(owner=int(actor.id), name=name):
        message = f"A query cannot be kept as {name[:_LONGEST_NAME] or 'nothing'}."
        raise QueryNameTaken(message, field="name")
    number = kept.add_query(
        SavedQuery(
            owner_id=int(actor.id),
            name=name,
            sql=sql,
            shared_with=shared_with if shared_with in set(identity.Role) else "",
            kept_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="workbench.query.kept",
        subject=f"query:{number}",
        at=now,
        detail={"shared_with": shared_with},
    )
    return number


@needs(RUN)
@use_case
def remove(*, query_id: int, actor: Actor, now: datetime) -> None:
    """Remove a query of one's own. Raises QueryUnknown."""
    if kept.own_query(pk=query_id, owner=int(actor.id)) is None:
        message = "There is no such query among yours."
        raise QueryUnknown(message)
    kept.remove_query(pk=query_id, now=now)
    audit.record(actor=actor, action="workbench.query.removed", subject=f"query:{query_id}", at=now)


def queries(*, actor: Actor) -> list[Kept]:
    """Return the queries that somebody sees, by name; raises NotPermitted and WholeBankOnly."""
    require_analyst(actor)
    roles = identity.roles_of(user_id=int(actor.id))
    return [
        Kept(
            query_id=row.pk,
            name=row.name,
            sql=row.sql,
            shared_with=row.shared_with,
            is_own=row.owner_id == int(actor.id),
        )
        for row in kept.queries(owner=int(actor.id), roles=roles)
    ]
