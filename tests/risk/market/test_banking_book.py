"""The six shocks, what they do to value and income, and the capital for delta risk."""

import math

import numpy as np
import pytest

from risk.market.domain import banking_book, sensitivities, shocks
from risk.market.domain.banking_book import Flow, change
from risk.market.domain.curves import bootstrap
from risk.market.domain.shocks import Scenario

FLAT = bootstrap({1: 0.03, 10: 0.03, 30: 0.03})


def moved(scenario: Scenario, *years: float, currency: str = "EUR") -> list[float]:
    return shocks.shift(scenario, currency=currency, years=np.array(years)).tolist()


def test_shocks_have_the_shapes_of_the_standard():
    near, far = math.exp(-0.5), math.exp(-5)
    assert moved(Scenario.PARALLEL_UP, 2, 20) == pytest.approx([0.0225, 0.0225])
    assert moved(Scenario.PARALLEL_DOWN, 2, 20) == pytest.approx([-0.0225, -0.0225])
    assert moved(Scenario.SHORT_UP, 2, 20) == pytest.approx([0.035 * near, 0.035 * far])
    assert moved(Scenario.SHORT_DOWN, 2) == pytest.approx([-0.035 * near])
    assert moved(Scenario.STEEPENER, 2) == pytest.approx(
        [-0.65 * 0.035 * near + 0.9 * 0.02 * (1 - near)]
    )
    assert moved(Scenario.FLATTENER, 20) == pytest.approx(
        [0.8 * 0.035 * far - 0.6 * 0.02 * (1 - far)]
    )


def test_sizes_are_steps_of_25_points_within_floor_and_caps():
    for currency, size in shocks.BASEL_2024.items():
        parallel, short, long = size
        assert all(each % 25 == 0 for each in size), currency
        assert parallel <= 400, currency
        assert short <= 500, currency
        assert long <= 300, currency
        assert min(size) >= 100, currency
        assert short >= parallel, currency
    assert shocks.size_of("KWD") == shocks.CAPS


def test_the_euro_has_the_sizes_of_whichever_table_a_bank_goes_by():
    basel, europe = shocks.TABLES["BASEL_2024"], shocks.TABLES["EU_2024_856"]
    assert shocks.size_of("EUR", basel) == (225, 350, 200)
    assert shocks.size_of("EUR", europe) == (200, 250, 100)
    assert shocks.size_of("CZK", basel) == shocks.size_of("CZK", europe) == (200, 250, 100)
    assert shocks.size_of("KWD", europe) == shocks.CAPS
    up = Scenario.PARALLEL_UP
    moved_by = shocks.shift(up, currency="EUR", years=np.array([2.0]), table=europe)
    assert moved_by.tolist() == pytest.approx([0.02])


def test_the_regulation_names_27_currencies_in_steps_of_50_points():
    europe = shocks.TABLES["EU_2024_856"]
    assert len(europe) == 27
    assert {each for size in europe.values() for each in size} <= set(range(100, 501, 50))


def test_a_shock_does_not_go_below_the_floor_where_rates_were_above_it():
    years = np.array([0.0, 10.0, 60.0])
    down = shocks.shocked(np.array([0.0, 0.01, 0.01]), np.full(3, -0.04), years=years)
    assert down.tolist() == pytest.approx([-0.015, -0.012, 0.0])
    already = shocks.shocked(np.array([-0.02]), np.array([-0.04]), years=np.array([0.0]))
    assert already.tolist() == [-0.02]


def test_a_single_flow_loses_what_its_discount_factor_loses():
    found = change([Flow(5, 100, 10)], FLAT, currency="EUR", scenario=Scenario.PARALLEL_UP)
    rate = float(FLAT.zero(np.array([5.0]))[0])
    assert found.value == pytest.approx(
        110 * (math.exp(-(rate + 0.0225) * 5) - math.exp(-rate * 5))
    )
    assert found.income == 0


def test_what_falls_due_within_the_year_earns_the_new_rate_for_the_rest_of_it():
    found = change([Flow(0.25, 1_000, 5)], FLAT, currency="USD", scenario=Scenario.PARALLEL_UP)
    assert found.income == pytest.approx(1_000 * 0.02 * 0.75)
    owed = change([Flow(0.25, -1_000, 0)], FLAT, currency="USD", scenario=Scenario.PARALLEL_DOWN)
    assert owed.income == pytest.approx(1_000 * 0.02 * 0.75)


def test_a_book_without_gaps_has_no_risk():
    flows = [Flow(3, 100, 4), Flow(3, -100, -4)]
    for scenario in Scenario:
        found = change(flows, FLAT, currency="GBP", scenario=scenario)
        assert (found.value, found.income) == pytest.approx((0, 0), abs=1e-9)


def test_deposits_without_a_term_run_off_as_the_bank_assumes():
    flows = banking_book.without_term(-1_200.0)
    assert sum(each.principal for each in flows) == pytest.approx(-1_200)
    assert flows[0] == Flow(banking_book.OVERNIGHT, -600, 0)
    core = flows[1:]
    assert len(core) == 60
    mean = sum(each.years * each.principal for each in core) / sum(each.principal for each in core)
    assert mean == pytest.approx(2.54, abs=0.01)


def test_gains_in_one_currency_do_not_make_up_for_losses_in_another():
    told = {Scenario.PARALLEL_UP: [-100.0, 80.0], Scenario.PARALLEL_DOWN: [70.0, -60.0]}
    assert banking_book.worst(told) == (Scenario.PARALLEL_UP, 100)


@pytest.mark.parametrize(
    ("loss", "tier_one", "outlier"),
    [(15, 100, False), (16, 100, True), (0, 0, False), (1, 0, True), (0, -1, True)],
)
def test_an_outlier_loses_more_than_15_per_cent_of_tier_1(loss, tier_one, outlier):
    assert banking_book.is_outlier(loss=loss, tier_one=tier_one) is outlier


def test_the_flows_of_a_bond_end_with_its_redemption():
    flows = banking_book.bond_flows(nominal=100, coupon=0.04, a_year=2, years=1.3)
    assert [(round(each.years, 2), each.interest) for each in flows[:-1]] == [
        (0.3, 2), (0.8, 2), (1.3, 2),
    ]  # fmt: skip
    assert flows[-1] == Flow(1.3, 100, 0)


def test_sensitivities_add_up_to_what_a_basis_point_does():
    flows = banking_book.bond_flows(nominal=1_000_000, coupon=0.025, a_year=1, years=7.5)
    by_vertex = sensitivities.by_vertex(flows, FLAT)
    point = banking_book.value(flows, FLAT, moved=1e-4) - banking_book.value(flows, FLAT)
    assert sum(by_vertex.values()) * 1e-4 == pytest.approx(point, rel=1e-3)
    assert by_vertex[60] < 0
    assert by_vertex[360] == 0


def test_the_capital_of_one_vertex_is_its_weighted_sensitivity():
    assert sensitivities.rate_capital({}) == 0
    assert sensitivities.rate_capital({"PLN": {60: -1_000.0}}) == pytest.approx(11)
    assert sensitivities.rate_capital({"EUR": {60: -1_000.0}}) == pytest.approx(11 / math.sqrt(2))


def test_capital_within_a_currency_follows_the_correlations():
    """Two vertices of 5 and 10 years: exp(-3 % x 5 / 5), times 1.25 and at most 1."""
    found = sensitivities.rate_capital({"PLN": {60: 1_000.0, 120: 1_000.0}})
    assert found == pytest.approx(22)
    against = sensitivities.rate_capital({"PLN": {60: 1_000.0, 120: -1_000.0}})
    low = 2 * math.exp(-0.03) - 1
    assert against == pytest.approx(11 * math.sqrt(2 - 2 * low))


def test_capital_across_currencies_takes_the_worst_of_three_scenarios():
    one, two = {"PLN": {60: 1_000.0}}, {"CZK": {60: 1_000.0}}
    assert sensitivities.rate_capital(one | two) == pytest.approx(11 * math.sqrt(2 + 2 * 0.625))
    against = {"CZK": {60: -1_000.0}}
    assert sensitivities.rate_capital(one | against) == pytest.approx(11 * math.sqrt(2 - 2 * 0.375))


def test_capital_for_exchange_rates():
    exchange = sensitivities.exchange_capital
    assert exchange({}, base="EUR") == 0
    assert exchange({"PLN": -1_000.0}, base="EUR") == pytest.approx(150)
    assert exchange({"USD": 1_000.0}, base="EUR") == pytest.approx(150 / math.sqrt(2))
    both = exchange({"PLN": 1_000.0, "CZK": 1_000.0}, base="EUR")
    assert both == pytest.approx(150 * math.sqrt(2 + 2 * 0.75))
