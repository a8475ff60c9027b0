"""Where an address of the internet is, from a file that the operator gives."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from bankcore.alerts.domain.travel import Place


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Networks in the order of their first address, none within another, and their places."""

    starts: list[tuple[int, int]]
    ends: list[int]
    places: list[Place]

    def place_of(self, address: str) -> Place | None:
        """Return where the address is; None where the file does not say."""
        try:
            asked = ip_address(address)
        except ValueError:
            return None
        found = bisect_right(self.starts, (asked.version, int(asked))) - 1
        if found < 0 or self.starts[found][0] != asked.version or int(asked) > self.ends[found]:
            return None
        return self.places[found]


def read(lines: Iterable[str]) -> Gazetteer:
    """Return what the lines say: network, latitude, longitude, name; a header is passed over.

    Raises ValueError at a line that is none.
    """
    rows = []
    for network, latitude, longitude, name in csv.reader(lines):
        if network != "network":
            net = ip_network(network)
            place = Place(float(latitude), float(longitude), name)
            rows.append((net.version, int(net[0]), int(net[-1]), place))
    rows.sort(key=lambda row: row[:2])
    return Gazetteer(
        starts=[(version, start) for version, start, _, _ in rows],
        ends=[end for _, _, end, _ in rows],
        places=[place for _, _, _, place in rows],
    )
