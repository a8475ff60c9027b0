"""The bank's rules: what takes two people, limits, screening, its identity in account numbers."""

from decimal import Decimal

from bankcore.settings.env import read

_ENVIRONMENT = read()

# What takes two people: what is done on approval, and how many days a request waits for it.
APPROVAL_EXECUTORS = "bankcore.executors.EXECUTORS"
APPROVAL_DAYS = 7
# Above these, in units of the loan's or fee's currency, a decision or a refund takes two people.
LOAN_DECISION_LIMIT = 10_000
FEE_REFUND_LIMIT = 25

# Where identity, which stands below approvals, asks for a second person.
APPROVALS_DOOR = "bankcore.approvals.public"
FOUR_EYES = "bankcore.approvals.public.ask"
# A drawer's difference of more units of its currency than this needs a second person.
DRAWER_DIFFERENCE_LIMIT = Decimal(20)
# Movements that staff order for a customer, of more units of their currency than this, and
# covering deals of more euros than that take two people.
STAFF_PAYMENT_LIMIT = Decimal(10_000)
COVER_DEAL_LIMIT = Decimal(100_000)
# Which networks payments of merchants go through, by the connector's name.
GATEWAY_CONNECTORS = "bankcore.connectors.CONNECTORS"
# Which brands' cardholders' banks can be asked, by the brand.
GATEWAY_ISSUERS = "bankcore.connectors.ISSUERS"
# Payouts are settlement's, which stands above the gateway whose API tells of them.
GATEWAY_PAYOUTS = {
    "get": "payments.settlement.public.get_payout",
    "page": "payments.settlement.public.page_of_payouts",
    "body": "payments.settlement.public.payout_body",
}
# What says whether the bank is ready to serve; and whether losses count in the first bucket of the
# business indicator too, which supervisors may choose.
READINESS_CHECK = "bankcore.monitoring.public.check_readiness"
OPERATIONAL_LOSSES_ALWAYS_COUNT = False
# Where files are exchanged with networks and clearing houses; and which currencies' payments to
# other banks leave in such files, through which clearing house. Others settle at the day's end.
GATEWAY_EXCHANGE_FOLDER = _ENVIRONMENT.exchange_folder
CLEARED_BY_EXCHANGE = _ENVIRONMENT.cleared_by_exchange
# Business days from sending a direct debit to its settlement: SDD Core is sent at the latest one
# day before it is due, ACH debits settle the next day.
INTERBANK_DEBIT_DAYS = {"sepa": 2, "ach": 1}
# So many days of interbank settlement after a cheque is handed in, its money is the customer's.
CHEQUE_CLEARING_DAYS = 3

# An amount above this many units of any currency is flagged: the bank's first fraud rule.
FRAUD_THRESHOLD = Decimal(_ENVIRONMENT.fraud_threshold)
# Screening a payment may take so long. Is there no answer by then, a payment of up to so many units
# of its currency goes out, and a larger one waits for a person.
SCREENING_BUDGET_MS = 50
# How near a name must be to one on a sanctions list for a person to look, 0 to 100.
SANCTIONS_THRESHOLD = 84
# Where parts of risk below it find the payments of the past.
RISK_HISTORY = "risk.public.past_payments"
SCREENING_FALLBACK_LIMIT = Decimal(100)

# Who scores applications for loans; what it may be is said where this one is.
LOAN_SCORING = "accounts.domain.loans.scoring.no_score"

# The bank's own identity in account numbers. 99999999 is no bank's code at the Bundesbank.
DEMO_BANK = False
BANK_NAME = "Bankcore Demo Bank"
BANK_COUNTRY = "DE"
BANK_CODE = "99999999"
# And in messages between banks: a test BIC (its eighth character is 0), a routing number that no
# bank has, the creditor id of the Bundesbank's examples; and the clearing house of ACH files.
BANK_BIC = "BKCODEF0"
BANK_ROUTING = "999999992"
BANK_CREDITOR_ID = "DE98ZZZ09999999999"
ACH_OPERATOR_ROUTING = "888888884"
