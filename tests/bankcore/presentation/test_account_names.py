"""Whoever chooses among accounts of several customers sees whose each is."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import override

from bankcore.presentation import account_names


@dataclass(frozen=True)
class Account:
    account_id: UUID
    customer_name: str = "Demo Person"
    product_name: str = "Current account"
    iban: str = "DE04999999991000000017"


OWN, OTHER = Account(uuid4()), Account(uuid4(), customer_name="Demo Company")


def test_ones_own_accounts_are_called_by_product_and_iban():
    (called,) = account_names.names([OWN]).values()
    assert (
        called.replace("\N{NO-BREAK SPACE}", " ") == "Current account DE04 9999 9999 1000 0000 17"
    )


def test_accounts_of_several_customers_say_whose_they_are():
    with override("de"):
        called = account_names.names([OWN, OTHER])
    assert called[OWN.account_id].startswith("Current account von Demo Person ")
    assert called[OTHER.account_id].startswith("Current account von Demo Company ")
