"""One name for a customer, whichever part of risk speaks."""

from uuid import uuid4

import pytest

from risk import public as risk
from risk.terms import parties

CUSTOMER = uuid4()


def test_a_customer_has_one_name_and_is_found_by_it_again():
    assert risk.of_customer(CUSTOMER) == f"customer:{CUSTOMER}"
    assert parties.customer_of(risk.of_customer(CUSTOMER)) == CUSTOMER


def test_an_older_case_names_its_customer_by_the_bare_id():
    assert parties.customer_of(str(CUSTOMER)) == CUSTOMER


@pytest.mark.parametrize("party", ["cus_1a2b", "rule:amount_threshold", "", "customer:", "x"])
def test_other_parties_are_no_customers(party):
    assert parties.customer_of(party) is None
