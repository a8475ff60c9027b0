"""Which task hears of which event: everything that happens later, on one page."""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "payments.transfer_booked": ("risk.tasks.flag_movement",),
    "payments.deposit_booked": ("risk.tasks.flag_movement",),
    "payments.withdrawal_booked": ("risk.tasks.flag_movement",),
    "payments.payment_booked": ("risk.tasks.flag_movement",),
    "payments.bulk_file_received": ("payments.tasks.process_bulk_file",),
    "processors.callback_received": ("payments.processors.tasks.process_callback",),
    "payments.cheque_booked": ("risk.tasks.flag_movement",),
    "risk.case_decided": (
        "risk.tasks.learn_from_case",
        "payments.gateway.tasks.end_reviews",
    ),
    "alerts.alert_raised": ("bankcore.alerts.tasks.tell_of_alert",),
    "identity.notice_due": ("bankcore.identity.tasks.send_notice",),
    "identity.password_link_asked": ("bankcore.identity.tasks.send_password_link",),
}
