"""What is done once a request is approved: every kind of four-eyes request, on one page."""

EXECUTORS: dict[str, str] = {
    "identity.client_change": "bankcore.identity.public.execute_client_change",
    "payments.reversal": "payments.public.execute_reversal",
    "payments.drawer_difference": "payments.public.execute_drawer_closing",
}
