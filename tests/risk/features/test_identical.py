"""A feature's value is the same for a payment that waits and for the history that a model learns.

The history is played twice: payment by payment through PostgreSQL, folding the totals now and
then, and as a whole through numpy. Every value of every payment is compared.
"""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import transaction

from risk.features import public as features
from risk.features.domain import history
from risk.features.domain.reckoning import hundredths
from risk.terms.catalogue import MOST_OTHERS, Entity

FROM = datetime(2026, 1, 1, tzinfo=UTC)
_DELAY = timedelta(days=6)


def payments(count: int, seed: int):
    """Return facts and times: few keys, so that they meet; bursts, gaps and equal moments."""
    chance = random.Random(seed)
    at = FROM
    for number in range(count):
        at += timedelta(seconds=chance.choice([0, 0, 1, 20, 59, 60, 600, 9_000, 86_400]))
        yield (
            features.PaymentFacts(
                reference=f"p{number}",
                channel="test",
                amount=Decimal(chance.randrange(100, 9_999) * chance.choice([1] * 20 + [90])) / 100,
                payer=f"payer{chance.randrange(4)}",
                instrument=chance.choice(["", "card1", "card2"]),
                device=chance.choice(["", "d1", "d2"]),
                address=chance.choice(["a1", "a2"]),
                terminal=chance.choice(["t1", "t2", "t3"]),
                merchant="shop",
                payee=chance.choice(["", "x", "y"]),
            ),
            at,
            chance.random() < 0.1,
        )


def waiting(played):
    """Return each payment's values as they were while it waited."""
    chance = random.Random(1)
    found, told = [], []
    for facts, at, is_fraud in played:
        for reference, known_at in [each for each in told if each[1] <= at]:
            with transaction.atomic():
                features.learn(reference=reference, is_fraud=True, known_at=known_at)
            told.remove((reference, known_at))
        found.append(features.values(facts=facts, now=at))
        with transaction.atomic():
            features.observe(facts=facts, values=found[-1], now=at)
        if is_fraud:
            told.append((facts.reference, at + _DELAY))
        if chance.random() < 0.2:
            features.fold(now=at)
    return found


def learnt(played):
    """Return each feature's values over the whole history."""

    def micro(moment: datetime) -> int:
        return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    keys = [features.keys_of(facts) for facts, _, _ in played]
    return history.replay(
        history.History(
            at=np.array([micro(at) for _, at, _ in played]),
            hundredths=np.array([hundredths(facts.amount) for facts, _, _ in played]),
            keys={entity: history.coded(row[entity - 1] for row in keys) for entity in Entity},
            fraud_known_at=np.array(
                [micro(at + _DELAY) if bad else history.NEVER for _, at, bad in played]
            ),
        )
    )


@pytest.mark.usefixtures("committed_bank")
@pytest.mark.parametrize("seed", [1, 2])
def test_every_value_is_the_same_while_a_payment_waits_and_in_its_history(seed):
    played = list(payments(220, seed))
    online, offline = waiting(played), learnt(played)
    assert set(offline) == set(features.NAMES)
    differing = [
        (number, name, values[name], offline[name][number])
        for number, values in enumerate(online)
        for name in features.NAMES
        if values[name] != offline[name][number]
    ]
    assert differing == []
    told = [name for name in features.NAMES if len(set(offline[name])) > 1]
    assert set(features.NAMES) - set(told) == set()


@pytest.mark.usefixtures("committed_bank")
def test_many_payments_at_once_have_the_values_that_each_has_alone():
    played = list(payments(120, 3))
    waiting(played)
    now = played[-1][1] + timedelta(seconds=30)
    asked = [facts for facts, _, _ in payments(40, 4)]
    alone = [features.values(facts=facts, now=now) for facts in asked]
    assert features.values_of(facts=asked, now=now) == alone
    assert len({tuple(each.values()) for each in alone}) > 20


def of_one_address(count: int):
    """Return payments of so many payers from one address, an hour of them and two days later."""
    for number in range(count):
        yield (
            features.PaymentFacts(
                reference=f"p{number}",
                channel="test",
                amount=Decimal(1),
                payer=f"payer{number}",
                address="program",
            ),
            FROM + timedelta(days=2 * (number >= count - 3), seconds=number),
            False,
        )


@pytest.mark.usefixtures("committed_bank")
@pytest.mark.parametrize("is_folded", [True, False])
def test_an_address_of_all_customers_is_counted_as_far_as_it_is_told_apart(is_folded):
    played = list(of_one_address(MOST_OTHERS + 10))
    with transaction.atomic():
        for facts, at, _ in played[:-1]:
            features.observe(facts=facts, values={}, now=at)
    if is_folded:
        features.fold(now=FROM)
    facts, now, _ = played[-1]
    found = features.values(facts=facts, now=now)
    names = ("address_payers_1d", "address_payers_7d")
    assert [found[name] for name in names] == [2, MOST_OTHERS]
    assert [learnt(played)[name][-1] for name in names] == [2, MOST_OTHERS]
