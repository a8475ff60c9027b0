"""What integrators are told, where, and every try to tell them."""

from payments.webhooks.models.delivery import Attempt, Delivery
from payments.webhooks.models.endpoint import Endpoint, EndpointSecret
from payments.webhooks.models.event import Event

__all__ = ["Attempt", "Delivery", "Endpoint", "EndpointSecret", "Event"]
