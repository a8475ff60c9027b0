"""What the schemas of endpoints that change a customer have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput

F = TypeVar("F")

_PROBLEMS: Final = {
    400: "The request is malformed.",
    401: "No valid API key.",
    404: "No such customer.",
    409: "The bank refuses; `code` says why, and nothing has changed.",
}


def change(
    *,
    takes: type[serializers.BaseSerializer[Any]] | dict[str, Any],
    answers: type[serializers.BaseSerializer[Any]] | None,
    **more: Any,
) -> Callable[[F], F]:
    """Describe an endpoint that moves no money: 201 with an answer, or 204 without one."""
    done: dict[Any, Any] = {204: None} if answers is None else {201: answers}
    problems = {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemOutput, description=text)
        for status, text in _PROBLEMS.items()
    }
    return cast(
        "Callable[[F], F]", extend_schema(request=takes, responses={**done, **problems}, **more)
    )
