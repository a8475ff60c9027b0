"""Trying the methods on published series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from risk.market.domain import backtests, readers, tail_risk

PROBABILITY: Final = 0.01


def on_levels(levels: Sequence[float]) -> dict[str, backtests.BackTest]:
    """Return by method how it did on a series of prices or rates, oldest first: one day, 99 %."""
    returns = tail_risk.log_returns(np.array(levels))
    found = backtests.run(returns, probability=PROBABILITY, window=tail_risk.WINDOW)
    return {str(method): test for method, test in found.items()}


def on_prices(data: bytes) -> dict[str, backtests.BackTest]:
    """Return the same for a file of prices; raises MarketFileMalformed."""
    return on_levels(readers.read_prices(data))
