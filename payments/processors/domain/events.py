"""What processors tells of: notices of other payment companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Example, Happened, event


@event("processors.callback_received", subject="callback:evt_1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackReceived(Happened):
    """A notice of another payment company came in, signed as it must be, for the first time."""

    callback_id: Annotated[int, "The bank's number for the notice.", Example(12)]
