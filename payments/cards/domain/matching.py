"""Which message an answer belongs to: type, transmission time, STAN, acquirer and reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from payments.cards.domain.codec import Unreadable

ACQUIRER: Final = "999999"
"""The bank's number as an acquirer, DE32."""

_ANSWERED: Final = {
    "0110": "0100",
    "0410": "0400",
    "0430": "0420",
    "0810": "0800",
}
_HALF_A_YEAR: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer repeats of its request; `rrn` is empty where the network left it out."""

    mti: str
    stan: str
    transmitted_at: datetime
    acquirer: str
    rrn: str = ""


def answered(message: Mapping[str, str], *, now: datetime) -> Key:
    """Return the key of the request that a message answers; raises Unreadable.

    The terminal is no part of it: a network may leave it out. A repeat has its first message's key.
    """
    mti = _ANSWERED.get(message["t"])
    if mti is None:
        raise Unreadable("unknown_type", "t", "no answer")
    moment = moment_of(message["7"], now=now)
    return Key(mti, message["11"], moment, message.get("32", ""), message.get("37", "").strip())


def moment_of(transmitted: str, *, now: datetime) -> datetime:
    """Return the moment of a DE7 (MMDDhhmmss, UTC), which tells no year: the one nearest to now.

    Raises Unreadable where there is no such moment.
    """
    candidates = []
    for year in (now.year - 1, now.year, now.year + 1):
        try:
            moment = datetime.strptime(f"{year}{transmitted}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        candidates.append(moment)
    nearest = min(candidates, key=lambda moment: abs(moment - now), default=None)
    if nearest is None or abs(nearest - now) > _HALF_A_YEAR * 2:
        raise Unreadable("no_such_time", "7", "no month, day and time")
    return nearest


def transmitted(moment: datetime) -> str:
    """Return DE7 of a moment."""
    return moment.astimezone(UTC).strftime("%m%d%H%M%S")


@dataclass(frozen=True, slots=True)
class OriginalKey:
    """DE90: the message that a reversal, an increment or an advice is about."""

    mti: str
    stan: str
    transmitted_at: datetime
    acquirer: str

    def __str__(self) -> str:
        """Return the 42 digits."""
        acquirer = self.acquirer.zfill(11)
        return f"{self.mti}{self.stan}{transmitted(self.transmitted_at)}{acquirer}{'0' * 11}"


def original(de90: str, *, now: datetime) -> OriginalKey:
    """Return what the digits of DE90 name; raises Unreadable."""
    if len(de90) != 42:
        raise Unreadable("bad_length", "90", "not 42 digits")
    moment = moment_of(de90[10:20], now=now)
    return OriginalKey(de90[:4], de90[4:10], moment, de90[20:31].lstrip("0"))


def numbered(number: int, moment: datetime) -> tuple[str, str]:
    """Return STAN and retrieval reference number of the day's `number`th message, from 1.

    The reference is unique within ten years: last digit of the year, day of the year, number.
    """
    stan = f"{(number - 1) % 999_999 + 1:06}"
    return stan, f"{moment.year % 10}{moment.timetuple().tm_yday:03}{number % 100_000_000:08}"
