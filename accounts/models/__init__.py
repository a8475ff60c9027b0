"""Customers, products and accounts."""

from accounts.models.account import Account
from accounts.models.category import CategoryRule, EntryCategory, SpendingSpan, SpendingSum
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
from accounts.models.fees import FeeAssessment, FeeCharge, FeeRefund, FeeTerms, FeeWaiver
from accounts.models.interest import (
    InterestBook,
    InterestDay,
    InterestPosting,
    InterestSpecial,
    InterestTerms,
    InterestTier,
)
from accounts.models.letter import Letter
from accounts.models.loan import Loan, LoanApplication, LoanStateChange
from accounts.models.loan_payment import LoanAccrual, LoanAllocation, LoanCollection, LoanPayment
from accounts.models.loan_schedule import LoanCharge, LoanInstalment, LoanQuote, LoanSchedule
from accounts.models.loan_terms import LoanTerms
from accounts.models.mandates import Holder, Mandate, MandateUse, Signature, SigningRule
from accounts.models.product import Product
from accounts.models.statement import DocumentParty, Statement, StatementCycle, StatementDocument
from accounts.models.term_deposit import TermDeposit
from accounts.models.usage import AccountState, Overdraft, Usage, UsageTerms

__all__ = [
    "Account",
    "AccountState",
    "Address",
    "BeneficialOwner",
    "CategoryRule",
    "CompanyDetails",
    "ContactPoint",
    "Customer",
    "CustomerDocument",
    "CustomerStatusChange",
    "DocumentContent",
    "DocumentParty",
    "DocumentReminder",
    "EntryCategory",
    "FeeAssessment",
    "FeeCharge",
    "FeeRefund",
    "FeeTerms",
    "FeeWaiver",
    "Holder",
    "InterestBook",
    "InterestDay",
    "InterestPosting",
    "InterestSpecial",
    "InterestTerms",
    "InterestTier",
    "KycCheck",
    "Letter",
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
    "Mandate",
    "MandateUse",
    "Overdraft",
    "PersonDetails",
    "Product",
    "RelatedPerson",
    "ReviewReminder",
    "RiskAssessment",
    "Signature",
    "SigningRule",
    "SpendingSpan",
    "SpendingSum",
    "Statement",
    "StatementCycle",
    "StatementDocument",
    "TaxResidence",
    "TaxSelfCertification",
    "TermDeposit",
    "Usage",
    "UsageTerms",
]
