"""Which permission a use case asks of its caller: the same for page, API, back office and task."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.actor import Actor
from bankcore.errors import BankError

P = ParamSpec("P")
R = TypeVar("R")


class NotPermitted(BankError):
    """The caller lacks the permission that the use case asks for."""

    code = "not_permitted"
    cure = "Ask somebody whose role includes it, or ask an administrator for the role."
    status = 403


def require(actor: Actor, permission: str) -> None:
    """Let an actor with this permission pass; raises NotPermitted."""
    if not actor.may(permission):
        message = f"This needs the permission {permission}."
        raise NotPermitted(message)


def needs(*permissions: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Ask the caller of a use case, its argument `actor`, for one of `permissions` before all else.

    Stands above `use_case`. Where more than one is named, any of them will do: they are the
    rights of different callers, such as a customer's and a teller's. Staff of a branch are held to
    its customers here as well, by the function that the settings name as BRANCH_SCOPE.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast("Actor", kwargs["actor"])
            if not any(actor.may(each) for each in permissions):
                require(actor, permissions[0])
            if actor.rights.branch_code is not None and not actor.rights.everything:
                require_branch: Callable[..., None] = import_string(settings.BRANCH_SCOPE)
                require_branch(branch_code=actor.rights.branch_code, arguments=kwargs)
            return function(*args, **kwargs)

        run.needs = permissions  # type: ignore[attr-defined]  # read by the architecture's tests
        return run

    return decorate
