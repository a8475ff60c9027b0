"""Accounts in the United States: a routing number, a slash, an account number."""

from __future__ import annotations

import re
from typing import Final

_ACCOUNT: Final = re.compile(r"([0-9]{9})/[0-9A-Za-z-]{1,17}")


def read_us_account(text: str) -> str | None:
    """Return routing/account without blanks, or None where the text is none (ABA check digit)."""
    account = text.replace(" ", "")
    found = _ACCOUNT.fullmatch(account)
    if found is None or check_digit(found[1]) != int(found[1][8]):
        return None
    return account


def check_digit(routing: str) -> int:
    """Return the ninth digit of a routing number: weights 3, 7, 1 (ABA)."""
    weighted = sum(
        int(digit) * weight for digit, weight in zip(routing[:8], (3, 7, 1) * 3, strict=False)
    )
    return -weighted % 10
