"""What is done once a request is approved: every kind of four-eyes request, on one page."""

EXECUTORS: dict[str, str] = {
    "accounts.interest_terms": "accounts.public.execute_interest_terms",
    "accounts.interest_rate": "accounts.public.execute_interest_rate",
    "accounts.usage_terms": "accounts.public.execute_usage_terms",
    "accounts.fee_terms": "accounts.public.execute_fee_terms",
    "accounts.overdraft": "accounts.public.execute_overdraft",
    "accounts.fee_refund": "accounts.public.execute_fee_refund",
    "accounts.erasure": "accounts.public.execute_erasure",
    "accounts.loan_decision": "accounts.public.execute_loan_decision",
    "accounts.write_off": "accounts.public.execute_write_off",
    "accounts.restructuring": "accounts.public.execute_restructuring",
    "identity.client_change": "bankcore.identity.public.execute_client_change",
    "payments.reversal": "payments.public.execute_reversal",
    "payments.drawer_difference": "payments.public.execute_drawer_closing",
    "payments.fx_margin": "payments.public.execute_fx_margin",
    "payments.fx_rate": "payments.public.execute_fx_rate",
    "payments.fx_cover": "payments.public.execute_fx_cover",
    "payments.transfer": "payments.public.execute_transfer",
    "payments.payment": "payments.public.execute_payment",
    "payments.cheque_payment": "payments.public.execute_cheque_payment",
    "payments.cheque_clearing": "payments.public.execute_cheque_clearing",
}
