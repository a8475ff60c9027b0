"""Who has issued a bond, and how good it is held to be: what liquidity and capital ask of it."""

from __future__ import annotations

from enum import StrEnum


class Issuer(StrEnum):
    """Whose claim it is, as CRE20 of the Basel Framework sorts claims."""

    SOVEREIGN = "SOVEREIGN"
    """A central government or central bank."""

    PUBLIC = "PUBLIC"
    """A public-sector entity that is no central government."""

    BANK = "BANK"
    COVERED = "COVERED"
    """A covered bond."""

    CORPORATE = "CORPORATE"


class Quality(StrEnum):
    """The class of the rating by a recognised institution, in the notation that CRE20 uses."""

    AAA_AA = "AAA_AA"
    A = "A"
    BBB = "BBB"
    BB_B = "BB_B"
    BELOW_B = "BELOW_B"
