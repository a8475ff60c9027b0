"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.loan import Loan, LoanApplication, LoanStateChange
from accounts.models.loan_payment import LoanAccrual, LoanAllocation, LoanCollection, LoanPayment
from accounts.models.loan_schedule import LoanCharge, LoanInstalment, LoanQuote, LoanSchedule
from accounts.models.loan_terms import LoanTerms
from accounts.models.product import Product

__all__ = [
    "Account",
    "Customer",
    "Loan",
    "LoanAccrual",
    "LoanAllocation",
    "LoanApplication",
    "LoanCharge",
    "LoanCollection",
    "LoanInstalment",
    "LoanPayment",
    "LoanQuote",
    "LoanSchedule",
    "LoanStateChange",
    "LoanTerms",
    "Product",
]
