"""Reversals that wait, as a link would have stored them."""

from uuid import uuid4

from payments.cards.models import NetworkMessage, StoredReversal
from tests.conftest import NOW


def message(network: str, mti: str) -> NetworkMessage:
    """Queue a message to a network."""
    return NetworkMessage.objects.create(
        connector=network, mti=mti, operation_id=uuid4(), acquirer="1", terminal="1", token="t",
        amount_minor=1_000, currency="EUR", fields={}, queued_at=NOW,
    )  # fmt: skip


def reversal(network: str = "visa", *, since=NOW) -> StoredReversal:
    """Store a reversal that waits since then."""
    return StoredReversal.objects.create(
        message=message(network, "0100"), reversal=message(network, "0420"), connector=network,
        reason="68", next_at=since, created_at=since,
    )  # fmt: skip


def acknowledge(stored: StoredReversal, *, at) -> None:
    """Let the network have acknowledged it."""
    StoredReversal.objects.filter(pk=stored.pk).update(state="ACKNOWLEDGED", acknowledged_at=at)
