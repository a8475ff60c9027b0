"""Versions of what programs change: an ETag with each answer, If-Match with a change (RFC 9110)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from bankcore.errors import BankError

V = TypeVar("V")
Told = Mapping[str, Any]


class ChangedMeanwhile(BankError):
    """What is to be changed is not as the caller read it."""

    code = "changed_meanwhile"
    cure = "Read it again, and send the change with the ETag of that answer in If-Match."
    status = 412


def etag_of(told: Told, *, without: tuple[str, ...] = ()) -> str:
    """Return the version of what is told, leaving out fields that no caller changes."""
    kept = {name: value for name, value in told.items() if name not in without}
    return f'"{hashlib.sha256(JSONRenderer().render(kept)).hexdigest()[:32]}"'


def answer(told: Told, *, without: tuple[str, ...] = ()) -> Response:
    """Return what is told, with its version."""
    return Response(told, headers={"ETag": etag_of(told, without=without)})


def expected(
    request: Request, tell: Callable[[V], Told], *, without: tuple[str, ...] = ()
) -> Callable[[V], None]:
    """Return what a use case calls with the thing as it is, once it has locked it.

    Without If-Match it lets everything pass, with a list of versions these, with `*` any.
    """
    named = parse_etags(request.headers.get("If-Match", ""))

    def check(found: V) -> None:
        if named and named != ["*"] and etag_of(tell(found), without=without) not in named:
            message = "This has been changed since it was read."
            raise ChangedMeanwhile(message)

    return check
