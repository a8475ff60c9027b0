"""What settlement tells of: files that card networks refuse, and that the bank refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Example, Happened, event

_FILE = "file:visa-20260302-001.ctf"


@event("settlement.network_file_refused", subject=_FILE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFileRefused(Happened):
    """A card network's file was refused: nothing of it is taken."""

    network: Annotated[Code, "The card network.", Example("visa")]
    file: Annotated[str, "What the network calls the file.", Example("visa-20260302-001.ctf")]
    error: Annotated[Code, "The code of what is wrong with it.", Example("file_unreadable")]


@event("settlement.presentment_rejected", subject=_FILE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PresentmentRejected(Happened):
    """A card network did not take a file of the bank's, or not all of its records."""

    network: Annotated[Code, "The card network.", Example("visa")]
    file: Annotated[str, "What the bank calls the file.", Example("visa-20260302-001.ctf")]
    records: Annotated[int, "How many of its records were not taken."]
