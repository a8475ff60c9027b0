"""What every view of the merchants' API has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore.actor import Actor
from bankcore.presentation.api import callers
from bankcore.presentation.parsers import ExactJSONParser
from payments.gateway.domain import bodies
from payments.gateway.domain.views import IntentView, MerchantRef
from payments.gateway.presentation.api import errors, lists
from payments.gateway.presentation.api.authentication import MerchantAuthentication
from payments.gateway.presentation.api.bodies import BracketFormParser
from payments.gateway.presentation.api.event_answers import MerchantProblem
from payments.gateway.services import merchants

READ, WRITE = "gateway:read", "gateway:write"


class MerchantView(APIView):
    """Takes forms and JSON, answers JSON, and refuses as errors.exception_handler does."""

    authentication_classes = [MerchantAuthentication]
    parser_classes = [BracketFormParser, ExactJSONParser]
    problem = MerchantProblem
    # A view is made for each request.
    _merchant: MerchantRef | None = None

    def get_exception_handler(self) -> Callable[..., Response]:
        """Return who answers exceptions."""
        return errors.exception_handler

    def merchant(self, request: Request) -> MerchantRef:
        """Return the merchant whose program calls; raises what merchant_of_client does.

        Asked for once a request: each thing that is shown wants it again.
        """
        if self._merchant is None:
            self._merchant = merchants.of_client(callers.caller_of(request).client_id)
        return self._merchant

    def actor(self, request: Request) -> Actor:
        """Return who calls."""
        return callers.actor_of(request)

    def one(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer one thing, with what is to be shown whole."""
        asked = lists.read_query(request, allowed=())
        return Response(self.shown(body, asked.expand, request))

    def many(
        self,
        request: Request,
        asked: lists.Query,
        found: tuple[Sequence[Any], bool],
        body_of: Callable[[Any], dict[str, Any]],
    ) -> Response:
        """Answer a page of a list."""
        rows, more = found
        inner = [each.removeprefix("data.") for each in asked.expand]
        data = [self.shown(body_of(row), inner, request) for row in rows]
        return Response({"object": "list", "url": request.path, "has_more": more, "data": data})

    def shown(
        self, body: dict[str, Any], expand: Sequence[str], request: Request
    ) -> dict[str, Any]:
        """Return a body with the ids of `expand` replaced by their things."""
        return lists.expanded(
            body, expand, merchant=self.merchant(request), actor=self.actor(request)
        )


def intent_body(view: IntentView) -> dict[str, Any]:
    """Return a payment_intent."""
    return bodies.intent_body(view, public_address=settings.PUBLIC_ADDRESS)


def livemode(merchant: MerchantRef) -> bool:
    """Return whether a merchant's payments are of real money."""
    return not merchant.is_sandbox
