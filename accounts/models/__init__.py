"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.interest import (
    InterestBook,
    InterestDay,
    InterestPosting,
    InterestSpecial,
    InterestTerms,
    InterestTier,
)
from accounts.models.product import Product
from accounts.models.term_deposit import TermDeposit

__all__ = [
    "Account",
    "Customer",
    "InterestBook",
    "InterestDay",
    "InterestPosting",
    "InterestSpecial",
    "InterestTerms",
    "InterestTier",
    "Product",
    "TermDeposit",
]
