"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.fees import FeeAssessment, FeeCharge, FeeRefund, FeeTerms, FeeWaiver
from accounts.models.mandates import Holder, Mandate, MandateUse, Signature, SigningRule
from accounts.models.product import Product
from accounts.models.usage import AccountState, Overdraft, Usage, UsageTerms

__all__ = [
    "Account",
    "AccountState",
    "Customer",
    "FeeAssessment",
    "FeeCharge",
    "FeeRefund",
    "FeeTerms",
    "FeeWaiver",
    "Holder",
    "Mandate",
    "MandateUse",
    "Overdraft",
    "Product",
    "Signature",
    "SigningRule",
    "Usage",
    "UsageTerms",
]
