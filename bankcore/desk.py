"""What the back office puts before its staff, on one page: work, set-up, searches, customers.

Each kind of work leads to the list that proves its count. Lists say with their own filters what
waits: the filters' names here are those in the lists' addresses.
"""

from typing import Final

from bankcore.presentation import finding
from bankcore.presentation.finding import Finder
from bankcore.presentation.tabs import Adding, Part, Tab
from bankcore.presentation.work import Step, Work

_CASES: Final = ("cases.work_case", "cases.work_crime_case")
_SETTLE: Final = ("gateway.pay_out", "reconciliation.reconcile")

WORK: Final[tuple[Work, ...]] = (
    Work(
        title="Requests that wait for your decision",
        model="approvals.request",
        asked={"mine": "decide"},
        needs=("approvals.decide_request",),
    ),
    Work(
        title="Security alerts that nobody has taken",
        model="alerts.securityalert",
        asked={"state__exact": "OPEN"},
        needs=("alerts.handle_alert",),
        urgent=True,
    ),
    Work(title="Your cases", model="cases.case", asked={"queue": "mine"}, needs=_CASES),
    Work(title="Cases that nobody has", model="cases.case", asked={"queue": "free"}, needs=_CASES),
    Work(
        title="Cases that wait for the second level",
        model="cases.case",
        asked={"queue": "escalated"},
        needs=("cases.work_escalated_case",),
        urgent=True,
    ),
    Work(
        title="Cases past their time",
        model="cases.case",
        asked={"queue": "late"},
        needs=_CASES,
        urgent=True,
    ),
    Work(
        title="Names near a list",
        model="crime.namehit",
        asked={"state": "OPEN"},
        needs=("crime.decide_name",),
        urgent=True,
    ),
    Work(
        title="Messages that nobody has answered",
        model="correspondence.thread",
        asked={"queue": "waiting"},
        needs=("correspondence.answer_customer",),
    ),
    Work(
        title="Disputes to be decided",
        model="correspondence.dispute",
        asked={"queue": "open"},
        needs=("correspondence.decide_dispute",),
    ),
    Work(
        title="Disputes past their day",
        model="correspondence.dispute",
        asked={"queue": "late"},
        needs=("correspondence.decide_dispute",),
        urgent=True,
    ),
    Work(
        title="Customers whose review is due",
        model="accounts.customer",
        asked={"review": "due"},
        needs=("accounts.record_kyc",),
    ),
    Work(
        title="Loan applications that wait for a person",
        model="credit.referral",
        asked={"closed_at__isempty": "1"},
        needs=("accounts.decide_loan",),
    ),
    Work(
        title="Merchants' payments that wait for a person",
        model="gateway.paymentintent",
        asked={"waiting": "yes"},
        needs=("gateway.handle_conflict",),
    ),
    Work(
        title="Differences with the networks",
        model="reconciliation.reconexception",
        asked={"state": "OPEN"},
        needs=("reconciliation.reconcile",),
    ),
    Work(
        title="Clearing files that a network refused",
        model="settlement.clearingfile",
        asked={"state__exact": "REFUSED"},
        needs=_SETTLE,
        urgent=True,
    ),
    Work(
        title="Clearing records that a network rejected",
        model="settlement.clearingrecord",
        asked={"state__exact": "REJECTED"},
        needs=_SETTLE,
    ),
    Work(
        title="Ends of day that are not finished",
        model="endofday.dayrun",
        asked={"finished_at__isempty": "1"},
        needs=("endofday.close_day",),
        urgent=True,
    ),
    Work(
        title="Loads of the warehouse that failed",
        model="warehouse.load",
        asked={"mended": "no"},
        needs=("market.keep_data",),
    ),
    Work(
        title="Events that a consumer was given up on",
        model="outbox.failure",
        asked={"state__exact": "DEAD"},
        needs=("outbox.replay_dead_letter",),
        urgent=True,
    ),
)

SETUP: Final[tuple[Step, ...]] = (
    Step(
        title="Open the first business day",
        model="ledger.glaccount",
        how="manage.py bootstrap_bank lays out the chart of accounts and the products.",
    ),
    Step(
        title="Introduce interest",
        model="accounts.interestterms",
        how="Interest terms, Introduce: a second person approves them.",
    ),
    Step(
        title="Load the lists of sanctions",
        model="sanctions.listedition",
        how="Editions of lists, Load: names are compared with them from then on.",
    ),
    Step(
        title="Take the first customer on",
        model="accounts.customer",
        how="Customers, Take a person on; or manage.py seed_demo for a bank to try out.",
    ),
    Step(
        title="Let staff in",
        model="identity.user",
        how="Users, Add: each with a role; an administrator and a second person decide.",
    ),
)

# Under which heading the list of pages has the pages of each app, in the order of the headings.
SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "Customers and accounts": ("accounts", "correspondence"),
    "Payments": ("payments", "payees", "interbank"),
    "Cards of customers": ("issuing",),
    "Merchants and cards": ("gateway", "cards", "settlement", "reconciliation", "webhooks"),
    "Fraud and crime": ("risk", "cases", "rules", "features", "scoring", "sanctions", "crime"),
    "Credit, market and operational risk": (
        *("credit", "provisions", "exposures", "market", "operational"),
    ),
    "Books and the bank's day": ("ledger", "endofday"),
    "Figures and reports": ("dashboards", "reports", "warehouse", "workbench"),
    "Decisions, audit and security": (
        *("approvals", "audit", "auditlog", "alerts", "seals", "outbox"),
    ),
    "People and programs": ("identity", "developers", "exports"),
}

# What the one search looks through. Every look-up is answered by an index: tests ask the database.
SEARCHES: Final[tuple[Finder, ...]] = (
    Finder(
        title="Customers",
        model="accounts.customer",
        shape=finding.WORDS,
        detail=("get_kind_display", "get_status_display", "public_id"),
        is_spaced=True,
    ),
    Finder(
        title="Accounts",
        model="accounts.account",
        shape=finding.IBAN,
        lookups=("iban__startswith",),
        detail=("customer.name", "product.name"),
    ),
    Finder(
        title="Accounts",
        model="accounts.account",
        shape=finding.ID,
        lookups=("public_id",),
        detail=("customer.name", "product.name"),
    ),
    Finder(
        title="Payments to other banks",
        model="payments.externalpayment",
        shape=finding.ID,
        lookups=("public_id",),
        detail=("created_at", "get_state_display"),
    ),
    Finder(
        title="Payments to other banks",
        model="payments.externalpayment",
        shape=finding.NUMBER,
        lookups=("txn_id",),
        detail=("created_at", "get_state_display"),
    ),
    Finder(
        title="Transfers between banks",
        model="interbank.item",
        shape=finding.REFERENCE,
        lookups=("end_to_end_id", "mandate_reference"),
        detail=("get_state_display", "due_date"),
        is_spaced=True,
    ),
    Finder(
        title="Payments from other banks",
        model="interbank.inbounditem",
        shape=finding.REFERENCE,
        lookups=("end_to_end_id",),
        detail=("get_state_display", "created_at"),
        is_spaced=True,
    ),
    Finder(
        title="Merchants' payments",
        model="gateway.paymentintent",
        shape=finding.OBJECT,
        lookups=("object_id",),
        detail=("merchant", "get_state_display"),
    ),
    Finder(
        title="Merchants' payments by the merchant's reference",
        model="gateway.paymentintent",
        shape=finding.REFERENCE,
        lookups=("merchant_reference",),
        detail=("merchant", "get_state_display"),
        is_spaced=True,
    ),
    Finder(
        title="Cards of customers",
        model="issuing.card",
        shape=finding.LAST_FOUR,
        lookups=("last4",),
        detail=("customer.name", "get_state_display"),
    ),
    Finder(
        title="Cards",
        model="gateway.paymentmethod",
        shape=finding.LAST_FOUR,
        lookups=("last4",),
        detail=("brand", "merchant", "created_at"),
    ),
    Finder(
        title="Cards and accounts that payers pay with",
        model="gateway.paymentmethod",
        shape=finding.OBJECT,
        lookups=("object_id",),
        detail=("brand", "merchant", "created_at"),
    ),
    Finder(
        title="Programs",
        model="identity.apiclient",
        shape=finding.REFERENCE,
        lookups=("client_id", "name__istartswith"),
        detail=("client_id", "get_kind_display"),
        is_spaced=True,
    ),
)

_ID, _ACCOUNTS = {"customer__public_id": "id"}, {"account_id__in": "accounts"}
_OF_ACCOUNT: Final = {"account__customer__public_id": "id"}

# What a customer's page tells beside the customer's own file, each table to whom its list is open.
CUSTOMER_TABS: Final[tuple[Tab, ...]] = (
    Tab(
        name="accounts",
        title="Accounts and limits",
        parts=(
            Part(title="Accounts", model="accounts.account", by=_ID),
            Part(title="Overdrafts", model="accounts.overdraft", by=_OF_ACCOUNT),
            Part(title="Joint holders", model="accounts.holder", by=_OF_ACCOUNT),
            Part(title="Mandates", model="accounts.mandate", by=_OF_ACCOUNT),
            Part(title="Term deposits", model="accounts.termdeposit", by=_OF_ACCOUNT),
        ),
    ),
    Tab(
        name="loans",
        title="Loans",
        parts=(
            Part(
                title="Loans", model="accounts.loan", by={"application__customer__public_id": "id"}
            ),
            Part(title="Applications", model="accounts.loanapplication", by=_ID),
        ),
    ),
    Tab(
        name="payments",
        title="Payments",
        parts=(
            Part(title="To other banks", model="payments.externalpayment", by=_ACCOUNTS),
            Part(title="From other banks", model="interbank.inbounditem", by=_ACCOUNTS),
            Part(title="Held by screening", model="payments.heldpayment", by=_ACCOUNTS),
            Part(title="Standing orders", model="payments.standingorder", by=_OF_ACCOUNT),
            Part(title="Direct debits", model="interbank.collection", by=_ACCOUNTS),
            Part(title="Mandates of creditors", model="interbank.debitmandate", by=_ACCOUNTS),
        ),
    ),
    Tab(
        name="cards",
        title="Cards",
        parts=(
            Part(title="Cards", model="issuing.card", by=_ID),
            Part(
                title="What was paid with them",
                model="issuing.authorisation",
                by={"card__customer__public_id": "id"},
            ),
        ),
    ),
    Tab(
        name="merchant",
        title="As a merchant",
        parts=(
            Part(title="Merchants", model="gateway.merchant", by={"customer_id": "id"}),
            Part(
                title="Cards and accounts paid with",
                model="gateway.paymentmethod",
                by=_ACCOUNTS,
            ),
        ),
    ),
    Tab(
        name="messages",
        title="Messages and disputes",
        parts=(
            Part(
                title="Messages",
                model="correspondence.thread",
                by=_ID,
                adding=Adding(
                    page="correspondence_thread_write",
                    title="Write to the customer",
                    needs="correspondence.answer_customer",
                ),
            ),
            Part(title="Disputes", model="correspondence.dispute", by=_ID),
            Part(title="E-mails chosen", model="correspondence.noticechoices", by=_ID),
            Part(title="E-mails sent", model="correspondence.notice", by=_ID),
        ),
    ),
    Tab(
        name="notes",
        title="Notes",
        parts=(
            Part(
                title="Notes",
                model="correspondence.customernote",
                by=_ID,
                adding=Adding(
                    page="correspondence_customernote_write",
                    title="Write a note",
                    needs="correspondence.write_note",
                ),
            ),
        ),
    ),
    Tab(
        name="risk",
        title="Cases and names",
        parts=(
            Part(
                title="Cases",
                model="cases.case",
                by={"links__entity": "payer", "links__name": "text"},
            ),
            Part(title="Names near a list", model="crime.namehit", by={"customer_id": "id"}),
        ),
    ),
    Tab(
        name="trail",
        title="Approvals, letters, audit",
        parts=(
            Part(title="Requests", model="approvals.request", by={"subject": "name"}),
            Part(title="Letters", model="accounts.letter", by=_ID),
            Part(title="Audit trail", model="audit.auditentry", by={"subject": "name"}),
        ),
    ),
)
