"""The door of accounts. Each function that changes something is a use case of its own."""

from accounts.domain.account_movements import AccountMovement, KnownName, NamedCustomer
from accounts.domain.cash_flows import Contract
from accounts.domain.credit import CreditFilter, CreditPosition, CreditStep
from accounts.domain.credit_exposures import CreditExposure, ExposureKind
from accounts.domain.customer_file import (
    AddressKind,
    BeneficialOwner,
    Company,
    Contact,
    ContactKind,
    ControlKind,
    CrsStatus,
    CustomerFile,
    DocumentKind,
    NewDocument,
    Person,
    PostalAddress,
    RelatedPerson,
    Relation,
    SelfCertification,
    TaxResidence,
)
from accounts.domain.customer_states import CustomerStatus
from accounts.domain.day_counts import DayCount
from accounts.domain.deposits import (
    BreakRule,
    DepositState,
    DepositView,
    MaturityInstruction,
    Penalty,
    Term,
)
from accounts.domain.fees import FeeEvent, FeeRate, WaiverBasis, WaiverRule
from accounts.domain.interest import Compounding, PostingPeriod, Side, TierMethod
from accounts.domain.kyc import KycKind, KycResult, RiskRating
from accounts.domain.letters import BalanceBasis, LetterKind
from accounts.domain.mandates import AccountUse, Authorisation, MandateOrder, SigningRule
from accounts.domain.reported import ReportedCustomer
from accounts.domain.statement_formats import FORMATS as STATEMENT_FORMATS
from accounts.domain.statements import StatementCycle
from accounts.domain.usage import (
    ActivityState,
    CustomerDebit,
    FeeChargeView,
    FeeSchedule,
    OverdraftView,
    UsageLimits,
)
from accounts.domain.views import (
    AccountFilter,
    AccountRef,
    AccountStatus,
    AccountView,
    CustomerView,
)
from accounts.services import (
    account_movements,
    accounts,
    asking,
    balances,
    cash_flows,
    closing,
    credit_book,
    credit_exposures,
    customer_checks,
    customer_contacts,
    customer_details,
    customer_documents,
    customer_lives,
    customer_names,
    customer_reminders,
    customer_taxation,
    customers,
    debits,
    deposits,
    documents,
    dormancy,
    fee_runs,
    fees,
    held_data,
    interest_accruals,
    interest_books,
    interest_postings,
    interest_terms,
    interest_views,
    letters,
    mandates,
    maturities,
    overdrafts,
    owners,
    personal_data,
    reported_customers,
    row_scope,
    signatures,
    statements,
    terms,
    usage,
    use_checks,
    waivers,
)
from accounts.services.accounts import (
    AccountNotFound,
    AccountOrder,
    CustomerNotActive,
    CustomerNotFound,
)
from accounts.services.branches import NotInBranch, require_branch
from accounts.services.closing import AccountClosing, ClosingOrder
from accounts.services.customer_checks import NewCheck
from accounts.services.deposits import DepositOrder
from accounts.services.documents import Document, DocumentInParts, UnknownFormat
from accounts.services.fees import FeeOrder, RefundOrder
from accounts.services.interest_checks import verify_interest, verify_interest_of_day
from accounts.services.interest_terms import RateOrder, TermsOrder
from accounts.services.letters import LetterNotFound, LetterView
from accounts.services.loans import door as loans
from accounts.services.mandates import (
    MandateDailyLimitExceeded,
    MandateTransactionLimitExceeded,
    NotAuthorised,
)
from accounts.services.online import door as online
from accounts.services.overdrafts import OverdraftOrder
from accounts.services.personal_data import ErasureOrder
from accounts.services.signatures import OrderToSign, Signing
from accounts.services.statements import (
    CycleNotOffered,
    DaysNotClosed,
    StatementNotFound,
    StatementView,
)
from accounts.services.terms import FeeTermsOrder, TermsVersion, UsageTermsOrder
from accounts.services.two_people import FactsChanged, TakesTwoPeople
from accounts.services.usage import BelowMinimumBalance, DailyLimitExceeded
from accounts.services.waivers import WaiverOrder

register_customer = customers.register
register_customers = customers.register_many
has_customer = customers.exists
customer_of_user = customers.of_user
open_accounts = accounts.open_many
resolve = accounts.resolve
known_accounts = accounts.known
of_ledger_accounts = accounts.of_ledger_accounts
get_account = accounts.get
get_account_of_user = accounts.get_of_user
page_of_accounts = accounts.page
page_of_entries = accounts.entries
pending = accounts.pending
set_account_status = accounts.set_status
set_overdraft = accounts.set_overdraft
onboard_customer = customers.onboard
get_customer = customers.get
find_customers = customers.find
submit_for_kyc = customer_lives.submit_for_kyc
approve_customer = customer_lives.approve
block_customer = customer_lives.block
block_customer_within = customer_lives.block_within  # in the caller's use case
mark_deceased = customer_lives.mark_deceased
close_customer = customer_lives.close
change_customer_status = customer_lives.change_status
set_customer_details = customer_details.set_details
add_beneficial_owner = customer_details.add_beneficial_owner
remove_beneficial_owner = customer_details.remove_beneficial_owner
add_related_person = customer_details.add_related_person
set_address = customer_contacts.set_address
add_contact = customer_contacts.add_contact
mail_addresses = customer_contacts.mail_addresses
only_rows_of = row_scope.only_rows_of
remove_contact = customer_contacts.remove_contact
set_tax_residence = customer_taxation.set_tax_residence
record_self_certification = customer_taxation.record_self_certification
upload_document = customer_documents.upload
check_document_size = customer_documents.check_size
download_document = customer_documents.download
record_kyc_check = customer_checks.record_kyc_check
assess_risk = customer_checks.assess_risk
customer_file = personal_data.customer_file
show_customer_numbers = personal_data.show_numbers
export_customer = personal_data.export
erase_customer = personal_data.erase
remind_of_expiring_documents = customer_reminders.remind_of_expiring_documents  # end of day
list_reviews_due = customer_reminders.list_reviews_due  # end of day
ruled_accounts = usage.ruled
check_debit = usage.check_debit  # in the caller's use case, after the ledger has booked
settle_debit = debits.settle  # in the caller's use case, after the ledger has booked
limits_of_account = usage.limits_of
quote_fee = fees.quote
charge_for_event = fees.charge_for_event  # in the caller's use case
page_of_fees = fees.page
refund_fee = fees.refund
waive_fee = waivers.waive
end_waiver = waivers.end
add_usage_terms = terms.add_usage
add_fee_terms = terms.add_fee
authorise = mandates.authorise
use_mandate = mandates.use_mandate  # in the caller's use case, after the ledger has booked
use_of_account = mandates.of_account
add_holder = mandates.add_holder
give_mandate = mandates.give_mandate
end_rights = mandates.end_rights
set_signing_rule = mandates.set_rule
sign_order = signatures.sign  # in the caller's use case
signing_of_order = signatures.signing_of
agree_overdraft = overdrafts.agree
overdraft_of_account = overdrafts.of_account
reactivate_account = dormancy.reactivate
close_account = closing.close_account
post_fees = fee_runs.post_fees
apply_overdraft_changes = overdrafts.apply_overdraft_changes
mark_dormant_accounts = dormancy.mark_dormant_accounts
introduce_interest_terms = interest_terms.introduce
has_interest_terms = interest_terms.exist
agree_interest_rate = interest_terms.agree_rate
adjust_interest = interest_accruals.adjust_interest  # a step of the end of day
accrue_interest = interest_accruals.accrue_interest  # a step of the end of day
post_interest = interest_postings.post_interest  # a step of the end of day
book_accruals = interest_books.book_accruals  # a step of the end of day
interest_of = interest_views.of_account
settle_interest_of = interest_postings.settle_interest_of
open_deposit = deposits.open_deposit
get_deposit = deposits.get
quote_deposit_break = deposits.quote_break
break_deposit = deposits.break_early
mature_deposits = maturities.mature_deposits  # a step of the end of day
collect_instalments = loans.collect_instalments
update_arrears = loans.update_arrears
accrue_loan_interest = loans.accrue_loan_interest
verify_loans = loans.verify_loans
make_statements = statements.make_statements  # an end-of-day step, after the day is closed
customers_with_statements = statements.customers_with_statements
set_statement_cycle = statements.set_cycle
statement_cycle = statements.cycle_of
page_of_statements = statements.page
statement_document = documents.statement_document
statement_to_send = documents.statement_to_send
balance_as_of = balances.as_of
cash_flows_after = cash_flows.after
credit_exposures_on = credit_exposures.on
loans_written_off = credit_exposures.written_off
loans_recovered = credit_exposures.recovered
certify_interest = letters.certify_interest
confirm_balances = letters.confirm_balances
page_of_letters = letters.page
letter_document = letters.document
of_ibans = accounts.of_ibans
booked_movements = account_movements.booked
page_of_names = customer_names.page
names_of_customer = customer_names.of
count_names = customer_names.count
reported_customers_on = reported_customers.on
verify_use = use_checks.verify_use
ask_for_interest_terms = asking.ask_for_interest_terms
ask_for_interest_rate = asking.ask_for_interest_rate
ask_for_usage_terms = asking.ask_for_usage_terms
ask_for_fee_terms = asking.ask_for_fee_terms
ask_for_overdraft = asking.ask_for_overdraft
ask_for_fee_refund = asking.ask_for_fee_refund
ask_for_erasure = asking.ask_for_erasure
execute_interest_terms = asking.execute_interest_terms
execute_interest_rate = asking.execute_interest_rate
execute_usage_terms = asking.execute_usage_terms
execute_fee_terms = asking.execute_fee_terms
execute_overdraft = asking.execute_overdraft
execute_fee_refund = asking.execute_fee_refund
execute_erasure = asking.execute_erasure
execute_loan_decision = loans.execute_decision
execute_loan_override = loans.execute_override
execute_write_off = loans.execute_write_off
execute_restructuring = loans.execute_restructuring
credit_positions = credit_book.positions
country_of_customer = credit_book.country_of
loans_held = held_data.loans_held
papers_held = held_data.papers_held
use_held = held_data.use_held
deposits_held = held_data.deposits_held
erase_refused = held_data.erase_refused  # in the caller's use case
owners_of_customer = owners.of_customer
owners_of_account = owners.of_account
holders_of_accounts = owners.holders_of
owners_of_deposit = owners.of_deposit
owners_of_loan = owners.of_loan
owners_of_application = owners.of_application
owners_of_loan_quote = owners.of_loan_quote
owners_of_letter = owners.of_letter

__all__ = [
    "STATEMENT_FORMATS",
    "AccountClosing",
    "AccountFilter",
    "AccountMovement",
    "AccountNotFound",
    "AccountOrder",
    "AccountRef",
    "AccountStatus",
    "AccountUse",
    "AccountView",
    "ActivityState",
    "AddressKind",
    "Authorisation",
    "BalanceBasis",
    "BelowMinimumBalance",
    "BeneficialOwner",
    "BreakRule",
    "ClosingOrder",
    "Company",
    "Compounding",
    "Contact",
    "ContactKind",
    "Contract",
    "ControlKind",
    "CreditExposure",
    "CreditFilter",
    "CreditPosition",
    "CreditStep",
    "CrsStatus",
    "CustomerDebit",
    "CustomerFile",
    "CustomerNotActive",
    "CustomerNotFound",
    "CustomerStatus",
    "CustomerView",
    "CycleNotOffered",
    "DailyLimitExceeded",
    "DayCount",
    "DaysNotClosed",
    "DepositOrder",
    "DepositState",
    "DepositView",
    "Document",
    "DocumentInParts",
    "DocumentKind",
    "ErasureOrder",
    "ExposureKind",
    "FactsChanged",
    "FeeChargeView",
    "FeeEvent",
    "FeeOrder",
    "FeeRate",
    "FeeSchedule",
    "FeeTermsOrder",
    "KnownName",
    "KycKind",
    "KycResult",
    "LetterKind",
    "LetterNotFound",
    "LetterView",
    "MandateDailyLimitExceeded",
    "MandateOrder",
    "MandateTransactionLimitExceeded",
    "MaturityInstruction",
    "NamedCustomer",
    "NewCheck",
    "NewDocument",
    "NotAuthorised",
    "NotInBranch",
    "OrderToSign",
    "OverdraftOrder",
    "OverdraftView",
    "Penalty",
    "Person",
    "PostalAddress",
    "PostingPeriod",
    "RateOrder",
    "RefundOrder",
    "RelatedPerson",
    "Relation",
    "ReportedCustomer",
    "RiskRating",
    "SelfCertification",
    "Side",
    "Signing",
    "SigningRule",
    "StatementCycle",
    "StatementNotFound",
    "StatementView",
    "TakesTwoPeople",
    "TaxResidence",
    "Term",
    "TermsOrder",
    "TermsVersion",
    "TierMethod",
    "UnknownFormat",
    "UsageLimits",
    "UsageTermsOrder",
    "WaiverBasis",
    "WaiverOrder",
    "WaiverRule",
    "holders_of_accounts",
    "loans",
    "online",
    "require_branch",
    "show_customer_numbers",
    "verify_interest",
    "verify_interest_of_day",
]
