"""What a case is about, how it ends, and how soon it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Final


class CaseKind(StrEnum):
    """Fraud against customers, a name on a list, or money laundering."""

    FRAUD = "FRAUD"
    SANCTIONS = "SANCTIONS"
    LAUNDERING = "LAUNDERING"


class CaseState(StrEnum):
    """A decided case stays as it is; what comes after it opens another."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"


class Outcome(StrEnum):
    """RELEASE lets held payments go, REJECT ends them; REPORT also tells the authorities.

    DISMISS says that there was nothing in it, where no payment waits.
    """

    RELEASE = "RELEASE"
    REJECT = "REJECT"
    REPORT = "REPORT"
    DISMISS = "DISMISS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a case was decided so. `is_fraud` labels its payments; None says nothing of them."""

    words: str
    outcomes: frozenset[Outcome]
    is_fraud: bool | None


_GO: Final = frozenset({Outcome.RELEASE, Outcome.DISMISS})
_STOP: Final = frozenset({Outcome.REJECT, Outcome.REPORT})
REASONS: Final[dict[str, Reason]] = {
    "customer_confirmed": Reason(
        words="The customer confirms the payment", outcomes=_GO, is_fraud=False
    ),
    "usual_for_customer": Reason(words="Usual for this customer", outcomes=_GO, is_fraud=False),
    "other_person": Reason(words="The name is another's", outcomes=_GO, is_fraud=None),
    "explained": Reason(words="The customer explained it", outcomes=_GO, is_fraud=None),
    "stolen_credentials": Reason(
        words="Somebody else had the customer's card or log-in", outcomes=_STOP, is_fraud=True
    ),
    "customer_deceived": Reason(
        words="The customer was talked into it", outcomes=_STOP, is_fraud=True
    ),
    "mule_account": Reason(words="The payee passes stolen money on", outcomes=_STOP, is_fraud=True),
    "true_match": Reason(words="It is who is on the list", outcomes=_STOP, is_fraud=None),
    "suspicion_of_laundering": Reason(
        words="Money laundering is suspected", outcomes=_STOP, is_fraud=None
    ),
}


class Level(IntEnum):
    """Who decides a case: whoever works on its kind, or those of the second level alone."""

    FIRST = 1
    SECOND = 2


# How long a case of each priority may stay open; a payment waits behind the highest.
_HOURS: Final = {5: 2, 4: 8, 3: 24, 2: 72, 1: 168}
PRIORITIES: Final = tuple(sorted(_HOURS))


def due_within(priority: int) -> timedelta:
    """Return how long a case of this priority may stay open."""
    return timedelta(hours=_HOURS[priority])


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something a case has to do with: an entity such as payer, device or payee, and its name."""

    entity: str
    name: str
