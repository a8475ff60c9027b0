"""People and programs in the back office."""

from django.contrib import admin

from bankcore.identity.models import ApiClient
from bankcore.identity.presentation.admin import branches, staff
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    list_display = ("client_id", "name", "key_prefix", "is_active", "created_at")
    fields = ("client_id", "name", "key_prefix", "scopes", "is_active", "created_at")


__all__ = ["branches", "staff"]
