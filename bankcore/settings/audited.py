"""Whose changes django-auditlog writes down, field by field, and why the other models need none.

It sees what is saved by Django's models. What is done by a set-based statement, it does not see:
every use case writes an entry of the audit trail besides. `_` before a field hides its values, `-`
leaves it out, so that the log tells who changed what and when, and holds nothing personal for ever.
"""

from __future__ import annotations

from typing import Any, Final

_TRACKED: Final[dict[str, tuple[str, ...]]] = {
    "identity.User": ("_password", "_email", "_first_name", "_last_name", "-last_login"),
    "identity.ApiClient": ("-key_sha256", "-signing_secret"),
    "accounts.Customer": ("_name",),
    "accounts.PersonDetails": (
        *("_given_name", "_family_name", "_date_of_birth", "_place_of_birth", "_nationality"),
    ),
    "accounts.CompanyDetails": ("_register_number", "-register_number_index"),
    "accounts.BeneficialOwner": ("_name", "_date_of_birth", "_nationality"),
    "accounts.RelatedPerson": ("_name",),
    "accounts.Address": ("_street", "_postcode", "_city"),
    "accounts.ContactPoint": ("_value", "-value_index"),
    "accounts.TaxResidence": ("_tin", "-tin_index"),
    "accounts.TaxSelfCertification": (),
    "accounts.CustomerDocument": ("_number", "-number_index", "_file_name", "-sha256"),
    "accounts.KycCheck": ("_note",),
    "accounts.RiskAssessment": ("_reason",),
    "accounts.Product": (),
    "accounts.UsageTerms": (),
    "accounts.FeeTerms": (),
    "accounts.FeeWaiver": (),
    "accounts.InterestTerms": (),
    "accounts.InterestTier": (),
    "accounts.InterestSpecial": (),
    "accounts.LoanTerms": (),
    "accounts.Holder": (),
    "accounts.Mandate": (),
    "accounts.SigningRule": (),
    "accounts.Overdraft": (),
    "accounts.StatementCycle": (),
    "accounts.TermDeposit": ("-request_hash",),
    "payments.TellerDrawer": (),
    "payments.ChequeBook": (),
    "payments.FxMargin": (),
    "alerts.SecurityAlert": (),
}


def _registered(model: str, fields: tuple[str, ...]) -> dict[str, Any]:
    return {
        "model": model,
        "mask_fields": [name[1:] for name in fields if name.startswith("_")],
        "exclude_fields": [name[1:] for name in fields if name.startswith("-")],
    }


TRACKED: Final = tuple(_registered(model, fields) for model, fields in _TRACKED.items())


def hidden(_value: str) -> str:
    """Return what stands for a value that is not told."""
    return "[hidden]"
