"""What counts as fraud, where the other side is, and shares of a whole."""

from decimal import Decimal

import pytest

from reporting.reports.domain import payments_fraud as rules


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("10.4", rules.FraudType.DETAILS_THEFT),
        ("4871", rules.FraudType.LOST_OR_STOLEN),
        ("4870", rules.FraudType.COUNTERFEIT),
        ("fraudulent", rules.FraudType.OTHER),
        ("13.1", None),  # not received
        ("", None),
    ],
)
def test_fraud_is_told_by_the_networks_reasons(reason, kind):
    assert rules.fraud_type(reason) is kind


@pytest.mark.parametrize(
    ("country", "where"),
    [
        ("DE", rules.Area.DOMESTIC),
        ("IS", rules.Area.WITHIN_EEA),
        ("GB", rules.Area.OUTSIDE_EEA),
        ("", rules.Area.UNKNOWN),
    ],
)
def test_where_the_other_side_is(country, where):
    assert rules.area(country, home="DE") is where


@pytest.mark.parametrize(
    ("authentication", "eci", "is_strong"),
    [("PASSED", "", True), (None, "05", True), (None, "02", True), ("FAILED", "", False),
     (None, "06", False), (None, "", False)],
)  # fmt: skip
def test_which_payments_were_confirmed_strongly(authentication, eci, is_strong):
    found = rules.has_strong_authentication(authentication=authentication, eci=eci)
    assert found is is_strong


def test_a_rate_is_of_six_places_and_of_nothing_there_is_none():
    assert rules.rate(1, 3) == Decimal("0.333333")
    assert rules.rate(2, 3) == Decimal("0.666667")
    assert rules.rate(0, 0) is None
