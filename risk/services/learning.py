"""What people found out about payments, for those that come after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bankcore.db.transactions import use_case
from risk.features import public as features


@use_case
def learn_from_case(*, references: Sequence[str], is_fraud: bool, known_at: datetime) -> None:
    """Label payments as fraud, or as none; features count it from `known_at` on."""
    for reference in references:
        features.learn(reference=reference, is_fraud=is_fraud, known_at=known_at)
