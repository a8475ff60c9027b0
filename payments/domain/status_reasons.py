"""The bank's words for a refusal as reason codes of ISO 20022 (ExternalStatusReason1Code)."""

from typing import Final

NARRATIVE: Final = "NARR"

_CODES: Final = {
    "insufficient_funds": "AM04",
    "account_blocked": "AC06",
    "account_closed": "AC04",
    "currency_mismatch": "AM03",
    "balance_out_of_range": "AM02",
    "unknown_currency": "AM11",
    "invalid_amount": "AM12",
    "instructed_amount_missing": "AM12",
    "invalid_debtor_iban": "AC02",
    "debtor_account_unknown": "AC02",
    "invalid_creditor_iban": "AC03",
    "creditor_account_unknown": "AC03",
    "creditor_name_missing": "BE22",
    "invalid_execution_date": "DT01",
    "duplicate_end_to_end_id": "DU04",
    "same_account": "AG01",
    "payment_method_not_offered": "FF03",
    "malformed_line": "FF01",
    "no_payments": "FF01",
    "number_of_transactions_wrong": "AM18",
    "control_sum_wrong": "AM10",
}


def iso_code(code: str) -> str:
    """Return the ISO reason code; NARR (see the text) for what ISO has no code for."""
    return _CODES.get(code, NARRATIVE)
