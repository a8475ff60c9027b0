"""Features of a whole history, for models that learn from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from risk.terms.catalogue import Entity

NEVER: Final = 2**63 - 1


def replay(
    *,
    at: Any,
    hundredths: Any,
    keys: Mapping[Entity, Any],
    fraud_known_at: Any,
    names: Collection[str],
) -> Iterator[tuple[str, Any]]:
    """Yield each feature asked for and its value of every payment, as when the payment went by.

    All are numpy's arrays of whole numbers, payments in order of time; `at` and `fraud_known_at`
    in microseconds since 1970 (UTC), the latter NEVER for what is no fraud; a key 0 is none.
    One at a time, so that a million payments fit into memory.
    """
    # Only what trains needs numpy: every other process is spared its loading.
    from risk.features.domain import history  # noqa: PLC0415

    return history.each(
        history.History(at=at, hundredths=hundredths, keys=keys, fraud_known_at=fraud_known_at),
        names,
    )
