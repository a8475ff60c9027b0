"""Rules of routing, and the breakers of networks: kept in PostgreSQL, so that all workers know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q

from bankcore.db.transactions import requires_transaction
from payments.gateway.models import ConnectorHealth, RoutingRule


def rules(
    *, merchant: int, kind: str, brand: str, currency: str, minor: int
) -> Sequence[RoutingRule]:
    """Return the rules that a payment falls under: a merchant's own first, then by priority."""
    rows = RoutingRule.objects.filter(
        Q(merchant_id=merchant) | Q(merchant=None),
        Q(brand=brand) | Q(brand=""),
        Q(currency=currency) | Q(currency=""),
        Q(most_minor=None) | Q(most_minor__gte=minor),
        kind=kind,
        least_minor__lte=minor,
        is_active=True,
    )
    return list(rows.order_by(F("merchant").asc(nulls_last=True), "priority", "cost_bps", "pk"))


@requires_transaction
def add_rule(row: RoutingRule) -> None:
    """Add a rule."""
    row.save(force_insert=True)


@requires_transaction
def retire(pk: int) -> RoutingRule | None:
    """Let a rule hold no more, and return it; None where it does not hold."""
    row = RoutingRule.objects.select_for_update().filter(pk=pk, is_active=True).first()
    if row is not None:
        row.is_active = False
        row.save(update_fields=["is_active"])
    return row


@requires_transaction
def take_probe(connector: str, *, now: datetime, lasts: timedelta) -> bool:
    """Return whether a payment may go to a network: its breaker is closed, or it is the probe.

    A network that rests takes none. Once its time of rest is over, of many at once one gets True,
    until `lasts` is over.
    """
    rows = ConnectorHealth.objects.filter(connector=connector, open_until__isnull=False)
    if not rows.exists():
        return True
    free = rows.filter(open_until__lte=now).exclude(probing_until__gt=now)
    return free.update(probing_until=now + lasts) == 1


@requires_transaction
def succeeded(connector: str, *, now: datetime) -> None:
    """Close a network's breaker."""
    ConnectorHealth.objects.filter(connector=connector).update(
        failures=0, open_until=None, probing_until=None, last_success_at=now
    )


@requires_transaction
def failed(connector: str, *, most: int, rest: timedelta, now: datetime) -> None:
    """Count a failure; the breaker opens with the last of so many, or when a probe fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO gateway_connectorhealth AS h (connector, failures, last_failure_at)
            VALUES (%(connector)s, 1, %(now)s)
            ON CONFLICT (connector) DO UPDATE SET
              failures = h.failures + 1, last_failure_at = %(now)s, probing_until = NULL,
              open_until = CASE WHEN h.failures + 1 >= %(most)s THEN %(until)s::timestamptz
                                ELSE h.open_until END""",
            {"connector": connector, "now": now, "most": most, "until": now + rest},
        )
