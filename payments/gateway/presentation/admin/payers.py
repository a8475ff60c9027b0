"""What payers pay with, and their permissions: never numbers, names or tokens."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.gateway.models import Mandate, PaymentMethod
from payments.gateway.presentation.admin.filters import OF_MERCHANT


@admin.register(PaymentMethod)
class PaymentMethodAdmin(ReadOnlyAdmin):
    list_display = ("object_id", "merchant", "kind", "brand", "created_at", "detached_at")
    list_filter = ("kind", "brand", OF_MERCHANT)
    list_select_related = ("merchant",)
    search_fields = ("object_id__exact",)
    ordering = ("-id",)
    fields = ("object_id", "merchant", "kind", "brand", "country", "created_at", "detached_at")
    readonly_fields = fields


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin):
    list_display = (
        *("object_id", "merchant", "reference", "signed_on", "is_single_use", "revoked_at"),
    )
    list_filter = ("is_single_use", OF_MERCHANT)
    list_select_related = ("merchant",)
    search_fields = ("object_id__exact", "reference__exact")
    ordering = ("-id",)
    fields = (
        *("object_id", "merchant", "payment_method", "reference", "signed_on", "is_single_use"),
        *("created_at", "revoked_at"),
    )
    readonly_fields = fields
