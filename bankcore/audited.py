"""Whose changes are logged field by field, on one page.

Beside the audit trail, which tells what a use case did, django-auditlog keeps the old and the new
value of every field that is saved. A model is here, or it is exempt with the reason; a test holds
that no model is forgotten.
See docs/security/changes-and-reads.md for what set-based statements mean for this.
"""

from typing import Final

# What of a model is masked: that it changed is logged, but neither value. Encrypted columns
# are masked everywhere, and columns of bytes left out, whether named here or not.
EVERYTHING: Final = ("*",)
NOTHING: Final = ()

# A person's data is masked whole: the log is never emptied, and what is erased must be gone.
MODELS: Final[dict[str, tuple[str, ...]]] = {
    "identity.User": ("username", "first_name", "last_name", "email", "password"),
    "identity.ApiClient": NOTHING,
    "identity.ApiKey": ("prefix",),
    "identity.SigningSecret": EVERYTHING,
    "identity.Branch": NOTHING,
    "approvals.DecisionLimit": NOTHING,
    "approvals.Request": ("payload",),
    "alerts.SecurityAlert": NOTHING,
    "accounts.Customer": ("name",),
    "accounts.Address": EVERYTHING,
    "accounts.ContactPoint": EVERYTHING,
    "accounts.PersonDetails": EVERYTHING,
    "accounts.CompanyDetails": EVERYTHING,
    "accounts.BeneficialOwner": EVERYTHING,
    "accounts.RelatedPerson": EVERYTHING,
    "accounts.CustomerDocument": EVERYTHING,
    "accounts.TaxResidence": EVERYTHING,
    "accounts.TaxSelfCertification": EVERYTHING,
    "accounts.KycCheck": ("note",),
    "accounts.RiskAssessment": ("reason",),
    "accounts.Product": NOTHING,
    "accounts.FeeTerms": NOTHING,
    "accounts.FeeWaiver": ("reason",),
    "accounts.InterestTerms": NOTHING,
    "accounts.LoanTerms": NOTHING,
    "accounts.LoanApplication": ("purpose", "decision_reason"),
    "accounts.Holder": NOTHING,
    "accounts.Mandate": NOTHING,
    "accounts.SigningRule": NOTHING,
    "accounts.Overdraft": NOTHING,
    "accounts.UsageTerms": NOTHING,
    "payments.TellerDrawer": NOTHING,
    "payments.DrawerSession": NOTHING,
    "payments.ChequeBook": NOTHING,
    "payments.FxMargin": NOTHING,
    "payments.FxPosition": NOTHING,
    "payments.FxCoverDeal": NOTHING,
    "gateway.Merchant": NOTHING,
    "gateway.MerchantAccount": NOTHING,
    "gateway.MerchantClient": NOTHING,
    "gateway.MerchantFees": NOTHING,
    "gateway.Payer": EVERYTHING,
    "gateway.PaymentMethod": EVERYTHING,
    "gateway.Mandate": NOTHING,
}

_JOURNAL: Final = "append-only: its rows are their own log"
_BOOKED: Final = "changed by set-based statements with the booking that the ledger keeps"
_BATCH: Final = "moved by the end of day; its use cases write the audit trail"
_PART: Final = "made whole with its parent and never changed"
_WORK: Final = "what is still to be done, of no meaning once it is"

EXEMPT: Final[dict[str, str]] = {
    "reconciliation.ReconRun": _JOURNAL,
    "reconciliation.ReconException": _BATCH,
    "reconciliation.StatementFile": _JOURNAL,
    "reconciliation.StatementEntry": _JOURNAL,
    "gateway.PaymentIntent": _BOOKED,
    "gateway.Operation": _BOOKED,
    "vault.Card": "reached by functions of PostgreSQL alone, which write each access down",
    "vault.Access": _JOURNAL,
    "processors.ProcessorCall": "moved forward by the calls themselves, each state once",
    "processors.InboundCallback": "what came in, as it came",
    "audit.AuditEntry": _JOURNAL,
    "outbox.Event": _WORK,
    "identity.UsedNonce": _WORK,
    "identity.AccessToken": _WORK,
    "identity.RoleChange": _JOURNAL,
    "identity.RoleConflict": "the table of bankcore/identity/domain/segregation.py",
    "crypto.DataKey": "wrapped keys; each rotation is an entry of the audit trail",
    "crypto.SubjectKey": "wrapped keys of single customers",
    "crypto.Rotation": "how far a rotation has come",
    "identity.Confirmation": "its states are kept by PostgreSQL; the audit trail tells each",
    "identity.AuthenticatorApp": "each change is an entry of the audit trail, the secret in none",
    "identity.RecoveryCode": "each change is an entry of the audit trail",
    "identity.WebSession": "each log-in and log-out is an entry of the audit trail",
    "identity.KnownDevice": "each new one is an entry of the audit trail",
    "approvals.RequestEvent": _JOURNAL,
    "demo.BerkaRecord": "what the demo imported from where",
    "endofday.DayRun": _JOURNAL,
    "endofday.DayStep": _JOURNAL,
    "risk.PaymentFlag": _JOURNAL,
    "accounts.CustomerStatusChange": _JOURNAL,
    "accounts.Account": "opened in batches and never changed; the audit trail tells who opened it",
    "accounts.AccountState": _JOURNAL,
    "accounts.DocumentContent": "the file itself; its document is logged",
    "accounts.DocumentParty": _JOURNAL,
    "accounts.DocumentReminder": _WORK,
    "accounts.ReviewReminder": _WORK,
    "accounts.FeeAssessment": _BATCH,
    "accounts.FeeCharge": _BATCH,
    "accounts.FeeRefund": _JOURNAL,
    "accounts.InterestBook": _BATCH,
    "accounts.InterestDay": _BATCH,
    "accounts.InterestPosting": _BATCH,
    "accounts.InterestSpecial": _PART,
    "accounts.InterestTier": _PART,
    "accounts.Letter": "the letter itself, with who asked for it",
    "accounts.Loan": _BATCH,
    "accounts.LoanAccrual": _BATCH,
    "accounts.LoanAllocation": _JOURNAL,
    "accounts.LoanCharge": _BATCH,
    "accounts.LoanCollection": _BATCH,
    "accounts.LoanInstalment": _BATCH,
    "accounts.LoanPayment": _JOURNAL,
    "accounts.LoanQuote": _JOURNAL,
    "accounts.LoanSchedule": _PART,
    "accounts.LoanStateChange": _JOURNAL,
    "accounts.MandateUse": _BOOKED,
    "accounts.Signature": _JOURNAL,
    "accounts.Statement": _BATCH,
    "accounts.StatementCycle": "set by SQL; its use case writes the audit trail",
    "accounts.StatementDocument": _BATCH,
    "accounts.TermDeposit": _BATCH,
    "accounts.Usage": _BOOKED,
    "payments.BulkFile": _BATCH,
    "payments.BulkLine": _BATCH,
    "payments.CashMovement": _JOURNAL,
    "payments.Cheque": _BOOKED,
    "payments.ChequePayment": _JOURNAL,
    "payments.CollectedCheque": _BATCH,
    "payments.ExternalPayment": _BOOKED,
    "payments.FxOrder": _JOURNAL,
    "payments.FxQuote": _JOURNAL,
    "payments.FxRate": "published rates, kept by day",
    "payments.FxResultSale": _JOURNAL,
    "payments.FxRevaluation": _JOURNAL,
    "payments.StandingOrder": _BATCH,
    "payments.StandingOrderExecution": _BATCH,
}
# The ledger's tables are the journal and what PostgreSQL itself keeps from it.
EXEMPT_APPS: Final[dict[str, str]] = {
    "ledger": "written by SQL only, kept by the database",
    "seals": "added to and never changed, kept by the database",
}
