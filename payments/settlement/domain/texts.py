"""Names as fixed fields of card networks' files take them."""

from __future__ import annotations

import unicodedata
from typing import Final

# ISO 3166-1: the three letters where two would be too short. Others are written with two.
_COUNTRIES: Final = {
    "AT": "AUT",
    "BE": "BEL",
    "BG": "BGR",
    "CH": "CHE",
    "CY": "CYP",
    "CZ": "CZE",
    "DE": "DEU",
    "DK": "DNK",
    "EE": "EST",
    "ES": "ESP",
    "FI": "FIN",
    "FR": "FRA",
    "GB": "GBR",
    "GR": "GRC",
    "HR": "HRV",
    "HU": "HUN",
    "IE": "IRL",
    "IS": "ISL",
    "IT": "ITA",
    "LI": "LIE",
    "LT": "LTU",
    "LU": "LUX",
    "LV": "LVA",
    "MC": "MCO",
    "MT": "MLT",
    "NL": "NLD",
    "NO": "NOR",
    "PL": "POL",
    "PT": "PRT",
    "RO": "ROU",
    "SE": "SWE",
    "SI": "SVN",
    "SK": "SVK",
    "SM": "SMR",
    "US": "USA",
    "CA": "CAN",
}


def plain(text: str, length: int) -> str:
    """Return `text` in printable ASCII, at most so long: letters without their accents.

    What has no such letter is a question mark, and the backslash, which parts fields, a slash.
    """
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    shown = (each if " " <= each <= "~" else "?" for each in bare)
    return "".join(shown).replace("\\", "/")[:length].strip()


def country_of_three(code: str) -> str:
    """Return a country's three letters; of one that is not in the table, its two and a space."""
    return _COUNTRIES.get(code, f"{code:<3}")
