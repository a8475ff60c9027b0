"""Payments made by chance from a seed: frauds are large for their payer and where frauds were."""

import random
from datetime import datetime, timedelta


def rows(*, until: datetime, days: int = 80, a_day: int = 40, seed: int = 1):
    """Yield (values, whether fraud, when), the oldest first."""
    chance = random.Random(seed)
    for number in range(days * a_day):
        is_fraud = chance.random() < 0.06
        ratio = chance.lognormvariate(1.2 if is_fraud else 0, 0.6)
        values = {
            "amount": round(40 * ratio, 2),
            "hour": float(chance.randrange(24)),
            "payer_ratio_30d": ratio,
            "payer_count_1d": float(chance.randrange(6)),
            "terminal_frauds_7d": float(is_fraud and chance.random() < 0.5),
        }
        yield values, is_fraud, until - timedelta(days=days) + timedelta(days=number / a_day)
