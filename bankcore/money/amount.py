"""An amount of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bankcore.errors import BankError
from bankcore.money.currency import Currency


class CurrencyMismatch(BankError):
    """Two amounts, or an amount and an account, are in different currencies."""

    code = "currency_mismatch"
    cure = "Use the account's own currency."


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (cents of EUR, yen of JPY) of `currency`; may be negative."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            message = f"Money counts whole minor units, not {self.minor!r}."
            raise TypeError(message)

    @staticmethod
    def of(amount: str | Decimal | int, code: str) -> Money:
        """Return `amount` major units of the currency `code`; raises ValueError if not exact."""
        currency = Currency.of(code)
        minor = Decimal(amount).scaleb(currency.exponent)
        if minor != int(minor):
            message = f"{amount} has more decimals than {code} has."
            raise ValueError(message)
        return Money(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-self.currency.exponent)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency.code}"

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split into parts in proportion to `weights`; the parts always sum to the whole.

        Largest remainder: each part is the proportional share rounded towards minus infinity,
        then the minor units left over go, one each, to the largest remainders, earlier parts
        first. Raises ValueError for negative weights or weights that sum to zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            message = "Weights must be zero or more, and not all zero."
            raise ValueError(message)
        shares = [divmod(self.minor * weight, total) for weight in weights]
        left = self.minor - sum(share for share, _ in shares)
        by_remainder = sorted(range(len(shares)), key=lambda i: -shares[i][1])
        extra = set(by_remainder[:left])
        return [Money(share + (i in extra), self.currency) for i, (share, _) in enumerate(shares)]

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} cannot be mixed."
            raise CurrencyMismatch(message)
        return other.minor
