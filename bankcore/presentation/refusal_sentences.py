"""The sentences of refusals that hold figures, by the refusal's code, for catalogues of languages.

A sentence without figures is found in the catalogue as it is. Tests read the source and hold that
none is forgotten.
"""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "above_instant_limit": ("An instant payment is of %(limit)s at most.",),
    "account_not_found": (
        "There is no account %(account_id)s.",
        "There is no account %(figure)s.",
        "This bank has no account %(iban)s.",
    ),
    "amount_too_large_for_network": ("A payment to another bank is of at most %(largest)s.",),
    "below_minimum_balance": ("The account must keep at least %(least)s.",),
    "bulk_file_not_found": ("There is no file %(file_id)s.",),
    "confirmation_does_not_match": (
        "You confirmed %(amounts)s to %(payee)s; the order says something else.",
    ),
    "confirmation_expired": ("The order was to be confirmed until %(expires_at)s UTC.",),
    "confirmation_proof_wrong": (
        "%(what)s is not right, or was used before; %(left)s %(tries)s left.",
    ),
    "currency_mismatch": (
        "%(currency)s and %(currency_2)s cannot be mixed.",
        "The amount to %(fixed)s is in %(named)s, not %(currency)s.",
        "The order is in %(currency)s.",
    ),
    "customer_not_active": ("The customer is %(status)s, not ACTIVE.",),
    "customer_not_found": ("There is no customer %(customer_id)s.",),
    "daily_limit_exceeded": ("The account's limit of %(limit)s a day would be exceeded.",),
    "days_not_closed": ("The books of %(day)s are not closed yet.",),
    "debtor_not_found": ("There is no customer %(customer_id)s.",),
    "document_changed": ("Letter %(pk)s came out other than when it was written.",),
    "duplicate_file": (
        "This file, or a message with its id, was taken in before, as %(public_id)s.",
    ),
    "exchange_not_found": ("There is no exchange %(transaction_id)s.",),
    "exchange_too_small": ("One side of the exchange is less than can be paid in %(currency)s.",),
    "file_too_large": ("The file is larger than %(figure)s MiB.",),
    "invalid_amount": ("%(code)s has %(exponent)s decimals; the amount has %(decimals)s.",),
    "invalid_debit_rule": ("The largest amount is a positive one in %(currency)s.",),
    "invalid_standing_order": ("It is tried again 0 to %(MOST_RETRIES)s times.",),
    "letter_not_found": ("There is no letter %(letter_id)s.",),
    "mandate_daily_limit_exceeded": ("The mandate allows at most %(currency)s a day.",),
    "mandate_transaction_limit_exceeded": ("The mandate allows at most %(currency)s at once.",),
    "margin_not_set": ("The bank has no margin from %(sell)s to %(buy)s on %(day)s.",),
    "monthly_limit_exceeded": ("The account's limit of %(figure)s a month would be exceeded.",),
    "movement_not_found": ("There is no %(kind)s %(transaction_id)s.",),
    "not_permitted": ("This needs the permission %(permission)s.",),
    "quote_expired": ("The quote was valid until %(valid_until)s UTC.",),
    "quote_not_found": ("There is no quote %(quote_id)s.",),
    "rate_not_available": (
        "There is no %(figure)s rate of %(day)s or the %(oldest_days)s days before it.",
    ),
    "same_currency": ("Both accounts are kept in %(currency)s.",),
    "signatures_missing": ("Your signature is kept; %(missing)s more must sign the order.",),
    "standing_order_not_found": ("There is no standing order %(order_id)s.",),
    "standing_order_over": ("The standing order is %(figure)s already.",),
    "statement_not_found": ("There is no statement %(number)s of this account.",),
    "too_many_payees": ("You have %(MOST)s payees, the most that the bank keeps.",),
    "transaction_limit_exceeded": ("The account lets through at most %(limit)s at once.",),
    "unknown_product": ("The bank has no product %(code)s.",),
    "unreadable_file": (
        "The document is not well-formed XML: %(error)s.",
        "The file has more than %(MOST_LINES)s lines.",
        "The file is not CSV: %(error)s.",
        "The first line must name the columns %(REQUIRED)s and may name %(OPTIONAL)s, each once.",
        "The message has more than %(MOST_LINES)s payments.",
    ),
}
