"""The door of webhooks. `record_event` runs in the caller's use case."""

from payments.webhooks.domain.client_events import (
    BANKS_OWN,
    PAYMENT_COMPLETED,
    PREFIX,
    TOLD,
    Told,
    owner_of,
)
from payments.webhooks.domain.signatures import headers_of, secret_of
from payments.webhooks.domain.states import DeliveryState, EndpointState
from payments.webhooks.services.backlogs import Backlog, backlog, dead_letters
from payments.webhooks.services.bodies import delivery_body, endpoint_body, event_body
from payments.webhooks.services.client_events import tell_clients
from payments.webhooks.services.dispatcher import Dispatcher, spread
from payments.webhooks.services.dispatching import deliver_due
from payments.webhooks.services.endpoints import (
    OVERLAP,
    EndpointChange,
    EndpointNotFound,
    EndpointOrder,
    create_endpoint,
    delete_endpoint,
    get_endpoint,
    list_endpoints,
    roll_secret,
    sandbox_endpoints,
    stop_endpoint,
    update_endpoint,
)
from payments.webhooks.services.listening import Recorded, newest_place, recorded_after
from payments.webhooks.services.recording import record_event
from payments.webhooks.services.replaying import (
    EventFilter,
    EventNotFound,
    deliveries_of_event,
    get_event,
    list_deliveries,
    list_events,
    page_of_deliveries,
    replay_dead,
    replay_event,
    replay_range,
    send_sample,
    send_test,
)
from payments.webhooks.services.views import (
    AttemptView,
    DeliveryView,
    EndpointView,
    EventView,
)

__all__ = [
    "BANKS_OWN",
    "OVERLAP",
    "PAYMENT_COMPLETED",
    "PREFIX",
    "TOLD",
    "AttemptView",
    "Backlog",
    "DeliveryState",
    "DeliveryView",
    "Dispatcher",
    "EndpointChange",
    "EndpointNotFound",
    "EndpointOrder",
    "EndpointState",
    "EndpointView",
    "EventFilter",
    "EventNotFound",
    "EventView",
    "Recorded",
    "Told",
    "backlog",
    "create_endpoint",
    "dead_letters",
    "delete_endpoint",
    "deliver_due",
    "deliveries_of_event",
    "delivery_body",
    "endpoint_body",
    "event_body",
    "get_endpoint",
    "get_event",
    "headers_of",
    "list_deliveries",
    "list_endpoints",
    "list_events",
    "newest_place",
    "owner_of",
    "page_of_deliveries",
    "record_event",
    "recorded_after",
    "replay_dead",
    "replay_event",
    "replay_range",
    "roll_secret",
    "sandbox_endpoints",
    "secret_of",
    "send_sample",
    "send_test",
    "spread",
    "stop_endpoint",
    "tell_clients",
    "update_endpoint",
]
