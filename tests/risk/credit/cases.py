"""Made-up cases of credit, the same at every run."""

import random


def made(count: int = 1_200, seed: int = 3):
    """Return columns and 1 for each bad case: income and job say much, luck a little."""
    chance = random.Random(seed)
    columns = {"income": [], "job": [], "months": [], "luck": []}
    bads = []
    for _ in range(count):
        income = chance.choice([None, *range(800, 6_000, 40)])
        job = chance.choice(["employed", "employed", "self-employed", "none"])
        months = float(chance.randrange(-9, 240))
        risk = 0.35 - (income or 1_500) / 15_000 + {"none": 0.3}.get(job, 0.0)
        columns["income"].append(income)
        columns["job"].append(job)
        columns["months"].append(-9.0 if months < 0 else months)
        columns["luck"].append(float(chance.randrange(100)))
        bads.append(int(chance.random() < risk))
    return columns, bads
