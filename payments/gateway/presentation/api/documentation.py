"""What the schema says of the merchants' API: parameters, refusals, and an example of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from bankcore.presentation.idempotency import HEADER
from bankcore.presentation.problems import MEDIA_TYPE
from payments.gateway.presentation.api import event_answers, examples

F = TypeVar("F", bound=Callable[..., Any])

_KEY: Final = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="New for each write, bare or quoted; the same one gets the same answer.",
)
_PAGE: Final = [
    OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100; 10 without."),
    OpenApiParameter("starting_after", OpenApiTypes.STR, description="An id: what is older."),
    OpenApiParameter("ending_before", OpenApiTypes.STR, description="An id: what is newer."),
    OpenApiParameter("created[gte]", OpenApiTypes.INT, description="Unix time; also gt, lt, lte."),
    OpenApiParameter("expand[]", OpenApiTypes.STR, many=True, description="data.latest_charge"),
]
_REFUSED: Final = {
    402: "The payer's bank declined; `error.decline_code` says why.",
    409: "Not in this state, or the same request is being worked on.",
    422: "The Idempotency-Key was used for another request.",
}


def describe(
    name: str,
    summary: str,
    *,
    answers: str,
    many: bool = False,
    filters: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Describe an operation whose answer is the thing called `answers`, or a list of them.

    A list may be narrowed by `filters`; without those that it `needs` it is refused.
    """

    def decorate(method: F) -> F:
        takes = getattr(method, "takes", None)
        kind = event_answers.listed(answers) if many else event_answers.one(answers)
        body = examples.answer(name, answers, many=many)
        shown = [OpenApiExample(summary, body, response_only=True, status_codes=["200"])]
        if takes is not None and name in examples.REQUESTS:
            given = examples.REQUESTS[name]
            shown.append(OpenApiExample(f"{summary}: request", given, request_only=True))
        refused: dict[Any, Any] = {
            (status, MEDIA_TYPE): OpenApiResponse(event_answers.MerchantProblem, description=text)
            for status, text in _REFUSED.items()
        }
        parameters = [
            OpenApiParameter(each, OpenApiTypes.STR, required=each in needs) for each in filters
        ]
        described = extend_schema(
            operation_id=name,
            summary=summary,
            tags=["gateway"],
            request=takes,
            parameters=[*(_PAGE if many else ()), *parameters, *((_KEY,) if takes else ())],
            responses={200: kind, **(refused if takes else {})},
            examples=shown,
        )
        return described(method)

    return decorate
