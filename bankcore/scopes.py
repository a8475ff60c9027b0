"""What a scope of an API client lets it do: the permissions of its writes, on one page.

A scope that ends in :read lets a client read; the endpoints say which they ask for.
"""

from typing import Final

SCOPES: Final[dict[str, frozenset[str]]] = {
    "customers:read": frozenset(),
    "customers:write": frozenset(
        {
            "accounts.onboard_customer",
            "accounts.change_customer_status",
            "accounts.record_kyc",
        }
    ),
    "documents:read": frozenset({"accounts.read_customer_documents"}),
    "accounts:read": frozenset(),
    "accounts:write": frozenset(
        {
            "accounts.open_account",
            "accounts.block_account",
            "accounts.close_account",
            "accounts.manage_mandates",
            "accounts.agree_limits",
        }
    ),
    "statements:read": frozenset(),
    "statements:write": frozenset({"accounts.write_letters"}),
    "deposits:read": frozenset(),
    "deposits:write": frozenset({"accounts.open_deposit", "accounts.break_deposit"}),
    "loans:read": frozenset(),
    "loans:write": frozenset(
        {"accounts.apply_for_loan", "accounts.disburse_loan", "accounts.repay_loan"}
    ),
    "loans:decide": frozenset({"accounts.decide_loan"}),
    "payments:read": frozenset(),
    "payments:write": frozenset(
        {
            "payments.make_transfer",
            "payments.take_deposit",
            "payments.pay_withdrawal",
            "payments.make_payment",
        }
    ),
    "orders:read": frozenset(),
    "orders:write": frozenset({"payments.give_standing_order"}),
    "files:read": frozenset(),
    "files:write": frozenset({"payments.submit_bulk_file"}),
    "exchange:read": frozenset(),
    "exchange:write": frozenset({"payments.exchange_currency"}),
    # Of a program that is bound to one customer
    "messages:read": frozenset({"correspondence.read_messages"}),
    "messages:write": frozenset({"correspondence.write_to_bank"}),
    "risk:read": frozenset(),
    # Where a program is told of events; of which, its other scopes say.
    "webhooks:read": frozenset(),
    "webhooks:write": frozenset({"webhooks.manage_endpoints", "webhooks.replay"}),
    # A merchant's own payments
    "gateway:read": frozenset({"gateway.read_payments"}),
    "gateway:write": frozenset(
        {
            "gateway.read_payments",
            "gateway.take_payments",
            "gateway.refund_payments",
            "webhooks.manage_endpoints",
            "webhooks.replay",
        }
    ),
}
