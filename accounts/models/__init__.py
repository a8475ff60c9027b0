"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.product import Product

__all__ = ["Account", "Customer", "Product"]
