"""What is done once a request is approved: every kind of four-eyes request, on one page."""

EXECUTORS: dict[str, str] = {
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
