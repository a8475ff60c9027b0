"""Who may do what: every permission and the roles that have it, on one page.

Beside these, every role but the administrator's may look at the back office's pages as
`VIEWS` says. Customers have what is theirs in CUSTOMER. What takes two people besides is said in
bankcore/executors.py.
"""

from typing import Final

from bankcore.identity.domain.roles import Role

TELLER, OPERATIONS, RISK = Role.TELLER, Role.OPERATIONS, Role.RISK_ANALYST
COMPLIANCE, FINANCE, AUDITOR = Role.COMPLIANCE, Role.FINANCE, Role.AUDITOR
ADMINISTRATOR = Role.ADMINISTRATOR

PERMISSIONS: Final[dict[str, tuple[Role, ...]]] = {
    # Customers
    "accounts.onboard_customer": (OPERATIONS, COMPLIANCE),
    "accounts.change_customer_status": (COMPLIANCE,),
    "accounts.record_kyc": (COMPLIANCE,),
    "accounts.read_customer_documents": (OPERATIONS, COMPLIANCE),
    "accounts.export_customer": (COMPLIANCE,),
    "accounts.erase_customer": (COMPLIANCE,),
    # Accounts in use
    "accounts.open_account": (OPERATIONS,),
    "accounts.block_account": (OPERATIONS, COMPLIANCE),
    "accounts.close_account": (OPERATIONS,),
    "accounts.manage_mandates": (OPERATIONS,),
    "accounts.agree_limits": (OPERATIONS,),
    "accounts.refund_fee": (OPERATIONS,),
    "accounts.waive_fee": (OPERATIONS,),
    "accounts.write_letters": (TELLER, OPERATIONS),
    "accounts.categorise_entries": (),  # customers, of what is theirs
    # Terms of products and of single accounts
    "accounts.set_terms": (FINANCE,),
    # Term deposits
    "accounts.open_deposit": (TELLER, OPERATIONS),
    "accounts.break_deposit": (OPERATIONS,),
    "accounts.instruct_deposit": (TELLER, OPERATIONS),
    # Loans
    "accounts.apply_for_loan": (TELLER, OPERATIONS),
    "accounts.decide_loan": (RISK,),
    "accounts.disburse_loan": (OPERATIONS,),
    "accounts.repay_loan": (TELLER, OPERATIONS),
    "accounts.change_loan": (OPERATIONS,),
    "accounts.write_off_loan": (FINANCE,),
    # Movements of money
    "payments.make_transfer": (OPERATIONS,),
    "payments.take_deposit": (TELLER,),
    "payments.pay_withdrawal": (TELLER,),
    "payments.make_payment": (OPERATIONS,),
    "payments.give_standing_order": (OPERATIONS,),
    "payments.submit_bulk_file": (OPERATIONS,),
    "payments.exchange_currency": (TELLER, OPERATIONS),
    "payments.operate_drawer": (TELLER,),
    "payments.handle_cheques": (TELLER, OPERATIONS),
    "payments.request_reversal": (TELLER, OPERATIONS),
    "payments.settle_clearing": (),  # the bank itself, at its hours
    "payments.end_held_payment": (),  # the bank itself, when a case is decided or time is over
    # The bank's own prices and positions
    "payments.publish_rates": (FINANCE,),
    "payments.set_margins": (FINANCE,),
    "payments.cover_position": (FINANCE,),
    # The gateway: programs of merchants take payments, staff look after merchants
    "gateway.read_payments": (),
    "gateway.take_payments": (),
    "gateway.refund_payments": (),
    "gateway.manage_merchants": (OPERATIONS,),
    "gateway.handle_dispute": (OPERATIONS,),
    "gateway.handle_conflict": (OPERATIONS, RISK),
    "gateway.pay_out": (OPERATIONS, FINANCE),
    # Cards that the bank issues
    "issuing.order_card": (TELLER, OPERATIONS),
    "issuing.use_card": (OPERATIONS,),
    "issuing.block_card": (OPERATIONS, COMPLIANCE),
    "issuing.answer_network": (),  # the bank itself, when a network asks
    # Payments between banks
    "interbank.exchange_files": (),  # the bank itself, at its hours
    "interbank.recall_payment": (OPERATIONS,),
    "interbank.manage_debits": (OPERATIONS,),
    "interbank.decide_claims": (OPERATIONS, COMPLIANCE),
    # Customers' messages and disputes, and what is noted of customers
    "correspondence.answer_customer": (TELLER, OPERATIONS, COMPLIANCE),
    "correspondence.decide_dispute": (OPERATIONS, COMPLIANCE),
    "correspondence.write_note": (TELLER, OPERATIONS, RISK, COMPLIANCE),
    # Customers' own, in online banking
    "correspondence.write_to_bank": (),
    "correspondence.read_messages": (),
    "correspondence.dispute_entry": (),
    "correspondence.choose_notices": (),
    "reconciliation.reconcile": (OPERATIONS, FINANCE),
    "reconciliation.request_adjustment": (OPERATIONS, FINANCE),
    "webhooks.manage_endpoints": (),
    "webhooks.replay": (OPERATIONS,),
    # Risk
    "rules.write_rule": (RISK,),
    "rules.keep_lists": (RISK, COMPLIANCE),
    "credit.make_scorecard": (RISK,),
    "credit.override_decision": (RISK,),
    "exposures.set_limits": (RISK,),
    "exposures.keep_collateral": (RISK, FINANCE),
    "market.keep_data": (FINANCE,),
    "market.set_limits": (RISK,),
    "market.raise_capital": (FINANCE,),
    "provisions.set_parameters": (RISK, FINANCE),
    "provisions.mark_customer": (RISK,),
    "operational.report_incident": (OPERATIONS, RISK, COMPLIANCE, FINANCE),
    "operational.settle_incident": (RISK, FINANCE),
    "operational.assess_risk": (RISK,),
    "operational.set_threshold": (RISK,),
    "operational.keep_continuity": (OPERATIONS,),
    "operational.keep_action": (OPERATIONS, RISK, COMPLIANCE, FINANCE),
    "reports.make_report": (RISK, COMPLIANCE, FINANCE),
    "reports.release_report": (RISK, COMPLIANCE, FINANCE),
    "reports.schedule_report": (RISK, COMPLIANCE, FINANCE),
    "reports.read_persons": (COMPLIANCE, AUDITOR),
    "sanctions.load_list": (COMPLIANCE,),
    "sanctions.clear_match": (COMPLIANCE,),
    "cases.work_case": (RISK, COMPLIANCE),
    "cases.work_crime_case": (COMPLIANCE,),
    "cases.work_escalated_case": (COMPLIANCE,),
    "scoring.train_model": (RISK,),
    "crime.set_parameters": (COMPLIANCE,),
    "crime.decide_name": (COMPLIANCE,),
    "crime.write_report": (COMPLIANCE,),
    "crime.file_reports": (COMPLIANCE,),
    # The bank's day and its books
    "endofday.close_day": (OPERATIONS, FINANCE),
    # Figures for people, and questions to the warehouse
    "dashboards.read_dashboards": (TELLER, OPERATIONS, RISK, COMPLIANCE, FINANCE, AUDITOR),
    "workbench.run_sql": (RISK, FINANCE, AUDITOR),
    # Second pairs of eyes; which kinds one may decide is said with each kind
    "approvals.decide_request": (OPERATIONS, RISK, COMPLIANCE, FINANCE, ADMINISTRATOR),
    "approvals.manage_limits": (FINANCE, ADMINISTRATOR),
    # People, programs, keys
    "identity.manage_staff": (ADMINISTRATOR,),
    "identity.manage_clients": (ADMINISTRATOR,),
    "identity.manage_branches": (ADMINISTRATOR,),
    # What happened
    "alerts.handle_alert": (COMPLIANCE, ADMINISTRATOR),
    "outbox.replay_dead_letter": (ADMINISTRATOR,),
    "outbox.drop_dead_letter": (ADMINISTRATOR,),
}

_GATEWAY: Final = (
    "webhooks",
    "gateway",
    "cards",
    "issuing",
    "interbank",
    "processors",
    "settlement",
    "reconciliation",
)

# Whom a list or a case about it concerns must not hear of it: its pages are compliance's alone.
_FRAUD: Final = ("risk", "features", "rules", "scoring", "cases")
_CRIME: Final = ("sanctions", "crime")
_FIGURES: Final = (
    *("credit", "exposures", "market", "provisions", "warehouse", "operational", "reports"),
)

# Which apps' pages each role may look at (Django's view permissions of all their models).
VIEWS: Final[dict[Role, tuple[str, ...]]] = {
    TELLER: (
        *("accounts", "payments", "issuing", "correspondence", "approvals", "ledger", "exports"),
    ),
    OPERATIONS: (
        *("accounts", "payments", "approvals", "ledger", "endofday", "risk", "operational"),
        *("payees", "correspondence", "exports"),
        *_GATEWAY,
    ),
    RISK: (
        *("accounts", "payments", "correspondence", "approvals", "exports"),
        *_FRAUD,
        *_FIGURES,
        *_GATEWAY,
    ),
    COMPLIANCE: (
        *("accounts", "payments", "approvals", "ledger", "audit", "alerts", "operational"),
        *("reports", "payees", "correspondence", "exports"),
        *_FRAUD,
        *_CRIME,
        *_GATEWAY,
    ),
    FINANCE: (
        *("accounts", "payments", "approvals", "ledger", "endofday", "exports"),
        *_FIGURES,
        *_GATEWAY,
    ),
    AUDITOR: (
        *("accounts", "payments", "payees", "correspondence", "approvals", "ledger", "endofday"),
        *("audit", "identity", "outbox", "auditlog", "alerts", "workbench"),
        *_FRAUD,
        *_CRIME,
        *_FIGURES,
        *_GATEWAY,
        *("developers", "exports"),
    ),
    ADMINISTRATOR: (
        *("identity", "approvals", "audit", "outbox", "alerts", "developers", "exports"),
    ),
}

# What customers do for themselves in online banking, with what is theirs.
CUSTOMER: Final = frozenset(
    {
        "accounts.export_customer",
        "accounts.write_letters",
        "accounts.categorise_entries",
        "accounts.apply_for_loan",
        "accounts.open_deposit",
        "accounts.break_deposit",
        "accounts.instruct_deposit",
        "accounts.repay_loan",
        "accounts.sign_order",
        "payments.make_transfer",
        "payments.make_payment",
        "payments.give_standing_order",
        "payments.submit_bulk_file",
        "payments.exchange_currency",
        "interbank.manage_debits",
        "issuing.order_card",
        "issuing.use_card",
        "correspondence.write_to_bank",
        "correspondence.dispute_entry",
        "correspondence.choose_notices",
        # No role has it: who has it not, orders for others, and above a limit not alone.
        "payments.order_for_oneself",
    }
)
