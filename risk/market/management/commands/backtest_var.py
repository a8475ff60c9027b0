"""How often each method's value at risk was exceeded on published series."""

from pathlib import Path
from typing import IO, Any, Final, cast

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from bankcore.errors import BankError
from payments import public as payments
from risk.market.services import trying

_PRICES: Final = Path("arch_data/sp500.csv.gz")
_RATES: Final = Path("ecb_fx/eurofxref-hist.zip")
_CURRENCIES: Final = ("USD", "CZK")
_COLUMNS: Final = (
    *("series", "method", "days", "exceptions", "share", "red days"),
    *("Kupiec p", "independence p", "coverage p"),
)


class Command(BaseCommand):
    help = (
        "Print how often the one-day 99 % value at risk of each method was exceeded, out of sample,"
        f" on the S&P 500 and on the euro in dollars and koruna. The folder holds {_PRICES} and"
        f" {_RATES}. Example: manage.py backtest_var /data"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        table = Table(*_COLUMNS, title="One day, 99 %, window of 500 days")
        try:
            found = {"S&P 500": trying.on_prices((folder / _PRICES).read_bytes())}
            rates = sorted(payments.read_ecb_rates((folder / _RATES).read_bytes()), key=_by_day)
        except OSError as error:
            message = f"{error.filename} cannot be read: {error.strerror}."
            raise CommandError(message) from None
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from None
        for currency in _CURRENCIES:
            levels = [float(each.rate) for each in rates if each.currency == currency]
            found[f"EUR/{currency}"] = trying.on_levels(levels)
        for series, methods in found.items():
            for method, test in methods.items():
                table.add_row(
                    series, method, f"{test.days:,}", str(test.exceptions), f"{test.share:.2%}",
                    f"{test.red_share:.1%}", f"{test.kupiec:.3f}", f"{test.independence:.3f}",
                    f"{test.coverage:.3f}",
                )  # fmt: skip
        Console(width=120, file=cast("IO[str]", self.stdout)).print(table)


def _by_day(rate: payments.PublishedRate) -> str:
    return rate.day.isoformat()
