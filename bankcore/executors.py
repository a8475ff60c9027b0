"""What takes two people: every kind of request, who decides, and what is done on approval.

Whoever decides needs approvals.decide_request besides what is named here, is neither the maker
nor a party, and stays within the decision limits of their roles where a request has an amount.
"""

from typing import Final

from bankcore.approvals.public import Kind

_A, _P, _I = "accounts.public.execute_", "payments.public.execute_", "bankcore.identity.public."

EXECUTORS: Final[dict[str, Kind]] = {
    # Terms, limits and loans
    "accounts.interest_terms": Kind(
        executor=f"{_A}interest_terms", permission="accounts.set_terms"
    ),
    "accounts.interest_rate": Kind(executor=f"{_A}interest_rate", permission="accounts.set_terms"),
    "accounts.usage_terms": Kind(executor=f"{_A}usage_terms", permission="accounts.set_terms"),
    "accounts.fee_terms": Kind(executor=f"{_A}fee_terms", permission="accounts.set_terms"),
    "accounts.overdraft": Kind(executor=f"{_A}overdraft", permission="accounts.agree_limits"),
    "accounts.fee_refund": Kind(executor=f"{_A}fee_refund", permission="accounts.refund_fee"),
    "accounts.erasure": Kind(executor=f"{_A}erasure", permission="accounts.erase_customer"),
    "accounts.loan_decision": Kind(
        executor=f"{_A}loan_decision", permission="accounts.decide_loan"
    ),
    "accounts.write_off": Kind(executor=f"{_A}write_off", permission="accounts.write_off_loan"),
    "accounts.restructuring": Kind(
        executor=f"{_A}restructuring", permission="accounts.change_loan"
    ),
    # Movements of money, the bank's prices and positions
    "payments.reversal": Kind(executor=f"{_P}reversal", permission="payments.request_reversal"),
    "payments.drawer_difference": Kind(
        executor=f"{_P}drawer_closing", permission="payments.request_reversal"
    ),
    "payments.transfer": Kind(executor=f"{_P}transfer", permission="payments.make_transfer"),
    "payments.payment": Kind(executor=f"{_P}payment", permission="payments.make_payment"),
    "payments.cheque_payment": Kind(
        executor=f"{_P}cheque_payment", permission="payments.handle_cheques"
    ),
    "payments.cheque_clearing": Kind(
        executor=f"{_P}cheque_clearing", permission="payments.handle_cheques"
    ),
    "payments.fx_margin": Kind(executor=f"{_P}fx_margin", permission="payments.set_margins"),
    "payments.fx_rate": Kind(executor=f"{_P}fx_rate", permission="payments.publish_rates"),
    "payments.fx_cover": Kind(executor=f"{_P}fx_cover", permission="payments.cover_position"),
    "reconciliation.adjustment": Kind(
        executor="payments.reconciliation.public.execute_adjustment",
        permission="reconciliation.request_adjustment",
    ),
    "interbank.recall": Kind(
        executor="payments.interbank.public.execute_recall",
        permission="interbank.recall_payment",
    ),
    "interbank.recall_return": Kind(
        executor="payments.interbank.public.execute_recall_return",
        permission="interbank.recall_payment",
    ),
    "issuing.unblock": Kind(
        executor="payments.issuing.public.execute_unblock", permission="issuing.block_card"
    ),
    "correspondence.refund": Kind(
        executor="payments.correspondence.public.execute_refund",
        permission="correspondence.decide_dispute",
    ),
    "settlement.payout": Kind(
        executor="payments.settlement.public.execute_payout", permission="gateway.pay_out"
    ),
    # The bank's day
    "endofday.close": Kind(
        executor="bankcore.endofday.public.execute_closing", permission="endofday.close_day"
    ),
    # The gateway's merchants
    "gateway.merchant_terms": Kind(
        executor="payments.gateway.public.execute_merchant_terms",
        permission="gateway.manage_merchants",
    ),
    # Risk
    "rules.go_live": Kind(executor="risk.rules.public.execute_live", permission="rules.write_rule"),
    "credit.override": Kind(executor=f"{_A}loan_override", permission="credit.override_decision"),
    "credit.use_scorecard": Kind(
        executor="risk.credit.public.execute_use", permission="credit.make_scorecard"
    ),
    "scoring.promote": Kind(
        executor="risk.scoring.public.execute_promotion", permission="scoring.train_model"
    ),
    "market.limit": Kind(
        executor="risk.market.public.execute_limit", permission="market.set_limits"
    ),
    # Crime: who is suspected is nobody's to see who does not work on it
    "crime.parameters": Kind(
        executor="risk.crime.public.execute_parameters",
        permission="crime.set_parameters",
        confidential=True,
    ),
    "crime.suspicion": Kind(
        executor="risk.crime.public.execute_suspicion",
        permission="crime.write_report",
        confidential=True,
    ),
    "crime.block": Kind(
        executor="risk.crime.public.execute_block",
        permission="crime.decide_name",
        confidential=True,
    ),
    "market.capital": Kind(
        executor="risk.market.public.execute_capital", permission="market.raise_capital"
    ),
    "provisions.parameters": Kind(
        executor="risk.provisions.public.execute_parameters",
        permission="provisions.set_parameters",
    ),
    "provisions.mark": Kind(
        executor="risk.provisions.public.execute_mark", permission="provisions.mark_customer"
    ),
    "exposures.limit": Kind(
        executor="risk.exposures.public.execute_limit", permission="exposures.set_limits"
    ),
    "exposures.ungroup": Kind(
        executor="risk.exposures.public.execute_parting", permission="exposures.set_limits"
    ),
    "exposures.release": Kind(
        executor="risk.exposures.public.execute_release", permission="exposures.keep_collateral"
    ),
    "operational.amount": Kind(
        executor="risk.operational.public.execute_amount", permission="operational.settle_incident"
    ),
    "operational.closing": Kind(
        executor="risk.operational.public.execute_closing", permission="operational.settle_incident"
    ),
    "operational.loss_file": Kind(
        executor="risk.operational.public.execute_file", permission="operational.settle_incident"
    ),
    "operational.threshold": Kind(
        executor="risk.operational.public.execute_threshold", permission="operational.set_threshold"
    ),
    # What the bank reports to others
    "reports.release": Kind(
        executor="reporting.reports.public.execute_release", permission="reports.release_report"
    ),
    # People and what they may decide
    "identity.role_change": Kind(
        executor=f"{_I}execute_staff_change", permission="identity.manage_staff"
    ),
    "identity.client_change": Kind(
        executor=f"{_I}execute_client_change", permission="identity.manage_clients"
    ),
    "identity.staff_change": Kind(
        executor=f"{_I}execute_staff_change", permission="identity.manage_staff"
    ),
    "approvals.decision_limit": Kind(
        executor="bankcore.approvals.public.execute_limit", permission="approvals.manage_limits"
    ),
}
