"""What people confirmed, in the back office: evidence, to be read."""

from django.contrib import admin

from bankcore.identity.models import Confirmation
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "user", "action", "amounts", "payee", "state", "used_for")
    list_filter = ("state", "method")
    list_select_related = ("user",)
    search_fields = ("=public_id", "=used_for")
    ordering = ("-id",)
    fields = (
        *("public_id", "user", "action", "amounts", "payee", "state", "method", "tries"),
        *("asked_at", "expires_at", "confirmed_at", "used_at", "used_for"),
    )
