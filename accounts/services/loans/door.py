"""What other apps may ask of loans, as `accounts.public.loans`. Each change is a use case."""

from accounts.domain.loans.conditions import (
    Frequency,
    InterestGrace,
    InvalidLoanConditions,
    Method,
)
from accounts.domain.loans.states import ApplicationState, Bucket, LoanState
from accounts.domain.loans.views import (
    ApplicationView,
    InstalmentView,
    LoanFilter,
    LoanView,
    QuoteView,
    RepaymentReceipt,
)
from accounts.services.loans.accruals import accrue_loan_interest
from accounts.services.loans.applications import (
    Decision,
    DecisionOrder,
    LoanApplicationNotFound,
    LoanRequest,
    NoLoanTerms,
    OutsideLoanTerms,
    apply,
    decide,
)
from accounts.services.loans.applications import get as application
from accounts.services.loans.arrears import update_arrears
from accounts.services.loans.asking import (
    ask_for_decision,
    ask_for_restructuring,
    ask_for_write_off,
    execute_decision,
    execute_restructuring,
    execute_write_off,
)
from accounts.services.loans.booking import LoanNotBooked
from accounts.services.loans.collections import collect_instalments
from accounts.services.loans.contracts import ContractOrder, conclude, disburse
from accounts.services.loans.early_repayments import Effect, QuoteNotFound, quote, repay_early
from accounts.services.loans.loan_views import get, get_of_user, page, payments
from accounts.services.loans.overrides import OverrideOrder, ask_for_override, execute_override
from accounts.services.loans.repayments import MoreThanDue, Repayment, Surplus, repay
from accounts.services.loans.restructurings import Restructuring, restructure
from accounts.services.loans.self_service import (
    LoanOffer,
    OwnApplication,
    ask_for_review,
    monthly_cost,
    offers,
    own_application,
    own_applications,
)
from accounts.services.loans.settlements import LoanNotFound, LoanNotOwed
from accounts.services.loans.verification import verify_loans
from accounts.services.loans.write_offs import WriteOffOrder, recover, write_off

__all__ = [
    "ApplicationState",
    "ApplicationView",
    "Bucket",
    "ContractOrder",
    "Decision",
    "DecisionOrder",
    "Effect",
    "Frequency",
    "InstalmentView",
    "InterestGrace",
    "InvalidLoanConditions",
    "LoanApplicationNotFound",
    "LoanFilter",
    "LoanNotBooked",
    "LoanNotFound",
    "LoanNotOwed",
    "LoanOffer",
    "LoanRequest",
    "LoanState",
    "LoanView",
    "Method",
    "MoreThanDue",
    "NoLoanTerms",
    "OutsideLoanTerms",
    "OverrideOrder",
    "OwnApplication",
    "QuoteNotFound",
    "QuoteView",
    "Repayment",
    "RepaymentReceipt",
    "Restructuring",
    "Surplus",
    "WriteOffOrder",
    "accrue_loan_interest",
    "application",
    "apply",
    "ask_for_decision",
    "ask_for_override",
    "ask_for_restructuring",
    "ask_for_review",
    "ask_for_write_off",
    "collect_instalments",
    "conclude",
    "decide",
    "disburse",
    "execute_decision",
    "execute_override",
    "execute_restructuring",
    "execute_write_off",
    "get",
    "get_of_user",
    "monthly_cost",
    "offers",
    "own_application",
    "own_applications",
    "page",
    "payments",
    "quote",
    "recover",
    "repay",
    "repay_early",
    "restructure",
    "update_arrears",
    "verify_loans",
    "write_off",
]
