"""Errors of the merchants' API: problem details (RFC 9457) with Stripe's envelope beside them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.response import Response

from bankcore.presentation import problems
from payments.gateway.services.requests import RequestInFlight

_TYPES: Final = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
# The codes of refusals that Stripe's clients know by a name of their own.
_STRIPES: Final = {
    "too_many_requests": "rate_limit",
}
# Sent by every client of Stripe's, and by nobody else.
_VERSION: Final = "Stripe-Version"
_KNOWN: Final = frozenset({400, 401, 402, 403, 404, 429})
_IDEMPOTENCY: Final = frozenset({"idempotency_key_reused", "idempotency_key_missing"})


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer any exception of a view with one body that both sorts of clients understand."""
    answer = problems.exception_handler(error, context)
    problem = dict(answer.data)
    if isinstance(error, RequestInFlight):
        answer.headers["Retry-After"] = "1"
    elif _VERSION in context["request"].headers:
        problem = _as_stripes(problem)
        answer.status_code = problem["status"]
    answer.data = {**problem, "error": envelope(problem)}
    return answer


def _as_stripes(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a refusal under the status that Stripe's clients read: theirs know no 409 and 422."""
    status = problem["status"]
    if status in _KNOWN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem
    return {**problem, "status": 400, "title": HTTPStatus.BAD_REQUEST.phrase}


def envelope(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return Stripe's `error` of a problem."""
    status, code = problem["status"], problem["code"]
    fields = problem.get("errors", [])
    found = {
        "type": _type_of(status, code),
        "code": "resource_missing" if status == HTTPStatus.NOT_FOUND else _STRIPES.get(code, code),
        "message": problem["detail"],
    }
    if fields and fields[0]["field"]:
        found["param"] = _brackets(fields[0]["field"])
    return found


def declined(
    *, code: str, message: str, cure: str, payment_intent: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the body of a 402: the payer's bank, or a check of ours, has declined."""
    problem = problems.make(status=402, code="card_declined", detail=message, cure=cure)
    error: dict[str, Any] = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": code,
        "message": message,
    }
    if payment_intent is not None:
        error["payment_intent"] = payment_intent
        error["charge"] = payment_intent.get("latest_charge")
    return {**problem, "decline_code": code, "error": error}


def _type_of(status: int, code: str) -> str:
    if code in _IDEMPOTENCY:
        return "idempotency_error"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "api_error"
    return _TYPES.get(HTTPStatus(status), "invalid_request_error")


def _brackets(field: str) -> str:
    first, *rest = field.split(".")
    return first + "".join(f"[{part}]" for part in rest)


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer an address under /v1/ that does not exist."""
    del request
    problem = problems.make(
        status=404,
        code="not_found",
        detail="There is nothing at this address.",
        cure="Check the address.",
    )
    body = {**problem, "error": envelope(problem)}
    return JsonResponse(body, status=404, content_type=problems.MEDIA_TYPE)
