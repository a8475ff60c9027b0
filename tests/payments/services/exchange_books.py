"""What the books say after exchanges."""

from __future__ import annotations

from datetime import date

from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments import public as payments
from tests.conftest import OPENING_DAY


def internal(number: str) -> int:
    """Return the credit balance of one of the bank's own accounts, in minor units."""
    gl_code, currency = number.split("-")
    account = ledger.internal_account(
        gl_code=gl_code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )
    sign = -1 if gl_code[0] in "15" else 1
    return sign * ledger.balance(account_id=account).posted.minor


def posted(ref) -> int:
    """Return what a customer's account has, in minor units."""
    return ledger.balance(account_id=ref.ledger_account_id).posted.minor


def position(currency: str, day: date = OPENING_DAY) -> payments.Position:
    """Return the bank's position in a currency."""
    (found,) = [each for each in payments.fx_positions(day=day) if each.currency.code == currency]
    return found


def broken() -> list[str]:
    """Return the invariants that do not hold."""
    return [check.code for check in ledger.verify() if not check.holds]
