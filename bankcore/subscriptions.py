"""Which task hears of which event: everything that happens later, on one page."""

# Whose events programs outside may read, a stream for each: docs/events-delivery.md. Those of risk,
# of people's log-ins and of the bank's own security are nobody's outside.
STREAMS = ("accounts", "payments", "settlement")

_RISK = "risk.tasks.flag_movement"
# Programs of /api/v1 hear of it: payments/webhooks/domain/client_events.py says how.
_CLIENTS = "payments.webhooks.tasks.tell_clients"
# Who hears of every movement is told of many at once: bringing one costs more than what is done.
TOGETHER = frozenset({_RISK, _CLIENTS})
# Customers hear by e-mail of what they chose to hear of.
_MAIL = "payments.correspondence.tasks.tell_of_"
_MOVED = f"{_MAIL}movement"

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "payments.transfer_booked": (_RISK, _CLIENTS, _MOVED),
    "payments.deposit_booked": (_RISK, _CLIENTS, _MOVED),
    "payments.withdrawal_booked": (_RISK, _CLIENTS, _MOVED),
    "payments.payment_booked": (_RISK, _CLIENTS, _MOVED),
    "payments.instant_ordered": ("payments.interbank.tasks.send_instant",),
    "payments.bulk_file_received": ("payments.tasks.process_bulk_file",),
    "processors.callback_received": ("payments.processors.tasks.process_callback",),
    "risk.case_decided": (
        "risk.tasks.learn_from_case",
        "payments.gateway.tasks.end_reviews",
        "risk.crime.tasks.begin_suspicion",
        "payments.tasks.end_held_payments",
    ),
    "risk.list_loaded": ("risk.crime.tasks.rescreen_customers",),
    "accounts.customer_named": ("risk.crime.tasks.screen_customer",),
    "webhooks.endpoint_disabled": ("payments.gateway.tasks.tell_of_disabled_endpoint",),
    "payments.cheque_booked": (_RISK, _CLIENTS, _MOVED),
    "payments.standing_order_failed": (f"{_MAIL}failed_order",),
    "interbank.credit_booked": (_MOVED,),
    "interbank.debit_booked": (_MOVED,),
    "accounts.statements_made": (f"{_MAIL}statements",),
    "correspondence.bank_wrote": (f"{_MAIL}message",),
    "alerts.alert_raised": ("bankcore.alerts.tasks.tell_of_alert",),
    "identity.notice_due": ("bankcore.identity.tasks.send_notice",),
    "endofday.closing_approved": ("bankcore.endofday.tasks.close_approved_day",),
    "exports.list_ordered": ("bankcore.exports.tasks.write_list",),
    "identity.password_link_asked": ("bankcore.identity.tasks.send_password_link",),
    **dict.fromkeys(
        (
            "payments.transaction_reversed",
            "payments.bulk_file_processed",
            "payments.payments_completed",
            "payments.payment_held",
            "payments.held_payment_ended",
            "accounts.loan_contracted",
            "accounts.loan_active",
            "accounts.loan_in_arrears",
            "accounts.loan_restructured",
            "accounts.loan_schedule_changed",
            "accounts.loan_repaid",
            "accounts.loan_written_off",
            "accounts.loan_application_approved",
            "accounts.loan_application_declined",
        ),
        (_CLIENTS,),
    ),
}
