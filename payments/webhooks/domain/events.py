"""What webhooks tells the rest of the bank; what it tells others is in client_events.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Example, Happened, event


@event("webhooks.endpoint_disabled", subject="webhook_endpoint:we_1")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointDisabled(Happened):
    """The bank, or a member of its staff, stopped sending webhooks to an endpoint."""

    merchant: Annotated[Code, "Whose endpoint it is.", Example("acct_1")]
    endpoint: Annotated[Code, "The endpoint.", Example("we_1")]
