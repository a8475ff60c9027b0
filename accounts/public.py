"""The door of accounts. Each function that changes something is a use case of its own."""

from accounts.domain.fees import BalanceBasis, FeeEvent, FeeRate, WaiverRule
from accounts.domain.mandates import AccountUse, Authorisation, MandateOrder, Signatory, SigningRule
from accounts.domain.usage import (
    ActivityState,
    CustomerDebit,
    FeeChargeView,
    FeeSchedule,
    LimitsView,
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
    accounts,
    closing,
    customers,
    debits,
    dormancy,
    fee_runs,
    fees,
    mandates,
    overdrafts,
    signatures,
    terms,
    usage,
    use_checks,
    waivers,
)
from accounts.services.accounts import AccountNotFound, AccountOrder
from accounts.services.closing import BEFORE_CLOSING, AccountClosing, Closing, ClosingOrder
from accounts.services.fees import FeeOrder
from accounts.services.overdrafts import OverdraftOrder
from accounts.services.signatures import OrderToSign, Signing
from accounts.services.terms import TermsVersion
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
set_account_status = accounts.set_status
set_overdraft = accounts.set_overdraft

# Use of accounts. Those marked run in the caller's use case.
check_debit = usage.check_debit  # in the caller's use case, after the ledger has booked
settle_debit = debits.settle  # in the caller's use case, after the ledger has booked
limits_of_account = usage.limits_of
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
verify_use = use_checks.verify_use

# Steps of the end of a day, in their order; each manages its own transactions.
post_fees = fee_runs.post_fees
apply_overdraft_changes = overdrafts.apply_overdraft_changes
mark_dormant_accounts = dormancy.mark_dormant_accounts

__all__ = [
    "AccountFilter",
    "AccountNotFound",
    "AccountOrder",
    "AccountRef",
    "AccountStatus",
    "AccountView",
    "CustomerView",
    "customer_of_user",
    "get_account",
    "get_account_of_user",
    "has_customer",
    "known_accounts",
    "of_ledger_accounts",
    "open_accounts",
    "page_of_accounts",
    "page_of_entries",
    "register_customer",
    "register_customers",
    "resolve",
    "set_account_status",
    "set_overdraft",
]
__all__ += [
    "BEFORE_CLOSING",
    "AccountClosing",
    "AccountUse",
    "ActivityState",
    "Authorisation",
    "BalanceBasis",
    "Closing",
    "ClosingOrder",
    "CustomerDebit",
    "FeeChargeView",
    "FeeEvent",
    "FeeOrder",
    "FeeRate",
    "FeeSchedule",
    "LimitsView",
    "MandateOrder",
    "OrderToSign",
    "OverdraftOrder",
    "OverdraftView",
    "Signatory",
    "Signing",
    "SigningRule",
    "TermsVersion",
    "UsageLimits",
    "WaiverOrder",
    "WaiverRule",
    "add_fee_terms",
    "add_holder",
    "add_usage_terms",
    "agree_overdraft",
    "apply_overdraft_changes",
    "authorise",
    "charge_for_event",
    "check_debit",
    "close_account",
    "end_rights",
    "end_waiver",
    "give_mandate",
    "limits_of_account",
    "mark_dormant_accounts",
    "overdraft_of_account",
    "page_of_fees",
    "post_fees",
    "reactivate_account",
    "refund_fee",
    "set_signing_rule",
    "settle_debit",
    "sign_order",
    "signing_of_order",
    "use_mandate",
    "use_of_account",
    "verify_use",
    "waive_fee",
]
