"""From draft to retirement: what may become of a version of a rule."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class VersionState(StrEnum):
    """SHADOW is asked about every payment and only noted; LIVE decides."""

    DRAFT = "DRAFT"
    SHADOW = "SHADOW"
    LIVE = "LIVE"
    RETIRED = "RETIRED"


FOLLOWS: Final[dict[VersionState, frozenset[VersionState]]] = {
    VersionState.DRAFT: frozenset({VersionState.SHADOW, VersionState.RETIRED}),
    VersionState.SHADOW: frozenset({VersionState.LIVE, VersionState.RETIRED}),
    VersionState.LIVE: frozenset({VersionState.RETIRED}),
    VersionState.RETIRED: frozenset(),
}
