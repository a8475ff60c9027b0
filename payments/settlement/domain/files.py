"""Names of the files that bank and networks exchange, and the formats of each network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final, Protocol

from payments.settlement.domain import base2, ipm, ipm_reading
from payments.settlement.domain.records import FileId, Item, NetworkFile, Written
from payments.settlement.domain.states import ClearingNetwork, ReceivedKind


class Write(Protocol):
    """Writes a clearing file."""

    def __call__(self, *, file_id: FileId, items: Iterable[Item], out: BinaryIO) -> Written:
        """Write it."""


@dataclass(frozen=True, slots=True)
class Format:
    """How one network's files are written and read; `first_number` is that of the first item."""

    write: Write
    read: Callable[[BinaryIO], NetworkFile]
    first_number: int


FORMATS: Final = {
    ClearingNetwork.MASTERCARD: Format(ipm.write, ipm_reading.read, 2),
    ClearingNetwork.VISA: Format(base2.write, base2.read, 1),
}
_RECEIVED: Final = re.compile(
    r"(?P<network>visa|mastercard)-"
    r"(?:ack-(?P<acked>[a-z0-9-]+)\.dat|incoming-\d{8}-\d{3}\.dat|advice-\d{8}-\d{3}\.csv)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedName:
    """What the name of a network's file says; `acked` is the clearing file that it answers."""

    kind: ReceivedKind
    acked: str = ""


def clearing_name(*, network: str, day: date, seq: int) -> str:
    """Return the name of a clearing file."""
    return f"{network}-clearing-{day:%Y%m%d}-{seq:03d}.dat"


def received_name(*, network: str, name: str) -> ReceivedName | None:
    """Return what a name says; None for what is not a file of this network for the bank."""
    found = _RECEIVED.fullmatch(name)
    if found is None or found["network"] != network:
        return None
    if found["acked"]:
        return ReceivedName(kind=ReceivedKind.ACK, acked=f"{found['acked']}.dat")
    kind = ReceivedKind.ADVICE if name.endswith(".csv") else ReceivedKind.INCOMING
    return ReceivedName(kind=kind)
