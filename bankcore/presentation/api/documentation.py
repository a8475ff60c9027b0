"""What every endpoint's schema has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from bankcore.presentation.idempotency import HEADER
from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput

F = TypeVar("F")

_PROBLEMS = {
    400: "The request is malformed.",
    401: "No valid API key.",
    404: "No such thing.",
    412: "It is another than was read. Nothing has changed.",
    409: "The bank refuses; `code` says why. The same key gets the same answer again.",
    422: "The Idempotency-Key was used for another request.",
}
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="New for each write; the same key with the same body gets the same answer.",
)


IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=False,
    description="The ETag that was read: if the thing is another by now, nothing changes (412).",
)


def read(*, answers: type[serializers.BaseSerializer[Any]], **more: Any) -> Callable[[F], F]:
    """Describe an endpoint that reads."""
    return _answering(answers, 400, 401, 404, **more)


def act(*, answers: type[serializers.BaseSerializer[Any]], **more: Any) -> Callable[[F], F]:
    """Describe an endpoint that acts on a thing and answers with it, or that it may not (409)."""
    return _answering(answers, 400, 401, 404, 409, **more)


def amend(*, answers: type[serializers.BaseSerializer[Any]], **more: Any) -> Callable[[F], F]:
    """Describe an endpoint that changes a thing, where asked only as it was read (412)."""
    return _answering(answers, 400, 401, 404, 409, 412, parameters=[IF_MATCH], **more)


def _answering(
    answers: type[serializers.BaseSerializer[Any]], *refusals: int, **more: Any
) -> Callable[[F], F]:
    described = extend_schema(responses={200: answers, **_problems(*refusals)}, **more)
    return cast("Callable[[F], F]", described)


class RequestOutput(serializers.Serializer[Any]):
    """A write that takes two people: it waits for a member of staff to approve it."""

    request_id = serializers.IntegerField()
    state = serializers.CharField()
    expires_at = serializers.DateTimeField()


def write(
    *,
    takes: type[serializers.BaseSerializer[Any]] | Mapping[str, type[serializers.Serializer[Any]]],
    answers: type[serializers.BaseSerializer[Any]],
    asks: bool = False,
    later: type[serializers.BaseSerializer[Any]] | None = None,
    **more: Any,
) -> Callable[[F], F]:
    """Describe an endpoint that books; `asks` where it may take two people, and answers 202.

    `takes` is what is sent, or that by media type. With `later`, 202 says by it that what was
    ordered waits for something else.
    """
    waits = {} if later is None else {202: later}
    described = extend_schema(
        request=takes,
        parameters=[IDEMPOTENCY_KEY],
        responses={
            201: answers,
            **_asked(asks=asks),
            **waits,
            **_problems(400, 401, 404, 409, 422),
        },
        **more,
    )
    return cast("Callable[[F], F]", described)


def change(
    *,
    takes: type[serializers.BaseSerializer[Any]],
    answers: type[serializers.BaseSerializer[Any]] | None = None,
    asks: bool = False,
    **more: Any,
) -> Callable[[F], F]:
    """Describe an endpoint that changes what is agreed and moves no money: no key is asked for.

    `asks` where it may take two people, and answers 202; without `answers` it always does.
    """
    done = {} if answers is None else {201: answers}
    described = extend_schema(
        request=takes,
        responses={**done, **_asked(asks=asks), **_problems(400, 401, 404, 409)},
        **more,
    )
    return cast("Callable[[F], F]", described)


def _asked(*, asks: bool) -> dict[Any, Any]:
    return {202: RequestOutput} if asks else {}


def _problems(*statuses: int) -> dict[Any, Any]:
    return {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemOutput, description=_PROBLEMS[status])
        for status in statuses
    }
