"""Capital for operational risk comes out as OPE25 says, to the cent."""

from decimal import Decimal

import pytest

from risk.operational.domain import capital
from risk.operational.domain.capital import Year

MILLION = 1_000_000_00


@pytest.mark.parametrize(
    ("indicated", "asked", "bucket"),
    [
        (0, 0, 1),
        (500 * MILLION, 60 * MILLION, 1),
        (1_000 * MILLION, 120 * MILLION, 1),
        (1_200 * MILLION, 150 * MILLION, 2),
        (30_000 * MILLION, 4_470 * MILLION, 2),
        (40_000 * MILLION, 6_270 * MILLION, 3),
    ],
)
def test_each_further_euro_of_the_indicator_asks_for_more_by_bucket(indicated, asked, bucket):
    assert capital.component(indicated) == asked
    assert capital.bucket(indicated) == bucket


def test_the_multiplier_is_one_where_losses_equal_the_component():
    assert capital.multiplier(losses=150 * MILLION, of_indicator=150 * MILLION) == 1


def test_without_losses_the_multiplier_is_the_logarithm_of_e_less_one():
    found = capital.multiplier(losses=0, of_indicator=150 * MILLION)
    assert found == Decimal("0.541325")


def test_losses_above_the_component_ask_for_more():
    # ln(e - 1 + 2 ** 0.8), worked out apart
    assert capital.multiplier(losses=2, of_indicator=1) == Decimal("1.241090")
    assert capital.multiplier(losses=5, of_indicator=0) == 1


def test_net_interest_counts_up_to_a_share_of_what_earns_it():
    rich = Year(interest_income=100_00, interest_expense=40_00, earning_assets=10_000_00)
    poor = Year(interest_income=40_00, interest_expense=100_00, earning_assets=1_000_00)
    assert capital.indicator([rich]) == 60_00
    assert capital.indicator([poor]) == 22_50
    assert capital.indicator([rich, poor]) == 60_00  # the mean cap is 123.75


def test_services_count_by_the_larger_side_and_results_without_their_sign():
    year = Year(
        dividends=1, fee_income=10, fee_expense=30, other_income=500, other_expense=200,
        trading_result=-1_000, banking_result=2_000,
    )  # fmt: skip
    assert capital.indicator([year]) == 1 + 30 + 500 + 1_000 + 2_000


def test_the_larger_side_is_chosen_of_the_means_and_not_of_each_year():
    years = [Year(fee_income=100), Year(fee_expense=100), Year(fee_income=100)]
    assert capital.indicator(years) == 67


def test_results_of_opposite_signs_do_not_cancel_over_the_years():
    assert capital.indicator([Year(trading_result=300), Year(trading_result=-300)]) == 300
    assert capital.indicator([Year(banking_result=300), Year(banking_result=-300)]) == 300


def test_fifteen_times_the_mean_annual_loss_without_what_is_under_the_threshold():
    losses = [20_000_00, 19_999_99, 100_000_00]
    assert capital.loss_component(losses) == 15 * 120_000_00 // 10
    assert capital.loss_component(losses, years=5) == 15 * 120_000_00 // 5


def big(millions: int) -> list[Year]:
    return [Year(fee_income=millions * MILLION)]


def test_the_check_value_of_the_standard_comes_out():
    # LC = 15 x 100 m / 10 = 150 m = BIC
    found = capital.require(big(1_200), net_losses=[100 * MILLION], loss_years=10)
    assert (found.component, found.losses, found.multiplier) == (150 * MILLION, 150 * MILLION, 1)
    assert (found.capital, found.weighted) == (150 * MILLION, 1_875 * MILLION)


def test_in_the_first_bucket_losses_do_not_count_unless_chosen():
    plain = capital.require(big(500), net_losses=[], loss_years=10)
    assert (plain.multiplier, plain.capital) == (1, 60 * MILLION)
    chosen = capital.require(big(500), net_losses=[], loss_years=10, always=True)
    assert chosen.capital == 32_479_500_00


def test_with_less_than_five_years_of_losses_the_indicator_alone_counts():
    few = capital.require(big(1_200), net_losses=[500 * MILLION], loss_years=4)
    enough = capital.require(big(1_200), net_losses=[], loss_years=5)
    assert (few.multiplier, few.capital) == (1, 150 * MILLION)
    assert enough.capital == 81_198_750_00


def test_a_bank_without_income_needs_nothing():
    found = capital.require([], net_losses=[], loss_years=0)
    assert (found.indicator, found.capital, found.multiplier) == (0, 0, 1)
