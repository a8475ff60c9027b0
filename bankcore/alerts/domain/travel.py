"""Two log-ins too far apart for one person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_EARTH_KM: Final = 6_371
# An airliner's cruising speed; and a distance that no coarse location of a network explains.
FASTEST_KM_PER_HOUR: Final = 900
NEAREST_KM: Final = 300
_LEAST: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth, in degrees; `name` is what an analyst reads."""

    latitude: float
    longitude: float
    name: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody was there then."""

    at: datetime
    place: Place


def kilometres(one: Place, other: Place) -> float:
    """Return the great-circle distance by the haversine formula, on a sphere of 6,371 km."""
    north_1, north_2 = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half_chord = (
        math.sin((north_2 - north_1) / 2) ** 2
        + math.cos(north_1) * math.cos(north_2) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half_chord)))


def is_impossible(first: Sighting, second: Sighting) -> bool:
    """Return whether nobody travels from the first to the second in the time between them."""
    distance = kilometres(first.place, second.place)
    hours = max(abs(second.at - first.at), _LEAST) / timedelta(hours=1)
    return distance >= NEAREST_KM and distance / hours > FASTEST_KM_PER_HOUR
