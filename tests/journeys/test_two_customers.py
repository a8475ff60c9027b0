"""Every page of online banking with an id in its address shows it to its customer and nobody else."""

import pytest

from tests import factories
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")


def things_of(name: str) -> tuple[online.Customer, dict[str, object]]:
    """Make a customer who has one of everything that a page shows."""
    who = online.customer(name)
    savings = factories.account(owner=who.customer, currency="USD", funds=50)
    return who, {"savings": savings}
