"""Payouts, which settlement makes: it stands above the gateway and is found by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.access import needs
from bankcore.actor import Actor
from payments.gateway.domain.views import MerchantRef, PageOf


@needs("gateway.read_payments")
def get(*, merchant: MerchantRef, payout: str, actor: Actor) -> dict[str, Any]:
    """Return a payout's body; raises what settlement's get_payout raises."""
    del actor
    found = _named("get")(merchant_pk=merchant.pk, object_id=payout)
    body: dict[str, Any] = _named("body")(found)
    return body


@needs("gateway.read_payments")
def page(
    *, merchant: MerchantRef, part: PageOf, actor: Actor
) -> tuple[Sequence[dict[str, Any]], bool]:
    """Return a page of a merchant's payouts, and whether there are more."""
    del actor
    rows, more = _named("page")(
        merchant_pk=merchant.pk,
        limit=part.limit,
        after=part.after,
        before=part.before,
        since=part.created_from,
        until=part.created_until,
    )
    return [_named("body")(row) for row in rows], more


def _named(name: str) -> Any:
    return import_string(settings.GATEWAY_PAYOUTS[name])
