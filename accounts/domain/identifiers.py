"""Identifiers of customers, checked by the rules of whoever issues them."""

from __future__ import annotations

import re
from typing import Final

from bankcore.errors import BankError

# ISO 3166-1 alpha-2.
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_COUNTRIES.split())
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_LONGEST_EMAIL = 254


class InvalidCustomerData(BankError):
    """What was given of a customer cannot be so."""

    code = "invalid_customer_data"
    cure = "Correct the field named in errors."


def text(value: str, *, field: str, longest: int, empty: bool = False) -> str:
    """Return the text stripped; raises InvalidCustomerData where it is too long or unprintable."""
    clean = value.strip()
    if len(clean) > longest or not clean.isprintable() or not (clean or empty):
        message = f"The {_words(field)} is empty, too long or has control characters."
        raise InvalidCustomerData(message, field=field)
    return clean


def country(value: str, *, field: str = "country") -> str:
    """Return the ISO 3166-1 alpha-2 code; raises InvalidCustomerData."""
    code = value.strip().upper()
    if code not in COUNTRIES:
        message = f"The {_words(field)} is no country code, such as DE."
        raise InvalidCustomerData(message, field=field)
    return code


def email(value: str) -> str:
    """Return the e-mail address; raises InvalidCustomerData where it cannot be one."""
    clean = value.strip()
    if len(clean) > _LONGEST_EMAIL or not _EMAIL.fullmatch(clean):
        message = "The e-mail address is not written as one."
        raise InvalidCustomerData(message, field="value")
    return clean


def phone(value: str) -> str:
    """Return the number as ITU-T E.164 writes it; raises InvalidCustomerData.

    Spaces, hyphens, dots, slashes and brackets are for the eye and left out.
    """
    clean = re.sub(r"[\s\-./()]", "", value)
    if not _E164.fullmatch(clean):
        message = "The phone number is not an international one, such as +49 30 1234567."
        raise InvalidCustomerData(message, field="value")
    return clean


def lei(value: str) -> str:
    """Return the legal entity identifier; raises InvalidCustomerData.

    ISO 17442: 18 letters or digits and two check digits, which ISO 7064 MOD 97-10 makes: letters
    read as 10 to 35, the whole number leaves 1 when divided by 97.
    """
    clean = "".join(value.split()).upper()
    if not _LEI.fullmatch(clean) or not _leaves_one(clean):
        message = "The LEI's check digits do not fit: it has been mistyped."
        raise InvalidCustomerData(message, field="lei")
    return clean


def _leaves_one(code: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in code)) % 97 == 1


def _words(field: str) -> str:
    return field.replace("_", " ")
