"""A customer's papers, checks and history, as tables beneath the customer."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts import models
from bankcore.presentation.read_only import ReadOnlyInline

_SHOWN: Final = 3


def masked(number: str | None) -> str:
    """Return a number that names a person with all but its end hidden; nothing of a short one."""
    text = (number or "").strip()
    if not text:
        return ""
    return "\N{BULLET}" * 4 + (text[-_SHOWN:] if len(text) > 2 * _SHOWN else "")


class _OfCustomer(ReadOnlyInline):
    """Rows that are shown; they are changed by the buttons above."""

    ordering = ("id",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del obj
        return request.user.has_perm("accounts.view_customer")


class PersonInline(_OfCustomer):
    model = models.PersonDetails


class CompanyInline(_OfCustomer):
    model = models.CompanyDetails
    exclude = ("register_number_index",)


class OwnerInline(_OfCustomer):
    model = models.BeneficialOwner


class RelatedPersonInline(_OfCustomer):
    model = models.RelatedPerson
    fk_name = "customer"


class AddressInline(_OfCustomer):
    model = models.Address


class ContactInline(_OfCustomer):
    model = models.ContactPoint
    exclude = ("value_index",)


class TaxResidenceInline(_OfCustomer):
    model = models.TaxResidence
    fields = ("country", "masked", "no_tin_reason", "valid_from", "valid_to")
    readonly_fields = ("masked",)

    @admin.display(description="TIN")
    def masked(self, row: models.TaxResidence) -> str:
        """Return the end of the number; the whole is shown for a reason."""
        return masked(row.tin)


class SelfCertificationInline(_OfCustomer):
    model = models.TaxSelfCertification


class DocumentInline(_OfCustomer):
    model = models.CustomerDocument
    fields = ("kind", "masked", "issuing_country", "expires_on", "size", "uploaded_at", "file")
    readonly_fields = ("masked", "file")

    @admin.display(description="number")
    def masked(self, row: models.CustomerDocument) -> str:
        """Return the end of the number; the whole is shown for a reason."""
        return masked(row.number)

    @admin.display(description="File")
    def file(self, document: models.CustomerDocument) -> str:
        """Return a link to the file; reading it is written into the audit trail."""
        address = reverse(
            "admin:accounts_customer_document", args=[document.customer_id, document.public_id]
        )
        return format_html('<a href="{}">{}</a>', address, document.file_name)


class KycCheckInline(_OfCustomer):
    model = models.KycCheck


class RiskAssessmentInline(_OfCustomer):
    model = models.RiskAssessment


class StatusChangeInline(_OfCustomer):
    model = models.CustomerStatusChange
    exclude = ("blocked_accounts",)


_Inlines = list[Any]  # of classes; no generic at run time
OF_PERSONS: _Inlines = [PersonInline]
OF_COMPANIES: _Inlines = [CompanyInline, OwnerInline]
OF_ALL: _Inlines = [
    AddressInline,
    ContactInline,
    TaxResidenceInline,
    DocumentInline,
]
CHECKS: _Inlines = [
    KycCheckInline,
    RiskAssessmentInline,
    SelfCertificationInline,
    RelatedPersonInline,
    StatusChangeInline,
]
