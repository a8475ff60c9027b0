"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.customer import Customer, CustomerStatusChange
from accounts.models.customer_contact import Address, ContactPoint
from accounts.models.customer_details import (
    BeneficialOwner,
    CompanyDetails,
    PersonDetails,
    RelatedPerson,
)
from accounts.models.customer_document import CustomerDocument, DocumentContent, DocumentReminder
from accounts.models.customer_kyc import KycCheck, ReviewReminder, RiskAssessment
from accounts.models.customer_tax import TaxResidence, TaxSelfCertification
from accounts.models.customer import Customer
from accounts.models.fees import FeeAssessment, FeeCharge, FeeRefund, FeeTerms, FeeWaiver
from accounts.models.mandates import Holder, Mandate, MandateUse, Signature, SigningRule
from accounts.models.loan import Loan, LoanApplication, LoanStateChange
from accounts.models.loan_payment import LoanAccrual, LoanAllocation, LoanCollection, LoanPayment
from accounts.models.loan_schedule import LoanCharge, LoanInstalment, LoanQuote, LoanSchedule
from accounts.models.loan_terms import LoanTerms
from accounts.models.product import Product
from accounts.models.usage import AccountState, Overdraft, Usage, UsageTerms

__all__ = [
    "Account",
    "Address",
    "BeneficialOwner",
    "CompanyDetails",
    "ContactPoint",
    "Customer",
    "CustomerDocument",
    "CustomerStatusChange",
    "DocumentContent",
    "DocumentReminder",
    "KycCheck",
    "PersonDetails",
    "Product",
    "RelatedPerson",
    "ReviewReminder",
    "RiskAssessment",
    "TaxResidence",
    "TaxSelfCertification",
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
