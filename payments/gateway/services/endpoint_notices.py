"""Telling merchants by e-mail that nobody answers where their webhooks go."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts import public as accounts
from bankcore.identity import public as identity
from payments.gateway.repositories import merchants
from payments.webhooks import public as webhooks

logger = logging.getLogger(__name__)
_MESSAGE = "emails/webhook_endpoint_disabled"


def tell_of_disabled_endpoint(*, merchant: str, endpoint: str) -> int:
    """Tell the customer of a merchant, or of a program that is bound to one, by e-mail.

    It goes to every address that the bank has for business with them.
    Returns how many messages went out: none where the endpoint is enabled again or gone by now,
    and none without an address. Sent again where a worker dies while sending.
    """
    whom = _whom(merchant)
    if whom is None:
        return 0
    name, customer_id = whom
    try:
        stopped = webhooks.get_endpoint(merchant=merchant, endpoint=endpoint)
    except webhooks.EndpointNotFound:
        return 0
    if stopped.state is not webhooks.EndpointState.DISABLED:
        return 0
    addresses = accounts.mail_addresses(customer_id=customer_id)
    if not addresses:
        logger.warning("No address to tell of a disabled endpoint", extra={"endpoint": endpoint})
    told = {
        "bank": settings.BANK_NAME,
        "merchant": name,
        "is_program": merchant.startswith(webhooks.PREFIX),
        "endpoint": endpoint,
        "url": _without_query(stopped.url),
        "reason": stopped.disabled_reason,
    }
    subject = render_to_string(f"{_MESSAGE}/subject.txt", told).strip()
    body = render_to_string(f"{_MESSAGE}/body.txt", told)
    return sum(send_mail(subject, body, None, [address]) for address in addresses)


def _whom(owner: str) -> tuple[str, UUID] | None:
    """Return the name and the customer of a merchant, or of a program bound to a customer."""
    if owner.startswith(webhooks.PREFIX):
        client_id = owner.removeprefix(webhooks.PREFIX)
        customer_id = identity.customer_of_client(client_id=client_id)
        return None if customer_id is None else (f"the program {client_id}", customer_id)
    row = merchants.get(object_id=owner)
    return None if row is None else (row.name, row.customer_id)


def _without_query(url: str) -> str:
    """Return an address without what may be a password in it."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
