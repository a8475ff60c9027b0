"""Errors as RFC 9457 problem details: a stable code, a sentence and a cure."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from bankcore.errors import BankError
from bankcore.presentation import request_id

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# DRF's own refusals, by status: a stable code and what to do.
_CODES = {
    400: ("malformed_request", "Correct the request."),
    401: ("unauthenticated", "Send your API key: Authorization: Bearer <key>."),
    403: ("forbidden", "Use a key that may do this."),
    404: ("not_found", "Check the address."),
    405: ("method_not_allowed", "Use one of the methods in the Allow header."),
    406: ("not_acceptable", "Accept application/json."),
    413: ("body_too_large", "Send less than 1 MiB."),
    415: ("unsupported_media_type", "Send Content-Type: application/json."),
    429: ("too_many_requests", "Wait as long as the Retry-After header says."),
}
# What is wrong with these is in the query: no pointer into a body leads there.
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
_Path = tuple[str | int, ...]
_INVALID, _INTERNAL = "invalid_request", "internal_error"
OTHER_CODES = frozenset(
    {(400, _INVALID), (500, _INTERNAL), *((status, code) for status, (code, _) in _CODES.items())}
)
"""Statuses and codes of what is refused without a BankError."""


class FieldErrorOutput(serializers.Serializer[Any]):
    """One thing wrong with one field."""

    field = serializers.CharField()
    message = serializers.CharField()
    pointer = serializers.CharField(
        required=False, help_text="Where in the body it is: a JSON Pointer as a fragment, #/amount."
    )


class ProblemOutput(serializers.Serializer[Any]):
    """An error (RFC 9457). `code` is stable; `detail` and `cure` are sentences for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    cure = serializers.CharField()
    instance = serializers.CharField(
        required=False, help_text="The address of this occurrence: where to look it up."
    )
    request_id = serializers.CharField()
    errors = FieldErrorOutput(many=True, required=False)  # type: ignore[assignment]


class ProblemRenderer(JSONRenderer):
    """JSON under the media type of problem details."""

    media_type = MEDIA_TYPE


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer any exception of an API view with a problem; nothing of the view is committed."""
    set_rollback()
    problem, headers = _problem(error)
    request = context["request"]
    if request.method in _WITHOUT_BODY:
        for each in problem.get("errors", ()):
            each.pop("pointer", None)
    request.accepted_renderer = ProblemRenderer()
    request.accepted_media_type = MEDIA_TYPE
    return Response(problem, status=problem["status"], headers=headers, content_type=MEDIA_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address of the API that does not exist."""
    del request, exception
    return JsonResponse(
        _by_status(404, "There is nothing at this address."), status=404, content_type=MEDIA_TYPE
    )


def _problem(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    if isinstance(error, BankError):
        return _of_bank_error(error), _retry_after(error.status)
    if isinstance(error, exceptions.ValidationError):
        return _of_fields(error), {}
    if isinstance(error, Http404):
        return _by_status(404, "There is no such thing."), {}
    if isinstance(error, PermissionDenied):
        return _by_status(403, "You may not do this."), {}
    if isinstance(error, SuspiciousOperation):
        too_big = isinstance(error, RequestDataTooBig)
        return _by_status(413 if too_big else 400, "The request is not one that is taken."), {}
    if isinstance(error, exceptions.APIException):
        return _by_status(error.status_code, str(error.detail)), _headers(error)
    logger.error("unexpected error", exc_info=error)
    return make(
        status=500,
        code=_INTERNAL,
        detail="Something failed on our side; nothing was booked unless a retry says so.",
        cure="Send the same request again with the same Idempotency-Key.",
    ), {}


def make(*, status: int, code: str, detail: str, cure: str) -> dict[str, Any]:
    """Return a problem's body."""
    return {
        "type": type_of(code),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "cure": cure,
        "instance": instance_of(request_id.current()),
        "request_id": request_id.current(),
    }


def type_of(code: str) -> str:
    """Return the address that says what a code means: its place in the developers' catalogue."""
    return f"{settings.PUBLIC_ADDRESS}/developers/errors/#{code}"


def instance_of(name: str) -> str:
    """Return the address of the occurrence that the request `name` met (RFC 9457, 3.1.5)."""
    return f"{settings.PUBLIC_ADDRESS}/developers/requests/{name}"


def _of_bank_error(error: BankError) -> dict[str, Any]:
    problem = make(status=error.status, code=error.code, detail=error.message, cure=error.cure)
    if error.field:
        problem["errors"] = [_fault(error.field.split("."), error.message)]
    return problem


def _of_fields(error: exceptions.ValidationError) -> dict[str, Any]:
    found = [_fault(path, message) for path, message in _flattened(error.detail, ())]
    field, message = found[0]["field"], found[0]["message"]
    return make(
        status=400,
        code=_INVALID,
        detail=f"{field}: {message}" if field else message,
        cure="Correct the fields named in errors.",
    ) | {"errors": found}


def _fault(path: Sequence[str | int], message: str) -> dict[str, str]:
    """Return what is wrong where; the pointer is RFC 6901's, with ~ and / escaped.

    `field` leaves out the places of items in a list, as clients know it; the pointer has them.
    """
    steps = (str(each).replace("~", "~0").replace("/", "~1") for each in path)
    return {
        "field": ".".join(each for each in path if isinstance(each, str)),
        "message": message,
        "pointer": "#" + "".join(f"/{quote(each, safe='~')}" for each in steps),
    }


def _flattened(detail: Any, path: _Path) -> Iterator[tuple[_Path, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flattened(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            # Sentences in a list are about one thing; mappings are each about one item.
            yield from _flattened(inner, (*path, place) if isinstance(inner, Mapping) else path)
    else:
        yield path, str(detail)


def _by_status(status: int, detail: str) -> dict[str, Any]:
    code, cure = _CODES.get(status, ("refused", "Correct the request."))
    return make(status=status, code=code, detail=detail, cure=cure)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    challenge = getattr(error, "auth_header", None)
    wait = getattr(error, "wait", None)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return headers | ({"Retry-After": str(int(wait))} if wait else {})


def _retry_after(status: int) -> dict[str, str]:
    return {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
