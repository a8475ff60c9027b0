"""Amounts as they come from outside: decimal strings, read exactly or refused."""

import re
from decimal import Decimal

from bankcore.errors import BankError
from bankcore.money.amount import Money
from bankcore.money.currency import Currency

LARGEST_AMOUNT = 10**15
LARGEST_MINOR = 10**17

# ASCII digits only: int() and Decimal() would also take full-width and Arabic-Indic ones.
_PLAIN_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,19})(?:\.([0-9]{1,19}))?", re.ASCII)


class InvalidAmount(BankError):
    """The text is no amount of money that can be moved."""

    code = "invalid_amount"
    cure = 'Give a positive decimal string with the currency\'s decimals, such as "12.50".'


def parse_amount(text: str, currency: Currency) -> Money:
    """Return the positive amount that `text` spells in `currency`.

    Plain decimal notation only: no sign, exponent, blank, separator or leading zero. At most
    10^15 units and, for currencies of three or four decimals, 10^17 minor units. Raises
    InvalidAmount saying which of these was not kept.
    """
    match = _PLAIN_DECIMAL.fullmatch(text)
    if match is None:
        message = "The amount must be a plain decimal number, such as 12.50."
        raise InvalidAmount(message)
    decimals = len(match[2] or "")
    if decimals > currency.exponent:
        message = f"{currency.code} has {currency.exponent} decimals; the amount has {decimals}."
        raise InvalidAmount(message)
    amount = Decimal(text)
    if amount == 0:
        message = "The amount must be more than zero."
        raise InvalidAmount(message)
    minor = int(amount.scaleb(currency.exponent))
    if amount > LARGEST_AMOUNT or minor > LARGEST_MINOR:
        message = "The amount is larger than this bank can book."
        raise InvalidAmount(message)
    return Money(minor, currency)
