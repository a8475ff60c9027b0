"""What others get to know of a stored card."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card by its token. `fingerprint` is the same for the same number of one merchant.

    `bin8` is the issuer's part: eight digits, six of numbers shorter than sixteen. `funding` and
    `country` are what the table of issuers knows.
    """

    token: str
    fingerprint: str
    brand: str
    last4: str
    bin8: str
    funding: str = "unknown"
    country: str = ""
