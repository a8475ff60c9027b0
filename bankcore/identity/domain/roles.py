"""What people at the bank are."""

from enum import StrEnum


class Role(StrEnum):
    """A role of staff; one of them may have several, as far as they may be in one hand."""

    TELLER = "Teller"
    OPERATIONS = "Operations"
    RISK_ANALYST = "Risk analyst"
    COMPLIANCE = "Compliance"
    FINANCE = "Finance"
    AUDITOR = "Auditor"
    ADMINISTRATOR = "Administrator"
