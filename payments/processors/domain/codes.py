"""Stripe's codes of errors and declines, as the gateway's (payments.gateway.domain.declines)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SAME: Final = (
    *("generic_decline", "do_not_honor", "insufficient_funds", "lost_card", "stolen_card"),
    *("pickup_card", "expired_card", "incorrect_cvc", "incorrect_number", "invalid_amount"),
    *("currency_not_supported", "card_velocity_exceeded", "withdrawal_count_limit_exceeded"),
    *("transaction_not_allowed", "authentication_required", "fraudulent", "processing_error"),
    *("revocation_of_authorization", "issuer_not_available", "try_again_later"),
)
# What else docs.stripe.com/declines/codes and /error-codes list, by what it means here.
_OTHERS: Final = {
    "approve_with_id": "try_again_later",
    "call_issuer": "do_not_honor",
    "card_declined": "generic_decline",
    "card_not_supported": "transaction_not_allowed",
    "duplicate_transaction": "do_not_honor",
    "incorrect_zip": "generic_decline",
    "invalid_account": "no_account",
    "invalid_cvc": "incorrect_cvc",
    "invalid_expiry_month": "invalid_expiry",
    "invalid_expiry_year": "invalid_expiry",
    "invalid_number": "incorrect_number",
    "merchant_blacklist": "fraudulent",
    "new_account_information_available": "do_not_honor",
    "no_action_taken": "do_not_honor",
    "not_permitted": "transaction_not_allowed",
    "payment_intent_authentication_failure": "authentication_required",
    "reenter_transaction": "try_again_later",
    "restricted_card": "do_not_honor",
    "revocation_of_all_authorizations": "revocation_of_authorization",
    "security_violation": "do_not_honor",
    "service_not_allowed": "transaction_not_allowed",
    "stop_payment_order": "revocation_of_authorization",
    "testmode_decline": "generic_decline",
    "amount_too_large": "invalid_amount",
    "amount_too_small": "invalid_amount",
    "invalid_charge_amount": "invalid_amount",
}
_CODES: Final = {**{code: code for code in _SAME}, **_OTHERS}


def decline_of(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return the gateway's code and Stripe's own of an error object; the finer one counts."""
    raw = str(error.get("decline_code") or error.get("code") or "")
    return _CODES.get(raw, "generic_decline"), raw
