"""The door of the card networks: two connectors, and the process that speaks for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from payments.cards.domain.specs import DIALECTS
from payments.cards.services import zone_key
from payments.cards.services.challenges import (
    MASTERCARD_ISSUERS,
    VISA_ISSUERS,
    ResultNotGenuine,
)
from payments.cards.services.connector import (
    MASTERCARD,
    VISA,
    NotForCards,
    UnknownAuthorisation,
)
from payments.cards.services.link import Options
from payments.cards.services.process import Process
from payments.cards.services.reads import LinkStatus, link_statuses, open_reversals
from payments.cards.services.watching import watch_reversals
from payments.cards.services.zone_key import NoZoneKey

__all__ = [
    "MASTERCARD",
    "MASTERCARD_ISSUERS",
    "NETWORKS",
    "VISA",
    "VISA_ISSUERS",
    "LinkStatus",
    "NoZoneKey",
    "NotForCards",
    "ResultNotGenuine",
    "UnknownAuthorisation",
    "link_process",
    "link_statuses",
    "make_zone_key",
    "open_reversals",
    "watch_reversals",
]

NETWORKS: Final = tuple(DIALECTS)


def make_zone_key() -> bool:
    """Make the zone master key of this machine where none was agreed on; returns whether it did."""
    return zone_key.make_once(settings.CARD_ZONE_KEY_FILE)


def link_process(*, networks: Sequence[str], socket_path: Path) -> Process:
    """Return the process that speaks to these networks; raises NoZoneKey."""
    key = zone_key.read(settings.CARD_ZONE_KEY_FILE)
    options = {name: Options.of(name, zone_key=key) for name in networks}
    return Process(options, socket_path=socket_path)
