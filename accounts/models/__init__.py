"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.letter import Letter
from accounts.models.product import Product
from accounts.models.statement import DocumentParty, Statement, StatementCycle, StatementDocument

__all__ = [
    "Account",
    "Customer",
    "DocumentParty",
    "Letter",
    "Product",
    "Statement",
    "StatementCycle",
    "StatementDocument",
]
