"""The page of docs/gateway/states.md, printed from the tables that the gateway goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from payments.gateway.domain.disputes import DISPUTE
from payments.gateway.domain.states import INTENT, OPERATION, POSTINGS

_HEAD: Final = """# States of payments, and what they book

Printed from `payments/gateway/domain/states.py` and `disputes.py` by `states_page.py` beside them;
a test holds that this page is as they are, and another that PostgreSQL lets through these changes
alone.
"""


def page() -> str:
    """Return the whole page, as Markdown."""
    lines = [
        _HEAD,
        *_table("Payments", "A payment", INTENT),
        *_table("Operations", "An operation", OPERATION),
        *_table("Disputes", "A dispute", DISPUTE),
        *_postings(),
    ]
    return "\n".join(lines) + "\n"


def _table(title: str, what: str, table: Mapping[tuple[Any, Any], Any]) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"| {what} that is | and to which happens | becomes |"
    yield "|---|---|---|"
    for (before, event), after in table.items():
        yield f"| {before} | {event} | {after} |"
    yield ""


def _postings() -> Iterator[str]:
    yield "## Postings\n"
    yield (
        "NETWORK is 1410 to 1450, or the payer's own account at this bank; PAYABLE is 2400 of the"
        " merchant; FEES is 4400 and LOSSES 5410. A leg of nothing is left out. A sandbox"
        " merchant's operations are not booked.\n"
    )
    yield "| operation | event | debit | credit |"
    yield "|---|---|---|---|"
    for (kind, event), legs in POSTINGS.items():
        sides = {
            side: ", ".join(f"{leg.line} {leg.part}" for leg in legs if leg.side == side)
            for side in ("DEBIT", "CREDIT")
        }
        yield f"| {kind} | {event} | {sides['DEBIT']} | {sides['CREDIT']} |"
