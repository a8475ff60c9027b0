"""Formulas need neither a bank nor a lake."""

import pytest


@pytest.fixture(autouse=True)
def lake():
    """Take the place of the lake that tests of reports have."""
