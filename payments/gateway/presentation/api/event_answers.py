"""What the merchants' API answers of webhooks, of lists and of refusals, for its schema."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from bankcore.presentation.problems import ProblemOutput
from payments.gateway.presentation.api import answers
from payments.gateway.presentation.api.answers import Answer
from payments.gateway.presentation.api.shapes import described, kind_of, text, texts, time


class WebhookEndpoint(Answer):
    """Where a merchant is told of events. `secret` is there when it is new."""

    id = text()
    object = kind_of("webhook_endpoint")
    created = time()
    description = text()
    disabled_reason = text(null=True)
    enabled_events = serializers.ListField(child=text())
    failing_since = time(null=True)
    livemode = serializers.BooleanField()
    metadata = texts()
    secret = text(required=False)
    status = serializers.ChoiceField(["enabled", "disabled"])
    url = text()


class DeletedWebhookEndpoint(Answer):
    """An endpoint that was taken away."""

    id = text()
    object = kind_of("webhook_endpoint")
    deleted = described({"type": "boolean", "const": True})


class WebhookAttempt(Answer):
    """One try to bring an event; without `answered` nobody knows what became of it."""

    number = serializers.IntegerField()
    started = time()
    answered = time(null=True)
    status = serializers.IntegerField(allow_null=True)
    answer = text()
    error = text(null=True)
    milliseconds = serializers.IntegerField(allow_null=True)


class WebhookDelivery(Answer):
    """An event's way to one endpoint. `created` is when the event happened."""

    object = kind_of("webhook_delivery")
    created = time()
    event = text()
    type = text()
    endpoint = text()
    status = serializers.ChoiceField(["waiting", "delivered", "dead"])
    tries = serializers.IntegerField()
    next_attempt = time(null=True)
    settled = time(null=True)
    attempts = WebhookAttempt(many=True)


class WebhookReplay(Answer):
    """How many deliveries begin anew; `id` is the event's, or the endpoint's."""

    id = text()
    object = kind_of("webhook_replay")
    deliveries = serializers.IntegerField()


class TruncatedObject(Answer):
    """What is left of an object that made its event larger than 20 kB; the API has the rest."""

    id = text()
    object = text()
    livemode = serializers.BooleanField(required=False)
    status = text(required=False)
    truncated = described({"type": "boolean", "const": True})


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="EventObject",
        serializers=[
            answers.PaymentIntent,
            answers.Charge,
            answers.Refund,
            answers.Dispute,
            answers.Payout,
            WebhookEndpoint,
            TruncatedObject,
        ],
        resource_type_field_name=None,
    )
)
class _Happened(serializers.Field[Any, Any, Any, Any]):
    """What an event is of, as the API showed it at that moment."""


class EventData(Answer):
    """What happened, under `object`."""

    object = _Happened()


class Event(Answer):
    """What happened to one thing. `sequence` counts its events from 1, without gaps."""

    id = text()
    object = kind_of("event")
    created = time()
    data = EventData()  # type: ignore[assignment]
    livemode = serializers.BooleanField()
    pending_webhooks = serializers.IntegerField(
        required=False, help_text="To how many endpoints it has still to come; not in a webhook."
    )
    sequence = serializers.IntegerField()
    type = text()


class MerchantError(Answer):
    """A refusal as Stripe's clients read it."""

    type = serializers.ChoiceField(
        [
            "api_error",
            "authentication_error",
            "card_error",
            "idempotency_error",
            "invalid_request_error",
            "rate_limit_error",
        ]
    )
    code = text()
    message = text()
    param = text(required=False)
    decline_code = text(required=False)
    charge = text(null=True, required=False)
    payment_intent = answers.PaymentIntent(required=False)


class MerchantProblem(ProblemOutput):
    """A refusal: problem details (RFC 9457), and beside them Stripe's `error`."""

    decline_code = text(required=False)
    error = MerchantError()


ANY_CUSTOMER: Final[Any] = PolymorphicProxySerializer(
    component_name="AnyCustomer",
    serializers=[answers.Customer, answers.DeletedCustomer],
    resource_type_field_name=None,
)
"""One customer: also of one who was erased, the bank answers that."""

OF: Final[dict[str, type[Answer]]] = {
    "customer": answers.Customer,
    "customer.deleted": answers.DeletedCustomer,
    "payment_method": answers.PaymentMethod,
    "mandate": answers.Mandate,
    "payment_intent": answers.PaymentIntent,
    "charge": answers.Charge,
    "refund": answers.Refund,
    "dispute": answers.Dispute,
    "setup_intent": answers.SetupIntent,
    "payment_link": answers.PaymentLink,
    "checkout.session": answers.CheckoutSession,
    "balance": answers.Balance,
    "balance_transaction": answers.BalanceTransaction,
    "payout": answers.Payout,
    "event": Event,
    "webhook_endpoint": WebhookEndpoint,
    "webhook_endpoint.deleted": DeletedWebhookEndpoint,
    "webhook_delivery": WebhookDelivery,
    "webhook_replay": WebhookReplay,
}
"""The answers by what they say in `object`."""


def one(name: str) -> Any:
    """Return the answer that is one thing."""
    return ANY_CUSTOMER if name == "customer" else OF[name]


@cache
def listed(name: str) -> type[Answer]:
    """Return the answer that is a page of things."""
    thing = OF[name]
    fields = {
        "__module__": __name__,
        "__doc__": f"A page of things of the kind {name}, the newest first.",
        "object": kind_of("list"),
        "url": text(),
        "has_more": serializers.BooleanField(),
        "data": thing(many=True),
    }
    return type(f"{thing.__name__}List", (Answer,), fields)
