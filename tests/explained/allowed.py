"""Which tables are large in a bank of years, and what may read one whole all the same.

Large are customers and what is kept of each, log-ins, the ledger and its events, payments, cards
and shops, and what risk keeps of payments.
"""

_LARGE = """
accounts_account accounts_accountstate accounts_address accounts_customer
accounts_customerdocument accounts_customerstatuschange accounts_documentcontent
accounts_documentparty accounts_entrycategory accounts_feecharge accounts_feeassessment
accounts_holder accounts_interestaccrual accounts_interestadjustment accounts_interestposting
accounts_kyccheck accounts_letter accounts_mandate accounts_persondetails accounts_riskassessment
accounts_statement accounts_statementdocument accounts_taxresidence accounts_usage
correspondence_message correspondence_notice correspondence_thread

identity_accesstoken identity_knowndevice identity_user identity_websession identity_usednonce
developers_loggedrequest audit_auditentry auditlog_logentry seals_leaf seals_node crypto_datakey
crypto_subjectkey

ledger_account ledger_balance ledger_entry ledger_hold ledger_hold_event ledger_idem
ledger_snapshot ledger_txn outbox_event outbox_handled

payments_bulkline payments_cashmovement payments_chequepayment payments_externalpayment
payments_fxorder payments_fxquote payments_standingorder payments_standingorderexecution
payees_payee payees_namecheck interbank_collection interbank_debitclaim interbank_debitmandate
interbank_inbounditem interbank_instantincoming interbank_instantsending interbank_item
interbank_tracenumber issuing_authorisation issuing_card issuing_cardstatechange
issuing_presentment cards_inboundmessage cards_networkmessage gateway_authentication
gateway_checkoutsession gateway_mandate gateway_operation gateway_payer gateway_paymentintent
gateway_paymentmethod gateway_sentrequest gateway_setupintent gateway_statechange
processors_inboundcallback processors_processorcall webhooks_attempt webhooks_delivery
webhooks_event reconciliation_reportline reconciliation_statemententry settlement_clearingrecord
settlement_settlementline settlement_settlementbatch

cases_alert cases_case cases_caseevent crime_flow features_pair features_sighting features_total
provisions_exposure risk_paymentflag risk_screeningdecision sanctions_listentry
"""
LARGE = frozenset(_LARGE.split())

# What a statement is like, its blanks as one, and why it may read a large table whole.
SCANS: tuple[tuple[str, str], ...] = (
    (
        r"^(SELECT|WITH) .*\bcount\(\*\) FILTER \(WHERE (wrong|total <> 0)\), min\(",
        "an invariant is of all rows there are, added up where somebody verifies the books",
    ),
    (
        r"^SELECT \(SELECT count\(\*\) FROM ledger_period\), count\(\*\), min\(t\.id\) ",
        "an invariant too: what was booked after its day was closed",
    ),
    (
        r"^INSERT INTO ledger_snapshot ",
        "a day's end keeps the balance of every account there is",
    ),
    (
        r"^SELECT c\.id, c\.name, a\.id FROM accounts_customer c LEFT JOIN \(SELECT DISTINCT ON",
        "once a day every customer's name and address is compared with what documents last said",
    ),
    (
        r"^SELECT \(SELECT jsonb_agg\(b ORDER BY account_id\) FROM ledger_balance b\),",
        "tests' own picture of the books, to compare before and after",
    ),
    (
        r'^UPDATE "gateway_paymentmethod" SET "detached_at" = \$$',
        "a test's own: each payment method there is detached, before one is charged",
    ),
)
