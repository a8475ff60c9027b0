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
# Instant payments: where the clearing house's instant service is (empty: they are not offered),
# the key that both sides sign with, how long either waits, and the most of one in euros.
INSTANT_ADDRESS = _ENVIRONMENT.instant_address
INSTANT_KEY = _ENVIRONMENT.instant_key
INSTANT_SECONDS = 10.0
INSTANT_LIMIT = Decimal(100_000)
# Business days of TARGET in which the bank may recall a payment that was a mistake, and in which a
# recall is answered (SCT rulebook: 10, and 15).
RECALL_DAYS = 10
RECALL_ANSWER_DAYS = 15
# Business days from sending a direct debit to its settlement: SDD Core is sent at the latest one
# day before it is due, ACH debits settle the next day.
INTERBANK_DEBIT_DAYS = {"sepa": 2, "ach": 1}
# So many days of interbank settlement after a cheque is handed in, its money is the customer's.
CHEQUE_CLEARING_DAYS = 3

# An amount worth more than this in the bank's own currency is flagged by rule number one.
FRAUD_THRESHOLD = Decimal(_ENVIRONMENT.fraud_threshold)
# Screening a payment may take so long. Is there no answer by then, a payment worth up to
# SCREENING_FALLBACK_LIMIT in the bank's own currency goes out, and a larger one waits for a person.
SCREENING_BUDGET_MS = 50
# So many days a held payment may wait for people of the bank; then its money is free again.
HELD_PAYMENT_DAYS = 5
# Cards that the bank issues: the first eight digits of their numbers (of a range for tests), for
# accounts of which products, how many days money stays set aside for what a
# network has not presented, and in units of the account's currency what limits a card begins with
# and the most that its customer may set: purchases of a day, of a month, cash of a day, of a month.
CARD_ISSUER_NUMBER = "40000099"
CARD_PRODUCTS = ("CURRENT",)
CARD_AUTHORISATION_DAYS = 7
CARD_LIMITS = (1_000, 5_000, 500, 2_000)
CARD_CEILINGS = (5_000, 15_000, 1_000, 5_000)
# How near a name must be to one on a sanctions list for a person to look, 0 to 100.
SANCTIONS_THRESHOLD = 84
# Where parts of risk below it find the payments of the past.
RISK_HISTORY = "risk.public.past_payments"
SCREENING_FALLBACK_LIMIT = Decimal(100)

# How large the six shocks of interest rates are: BASEL_2024 (the Basel Committee's d578) or
# EU_2024_856 (the regulation of that number); risk/market/domain/shocks.py has both tables.
RATE_SHOCKS = "BASEL_2024"

# Who decides about applications for loans; accounts/domain/loans/scoring.py says what it may be.
LOAN_SCORING = "accounts.services.loans.scoring.by_scorecard"
# What accounts ask before they promise or pay out credit: exposures stand above them.
LOAN_LIMITS = "risk.exposures.public.check"

# Who knows what the collateral of loans is worth; what it may be is said in
# risk/provisions/services/collateral.py. Exposures, whose register it is, stand above provisions.
LOAN_COLLATERAL = "risk.exposures.public.worth_of_loans"

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
# The bank as it files with FinCEN: nobody's numbers, until the operator puts in its own.
FINCEN_FILER = {
    "name": BANK_NAME,
    "tax_number": "000000000",
    "control_code": "PBSATEST",
    "regulator": "9",  # Part IV of the forms: 9 is the IRS, 1 the Federal Reserve, 4 the OCC ...
    "institution_type": "2",  # a depository institution
    "contact": "Compliance",
    "phone": "0000000000",
    "street": "Musterstrasse 1",
    "city": "Musterstadt",
    "state": "",
    "postcode": "12345",
    "country": BANK_COUNTRY,
}
# The bank as it reports to tax authorities: its tax number, its number with the Internal Revenue
# Service (GIIN) and category there (FATCA602: a financial institution under a model 1 agreement).
TAX_REPORTING = {
    "tax_number": "000000000",
    "giin": "000000.00000.LE.276",
    "filer_category": "FATCA602",
    "street": "Musterstrasse 1",
    "postcode": "12345",
    "city": "Musterstadt",
}
# What is due from accounts in the days to come: `source(account_ids=..., first=..., last=...)`.
UPCOMING_PAYMENTS = "payments.public.upcoming_of_accounts"
# The merchant category codes of card payments that are booked, by transaction:
# `source(transaction_ids=...)` returns those that are known.
MERCHANT_CATEGORIES = "payments.issuing.public.merchant_categories"
# The yearly rate, a fraction of one, at which online banking offers loans, as far as a product's
# terms allow it; staff agree on others.
LOAN_RATE_ONLINE = "0.085"
# Who answers whether a name is that of the holder of an account at another bank, and how:
# `answer(name=..., account=...)` returns a payments.payees.public.Verdict. None: nobody does.
PAYEE_CHECK_ELSEWHERE = ""
