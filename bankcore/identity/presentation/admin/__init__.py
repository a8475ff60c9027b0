"""People and programs in the back office."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from bankcore.identity.models import ApiClient, User
from bankcore.identity.presentation.admin import confirmations
from bankcore.presentation.read_only import ReadOnlyAdmin

__all__ = ["confirmations"]

admin.site.register(User, UserAdmin)


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    list_display = ("client_id", "name", "key_prefix", "is_active", "created_at")
    fields = ("client_id", "name", "key_prefix", "scopes", "is_active", "created_at")
