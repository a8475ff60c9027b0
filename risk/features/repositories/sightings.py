"""Payments that went by, their running totals, and which of them were frauds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import connection

from bankcore.db import arrays
from risk.features.domain.reckoning import NOTHING, Totals
from risk.features.models import Fraud, Sighting
from risk.terms.catalogue import (
    CATALOGUE,
    OFFSETS,
    PAIRS,
    Entity,
    FeatureSpec,
    Statistic,
)

FRAUD_WINDOWS: Final = tuple(
    dict.fromkeys(
        (spec.entity, spec.delay + spec.window, spec.delay)
        for spec in CATALOGUE
        if spec.statistic in (Statistic.FRAUDS, Statistic.FRAUD_SHARE)
    )
)
PAIR_WINDOWS: Final = tuple(
    (spec.entity, spec.other, spec.window) for spec in CATALOGUE if spec.other
)
# Where an offset and a window stand in what `features_figures_of` is asked and answers, from one.
_PLACES: Final = {offset: place for place, offset in enumerate(OFFSETS, start=1)}
_FRAUD_PLACES: Final = {window: place for place, window in enumerate(FRAUD_WINDOWS, start=1)}
_PAIR_PLACES: Final[dict[tuple[Entity, Entity | None, timedelta], int]] = {
    window: place for place, window in enumerate(PAIR_WINDOWS, start=1)
}


def _intervals(spans: Iterable[timedelta]) -> str:
    seconds = ", ".join(f"'{span // timedelta(seconds=1)} seconds'" for span in spans)
    return f"array[{seconds}]::interval[]"


def _numbers(entities: Iterable[Entity | None]) -> str:
    return f"array[{', '.join(str(int(each or 0)) for each in entities)}]::smallint[]"


# The catalogue is the same for every payment: its windows stand in the statement itself.
_WINDOWS: Final = ", ".join(
    (
        _intervals(OFFSETS),
        _numbers(entity for entity, _, _ in FRAUD_WINDOWS),
        _intervals(begin for _, begin, _ in FRAUD_WINDOWS),
        _intervals(end for _, _, end in FRAUD_WINDOWS),
        _numbers(entity for entity, _, _ in PAIR_WINDOWS),
        _numbers(other for _, other, _ in PAIR_WINDOWS),
        _intervals(window for _, _, window in PAIR_WINDOWS),
    )
)


class Windowed(NamedTuple):
    """Features of one entity over one window, and at which places its figures stand; 0 is nowhere.

    `statistics` are made of the window's payments; `shares` of them and of the frauds at `frauds`,
    and are 0 where there are none; of each of `others` another count is told.
    """

    begin: int
    end: int
    frauds: int
    statistics: tuple[tuple[str, FeatureSpec], ...]
    shares: tuple[tuple[str, FeatureSpec], ...]
    others: tuple[tuple[str, int], ...]


_OF_FRAUDS: Final = (Statistic.FRAUDS, Statistic.FRAUD_SHARE)


def _windowed(entity: Entity) -> Iterator[Windowed]:
    by_window: dict[tuple[timedelta, timedelta], list[FeatureSpec]] = {}
    for spec in CATALOGUE:
        if spec.entity is entity:
            by_window.setdefault((spec.delay + spec.window, spec.delay), []).append(spec)
    for (begin, end), specs in by_window.items():
        plain = [(spec.name, spec) for spec in specs if not spec.other]
        yield Windowed(
            begin=_PLACES.get(begin, 0),
            end=_PLACES.get(end, 0),
            frauds=_FRAUD_PLACES.get((entity, begin, end), 0),
            statistics=tuple(each for each in plain if each[1].statistic not in _OF_FRAUDS),
            shares=tuple(each for each in plain if each[1].statistic in _OF_FRAUDS),
            others=tuple(
                (each.name, _PAIR_PLACES[entity, each.other, each.window])
                for each in specs
                if each.other
            ),
        )


# Places are looked up once for the process: names and spans of time are dear as keys.
WINDOWED: Final[Mapping[int, tuple[Windowed, ...]]] = {
    int(entity): tuple(_windowed(entity)) for entity in Entity
}


class Figures:
    """What the database says about the entities of one payment."""

    def __init__(self, rows_of: Mapping[int, Sequence[tuple[int, ...]]]) -> None:
        """Sort out what `features_figures_of` gives, by entity."""
        self._totals: dict[tuple[int, int], Totals] = {}
        self._counts: dict[tuple[int, int, int], int] = {}
        # The entities of which anything is known.
        self.entities = [entity for entity, rows in rows_of.items() if rows]
        for entity, rows in rows_of.items():
            for kind, place, count, amount, weight, square, outliers in rows:
                if kind == 1:
                    self._totals[entity, place] = Totals(count, amount, weight, square, outliers)
                else:
                    self._counts[kind, entity, place] = count

    def window(self, entity: int, windowed: Windowed) -> Totals:
        """Return what is in a window of an entity."""
        until = self._totals.get((entity, windowed.end), NOTHING)
        before = self._totals.get((entity, windowed.begin), NOTHING)
        return until if before is NOTHING else until.since(before)

    def frauds(self, entity: int, windowed: Windowed) -> int:
        """Return how many known frauds are in a window of an entity."""
        return self._counts.get((2, entity, windowed.frauds), 0)

    def distinct(self, entity: int, place: int) -> int:
        """Return how many different others an entity has met in the window of this place."""
        return self._counts.get((3, entity, place), 0)


# The same text however many are asked about, so that it is prepared once for a connection.
_ASK: Final = f"SELECT * FROM features_figures_of(%s::smallint[], %s::text[], {_WINDOWS}, %s)"  # noqa: S608 - of constants


def figures(*, keys: Sequence[tuple[str, ...]], at: datetime) -> list[Figures]:
    """Read all figures of some payments' entities, in one call; in the order given.

    What is known of an entity is the same whichever payment asks: each is asked about once, so that
    a file of one customer's payments does not count that customer's past again for every line.
    """
    known: dict[tuple[int, str], list[tuple[int, ...]]] = {
        pair: [] for each in keys for pair in enumerate(each, start=1) if pair[1]
    }
    rows_of = list(known.values())
    with connection.cursor() as cursor:
        entities = arrays.written(entity for entity, _ in known)
        cursor.execute(_ASK, [entities, arrays.written(key for _, key in known), at])
        for number, *row in cursor.fetchall():
            rows_of[number - 1].append(tuple(row))
    return [
        Figures({entity: known[entity, key] for entity, key in enumerate(each, start=1) if key})
        for each in keys
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A payment that went by, as those after it count it."""

    reference: str
    keys: tuple[str, ...]
    hundredths: int
    is_outlier: bool


def add(seen: Sequence[Seen], *, at: datetime) -> None:
    """Keep payments that went by, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO features_sighting (reference, at, hundredths, is_outlier, keys)
            SELECT a.reference, %s, a.hundredths, a.is_outlier, a.keys::text[]
            FROM unnest(%s::text[], %s::bigint[], %s::boolean[], %s::text[])
              WITH ORDINALITY AS a(reference, hundredths, is_outlier, keys, number)
            ORDER BY a.number""",
            [
                at,
                arrays.written(each.reference for each in seen),
                arrays.written(each.hundredths for each in seen),
                arrays.written(each.is_outlier for each in seen),
                # As texts: an array of arrays comes apart into single texts.
                arrays.written(arrays.written(each.keys) for each in seen),
            ],
        )


def fold(*, most: int, at: datetime) -> int:
    """Carry what is final into the totals, about `most` sightings; returns how many."""
    of, others = zip(*PAIRS, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT features_fold_totals(%s::smallint[], %s::smallint[], %s, %s)",
            [list(of), list(others), most, at],
        )
        return int(cursor.fetchone()[0])


def add_fraud(*, reference: str, known_at: datetime) -> int:
    """Count the payment as a fraud of all its entities from `known_at` on; returns how many.

    Nothing is added for a payment that counts already, nor for one that was found to be none
    since: word of a fraud that comes twice does not undo what came between.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO features_fraud (entity, key, at, sighting_id, known_at)
            SELECT k.ordinality, k.key, s.at, s.id, %s
            FROM features_sighting s, unnest(s.keys) WITH ORDINALITY AS k(key, ordinality)
            WHERE s.reference = %s AND k.key <> '' AND NOT EXISTS (
              SELECT FROM features_fraud f WHERE f.sighting_id = s.id
                AND (f.revoked_at IS NULL OR f.revoked_at >= %s))""",
            [known_at, reference, known_at],
        )
        return int(cursor.rowcount)


def revoke_fraud(*, reference: str, at: datetime) -> int:
    """Count the payment as no fraud from `at` on; returns for how many entities it was one."""
    sightings = Sighting.objects.filter(reference=reference)
    return Fraud.objects.filter(sighting__in=sightings, revoked_at=None).update(revoked_at=at)


def labels(references: list[str]) -> Mapping[str, bool]:
    """Return which of the payments count as frauds."""
    found = set(
        Fraud.objects.filter(sighting__reference__in=references, revoked_at=None).values_list(
            "sighting__reference", flat=True
        )
    )
    return {reference: reference in found for reference in references}
