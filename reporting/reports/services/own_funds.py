"""Own funds as the books have them: what Tier 1 is, for every report that measures against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bankcore.money import Money
from reporting.reports.domain import capital_adequacy as rules
from reporting.reports.domain.definitions import Inputs
from reporting.reports.domain.documents import Reconciliation
from reporting.reports.services.book import Book
from reporting.reports.services.euros import NOTHING, Euros, cents

_RESULT: Final = ("INCOME", "EXPENSE")


@dataclass(frozen=True, slots=True)
class OwnFunds:
    """Capital and reserves, the running year's result, and Tier 1: all of it common equity.

    The books have neither additional Tier 1 nor Tier 2: what is provided for is specific, by
    Delegated Regulation (EU) 183/2014.
    """

    equity: Money
    result: Money
    tier_one: Money


def own_funds(book: Book, euros: Euros) -> OwnFunds:
    """Return own funds at the end of a day."""
    equity = euros.sum(each.balance for each in book.of("EQUITY"))
    result = euros.sum(each.balance for each in book.of(*_RESULT))
    tier_one = rules.common_equity(equity=equity.minor, result=result.minor)
    return OwnFunds(equity, result, cents(tier_one))


def held_against(book: Book) -> tuple[Reconciliation, ...]:
    """Return equity and the running year's result beside what the ledger has."""
    return (
        *book.held_against(
            "capital and reserves",
            [each.balance for each in book.of("EQUITY")],
            book.codes_of("EQUITY"),
        ),
        *book.held_against(
            "result of the running year",
            [each.balance for each in book.of(*_RESULT)],
            book.codes_of(*_RESULT),
        ),
    )


class RiskFigures:
    """What the day's end of risk has kept, as the warehouse has it."""

    def __init__(self, inputs: Inputs) -> None:
        """Read the figures of a report's day."""
        rows = inputs.facts.rows("risk_figures", day=inputs.day)
        self._found = {row["figure"]: (int(row["amount"]), str(row["words"])) for row in rows}

    def has(self, figure: str) -> bool:
        """Tell whether the day has it."""
        return figure in self._found

    def amount(self, figure: str) -> Money:
        """Return a figure in euro; nothing where the day has none."""
        return cents(self.whole(figure)) if self.has(figure) else NOTHING

    def whole(self, figure: str) -> int:
        """Return a count; nought where the day has none."""
        return self._found.get(figure, (0, ""))[0]

    def words(self, figure: str) -> str:
        """Return what was kept with a figure."""
        return self._found.get(figure, (0, ""))[1]

    def missing(self, **figures: str) -> tuple[str, ...]:
        """Return a warning for each figure that the day has not, in the words given."""
        return tuple(
            f"The day's end has kept nothing of {words}: it counts as nought."
            for figure, words in figures.items()
            if not self.has(figure)
        )


def tier_one_as_risk_has_it(own: OwnFunds, figures: RiskFigures) -> tuple[str, ...]:
    """Return a warning where risk/market found another Tier 1 at the day's end."""
    if not figures.has("TIER_ONE") or figures.amount("TIER_ONE") == own.tier_one:
        return ()
    kept = figures.amount("TIER_ONE")
    return (f"Tier 1 is {own.tier_one} by the books, and {kept} as market risk has kept it.",)
