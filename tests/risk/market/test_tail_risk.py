"""Values at risk agree with published counts, with other libraries, and with what is sure."""

from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from arch.univariate import ConstantMean, EWMAVariance
from django.core.management import CommandError, call_command
from scipy import stats

from payments import public as payments
from risk.market.domain import backtests, tail_risk
from risk.market.domain.tail_risk import Method
from risk.market.services import trying
from tests.conftest import SHARED_DATA

PRICES = SHARED_DATA / "arch_data" / "sp500.csv.gz"
RATES = SHARED_DATA / "ecb_fx" / "eurofxref-hist.zip"
needs_data = pytest.mark.skipif(
    not (PRICES.exists() and RATES.exists()), reason=f"the series are not in {SHARED_DATA}"
)
ORDER = (Method.HISTORICAL, Method.NORMAL, Method.EWMA, Method.FILTERED)


@pytest.fixture(scope="module")
def dice():
    return np.random.default_rng(7)


@pytest.fixture(scope="module")
def series(dice):
    return dice.standard_t(4, size=1_200) * 0.01


def exceptions(found) -> tuple[int, ...]:
    return tuple(found[method].exceptions for method in ORDER)


@needs_data
def test_exceptions_on_the_s_and_p_500_are_exactly_those_that_were_counted():
    found = trying.on_prices(PRICES.read_bytes())
    assert exceptions(found) == (73, 112, 92, 59)
    assert {each.days for each in found.values()} == {4_528}
    assert [round(found[each].red_share, 3) for each in ORDER] == [0.101, 0.192, 0.033, 0]
    assert found[Method.FILTERED].kupiec == pytest.approx(0.050, abs=0.0005)


@needs_data
def test_exceptions_of_the_euro_are_exactly_those_that_were_counted():
    rates = sorted(payments.read_ecb_rates(RATES.read_bytes()), key=lambda rate: rate.day)
    dollars, koruna = (
        trying.on_levels([float(rate.rate) for rate in rates if rate.currency == currency])
        for currency in ("USD", "CZK")
    )
    assert exceptions(dollars) == (73, 113, 109, 87)
    assert exceptions(koruna) == (80, 116, 123, 76)
    assert {each.days for each in (*dollars.values(), *koruna.values())} == {6_480}
    assert dollars[Method.FILTERED].kupiec == pytest.approx(0.008, abs=0.0005)
    assert koruna[Method.FILTERED].kupiec == pytest.approx(0.17, abs=0.005)
    assert koruna[Method.FILTERED].coverage == pytest.approx(0.39, abs=0.005)
    assert koruna[Method.HISTORICAL].independence < 0.00005


@needs_data
def test_the_command_prints_the_counts(capsys):
    call_command("backtest_var", str(SHARED_DATA))
    said = capsys.readouterr().out
    rows = [line.split("│") for line in said.splitlines() if line.startswith("│")]
    told = {(row[1].strip(), row[2].strip()): int(row[4]) for row in rows}
    assert told["EUR/CZK", "FILTERED"] == 76
    assert told["S&P 500", "HISTORICAL"] == 73
    assert len(told) == 12


def test_the_command_says_which_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match=r"sp500.csv.gz cannot be read: No such file"):
        call_command("backtest_var", str(tmp_path))


def test_the_deviation_is_that_of_pandas(series):
    theirs = pd.Series(series).ewm(alpha=0.06).std().to_numpy()
    ours = tail_risk.ewma_deviations(series)
    assert np.isnan(ours[:2]).all()
    np.testing.assert_allclose(ours[2:], theirs[1:], rtol=1e-10)


def test_the_deviation_comes_near_to_that_of_arch(series):
    """Within a hundredth: arch neither demeans nor corrects, and begins with another variance."""
    model = ConstantMean(series * 100)
    model.volatility = EWMAVariance(0.94)
    theirs = model.fix([float(series.mean() * 100)]).conditional_volatility / 100
    ours = tail_risk.ewma_deviations(series - series.mean())[:-1]
    ratio = ours[300:] / theirs[300:]
    assert abs(float(np.median(ratio)) - 1) < 0.015


def test_a_threshold_knows_nothing_of_its_own_day_or_later(series):
    changed = series.copy()
    changed[900:] = -0.5
    before = tail_risk.thresholds(series, probability=0.01)
    after = tail_risk.thresholds(changed, probability=0.01)
    for method in ORDER:
        known = 900 - tail_risk.LEAST_DAYS + 1
        np.testing.assert_array_equal(before[method][:known], after[method][:known])
        assert before[method][known] != after[method][known]


def test_the_point_estimate_is_the_threshold_of_the_next_day(series):
    told = tail_risk.thresholds(np.append(series, 0.0), probability=0.01)
    recent, tomorrow = series[-tail_risk.WINDOW :], tail_risk.ewma_deviations(series)[-1]
    found = {
        Method.HISTORICAL: tail_risk.historical(recent, probability=0.01),
        Method.NORMAL: tail_risk.normal(recent.std(ddof=1), probability=0.01),
        Method.EWMA: tail_risk.normal(tomorrow, probability=0.01),
        Method.FILTERED: tail_risk.filtered(series, probability=0.01),
    }
    for method, tail in found.items():
        assert tail.value_at_risk == pytest.approx(-told[method][-1], rel=1e-12), method


def test_the_normal_tail_is_that_of_scipy():
    tail = tail_risk.normal(2.0, probability=0.05)
    assert tail.value_at_risk == pytest.approx(-stats.norm.ppf(0.05) * 2, rel=1e-12)
    beyond = stats.norm(scale=2).expect(ub=-tail.value_at_risk, conditional=True)
    assert tail.expected_shortfall == pytest.approx(-beyond, rel=1e-6)


def test_the_historical_shortfall_is_the_mean_of_what_lies_beyond():
    results = np.arange(-100.0, 0.0)
    tail = tail_risk.historical(results, probability=0.05)
    assert tail.value_at_risk == pytest.approx(95.05)
    assert tail.expected_shortfall == pytest.approx(np.mean([100, 99, 98, 97, 96]))


def test_the_stressed_window_is_the_worst_there_was(series):
    calm = series * 0.1
    calm[400:650] = series[400:650]
    tail, begin = tail_risk.stressed(calm, probability=0.01)
    assert 300 < begin < 700
    whole = tail_risk.historical(calm[-tail_risk.WINDOW :], probability=0.01)
    assert tail.value_at_risk > 2 * whole.value_at_risk


def test_draws_are_the_same_for_a_seed_and_near_to_the_truth(dice):
    covariance = np.array([[4e-5, 1e-5], [1e-5, 9e-5]])
    returns = dice.multivariate_normal([0, 0], covariance, size=5_000)
    worths = np.array([1_000_000.0, -400_000.0])
    one, same, other = (
        tail_risk.monte_carlo(returns, worths, probability=0.01, seed=seed) for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    exact = -NormalDist().inv_cdf(0.01) * float(worths @ np.cov(returns.T) @ worths) ** 0.5
    assert one.value_at_risk == pytest.approx(exact, rel=0.04)


def test_what_never_moves_risks_nothing():
    returns = np.zeros((tail_risk.LEAST_DAYS, 1))
    found = tail_risk.every(returns, np.array([1_000.0]), probability=0.01, seed=1)
    assert {(each.value_at_risk, each.expected_shortfall) for each in found.values()} == {(0, 0)}
    told = tail_risk.thresholds(np.zeros(600), probability=0.01)
    assert all((each == 0).all() for each in told.values())


def test_a_position_loses_when_more_of_its_currency_is_paid_for_a_euro():
    made = tail_risk.results_of(np.log([[1.25], [0.8]]), np.array([1_000.0]))
    assert made.tolist() == pytest.approx([-200, 250])


@pytest.mark.parametrize("count", [0, 1, 5, 12, 40, 250])
def test_kupiec_is_the_likelihood_ratio_of_two_binomials(count):
    exceeded = [True] * count + [False] * (1_000 - count)
    ratio = 2 * (
        stats.binom.logpmf(count, 1_000, count / 1_000) - stats.binom.logpmf(count, 1_000, 0.01)
    )
    found = backtests.judge(exceeded, probability=0.01)
    assert found.kupiec == pytest.approx(stats.chi2.sf(ratio, 1), rel=1e-6, abs=1e-300)


def test_christoffersen_is_the_likelihood_ratio_test_of_a_two_by_two_table():
    """scipy's G-test of independence of today's exception and yesterday's, within 1e-9."""
    dice = np.random.default_rng(3)
    exceeded = [bool(each) for each in dice.random(2_000) < 0.02]
    exceeded[100:110] = [True] * 10
    table = np.zeros((2, 2))
    for before, after in pairwise(exceeded):
        table[int(before), int(after)] += 1
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    found = backtests.judge(exceeded, probability=0.01)
    assert found.independence == pytest.approx(stats.chi2.sf(ratio, 1), rel=1e-9)
    frequency = stats.chi2.isf(found.kupiec, 1)
    assert found.coverage == pytest.approx(stats.chi2.sf(frequency + ratio, 2), rel=1e-6)


@pytest.mark.parametrize(
    ("exceptions", "zone"), [(0, "GREEN"), (4, "GREEN"), (5, "YELLOW"), (9, "YELLOW"), (10, "RED")]
)
def test_the_traffic_light_turns_where_basel_turns_it(exceptions, zone):
    assert backtests.zone_of(exceptions) == zone
    lately = [False] * 500 + [True] * exceptions + [False] * (250 - exceptions)
    assert backtests.judge(lately, probability=0.01).zone == zone


def test_the_components_of_positions_sum_to_one_and_a_hedge_is_below_zero():
    dice = np.random.default_rng(7)
    common = dice.normal(0, 0.01, 600)
    returns = np.column_stack([common, common * 0.9, dice.normal(0, 0.001, 600)])
    shares = tail_risk.components(returns, np.array([100.0, -40.0, 10.0]))
    assert shares.sum() == pytest.approx(1)
    assert shares[0] > 1
    assert shares[1] < 0
    assert abs(shares[2]) < 0.01


def test_components_are_how_the_deviation_moves_with_each_position():
    dice = np.random.default_rng(8)
    returns = dice.normal(0, 0.01, (600, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.3], [0, 0, 1]])
    worths = np.array([100.0, 50.0, -30.0])

    def deviation(held):
        made = np.expm1(-returns[-500:]) @ held
        weights = 0.94 ** np.arange(499, -1, -1)
        return np.sqrt(np.cov(made, aweights=weights, bias=True))

    shares = tail_risk.components(returns, worths)
    for place in range(3):
        step = np.zeros(3)
        step[place] = worths[place] * 1e-6
        slope = (deviation(worths + step) - deviation(worths - step)) / 2e-6
        assert shares[place] == pytest.approx(slope / deviation(worths), rel=1e-4)


def test_positions_that_never_moved_bring_nothing():
    assert tail_risk.components(np.zeros((600, 2)), np.array([1.0, 2.0])).tolist() == [0, 0]
