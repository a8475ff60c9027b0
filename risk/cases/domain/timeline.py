"""What people do about a case, as its timeline tells it, and what a tag is."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

MOST_TAGS: Final = 10
_TAG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


class Deed(StrEnum):
    """One thing done about a case."""

    TAKEN = "taken"
    ASSIGNED = "assigned"
    PUT_BACK = "put back"
    NOTED = "noted"
    ATTACHED = "attached"
    PRESSED = "pressed"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    ESCALATED = "escalated"
    DECIDED = "decided"


def is_tag(name: str) -> bool:
    """Tell whether this is a tag: up to 30 small letters, digits and hyphens."""
    return _TAG.fullmatch(name) is not None
