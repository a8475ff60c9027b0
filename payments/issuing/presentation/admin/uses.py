"""Uses of cards: what networks asked, what the bank answered, what was booked."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.acting import ShownInline
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.issuing.models import Authorisation, Presentment


class PresentmentInline(ShownInline):
    model = Presentment


@admin.register(Authorisation)
class AuthorisationAdmin(ReadOnlyAdmin):
    list_display = (
        *("id", "card", "merchant_name", "channel", "amount_minor", "state", "response_code"),
        *("reason", "asked_at"),
    )
    list_filter = ("state", "response_code", "channel", "network")
    list_select_related = ("card",)
    search_fields = ("=rrn",)
    ordering = ("-id",)
    inlines = (PresentmentInline,)
