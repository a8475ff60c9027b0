"""Who may open which address: every address of the bank and every sort of visitor, in one table.

An address that the table does not know fails; so does a line that knows no address. What is looked
at is the door: objects that are not there are asked for, so that who is let in gets a 404 or a
page, and who is not is sent to the log-in or refused. Whose things one sees behind the door is
tried in tests/journeys/test_two_customers.py and, for programs, in the test of bound clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, get_resolver

from bankcore.identity import public as identity
from bankcore.identity.domain.roles import Role
from bankcore.roles import PERMISSIONS, VIEWS
from tests.clients import ApiClient
from tests.security.visitors import staff, visitor

pytestmark = pytest.mark.usefixtures("bank")
EVERYBODY, LOGGED_IN = "everybody", "logged in"

# Online banking and what stands beside it, by name or, where it has none, by address.
DOORS = {
    EVERYBODY: {
        *("login", "second_step", "passkey_login_options", "passkey_login", "logout"),
        *("forgotten_password", "password/link/<int:user_id>/<str:token>/", "new_password"),
        *("healthz", "readyz", "metrics", "schema", "docs", "api/v1/", "display"),
        # What is written for programmers.
        *("developers", "developers_search", "developers_errors", "developers_events"),
        *(
            "developers_testing",
            "developers_collection",
            "developers_occurrence",
            "developers_document",
            "llms",
        ),
        # They say who they are in the body: a signature, a client's id and key.
        "unsubscribe",  # the link of a mail, signed
        "stripe_callback",  # signed by the processor
        *("process_payment", "oauth/token", "oauth/revoke", "detect_fraud"),
        # Payers of merchants, who have no log-in here; and what is nowhere under /v1/.
        *("pay_link", "checkout", "authenticate", "authenticated", "v1/"),
    },
    LOGGED_IN: {
        *("confirm", "security", "change_password", "add_app", "remove_app", "renew_codes"),
        *("passkey_options", "add_passkey", "drop_passkey", "end_session", "end_others"),
        *("end_access", "authorize"),
        *("developers_keys", "developers_key_rotate", "developers_key_revoke"),
        *("forget_devices", "overview", "profile", "profile-export", "account", "statements"),
        *("statement_file", "write_letter", "letter_file", "loan", "pay", "paid", "held"),
        *("period_file", "entry", "spending", "spending_entries", "loan_apply"),
        *("loan_application", "loan_review", "loan_early", "deposits", "new_deposit", "deposit"),
        *("upcoming", "skip_standing_order_date"),
        *("payees", "payee", "remove_payee", "undo_payment", "undo_time"),
        *("standing_orders", "new_standing_order", "standing_order", "change_standing_order"),
        *("act_on_standing_order", "bulk_files", "bulk_file", "confirm_bulk_file"),
        *("bulk_file_csv", "bulk_file_xml", "exchange", "exchange-offer", "direct_debits"),
        *("set_direct_debit_rules", "set_debit_creditor", "act_on_debit_mandate"),
        *("claim_direct_debit", "cards", "card", "card_order", "card_act", "card_switches"),
        *("card_limits", "card_report", "card_number", "card_pin"),
        *("claim_direct_debit", "threads", "new_thread", "thread", "attachment", "documents"),
        *("holds", "hold", "disputes", "dispute", "withdraw_dispute", "dispute_entry", "notices"),
    },
}

# Pages of the back office that are more than a model's list and page, and the right that opens
# each (any of them, where there are several). Empty: every member of staff.
PAGES: dict[str, tuple[str, ...]] = {
    "index": (),
    "search": (),
    "saved_views": (),
    "exports_listexport_order": (),
    "endofday_dayrun_close": ("endofday.close_day",),
    "endofday_dayrun_go-on": ("endofday.close_day",),
    "logout": (),
    "password_change": (),
    "password_change_done": (),
    "jsi18n": (),
    "alerts_securityalert_handle": ("alerts.handle_alert",),
    "outbox_failure_replay": ("outbox.replay_dead_letter",),
    "outbox_failure_drop": ("outbox.drop_dead_letter",),
    "identity_branch_new": ("identity.manage_branches",),
    "identity_user_new": ("identity.manage_staff",),
    "identity_user_roles_page": ("identity.view_user",),
    "identity_user_my_rights": (),
    "identity_user_ask_roles": ("identity.manage_staff",),
    "identity_user_ask_change": ("identity.manage_staff",),
    "approvals_decisionlimit_ask": ("approvals.manage_limits",),
    "client_terms": ("identity.manage_clients",),
    "client_new-key": ("identity.manage_clients",),
    "client_new-secret": ("identity.manage_clients",),
    "client_revoke": ("identity.manage_clients",),
    "client_block": ("identity.manage_clients",),
    "developers_loggedrequest_sample": ("identity.manage_clients",),
    "developers_loggedrequest_replay": ("identity.manage_clients",),
    "approvals_request_decide": ("approvals.decide_request",),
    "accounts_customer_status": ("accounts.change_customer_status",),
    "accounts_customer_kyc": ("accounts.record_kyc",),
    "accounts_customer_risk": ("accounts.record_kyc",),
    "accounts_customer_address": ("accounts.onboard_customer",),
    "accounts_customer_contact": ("accounts.onboard_customer",),
    "accounts_customer_tax": ("accounts.onboard_customer",),
    "accounts_customer_certification": ("accounts.onboard_customer",),
    "accounts_customer_owner": ("accounts.onboard_customer",),
    "accounts_customer_related": ("accounts.onboard_customer",),
    "accounts_customer_numbers": ("accounts.read_customer_documents",),
    "accounts_customer_upload": ("accounts.onboard_customer",),
    "accounts_customer_erase": ("accounts.erase_customer",),
    "accounts_onboard-person": ("accounts.onboard_customer",),
    "accounts_onboard-company": ("accounts.onboard_customer",),
    "accounts_customer_export": ("accounts.export_customer",),
    "accounts_customer_document": ("accounts.read_customer_documents",),
    "accounts_interestterms_introduce": ("accounts.set_terms",),
    "accounts_interestterms_own_rate": ("accounts.set_terms",),
    "accounts_act_approve": ("accounts.decide_loan",),
    "accounts_act_decline": ("accounts.decide_loan",),
    "accounts_act_contract": ("accounts.disburse_loan",),
    "accounts_act_disburse": ("accounts.disburse_loan",),
    "accounts_act_override": ("credit.override_decision",),
    "exposures_limit_ask": ("exposures.set_limits",),
    "exposures_group_make": ("exposures.set_limits",),
    "exposures_group_connect": ("exposures.set_limits",),
    "exposures_member_part": ("exposures.set_limits",),
    "exposures_sector_record": ("exposures.set_limits",),
    "exposures_collateral_record": ("exposures.keep_collateral",),
    "exposures_collateral_value": ("exposures.keep_collateral",),
    "exposures_collateral_pledge": ("exposures.keep_collateral",),
    "exposures_collateral_release": ("exposures.keep_collateral",),
    "credit_referral_take": ("accounts.decide_loan",),
    "credit_referral_uphold": ("accounts.decide_loan",),
    "accounts_act_repay": ("accounts.repay_loan",),
    "accounts_act_restructure": ("accounts.change_loan",),
    "accounts_act_write-off": ("accounts.write_off_loan",),
    "accounts_act_recover": ("accounts.repay_loan",),
    "payments_chequebook_act": ("payments.handle_cheques",),
    "payments_cheque_act": ("payments.handle_cheques",),
    "payments_cheque_clear": ("payments.handle_cheques",),
    "payments_cheque_return": ("payments.handle_cheques",),
    "payments_collectedcheque_act": ("payments.handle_cheques",),
    "payments_drawer_open": ("payments.operate_drawer",),
    "payments_drawer_counter": ("payments.operate_drawer",),
    "payments_drawer_act": ("payments.operate_drawer",),
    "payments_reversal": ("payments.request_reversal",),
    "payments_externalpayment_act": ("payments.make_transfer", "payments.make_payment"),
    "gateway_merchant_onboard": ("gateway.manage_merchants",),
    "gateway_merchant_terms": ("gateway.manage_merchants",),
    "gateway_merchant_client": ("gateway.manage_merchants",),
    "gateway_merchant_suspend": ("gateway.manage_merchants",),
    "gateway_paymentintent_review": ("gateway.handle_conflict",),
    "gateway_paymentintent_conflict": ("gateway.handle_conflict",),
    "gateway_dispute_evidence": ("gateway.handle_dispute",),
    "gateway_dispute_accept": ("gateway.handle_dispute",),
    "gateway_routingrule_new": ("gateway.manage_merchants",),
    "gateway_routingrule_retire": ("gateway.manage_merchants",),
    "issuing_card_order": ("issuing.order_card",),
    "issuing_card_block": ("issuing.block_card",),
    "issuing_card_unblock": ("issuing.block_card",),
    "issuing_card_unblock-pin": ("issuing.block_card",),
    "issuing_card_freeze": ("issuing.use_card",),
    "issuing_card_lost": ("issuing.use_card",),
    "issuing_card_stolen": ("issuing.use_card",),
    "interbank_collection_claim": ("interbank.manage_debits",),
    "interbank_debitclaim_grant": ("interbank.decide_claims",),
    "interbank_debitclaim_refuse": ("interbank.decide_claims",),
    "interbank_debitmandate_stop": ("interbank.manage_debits",),
    "interbank_debitmandate_resume": ("interbank.manage_debits",),
    "interbank_debitmandate_confirm": ("interbank.manage_debits",),
    "interbank_debitmandate_block": ("interbank.manage_debits",),
    "correspondence_thread_write": ("correspondence.answer_customer",),
    "correspondence_thread_answer": ("correspondence.answer_customer",),
    "correspondence_thread_close": ("correspondence.answer_customer",),
    "correspondence_thread_reopen": ("correspondence.answer_customer",),
    "correspondence_dispute_take": ("correspondence.decide_dispute",),
    "correspondence_dispute_refund": ("correspondence.decide_dispute",),
    "correspondence_dispute_decline": ("correspondence.decide_dispute",),
    "correspondence_attachment_content": (
        *("correspondence.answer_customer", "correspondence.decide_dispute"),
    ),
    "correspondence_customernote_write": ("correspondence.write_note",),
    "settlement_clearingfile_refile": ("gateway.handle_conflict",),
    "settlement_clearingrecord_refile": ("gateway.handle_conflict",),
    "settlement_merchantbalance_payout": ("gateway.pay_out",),
    "settlement_payout_cancel": ("gateway.pay_out",),
    "interbank_item_recall": ("interbank.recall_payment",),
    "interbank_recall_return": ("interbank.recall_payment",),
    "interbank_recall_refuse": ("interbank.recall_payment",),
    "reconciliation_exception_assign": ("reconciliation.reconcile",),
    "reconciliation_exception_adjust": ("reconciliation.request_adjustment",),
    "market_paryield_load": ("market.keep_data",),
    "market_bond_record": ("market.keep_data",),
    "market_bond_sell": ("market.keep_data",),
    "market_limit_ask": ("market.set_limits",),
    "crime_parameters_structuring": ("crime.set_parameters",),
    "crime_parameters_rapid_movement": ("crime.set_parameters",),
    "crime_parameters_round_trip": ("crime.set_parameters",),
    "crime_parameters_dormant_active": ("crime.set_parameters",),
    "crime_parameters_high_risk_country": ("crime.set_parameters",),
    "crime_parameters_cash_report": ("crime.set_parameters",),
    "crime_cashreport_file": ("crime.file_reports",),
    "crime_filing_acknowledge": ("crime.file_reports",),
    "crime_filing_file": ("crime.file_reports",),
    "crime_suspicionreport_begin": ("crime.write_report",),
    "crime_suspicionreport_write": ("crime.write_report",),
    "crime_suspicionreport_ask": ("crime.write_report",),
    "crime_namehit_clear": ("crime.decide_name",),
    "crime_namehit_confirm": ("crime.decide_name",),
    "crime_namehit_block": ("crime.decide_name",),
    "crime_screeningrun_begin": ("crime.decide_name",),
    "market_limit_capital": ("market.raise_capital",),
    "provisions_parameterversion_ask": ("provisions.set_parameters",),
    "provisions_mark_ask": ("provisions.mark_customer",),
    "operational_incident_report": ("operational.report_incident",),
    "operational_incident_import": ("operational.settle_incident",),
    "operational_incident_investigate": ("operational.settle_incident",),
    "operational_incident_amount": ("operational.settle_incident",),
    "operational_incident_close": ("operational.settle_incident",),
    "operational_threshold_ask": ("operational.set_threshold",),
    "operational_risk_record": ("operational.assess_risk",),
    "operational_risk_control": ("operational.assess_risk",),
    "operational_risk_assess": ("operational.assess_risk",),
    "operational_bankprocess_record": ("operational.keep_continuity",),
    "operational_bankprocess_test": ("operational.keep_continuity",),
    "operational_action_give": ("operational.keep_action",),
    "operational_action_end": ("operational.keep_action",),
    "dashboards_selection_changelist": ("dashboards.read_dashboards",),
    "dashboards_selection_change": ("dashboards.read_dashboards",),
    "dashboards_selection_history": ("dashboards.read_dashboards",),
    "dashboards_selection_board": ("dashboards.read_dashboards",),
    "dashboards_selection_keep": ("dashboards.read_dashboards",),
    "dashboards_selection_rows": ("dashboards.read_dashboards",),
    "dashboards_selection_remove": ("dashboards.read_dashboards",),
    "dashboards_subscription_changelist": ("dashboards.read_dashboards",),
    "dashboards_subscription_change": ("dashboards.read_dashboards",),
    "dashboards_subscription_history": ("dashboards.read_dashboards",),
    "dashboards_subscription_end": ("dashboards.read_dashboards",),
    "reports_run_make": ("reports.make_report",),
    "reports_run_again": ("reports.make_report",),
    "reports_run_release": ("reports.release_report",),
    "reports_schedule_of": ("reports.schedule_report",),
    "reports_schedule_stop": ("reports.schedule_report",),
    "cases_case_next": ("cases.work_case",),
    "cases_case_take": ("cases.work_case",),
    "cases_case_note": ("cases.work_case",),
    "cases_case_attach": ("cases.work_case",),
    "cases_case_press": ("cases.work_case",),
    "cases_case_decide": ("cases.work_case",),
    "cases_case_assign": ("cases.work_case",),
    "cases_case_tag": ("cases.work_case",),
    "cases_case_untag": ("cases.work_case",),
    "cases_case_snooze": ("cases.work_case",),
    "cases_case_wake": ("cases.work_case",),
    "cases_case_escalate": ("cases.work_case",),
    "sanctions_listedition_load": ("sanctions.load_list",),
    "sanctions_listentry_clear": ("sanctions.clear_match",),
    "credit_scorecardversion_use": ("credit.make_scorecard",),
    "rules_ruleversion_draft": ("rules.write_rule",),
    "rules_ruleversion_try": ("rules.write_rule",),
    "rules_ruleversion_shadow": ("rules.write_rule",),
    "rules_ruleversion_live": ("rules.write_rule",),
    "rules_ruleversion_retire": ("rules.write_rule",),
    "rules_rulelist_make": ("rules.keep_lists",),
    "rules_rulelist_put": ("rules.keep_lists",),
    "rules_listentry_take-off": ("rules.keep_lists",),
    "rules_snooze_new": ("rules.write_rule",),
    "scoring_fraudmodel_upload": ("scoring.train_model",),
    "scoring_fraudmodel_shadow": ("scoring.train_model",),
    "scoring_fraudmodel_promote": ("scoring.train_model",),
    "scoring_fraudmodel_retire": ("scoring.train_model",),
    "workbench_savedquery_changelist": ("workbench.run_sql",),
    "workbench_savedquery_change": ("workbench.run_sql",),
    "workbench_savedquery_history": ("workbench.run_sql",),
    "workbench_savedquery_bench": ("workbench.run_sql",),
    "workbench_savedquery_remove": ("workbench.run_sql",),
    "webhooks_endpoint_act": ("webhooks.replay",),
    "webhooks_event_act": ("webhooks.replay",),
    "webhooks_delivery_act": ("webhooks.replay",),
}
# Pages that go by the right to view a model.
VIEWING = {
    "provisions_provisionday_migration": "provisions.view_provisionday",
    "provisions_provisionday_vintages": "provisions.view_provisionday",
    "market_currencyday_trend": "market.view_currencyday",
    "market_rateday_trend": "market.view_rateday",
    "operational_reading_picture": "operational.view_reading",
    "operational_risk_picture": "operational.view_risk",
    "reports_run_catalogue": "reports.view_run",
    "reports_run_file": "reports.view_run",
    "reports_run_draft": "reports.view_run",
    "reports_run_chart": "reports.view_run",
    "reports_run_rows": "reports.view_run",
    "reports_run_entries": "reports.view_run",
    "reports_run_transaction": "reports.view_run",
    "reports_run_compare": "reports.view_run",
    "settlement_settlementbatch_report": "settlement.view_settlementbatch",
    "accounts_statement_file": "accounts.view_statement",
    "accounts_letter_file": "accounts.view_letter",
    "scoring_fraudmodel_weeks": "scoring.view_fraudmodel",
    "credit_scorecardversion_report": "credit.view_scorecardversion",
    "cases_casefile_content": "cases.view_casefile",
    "seals_sealedhead_proof": "audit.view_auditentry",
    "exports_listexport_file": "exports.view_listexport",
    # Not for tellers: for who may see what screening decided.
    "payments_heldpayment_changelist": "risk.view_screeningdecision",
    "payments_heldpayment_change": "risk.view_screeningdecision",
    "payments_heldpayment_history": "risk.view_screeningdecision",
    "payments_heldpayment_csv": "risk.view_screeningdecision",
}
# Forms by which something is added: the right that its service asks for. No other model is added
# to, and none is changed or deleted by Django's own forms.
ADDING: dict[str, tuple[str, ...]] = {
    "accounts.Letter": ("accounts.write_letters",),
    "accounts.UsageTerms": ("accounts.set_terms",),
    "accounts.FeeTerms": ("accounts.set_terms",),
    "accounts.FeeWaiver": ("accounts.waive_fee",),
    "accounts.Holder": ("accounts.manage_mandates",),
    "accounts.Mandate": ("accounts.manage_mandates",),
    "accounts.SigningRule": ("accounts.manage_mandates",),
    "accounts.Overdraft": ("accounts.agree_limits",),
    "payments.FxMargin": ("payments.set_margins",),
    "payments.FxRate": ("payments.publish_rates",),
    "payments.FxCoverDeal": ("payments.cover_position",),
    "identity.ApiClient": ("identity.manage_clients",),
}
# Only by a form that is sent: asked for by GET they refuse everybody.
BY_POST = {
    "alerts_securityalert_handle", "approvals_request_decide", "accounts_customer_export",
    "client_new-key", "client_new-secret", "client_revoke", "client_block", "saved_views",
    "webhooks_endpoint_act", "webhooks_event_act", "webhooks_delivery_act",
    "dashboards_selection_keep", "dashboards_selection_remove", "dashboards_subscription_end",
    "exports_listexport_order",
    "workbench_savedquery_remove",
}  # fmt: skip
# Django's own that the bank does not use: closed to all.
NOBODY = {"autocomplete", "view_on_site"}
# They lead to the log-in whoever has nothing to go on with.
GOING_ON = {"login", "logout", "new_password", "second_step"}


@dataclass(frozen=True)
class Address:
    """One address of the bank."""

    route: str
    pattern: URLPattern

    @property
    def name(self) -> str:
        return self.pattern.name or self.route

    @property
    def path(self) -> str:
        """Return the address of something that is not there."""
        path = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000007", self.route)
        path = re.sub(r"<(int|path):\w+>", "999999", path)
        path = re.sub(r"<(slug|str):\w+>|<id>", "x", path)
        path = re.sub(r"\^\(\?P<app_label>(\w+)\|.*\)/\$", r"\1/", path)
        return "/" + path.replace("^.*$", "nothing-here")


def everything() -> Iterator[Address]:
    def walk(resolver, before=""):
        for entry in resolver.url_patterns:
            route = before + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                yield from walk(entry, route)
            else:
                yield Address(route, entry)

    yield from walk(get_resolver())


ALL = list(everything())
BACK_OFFICE = [each for each in ALL if each.route.startswith("admin/") and each.name != "login"]
API = [
    each
    for each in ALL
    if each.route.startswith(("api/", "v1/")) and each.name not in DOORS[EVERYBODY]
]
WEB = [
    each
    for each in ALL
    if each not in BACK_OFFICE and each not in API and "admin/" not in each.route
]


def granted(role: Role, permission: str) -> bool:
    app, _, code = permission.partition(".")
    if code.startswith("view_"):
        return app in VIEWS[role]
    return role in PERMISSIONS.get(permission, ())


def rule_of(address: Address) -> tuple[str, ...] | None:
    """Return the rights of which one opens the page, () for all staff, None for nobody.

    Raises LookupError where the table does not know the address.
    """
    if address.name in NOBODY:
        return None
    if address.name in PAGES:
        return PAGES[address.name]
    if address.name in VIEWING:
        return (VIEWING[address.name],)
    if address.name == "app_list" or address.pattern.name is None:
        return ()
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        page = address.name.removeprefix(f"{app}_{name}_")
        if page in {"changelist", "change", "history", "csv"}:
            return (f"{app}.view_{name}",)
        if page in {"add", "delete"}:
            return ADDING.get(model._meta.label) if page == "add" else None
    raise LookupError(address.route)


def is_open(role: Role, address: Address) -> bool:
    rule = rule_of(address)
    return rule is not None and (not rule or any(granted(role, each) for each in rule))


def ask(client: Client, address: Address):
    send = client.post if address.name in BY_POST else client.get
    answer = send(address.path)
    return client.post(address.path) if answer.status_code == 405 else answer


def to_log_in(answer) -> bool:
    led = answer.headers.get("Location", "").split("?")[0]
    return answer.status_code == 302 and led in {"/login/", "/admin/login/"}


def test_the_table_knows_every_address_and_no_other():
    unknown = []
    for address in BACK_OFFICE:
        try:
            rule_of(address)
        except LookupError:
            unknown.append(address.route)
    doors = set().union(*DOORS.values())
    unknown += [each.route for each in WEB if each.name not in doors]
    assert unknown == []
    names = {each.name for each in ALL}
    assert doors - names == set()
    assert (set(PAGES) | set(VIEWING) | NOBODY) - names == set()
    assert set(ADDING) <= {model._meta.label for model in admin.site._registry}
    assert len(BACK_OFFICE) > 250
    assert len(API) > 60


def test_every_right_that_the_table_names_belongs_to_somebody():
    named = {each for rule in [*PAGES.values(), *ADDING.values()] for each in rule}
    assert {each for each in named if ".view_" not in each} <= set(PERMISSIONS)


def test_nobody_who_has_not_logged_in_opens_anything_but_what_is_for_everybody():
    wrong = []
    for address in ALL:
        answer = ask(Client(), address)
        if address.name in DOORS[EVERYBODY]:
            fine = not to_log_in(answer) or address.name in GOING_ON
        elif address in API:
            fine = answer.status_code == 401
        else:
            fine = to_log_in(answer) or address.name == "login"
        if not fine:
            wrong.append((address.route, answer.status_code))
    assert not wrong, wrong


def test_a_customer_opens_online_banking_and_nothing_else():
    browser, wrong = visitor("anna").browser(), []
    for address in ALL:
        # The steps of logging in are for those who have not.
        if address.name in {"logout", "end_others", "login", "second_step", "passkey_login"}:
            continue
        answer = ask(browser, address)
        if address in BACK_OFFICE:
            fine = to_log_in(answer) or answer.status_code == 403
        elif address in API:
            fine = answer.status_code == 401
        else:
            fine = not to_log_in(answer) and answer.status_code != 403
        if not fine:
            wrong.append((address.route, answer.status_code))
    assert not wrong, wrong


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_pages_of_the_back_office_and_no_others(role):
    browser, wrong = staff(role), []
    for address in BACK_OFFICE:
        if address.name == "logout":
            continue
        answer = ask(browser, address)
        if is_open(role, address):
            fine = answer.status_code != 403 and not to_log_in(answer)
        else:
            # Some pages look for their object first: what is not there they do not show either.
            away = answer.status_code == 302 and answer["Location"] == "/admin/"
            fine = away or answer.status_code in {403, 404}
        if not fine:
            wrong.append((address.route, answer.status_code, is_open(role, address)))
    assert not wrong, wrong


def methods(address: Address) -> list[str]:
    return [
        name for name in ("get", "post", "patch") if hasattr(address.pattern.callback.cls, name)
    ]


def send(api: ApiClient, method: str, path: str):
    return api.get(path) if method == "get" else getattr(api, method)(path, {})


@pytest.mark.parametrize("scoped", [False, True], ids=["without a scope", "with every scope"])
def test_a_program_opens_what_its_scopes_say(scoped):
    api, wrong = ApiClient(scopes=identity.all_scopes() if scoped else ()), []
    for address in API:
        for method in methods(address):
            answer = send(api, method, address.path)
            if (answer.status_code == 403) is scoped or answer.status_code == 401:
                wrong.append((method, address.route, answer.status_code))
    assert not wrong, wrong


def test_a_programs_key_opens_no_page_of_people():
    api, wrong = ApiClient(), []
    for address in [*BACK_OFFICE, *WEB]:
        if address.name in DOORS[EVERYBODY]:
            continue
        answer = api.get(address.path)
        if not to_log_in(answer) and answer.status_code != 405:
            wrong.append((address.route, answer.status_code))
    assert not wrong, wrong
