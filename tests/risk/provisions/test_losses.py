"""What a credit is expected to lose, held against the formula reckoned another way."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as some

from risk.provisions.domain import losses
from risk.provisions.domain.losses import Credit, expected, whole
from risk.provisions.domain.parameters import read
from risk.provisions.domain.stages import Stage
from tests.risk.provisions.days import CONTENT, content

PARAMETERS = read(CONTENT)
DAY = date(2026, 3, 2)


def months(count: int, part: int = 100_00) -> tuple[tuple[date, int], ...]:
    return tuple((DAY + timedelta(days=30 * number), part) for number in range(1, count + 1))


def credit(**changes) -> Credit:
    usual = {
        "day": DAY, "stage": Stage.TWELVE_MONTHS, "segment": "retail", "conversion": "COMMITMENT",
        "drawn": 2400_00, "undrawn": 0, "collateral": 0, "pd": Decimal("0.02"),
        "rate": Decimal("0.08"), "flows": months(24),
    }  # fmt: skip
    return Credit(**(usual | changes))


def reckoned(each: Credit, days: int) -> float:
    """Return the loss of months of equal parts without collateral, in floats and in one loop."""
    normal = NormalDist()
    total, drawn, count = 0.0, each.drawn, len(each.flows)
    for outlook in CONTENT["scenarios"]:
        rho, state = 0.15, float(outlook["state"])
        stressed = normal.cdf(
            (normal.inv_cdf(float(each.pd)) - rho**0.5 * state) / (1 - rho) ** 0.5
        )
        lgd = 0.45 * float(outlook["lgd_times"])
        for number in range(count):
            begins, ends = 30 * number, min(30 * (number + 1), days)
            if begins >= days:
                break
            alive = (1 - stressed) ** (begins / 365)
            dead = alive - (1 - stressed) ** (ends / 365)
            owed = drawn * (count - number) / count
            total += float(outlook["weight"]) * dead * lgd * owed / 1.08 ** (ends / 365)
    return total


def test_a_year_of_losses_is_what_the_formula_says():
    found = expected(credit(), PARAMETERS)
    assert found.amount == round(reckoned(credit(), 365))
    assert found.amount == 2032
    assert found.shortfalls[-1].ends == 365


def test_a_life_of_losses_is_what_the_formula_says_and_more():
    life = credit(stage=Stage.LIFETIME)
    found = expected(life, PARAMETERS)
    assert found.amount == round(reckoned(life, 720))
    assert found.amount > expected(credit(), PARAMETERS).amount
    assert len(found.shortfalls) == 24


def test_a_loan_of_less_than_a_year_has_one_loss_in_both_stages():
    short = {"flows": months(6, 400_00)}
    first = expected(credit(**short), PARAMETERS).amount
    assert first == expected(credit(**short, stage=Stage.LIFETIME), PARAMETERS).amount


def test_after_the_horizon_the_usual_probability_counts():
    """A worse outlook of three years makes years four and five no worse."""
    long = credit(stage=Stage.LIFETIME, flows=((DAY + timedelta(days=1825), 1),))
    worst = read(content(
        scenarios__0__state="-3", scenarios__1__state="-3", scenarios__2__state="-3",
    ))  # fmt: skip
    stressed = losses.conditional(Decimal("0.02"), Decimal(-3), Decimal("0.15"))
    alive = (1 - stressed) ** 3 * Decimal("0.98") ** 2
    found = expected(long, worst).shortfalls[0]
    assert found.probability == pytest.approx(1 - alive, rel=Decimal("1e-12"))


def test_in_default_all_is_owed_and_what_comes_back_is_discounted():
    found = expected(credit(stage=Stage.IMPAIRED, pd=Decimal(1)), PARAMETERS)
    lgd = 0.5 * 0.45 + 0.2 * 0.405 + 0.3 * 0.495
    assert found.amount == round(2400_00 * (1 - (1 - lgd) / 1.08 ** (548 / 365)))
    assert [each.probability for each in found.shortfalls] == [1]
    assert all(each.pd == 1 for each in found.scenarios)


def test_collateral_covers_what_a_sale_of_it_brings():
    bare = expected(credit(stage=Stage.IMPAIRED, rate=Decimal(0)), PARAMETERS).amount
    half = credit(stage=Stage.IMPAIRED, rate=Decimal(0), collateral=1200_00)
    covered = 1200_00 * 0.7
    times = 0.5 + 0.2 * 0.9 + 0.3 * 1.1
    assert expected(half, PARAMETERS).amount == round(
        ((2400_00 - covered) * 0.45 + covered * 0.1) * times
    )
    assert expected(half, PARAMETERS).amount < bare
    much = credit(stage=Stage.IMPAIRED, rate=Decimal(0), collateral=10**9)
    assert expected(much, PARAMETERS).amount == round(2400_00 * 0.1 * times)


def test_what_may_be_drawn_counts_by_its_conversion():
    line = credit(drawn=0, undrawn=1000_00, flows=(), conversion="OVERDRAFT")
    assert expected(line, PARAMETERS).exposure == 400_00
    drawn = credit(drawn=400_00, undrawn=0, flows=(), conversion="OVERDRAFT")
    assert expected(line, PARAMETERS).amount == expected(drawn, PARAMETERS).amount > 0


def test_what_is_overdue_stays_owed_until_the_next_due_day():
    overdue = ((DAY - timedelta(days=20), 1200_00), (DAY + timedelta(days=30), 1200_00))
    on_time = ((DAY + timedelta(days=30), 2400_00),)
    assert (
        expected(credit(flows=overdue), PARAMETERS).amount
        == expected(credit(flows=on_time), PARAMETERS).amount
    )


def test_a_loan_past_its_last_due_day_is_owed_for_a_year():
    (line,) = expected(
        credit(flows=((DAY - timedelta(days=1), 1),), stage=Stage.LIFETIME), PARAMETERS
    ).shortfalls
    assert (line.begins, line.ends, line.owed) == (0, 365, 2400_00)


@given(
    some.lists(some.integers(0, 10**9), min_size=1, max_size=30),
    some.integers(1, 997),
)
def test_parts_in_whole_units_sum_to_their_rounded_sum(parts, divisor):
    exact = [Decimal(part) / divisor for part in parts]
    assert sum(whole(exact)) == losses.units(sum(exact))
    assert all(abs(shown - part) <= 1 for shown, part in zip(whole(exact), exact, strict=True))


@given(
    drawn=some.integers(0, 10**10), undrawn=some.integers(0, 10**10),
    stage=some.sampled_from(Stage), pd=some.decimals("0.0003", 1, places=8),
    collateral=some.integers(0, 10**10), rate=some.decimals(0, "0.9", places=6),
    count=some.integers(0, 12),
)  # fmt: skip
def test_a_provision_is_never_below_zero_nor_above_what_is_at_stake(
    drawn, undrawn, stage, pd, collateral, rate, count
):
    each = credit(
        drawn=drawn, undrawn=undrawn, stage=stage, pd=pd, collateral=collateral, rate=rate,
        flows=months(count),
    )  # fmt: skip
    found = expected(each, PARAMETERS)
    assert 0 <= found.amount <= found.exposure <= drawn + undrawn
    assert found.amount == sum(line.shown for line in found.shortfalls)
    weighted = sum(each.outlook.weight * each.loss for each in found.scenarios)
    assert found.amount == losses.units(weighted)


def test_a_worse_outlook_has_a_higher_probability_and_a_neutral_one_its_own():
    pd, rho = Decimal("0.02"), Decimal("0.15")
    worse, better = (losses.conditional(pd, Decimal(state), rho) for state in (-2, 2))
    assert better < pd < worse
    assert losses.conditional(pd, Decimal(-2), Decimal(0)) == pd
    assert losses.conditional(Decimal(1), Decimal(2), rho) == 1


def test_more_risk_never_provides_less():
    amounts = [
        expected(credit(pd=Decimal(pd), stage=Stage.LIFETIME), PARAMETERS).amount
        for pd in ("0.001", "0.02", "0.08", "0.25", "0.5", "1")
    ]
    assert amounts == sorted(amounts)


def test_no_scenario_loses_more_than_what_is_owed():
    severe = read(content(
        segments__retail__lgd="0.9", scenarios__0__lgd_times="2", scenarios__1__lgd_times="2",
        scenarios__2__lgd_times="2",
    ))  # fmt: skip
    found = expected(credit(stage=Stage.IMPAIRED, rate=Decimal(0)), severe)
    assert found.amount == found.exposure == 2400_00
    assert [each.given_default for each in found.shortfalls] == [1]
