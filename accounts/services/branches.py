"""Staff of a branch act on its own customers, accounts, loans and papers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from uuid import UUID

from accounts.repositories import branches
from bankcore.errors import BankError


class NotInBranch(BankError):
    """There is nothing of that id in the person's branch, and no telling whether another has it."""

    code = "not_found_in_branch"
    cure = "Check the id, or send the customer to a colleague of their branch."
    status = 404


def require_branch(*, branch_code: str, arguments: Mapping[str, object]) -> None:
    """Let a use case pass all of whose customers, accounts and papers are of this branch.

    `arguments` are what it is called with; orders are looked into. The credited account of a
    transfer may be anybody's. Raises NotInBranch.
    """
    for name, public_id in _named(arguments.items()):
        if not branches.is_of(branch_code, name=name, public_id=public_id):
            what = name.removesuffix("_id").replace("_", " ")
            message = f"There is no {what} {public_id} in your branch."
            raise NotInBranch(message)


def _named(pairs: Iterable[tuple[str, object]]) -> Iterator[tuple[str, UUID]]:
    for name, value in pairs:
        if name in branches.PATHS and isinstance(value, UUID):
            yield name, value
        elif is_dataclass(value) and name != "actor":
            yield from _named((each.name, getattr(value, each.name)) for each in fields(value))
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            yield from _named((name, each) for each in value)
